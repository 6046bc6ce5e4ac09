/*
 * What the calls of a workload cost, and which locked pages go: a program that is one, and what each variant does to it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { sequencesOf } from '../../../workloads/sequence/recording.ts';
import { commandLineIn } from '../../commands/fixture.ts';
import { type Built, built } from '../../measure/straight/built.ts';
import type { RecordedCost, RecordedResult } from '../../result.ts';
import { costOf } from './cost-of.ts';
import { runSequences } from './sequence-run.ts';

const { folder, rmaplab } = commandLineIn('cost-of');

const textOf = (...calls: readonly string[]): string =>
	`{"sequence":0}\n${calls.map((each) => `${JSON.stringify([each, { ok: 0 }])}\n`).join('')}`;

describe('counted in this thread', () => {
	let modules: Built;
	beforeAll(async () => {
		modules = await built();
	}, 60_000);

	const cost = (variant: string, ...calls: readonly string[]): RecordedCost =>
		costOf(
			runSequences(
				modules,
				modules.variants[variant]!.functions,
				sequencesOf(textOf(...calls), 'calls'),
				'p4-2.7ghz-up',
				null,
			),
			'p4-2.7ghz-up',
		);

	const locked = ['p0 trunc t1 4', 'p0 mmap 0 4 t1 0 rw sL', 'p0 r 0', 'p0 r 3'];

	test('what a program unmaps itself is its own', () => {
		const { lockedUnmapped } = cost('lock-page-convert', ...locked, 'p0 munmap 0 2');
		expect(lockedUnmapped).toEqual({ own: 2, truncation: 0, insideEof: 0 });
	});

	test('what a truncation takes is beyond the end', () => {
		const { lockedUnmapped } = cost('lock-page-convert', ...locked, 'p0 trunc t1 1');
		expect(lockedUnmapped).toEqual({ own: 0, truncation: 3, insideEof: 0 });
	});

	test("the mail's finding: a remapped page is taken for the one that was there before", () => {
		const remapped = [...locked, 'p0 remap 3 1 0', 'p0 r 3', 'p0 trunc t1 1'];
		const inside = (variant: string): number => cost(variant, ...remapped).lockedUnmapped.insideEof;
		expect([inside('lock-page-convert'), inside('nonlinear-aware')]).toEqual([1, 0]);
	});

	test('more calls cost more, a fault is counted once, and looks are free', () => {
		const once = cost('lock-page-convert', 'p0 mmap 0 2 - 0 rw p', 'p0 w 0 1');
		const twice = cost('lock-page-convert', 'p0 mmap 0 2 - 0 rw p', 'p0 w 0 1', 'p0 w 1 1');
		expect([once.faults, twice.faults]).toEqual([1, 2]);
		expect(twice.system).toBeGreaterThan(once.system);
		expect(twice.user).toBeGreaterThan(once.user);
		const looked = cost('lock-page-convert', 'p0 mmap 0 2 - 0 rw p', 'p0 w 0 1', 'p0 status');
		expect(looked).toEqual(once);
	});
});

test('the command prints it beside the answers', () => {
	const file = join(folder, 'mine.jsonl');
	writeFileSync(file, textOf('p0 trunc t1 2', 'p0 mmap 0 2 t1 0 rw s', 'p0 w 1 7'));
	const args = ['recorded', file, '--kernel', 'linux-6-18', '--cost', 'pii-200mhz'];
	const { rows } = JSON.parse(rmaplab(...args, '--json').stdout) as RecordedResult;
	expect(rows.map(({ cost }) => [cost!.machine, cost!.faults])).toEqual([
		['pii-200mhz', 1],
		['pii-200mhz', 1],
	]);
	expect(rmaplab(...args).stdout).toMatch(/^variant +system +user +disk/m);
	const without = JSON.parse(rmaplab(...args.slice(0, 4), '--json').stdout) as RecordedResult;
	expect(without.rows.map(({ cost }) => cost)).toEqual([null, null]);
	const { status, stderr } = rmaplab('recorded', file, '--cost', 'p4-2.7ghz');
	expect([status, stderr]).toEqual([
		2,
		"error: no machine 'p4-2.7ghz'; did you mean 'p4-2.7ghz-up'?; there are p4-2.7ghz-up, numaq-16way, pii-200mhz, modern\n",
	]);
}, 60_000);

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { variants } from '../../variants/index.ts';
import { bootVariant, endOf, sequentialOf } from '../cell.ts';
import { namesOf } from '../scene.ts';
import { packageRoot } from '../source.ts';
import { namesOfTasks, stageOf } from '../stage.ts';
import { divergence, sideBySide } from './diverge.ts';
import { parseToken } from './token.ts';
import { replay } from './trace.ts';

function follow(variant: string, text: string) {
	const token = parseToken(text)!;
	const path = join(packageRoot(), 'workloads', 'litmus', `${token.workload}.litmus`);
	const read = parseLitmus(readFileSync(path, 'utf8'), path);
	if ('error' in read) throw new Error(read.error.message);
	const booted = bootVariant(variants[variant]!);
	const stage = stageOf(booted, read.workload);
	const { machine, ...rest } = sequentialOf(stage.placed);
	const { events, ...result } = replay(
		{ ...rest, machine, after: stage.placed.after },
		booted.start,
		token.schedule,
		{ skips: true },
	);
	const findings = endOf(stage.placed, machine, { ...result, tasks: result.tasks });
	return { variant, events, nameOf: namesOf(stage.placed, machine), findings, stage };
}

const dickens = 'lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa';

test('a variant does not part from itself', () => {
	const { events } = follow('lock-page-convert', dickens);
	expect(divergence(events, events)).toBeNull();
	expect(divergence(events, follow('lock-page-convert', dickens).events)).toBeNull();
});

test('two that differ only elsewhere do not part on this schedule', () => {
	const one = follow('lock-page-convert', dickens);
	expect(divergence(one.events, follow('convert-v3-tweak', dickens).events)).toBeNull();
});

test('they part where the first step differs, side by side', async () => {
	const one = follow('lock-page-convert', dickens);
	const other = follow('recheck-racy-b', dickens);
	const at = divergence(one.events, other.events)!;
	expect(one.events.slice(0, at).map(({ observed }) => observed)).toEqual(
		other.events.slice(0, at).map(({ observed }) => observed),
	);
	expect(one.findings.map(({ oracle }) => oracle)).toEqual(['kernel BUG']);
	expect(other.findings).toEqual([]);
	const lines = sideBySide(one, other, namesOfTasks(one.stage), at);
	expect(lines.filter((line) => line.length > 80)).toEqual([]);
	await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/diverge.txt');
});

test('one that ends earlier parts there', () => {
	const { events } = follow('lock-page-convert', dickens);
	expect(divergence(events.slice(0, 7), events)).toBe(7);
});

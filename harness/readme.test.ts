/*
 * Every token in the README replays to the finding that it stands under, and its example is a variant.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLitmusBuffer } from '../workloads/litmus/index.ts';
import { variants } from '../variants/index.ts';
import { bootVariant } from './cell/boot.ts';
import { endOf } from './cell/judge.ts';
import { sequentialOf } from './cell/problem.ts';
import { placeWorkload } from './cell/place.ts';
import { parseToken, shortDigest } from './token.ts';
import { replay } from './replay/trace.ts';
import { packageRoot } from './catalogue/source.ts';

const readme = readFileSync(join(packageRoot(), 'README.md'), 'utf8');
const findings = [
	...readme.matchAll(/^- \*\*([^*]+)\*\*(?:(?!^- )[\s\S])*?`([^`\s]+@[0-9a-f]{6}:[0-9A-Za-z]+)`/gm),
];

test('the README has findings', () => {
	expect(findings.length).toBeGreaterThan(12);
});

test.each(findings.map(([, oracle, token]) => [oracle!, token!]))('%s: %s', (oracle, text) => {
	const token = parseToken(text)!;
	const path = join(packageRoot(), 'workloads/litmus', `${token.workload}.litmus`);
	const read = parseLitmusBuffer(readFileSync(path), path);
	if ('error' in read) throw new Error(read.error.message);
	expect(shortDigest(read.workload.digest)).toBe(token.digest);
	const { start } = bootVariant(variants[token.variant]!);
	const placed = placeWorkload(start, read.workload);
	const sequential = sequentialOf(placed);
	const result = replay({ ...sequential, after: placed.after }, start, token.schedule);
	expect(result.leftAt).toBeNull();
	if (oracle === 'livelock') return; // the schedule leads to the circle and does not go round it
	expect(endOf(placed, sequential.machine, result).map((each) => each.oracle)).toContain(oracle);
});

test('the table of the bench is the one that was written', () => {
	const rowsOf = (text: string): string[] =>
		text
			.split('\n')
			.filter((line) => / (met|MISSED) +\|/.test(line))
			.map((line) => line.replaceAll(/ +/g, ' '));
	const kept = readFileSync(join(packageRoot(), 'harness/audit/bench/bench-explore.txt'), 'utf8');
	expect(rowsOf(kept).length).toBeGreaterThan(10);
	expect(rowsOf(readme)).toEqual(rowsOf(kept));
});

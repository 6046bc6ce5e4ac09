/*
 * Parts of a run, put together, are the run in one piece, byte for byte; what is missing, foreign or in contradiction
 * is refused.
 */
import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseShard, shardOf } from '../compare/shard.ts';
import { commandLineIn } from './fixture.ts';

const { folder, rmaplab } = commandLineIn('merge');

const asked =
	'--variant forced-unmap objrmap-1 --workload quiet trunc-remapped --no-wall-clock'.split(' ');
const part = (shard: string, out: string, ...more: string[]) =>
	rmaplab('compare', ...asked, ...more, '--shard', shard, '--out', out);

const bytesOf = (out: string): Record<string, string> =>
	Object.fromEntries(
		readdirSync(join(folder, out), { recursive: true, withFileTypes: true })
			.filter((each) => each.isFile())
			.map((each) => join(each.parentPath, each.name))
			.map((path) => [path.slice(join(folder, out).length), readFileSync(path, 'utf8')]),
	);

/** A copy of a part in which one line of the journal is another one, with the sum that belongs to it. */
function forged(from: string, to: string, change: (line: string) => string): void {
	cpSync(join(folder, from), join(folder, to), { recursive: true });
	const path = join(folder, to, 'journal.jsonl');
	const [head, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
	const entries = lines.map((line) => {
		const entry = change(line.replace(/^\{"sum":"\w+",/, ''));
		const sum = createHash('sha256').update(`${head}\n${entry}`).digest('hex');
		return `{"sum":"${sum}",${entry}`;
	});
	writeFileSync(path, `${[head, ...entries].join('\n')}\n`);
}

test('a part is i of n', () => {
	expect(parseShard('2/4')).toEqual({ index: 2, of: 4 });
	for (const text of ['0/4', '5/4', '1', '1/0', '-1/4', '1/4/2', '1.5/4', '', '1/99999']) {
		expect([text, parseShard(text)]).toEqual([text, null]);
	}
});

test('a cell stays in its part when others are added', () => {
	const pairs = Array.from({ length: 4000 }, (_, i) => ({
		variant: `v${i % 50}`,
		workload: `w${Math.floor(i / 50)}`,
	}));
	const counts = [0, 0, 0, 0];
	for (const each of pairs) counts[shardOf(each, 4) - 1]!++;
	expect(counts.reduce((a, b) => a + b)).toBe(4000);
	for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120);
});

describe('two parts', () => {
	beforeAll(() => {
		const runs = [
			part('1/2', 's1'),
			part('2/2', 's2'),
			rmaplab('compare', ...asked, '--out', 'whole'),
		];
		const bad = runs.find(({ status }) => status !== 0);
		if (bad !== undefined) throw new Error(bad.stderr);
	}, 120_000);

	test('say what they have run', () => {
		const { status, stderr } = part('1/2', 's1');
		expect(stderr).toMatch(/^shard 1\/2: (\d) of its \1 cells, of 6 in all/);
		expect(status).toBe(0);
	}, 60_000);

	test('are the whole, byte for byte', () => {
		expect(rmaplab('merge', 's2', 's1', '--out', 'merged').status).toBe(0);
		expect(bytesOf('merged')).toEqual(bytesOf('whole'));
		// The parts stay, and a merge of the same into the same folder is the same.
		expect(rmaplab('merge', 's1', 's2', '--out', 'merged').status).toBe(0);
		expect(bytesOf('merged')).toEqual(bytesOf('whole'));
	}, 60_000);

	test('of which one is missing are refused', () => {
		const { status, stderr } = rmaplab('merge', 's1', '--out', 'gap');
		expect(stderr).toMatch(
			/^error: incomplete: \d of 6 cells are missing; part 2\/2 was not given\n$/,
		);
		expect(status).toBe(2);
	}, 60_000);

	test('of which one has not come to its end are refused', () => {
		cpSync(join(folder, 's2'), join(folder, 'half'), { recursive: true });
		const path = join(folder, 'half/journal.jsonl');
		const lines = readFileSync(path, 'utf8').split('\n');
		// Its last cell is torn.
		writeFileSync(path, lines.slice(0, -1).join('\n').slice(0, -10));
		const { status, stderr } = rmaplab('merge', 's1', 'half', '--out', 'gap');
		expect(stderr).toContain(
			'part 2/2 has not come to its end: run its command again with --out half',
		);
		expect(status).toBe(2);
	}, 60_000);

	test('that disagree are refused', () => {
		forged('s1', 'liar', (line) => line.replaceAll('"states":', '"states":1'));
		const { status, stderr } = rmaplab('merge', 's1', 'liar', 's2', '--out', 'gap');
		expect(stderr).toMatch(
			/^error: s1 and liar disagree on \S+ on \S+, and one search has one result/,
		);
		expect(status).toBe(2);
	}, 60_000);

	test('of two runs are refused', () => {
		expect(part('2/2', 'other', '--seed', '7').status).toBe(0);
		const { status, stderr } = rmaplab('merge', 's1', 'other', '--out', 'gap');
		expect(stderr).toBe('error: other is of another run than s1: --seed was 2003 and is 7\n');
		expect(status).toBe(2);
		expect(rmaplab('merge', 's1', 's1', 'third', '--out', 'gap').stderr).toContain(
			'third/shard.json',
		);
	}, 60_000);
});

test('what no part can be is refused in one line', () => {
	for (const [args, words] of [
		[['--shard', '5/4'], "option '--shard <i/n>' argument '5/4' is invalid"],
		[['--shard', '1/2', '--budget', '5s'], 'error: --budget does not go with --shard'],
		[['--shard', '1/2', '--json'], 'error: --json does not go with --shard'],
	] as const) {
		const { status, stderr } = rmaplab('compare', ...asked, ...args, '--out', 'none');
		expect(stderr).toContain(words);
		expect(status).toBe(2);
	}
	for (const text of ['{}', 'no JSON', '{"format":"rmaplab-shard/1","shard":"1/2","asked":[7]}']) {
		writeFileSync(join(folder, 'shard.json'), text);
		const { status, stderr } = rmaplab('merge', '.', '--out', 'none');
		expect([status, stderr]).toEqual([
			2,
			expect.stringContaining('shard.json:1:1: error: no part'),
		]);
	}
}, 60_000);

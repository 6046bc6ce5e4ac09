/*
 * harness/audit/bench/rmap-tests.ts - rmap-test on objrmap and pte_chains, each in a process of its own: how long it
 * takes to simulate, and how the two compare with what was published.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publishedTables } from '../../../workloads/load/published.ts';
import { scaledTables } from '../../../workloads/load/scaled.ts';
import { packageRoot } from '../../catalogue/source.ts';
import type { BenchRow } from '../../messages/index.ts';
import type { PerfResult } from '../../result.ts';

/** A size of one of the tests. */
export interface RmapTest {
	/** 'rmap-test 1' */
	readonly test: string;
	readonly isFull: boolean;
	readonly parameters: Readonly<Record<string, number>>;
	/** By variant: seconds of system time that were published. */
	readonly published: Readonly<Record<string, number>>;
	readonly limitMs: number;
}

const pteChains = 'pte-chains';
const secondsAim = 60;
const ratioWithin = 1.5;

/** The parts of a published table that are the same at all sizes. */
function testOf(name: string): {
	readonly given: Readonly<Record<string, number>>;
	readonly scaled: Readonly<Record<string, number>>;
	readonly published: RmapTest['published'];
} {
	const table = publishedTables.find((each) => each.name === name)!;
	const { values } = table.rows.find(({ measure }) => measure === 'system seconds')!;
	return {
		given: table.load!.parameters,
		scaled: scaledTables.find((each) => each.table === name)!.parameters,
		published: Object.fromEntries(
			table.columns.map(({ variant }, i) => [variant ?? '', values[i] ?? 0]),
		),
	};
}

const [one, three] = [testOf('rmap-test-1'), testOf('rmap-test-3')];

/** A tenth, at which `perf --published` simulates test 1: both measure the same thing. */
export const small: RmapTest = {
	test: 'rmap-test 1',
	isFull: false,
	parameters: one.scaled,
	published: one.published,
	limitMs: 600_000,
};

/** What takes minutes: slices of test 1 are those of the tenth, and test 3 goes over its windows once. */
export const large: readonly RmapTest[] = [
	{
		...small,
		isFull: true,
		parameters: { slice: one.scaled['slice']! },
		limitMs: 1_800_000,
	},
	{
		test: 'rmap-test 3',
		isFull: false,
		parameters: { ...three.given, ...three.scaled },
		published: three.published,
		limitMs: 600_000,
	},
];

/** What `perf` says of a size on both; null where it was not done in time. */
function perfOf({ parameters, limitMs }: RmapTest, set: readonly string[]): PerfResult | null {
	const out = mkdtempSync(join(tmpdir(), 'rmaplab-bench-'));
	try {
		const own = ['--variant', pteChains, '--load', 'rmap-test', '--full', '--set', ...set];
		const args = ['dist/harness/cli.js', 'perf', ...own, '--jobs', '1', '--json', '--out', out];
		const run = spawnSync(process.execPath, args, {
			cwd: packageRoot(),
			encoding: 'utf8',
			timeout: limitMs,
		});
		if (run.signal !== null) return null;
		if (run.status !== 0) throw new Error(`${Object.keys(parameters).join()}: ${run.stderr}`);
		return JSON.parse(run.stdout) as PerfResult;
	} finally {
		rmSync(out, { recursive: true });
	}
}

/** Its rows: a time for each of the two, and their ratio. */
export function rmapTestRows(size: RmapTest): BenchRow[] {
	const { test, isFull, parameters, published, limitMs } = size;
	const set = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
	const result = perfOf(size, set);
	const aim = `< ${secondsAim} s a variant`;
	if (result === null) {
		const measured = `> ${limitMs / 1000} s`;
		return [{ what: test, measured, aim, met: false, detail: 'ended after that' }];
	}
	const said = `${test} at ${isFull ? 'full size, ' : ''}${set.join(' ')}`;
	const times = result.rows.map(({ variant, system, wallClock }): BenchRow => {
		const seconds = wallClock.seconds!; // perf never leaves it out
		return {
			what: `${test}, ${variant}`,
			measured: `${seconds.toFixed(1)} s`,
			aim: isFull ? `< ${secondsAim} s` : `< ${secondsAim} s at full size`,
			met: isFull ? seconds < secondsAim : null,
			detail: `${said}, one run; ${system.toFixed(2)} s modelled`,
		};
	});
	const system = new Map(result.rows.map((row) => [row.variant, row.system]));
	const ratio = system.get(result.base)! / system.get(pteChains)!;
	const wanted = published[result.base]! / published[pteChains]!;
	return [
		...times,
		{
			what: `${test === small.test ? '' : `${test}, `}system time, objrmap : pte_chains`,
			measured: ratio.toFixed(2),
			aim: `${wanted.toFixed(1)} within a factor ${ratioWithin}`,
			met: ratio <= wanted * ratioWithin && ratio >= wanted / ratioWithin,
			detail: isFull ? said : `${said}; published at full size`,
		},
	];
}

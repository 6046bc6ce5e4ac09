/*
 * harness/audit/bench/bench-main.ts - npm run bench: loads against what was aimed at, in one run on one machine.
 *
 * What is compared takes turns, so that a busy moment of the machine falls on all of it. `--json` prints the raw
 * samples, too, and `--full` runs rmap-test 1 at the published size as well, and rmap-test 3, which takes minutes.
 */
import { parseArgs } from 'node:util';
import { deviation, median } from '../../compare/median.ts';
import type { Flavour } from '../../measure/straight/state.ts';
import {
	benchLoadsUsage,
	benchTable,
	hostFaultNeeds,
	type BenchRow,
} from '../../messages/index.ts';
import { faultJob, FaultThread } from './faults.ts';
import { hostFaults } from './host-fault.ts';
import { large, rmapTestRows, small } from './rmap-tests.ts';

const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '20' },
		json: { type: 'boolean', default: false },
		full: { type: 'boolean', default: false },
	},
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
	process.stderr.write(`${benchLoadsUsage()}\n`);
	process.exit(2);
}

/** Pages of a round of faults: a few milliseconds, more than clocks are wrong by. */
const faultPages = 16_384;
const manyPtes = 1_000_000;
const flavours: readonly Flavour[] = ['plain', 'counted', 'cost'];
const countedAim = 60;
const [pteAim, pageAim] = [4, 100];
const rows: BenchRow[] = [];
const samples: Record<string, readonly number[]> = {};
const tell = (row: BenchRow): void => {
	rows.push(row);
	if (!values.json) process.stdout.write(`${benchTable([row]).at(-1)!}\n`);
};

await faults();
await bytes();
for (const size of values.full ? [small, ...large] : [small]) rmapTestRows(size).forEach(tell);
process.stdout.write(
	values.json
		? `${JSON.stringify({ node: process.version, rounds, rows, samples }, null, '\t')}\n`
		: `\n${benchTable(rows).join('\n')}\n`,
);

/** Half of the rounds find their page tables there, the others make them. */
async function faults(): Promise<void> {
	const host = hostFaults();
	if (host === null) process.stderr.write(`${hostFaultNeeds()}\n`);
	const threads = flavours.map((flavour) => new FaultThread(faultJob(faultPages, flavour)));
	const real: number[] = [];
	const simulated = new Map<Flavour, number[]>(flavours.map((flavour) => [flavour, []]));
	try {
		await Promise.all(threads.map(async ({ ready }) => await ready));
		// The first rounds, in which functions are compiled, are thrown away.
		for (let round = -6; round < rounds; round++) {
			const hasTables = round % 2 !== 0;
			for (const [i, flavour] of flavours.entries()) {
				const ns = await threads[i]!.round({ hasTables });
				if (round >= 0) simulated.get(flavour)!.push(ns);
			}
			if (round >= 0) real.push(...(host?.measure() ?? []));
		}
	} finally {
		host?.end();
		for (const thread of threads) await thread.end();
	}
	samples['nsOfHostFault'] = real;
	const hostMedian = real.length === 0 ? null : median(real);
	const aims: Readonly<Record<Flavour, number | null>> = {
		plain: null,
		counted: countedAim,
		cost: hostMedian,
	};
	for (const flavour of flavours) {
		const ns = simulated.get(flavour)!;
		samples[`nsOfFault, ${flavour}`] = ns;
		const aim = aims[flavour];
		tell({
			what: `minor fault, ${flavour}`,
			measured: `${spread(ns)} ns`,
			aim: aim === null ? 'none' : `< ${aim.toFixed(0)} ns`,
			met: aim === null ? null : median(ns) < aim,
			detail: flavour === 'cost' && real.length > 0 ? `a real one: ${spread(real)} ns` : '',
		});
	}
}

/** What the simulated memory takes of real memory. */
async function bytes(): Promise<void> {
	const thread = new FaultThread(faultJob(manyPtes, 'plain'));
	const { bytes: all, pteBytes } = await thread.ready;
	await thread.end();
	const { geometry } = faultJob(manyPtes, 'plain');
	const each = {
		pte: pteBytes / (geometry.pteTables.boot * geometry.ptesPerTable),
		page: (all - pteBytes) / geometry.pages.boot,
	};
	for (const [what, aim, counted] of [
		['pte', pteAim, 'its word; what lives there is computed'],
		[
			'page',
			pageAim,
			'all else: a table has three words of its own, which a kernel has in struct page',
		],
	] as const) {
		tell({
			what: `bytes per ${what}`,
			measured: each[what].toFixed(1),
			aim: `<= ${aim}`,
			met: each[what] <= aim,
			detail: `${geometry.pages.boot} pages; ${counted}`,
		});
	}
}

/** Median and median absolute deviation. */
function spread(each: readonly number[]): string {
	return `${median(each).toFixed(0)} ± ${deviation(each).toFixed(0)}`;
}

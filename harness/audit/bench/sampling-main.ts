/*
 * harness/audit/bench/sampling-main.ts - npm run sampling: how often each random strategy meets what the
 * search knows to be there.
 */
import { parseArgs } from 'node:util';
import { variants } from '../../../variants/index.ts';
import { runCell } from '../../cell/cell.ts';
import { bootVariant } from '../../cell/boot.ts';
import { defaultCellOptions } from '../../cell/options.ts';
import { judgeOf } from '../../cell/judge.ts';
import { problemOf } from '../../cell/problem.ts';
import { readWorkload, workloadNamesOfTheMail } from '../../catalogue/litmus.ts';
import { strategies } from '../../explore/strategies.ts';
import { samplingHead, samplingRow, samplingSummary, samplingUsage } from '../../messages/index.ts';
import { placeWorkload } from '../../cell/place.ts';
import type { OracleName } from '../../check/oracle-name.ts';
import { keyOf } from '../../check/oracle.ts';

const { values } = parseArgs({
	options: {
		runs: { type: 'string', default: '2000' },
		seed: { type: 'string', default: '2003' },
		variant: { type: 'string', multiple: true, default: Object.keys(variants) },
		workload: { type: 'string', multiple: true, default: [...workloadNamesOfTheMail()] },
	},
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
if (![runs, seed].every((each) => Number.isInteger(each) && each > 0)) {
	process.stderr.write(`${samplingUsage()}\n`);
	process.exit(2);
}

/** What a whole search shows and no schedule, so that no sample can meet it. */
const ofWholeSearches: OracleName = 'lock order';

const names = Object.keys(strategies);
const sum = {
	cells: 0,
	violations: 0,
	met: names.map(() => 0),
	best: names.map(() => 0),
	seconds: names.map(() => 0),
};
process.stdout.write(`${samplingHead(names, runs)}\n`);
for (const variant of values.variant) {
	const booted = bootVariant(variants[variant]!);
	for (const name of values.workload) {
		const workload = readWorkload(name, Object.keys(variants));
		const placed = placeWorkload(booted.start, workload);
		if (placed.death !== null) continue;
		const { violations, explored } = runCell(booted, workload, {
			...defaultCellOptions,
			sampleRuns: 1,
			witnessPreemptionsMax: -1,
		});
		const hits = names.map(() => new Map<string, number>());
		for (const [i, sampler] of Object.values(strategies).entries()) {
			const problem = problemOf(booted, placed);
			const judged = judgeOf(placed, problem);
			const began = performance.now();
			sampler(problem, { runs, seed }, (ending) => {
				for (const finding of judged(ending).findings) {
					const key = keyOf(finding);
					hits[i]!.set(key, (hits[i]!.get(key) ?? 0) + 1);
				}
			});
			sum.seconds[i]! += (performance.now() - began) / 1000;
		}
		sum.cells++;
		const known = violations.filter((each) => each.oracle !== ofWholeSearches).map(keyOf);
		// What only a sample knows counts too where the search was bounded.
		const all = new Set([...known, ...hits.flatMap((each) => [...each.keys()])]);
		if (explored.kind === 'complete' && all.size > known.length) process.exitCode = 1;
		for (const key of [...all].toSorted()) {
			const row = hits.map((each) => each.get(key) ?? 0);
			const most = Math.max(...row);
			sum.violations++;
			for (const [i, count] of row.entries()) {
				if (count > 0) sum.met[i]!++;
				if (count === most && most > 0) sum.best[i]!++;
			}
			if (row[0]! * 100 < runs) {
				process.stdout.write(`${samplingRow(`${variant} ${name}`, key, row)}\n`);
			}
		}
	}
}
for (const line of samplingSummary(names, sum)) process.stdout.write(`${line}\n`);

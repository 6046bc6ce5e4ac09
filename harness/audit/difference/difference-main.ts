/*
 * harness/audit/difference/difference-main.ts - npm run difference: random cells, each as a comparison gets it and
 * by a search of its own.
 */
import { parseArgs } from 'node:util';
import { defaultCellOptions } from '../../cell/options.ts';
import { twoWaysDiffer, twoWaysHead, twoWaysSummary, twoWaysUsage } from '../../messages/index.ts';
import { drawCells } from './draw.ts';
import { bothWays, type TwoWays } from './two-ways.ts';

const { values } = parseArgs({
	options: {
		count: { type: 'string', default: '300' },
		seed: { type: 'string', default: '2003' },
		states: { type: 'string', default: '20000' },
	},
});
const [count, seed, statesMax] = [values.count, values.seed, values.states].map(Number) as [
	number,
	number,
	number,
];
if (![count, seed, statesMax].every((each) => Number.isInteger(each) && each > 0)) {
	process.stderr.write(`${twoWaysUsage()}\n`);
	process.exit(2);
}

const started = performance.now();
process.stdout.write(`${twoWaysHead(seed, count, statesMax)}\n`);
const all: TwoWays[] = [];
for await (const each of bothWays(await drawCells(seed, count), {
	...defaultCellOptions,
	statesMax,
})) {
	all.push(each);
	for (const complaint of each.complaints) {
		process.stdout.write(`${twoWaysDiffer(each.variant, each.workload, complaint)}\n`);
	}
	if (all.length % 50 === 0) process.stderr.write(`${all.length}/${count}\n`);
}
const number = (holds: (each: TwoWays) => boolean): number => all.filter(holds).length;
const wrong = number(({ complaints }) => complaints.length > 0);
const sum = {
	cells: all.length,
	ofBase: number(({ known }) => known === 'steps of the base'),
	ofAnother: number(({ known }) => known === 'steps of another'),
	searched: number(({ known }) => known === 'searched'),
	incomplete: number(({ isComplete }) => !isComplete),
	different: number(({ isDifferent }) => isDifferent),
	wrong,
};
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`${twoWaysSummary(sum, seconds).join('\n')}\n`);
process.exitCode = wrong > 0 || all.length < count ? 1 : 0;

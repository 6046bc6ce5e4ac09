/*
 * harness/audit/two-builds/two-builds-main.ts - npm run two-builds: random programs on both builds of every variant.
 */
import { parseArgs } from 'node:util';
import { variants } from '../../../variants/index.ts';
import { below, seeded } from '../../engine/seeded.ts';
import { built } from '../../measure/straight/built.ts';
import { buildsDiffer, buildsSummary, buildsUsage } from '../../messages/index.ts';
import { firstDifference } from './compare-builds.ts';
import { randomProgram } from './random-program.ts';
import { runInterleaved, runStraight } from './run-program.ts';

const { values } = parseArgs({
	options: {
		count: { type: 'string', default: '10000' },
		seed: { type: 'string', default: '2003' },
		length: { type: 'string', default: '20' },
	},
});
const [count, seed, length] = [values.count, values.seed, values.length].map(Number) as [
	number,
	number,
	number,
];
if (![count, seed, length].every((each) => Number.isInteger(each) && each > 0)) {
	process.stderr.write(`${buildsUsage()}\n`);
	process.exit(2);
}

const begun = performance.now();
const modules = await built();
const random = seeded(seed);
const draw = (bound: number): number => below(bound, random());
const kernels = Object.entries(variants).map(([name, variant]) => ({
	name,
	interleaved: runInterleaved(variant),
	straight: runStraight(modules, modules.variants[name]!.functions),
}));
let [calls, differ, died] = [0, 0, 0];
for (let i = 0; i < count; i++) {
	const { name, interleaved, straight } = kernels[i % kernels.length]!;
	const program = randomProgram(draw, length);
	const [one, other] = [interleaved(program), straight(program)];
	calls += one.returned.length;
	if (one.ended !== null) died++;
	const difference = firstDifference(program, one, other);
	if (difference !== null) {
		differ++;
		process.stdout.write(`${buildsDiffer(name, i, difference)}\n`);
	}
	if ((i + 1) % 5000 === 0) process.stderr.write(`${i + 1}/${count}\n`);
}
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
const sum = { count, variants: kernels.length, calls, died, differ };
process.stdout.write(`${buildsSummary(sum, seconds)}\n`);
process.exitCode = differ > 0 ? 1 : 0;

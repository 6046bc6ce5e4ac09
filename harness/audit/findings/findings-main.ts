/*
 * harness/audit/findings/findings-main.ts - npm run findings: random findings replayed, minimised and checked.
 */
import { parseArgs } from 'node:util';
import { variants } from '../../../variants/index.ts';
import { readWorkload, workloadNames } from '../../catalogue/litmus.ts';
import { findingFails, findingsSummary, findingsUsage, notMinimal } from '../../messages/index.ts';
import { Bench, randomFindings, replaysIdentically } from './findings.ts';
import { defaultLimits } from '../../cell/limits.ts';
import { parseToken } from '../../text/token.ts';

const { values } = parseArgs({
	options: {
		count: { type: 'string', default: '1000' },
		seed: { type: 'string', default: '2003' },
		states: { type: 'string', default: String(defaultLimits.minimise.statesMax) },
	},
});
const [count, seed, statesMax] = [values.count, values.seed, values.states].map(Number) as [
	number,
	number,
	number,
];
if (![count, seed, statesMax].every((each) => Number.isInteger(each) && each > 0)) {
	process.stderr.write(`${findingsUsage()}\n`);
	process.exit(2);
}
const limits = { ...defaultLimits.minimise, statesMax };
const workloads = workloadNames().map((name) => readWorkload(name, Object.keys(variants)));

const started = performance.now();
const bench = new Bench();
const tally = { findings: 0, identical: 0, proved: 0, withinLimits: 0, failed: 0, distinct: 0 };
for (const finding of randomFindings(bench, Object.values(variants), workloads, seed)) {
	tally.findings++;
	const complaints: string[] = [];
	const { workload, target, token } = finding;
	const schedule = token.length > 80 ? null : (parseToken(token)?.schedule ?? null);
	if (schedule === null) complaints.push('no token of 80 characters');
	const kernel = bench.boot(finding.variant);
	if (schedule !== null && replaysIdentically(kernel, workload, target, schedule)) {
		tally.identical++;
	} else complaints.push('does not replay identically');
	const minimised = bench.minimise(finding, limits);
	complaints.push(...minimised.complaints);
	const { schedule: plain } = parseToken(minimised.token)!;
	if (!replaysIdentically(kernel, minimised.workload, target, plain)) {
		complaints.push(notMinimal.doesNotReplay(minimised.token));
	}
	if (minimised.minimal === 'proved') tally.proved++;
	else tally.withinLimits++;
	if (complaints.length > 0) {
		tally.failed++;
		process.stderr.write(`${findingFails(token, target.oracle, complaints)}\n`);
	}
	if (tally.findings % 50 === 0) process.stderr.write(`${tally.findings}/${count}\n`);
	if (tally.findings >= count) break;
}
tally.distinct = bench.distinct;
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`${findingsSummary(tally, seconds).join('\n')}\n`);
process.exitCode = tally.failed > 0 || tally.findings < count ? 1 : 0;

/*
 * reports/perf-findings.ts - what went wrong while loads ran: kernels that died, and what oracles hold against the others.
 */
import { perfSaid } from '../harness/messages/index.ts';
import { groupBy, isDeath, type PerfResult } from '../harness/result.ts';

/** A sentence for each kind; variants of which the same is true are told together. */
export function findingLines({ rows }: PerfResult): string[] {
	const all = rows.flatMap(({ variant, load, findings }) =>
		findings.map((finding) => ({ variant, load, finding })),
	);
	const kinds = groupBy(all, ({ load, finding }) => {
		const { oracle, site, text } = finding;
		return JSON.stringify([load, oracle, site ?? text]);
	});
	return [...kinds.values()].map((some) => {
		const { load, finding } = some[0]!;
		const variants = some.map(({ variant }) => variant);
		const { oracle, text } = finding;
		return isDeath(finding)
			? perfSaid.died(variants, load, oracle, text)
			: perfSaid.found(variants, load, oracle, text);
	});
}

/*
 * reports/fuzz.ts - what random programs have found, as text: new findings first.
 */
import { fuzzSaid } from '../harness/messages/index.ts';
import type { FuzzFinding, FuzzResult } from '../harness/result.ts';
import { indented, table, wrap } from './table.ts';

export function fuzzText(result: FuzzResult, width: number = 80): string {
	const { variant, seed, first, programs, seconds, threads, outcomes, coverage } = result;
	const { findings } = result;
	const news = findings.filter((each) => each.isNew);
	const known = findings.filter((each) => !each.isNew);
	const head =
		programs === 0
			? fuzzSaid.none(variant, seed)
			: `${fuzzSaid.head(variant, programs, first, seed)} ` +
				fuzzSaid.rate(seconds, programs / seconds, threads);
	const { complete, cut, sampled, stopped, refused } = outcomes;
	// Of nothing there is nothing to say.
	if (programs === 0) return wrap(head, width).join('\n');
	return [
		...wrap(head, width),
		...wrap(fuzzSaid.outcomes(complete, cut, sampled, stopped + refused), width),
		...wrap(fuzzSaid.coverage(coverage.lines, coverage.sites, coverage.pairs), width),
		'',
		...growthLines(result),
		'',
		fuzzSaid.news(news.length),
		...news.flatMap((each) => ['', ...findingLines(each, width)]),
		...(known.length === 0 ? [] : ['', fuzzSaid.known(known.length)]),
		...known.flatMap(({ oracle, site }) => indented(fuzzSaid.finding(oracle, site), width, 2)),
	].join('\n');
}

function growthLines({ growth }: FuzzResult): string[] {
	const columns = fuzzSaid.growthHead().map((head) => ({ head, align: 'right' as const }));
	const rows = growth.map((each) => [
		String(each.programs),
		each.seconds.toFixed(1),
		String(each.sites),
		String(each.pairs),
		String(each.findings),
	]);
	return table(columns, rows);
}

function findingLines(finding: FuzzFinding, width: number): string[] {
	const { oracle, site, name, seen, preemptions, steps, token, closedBy } = finding;
	return [
		...wrap(fuzzSaid.finding(oracle, site), width, '  '),
		...indented(fuzzSaid.where(name, seen, preemptions, steps), width, 2),
		...indented(fuzzSaid.closed(closedBy), width, 2),
		`  ${token}`,
	];
}

/*
 * harness/compare/describe-causes.ts - causes as reports have them: with the places that are known to be wrong, and
 * what Linux did about them.
 */
import { knownCausesOf } from '../catalogue/known-causes.ts';
import { type Cause, type CauseOptions, type CauseResult, causesOf, type Cell } from '../result.ts';
import { findingKey } from './combine.ts';

function describe(cause: Cause): CauseResult {
	const { workload, violation } = cause.witness;
	const { oracle, site, token } = violation;
	const all = cause.findings.map((each) => ({ workload: each.workload, ...each.violation }));
	const places = knownCausesOf(all).map(({ id, says, linux }) => ({ id, says, linux }));
	const { id, closedBy, closes } = cause;
	return {
		id,
		name: places.length > 0 ? places.map((each) => each.id).join(' ') : `${oracle} (${site})`,
		findings: all.length,
		witness: token,
		workload,
		oracle,
		site,
		closedBy,
		closes,
		places,
		linux: places.map(({ linux }) => linux).join('; '),
		keys: all.map((each) => findingKey(each.workload, each)),
	};
}

/** The causes of what the reference shows, those with the most findings first. */
export const describeCauses = (cells: readonly Cell[], options: CauseOptions): CauseResult[] =>
	causesOf(cells, options).map(describe);

/*
 * harness/compare/describe-causes.ts - causes as reports have them: with the places that are known to be wrong, and
 * what Linux did about them.
 */
import { knownCausesOf, originsOf, placesBehind } from '../catalogue/known-causes.ts';
import {
	type Cause,
	type CauseOptions,
	type CauseResult,
	causesOf,
	type FoundCell,
	type FaultyPlace,
	findingKey,
} from '../result.ts';

const placeOf = ({ id, says, linux, finding }: FaultyPlace): FaultyPlace => ({
	id,
	says,
	linux,
	finding,
});

function describe(
	cause: Cause,
	repairs: readonly string[],
	isRun: (workload: string) => boolean,
): CauseResult {
	const { workload, violation } = cause.witness;
	const { oracle, site, token } = violation;
	const all = cause.findings.map((each) => ({ workload: each.workload, ...each.violation }));
	const known = knownCausesOf(all);
	const places = known.map(placeOf);
	const { id, closedBy, closes } = cause;
	const repairedBy = originsOf(closedBy.filter((name) => repairs.includes(name)));
	const placesOf = all.flatMap((each): [string, string[]][] => {
		const ids = placesBehind(each, known, isRun).map((place) => place.id);
		return ids.length === 0 ? [] : [[findingKey(each.workload, each), ids]];
	});
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
		linux: places.map(({ linux }) => linux).join('; ') || repairedBy,
		repairedBy,
		keys: all.map((each) => findingKey(each.workload, each)),
		placesOf: Object.fromEntries(placesOf),
	};
}

/** The causes of what the reference shows, those with the most findings first. */
export function describeCauses(cells: readonly FoundCell[], options: CauseOptions): CauseResult[] {
	const ran = new Set(cells.map(({ workload }) => workload));
	return causesOf(cells, options).map((cause) =>
		describe(cause, options.repairs, (workload) => ran.has(workload)),
	);
}

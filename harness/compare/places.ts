/*
 * harness/compare/places.ts - which of the places that are known to be wrong in the reference a run met, and who
 * closes the plainest finding of each.
 */
import { knownPlaces } from '../catalogue/known-causes.ts';
import { type Cell, cellFinder, type FaultyPlace, isSameFinding } from '../result.ts';

/** In the order in which they are known. */
export function placesOf(cells: readonly Cell[], reference: string): FaultyPlace[] {
	const find = cellFinder(cells);
	return knownPlaces().flatMap(({ id, says, linux, finding }): FaultyPlace[] => {
		const { workload, oracle, site } = finding;
		const shown = find(reference, workload)?.violations.find((each) =>
			isSameFinding(each, finding),
		);
		if (shown === undefined) return [];
		const closedBy = cells.filter(
			({ workload: name, explored, violations }) =>
				name === workload &&
				explored.kind === 'complete' &&
				!violations.some((each) => isSameFinding(each, finding)),
		);
		const { token } = shown;
		const names = closedBy.map(({ variant }) => variant);
		return [{ id, says, linux, workload, oracle, site, token, closedBy: names }];
	});
}

/*
 * harness/commands/locked-losses.ts - runs once more the executions in which VM_LOCKED vmas lose pages: results of a
 * search have only how many go, and not whose doing it is.
 */
import { lossesOf } from '../replay/locked-losses.ts';
import {
	type ComparedCell,
	type Comparison,
	type LockedLoss,
	losingCells,
	losingTokens,
} from '../result.ts';
import { type Loaded, raceAt } from './diagrams.ts';

/** So many executions of a cell are tried for one that shows all that it can lose. */
const triesMax = 12;

/** The pages that a cell can lose, each once, from the executions that are tried. */
function lossesIn(cell: ComparedCell, comparison: Comparison, loaded: Loaded): LockedLoss[] {
	const { variant, workload, unmappedLocked } = cell;
	const found = new Map<string, LockedLoss>();
	for (const token of losingTokens(cell).slice(0, triesMax)) {
		if (found.size >= unmappedLocked!.max) break;
		const race = raceAt({ variant, workload, token }, comparison, loaded);
		if (race === null) return [];
		for (const loss of lossesOf(race.raced, race.schedule)) {
			const key = `${loss.process} ${loss.page}`;
			if (!found.has(key)) found.set(key, { variant, workload, token, ...loss });
		}
	}
	return [...found.values()];
}

/** The comparison, with them. @param failed variants whose functions throw or go on for ever: none of them is run again */
export function withLockedLosses(
	comparison: Comparison,
	loaded: Loaded,
	failed: ReadonlySet<string>,
): Comparison {
	const lockedLosses = losingCells(comparison.cells, comparison.reference)
		.filter(({ variant }) => !failed.has(variant))
		.flatMap((cell) => lossesIn(cell, comparison, loaded));
	return lockedLosses.length === 0 ? comparison : { ...comparison, lockedLosses };
}

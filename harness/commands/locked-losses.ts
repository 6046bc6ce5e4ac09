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
import { scheduleOf } from '../text/token.ts';
import { keptOr, type Loaded, type Places, placesOf, racedOf } from './run-again.ts';

/** So many executions of a cell are tried for one that shows all that it can lose. */
const triesMax = 12;

/** The pages that a cell can lose, each once, from the executions that are tried. */
function lossesIn(
	{ variant, workload, unmappedLocked, schedules }: ComparedCell,
	tokens: readonly string[],
	places: Places,
): LockedLoss[] {
	const raced = racedOf(places.variants[0]!, places.workload);
	if (raced === null) return [];
	const found = new Map<string, LockedLoss>();
	const { counts } = places.workload;
	const isCounted = ({ process }: LockedLoss): boolean =>
		counts.length === 0 || counts.includes(process);
	for (const token of tokens) {
		const enough = Math.max(1, unmappedLocked!.max);
		if ([...found.values()].filter(isCounted).length >= enough) break;
		for (const loss of lossesOf(raced, scheduleOf(token, schedules))) {
			const key = `${loss.process} ${loss.page}`;
			if (!found.has(key)) found.set(key, { variant, workload, token, ...loss });
		}
	}
	return [...found.values()];
}

function keptLosses(cell: ComparedCell, loaded: Loaded): LockedLoss[] {
	const places = placesOf(loaded, [cell.variant], cell.workload);
	const tokens = losingTokens(cell).slice(0, triesMax);
	const asked = {
		losses: tokens.map((token) => [token, scheduleOf(token, cell.schedules)]),
		most: cell.unmappedLocked!.max,
	};
	return keptOr(loaded.kept, places, asked, () => lossesIn(cell, tokens, places));
}

/** The comparison, with them. @param told of which variants, see withExecutions() */
export function withLockedLosses(
	comparison: Comparison,
	loaded: Loaded,
	told: (variant: string) => boolean,
): Comparison {
	const lockedLosses = losingCells(comparison.cells)
		.filter(({ variant }) => told(variant))
		.flatMap((cell) => keptLosses(cell, loaded));
	return lockedLosses.length === 0 ? comparison : { ...comparison, lockedLosses };
}

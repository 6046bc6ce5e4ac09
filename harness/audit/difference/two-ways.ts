/*
 * harness/audit/difference/two-ways.ts - each cell two ways: as a comparison gets it, which searches none that takes
 * the steps of another (cell/cells.ts), and by a search of its own that shares nothing with any other.
 *
 * Both have to come to the same cell, to the byte, and to the same difference against the base.
 */
import { isDeepStrictEqual } from 'node:util';
import { baseName } from '../../../variants/index.ts';
import { loadVariant, type LoadedVariant } from '../../catalogue/variant.ts';
import { bootVariant } from '../../cell/boot.ts';
import { runCellWithOutcomes } from '../../cell/cell.ts';
import { Cells } from '../../cell/cells.ts';
import type { CellOptions } from '../../cell/options.ts';
import { endsEarlierOn } from '../../compare/uncovered.ts';
import { NodeStore } from '../../engine/nodes.ts';
import { otherDifference, otherOutcomes, otherPart } from '../../messages/index.ts';
import { against, type Against, type Cell, type FoundCell } from '../../result.ts';
import type { Workload } from '../../workload.ts';
import type { DrawnCell } from './draw.ts';

export interface TwoWays {
	readonly variant: string;
	readonly workload: string;
	/** How the comparison came to the cell; the base's is proved only where the base's search was complete. */
	readonly known: 'steps of the base' | 'steps of another' | 'searched';
	readonly isComplete: boolean;
	/** Whether it differs from the base's cell in a finding. */
	readonly isDifferent: boolean;
	/** What the search of its own has otherwise; nothing where both are right. */
	readonly complaints: readonly string[];
}

/** That both take the same steps is proved on one side only. */
type Difference = Omit<Against, 'same'>;

type Search = ReturnType<typeof runCellWithOutcomes>;

/** Takes the cells litmus test by litmus test, each as a comparison would: the base first. */
export async function* bothWays(
	cells: readonly DrawnCell[],
	options: CellOptions,
): AsyncGenerator<TwoWays> {
	const base = await loadVariant(baseName);
	for (const workload of new Set(cells.map((each) => each.workload.name))) {
		const drawn = cells.filter((each) => each.workload.name === workload);
		yield* onWorkload(
			base,
			drawn[0]!.workload,
			drawn.map(({ variant }) => variant),
			options,
		);
	}
}

function* onWorkload(
	base: LoadedVariant,
	workload: Workload,
	variants: readonly LoadedVariant[],
	options: CellOptions,
): Generator<TwoWays> {
	const store = new NodeStore();
	const cells = new Cells(workload, options);
	const baseCell = cells.refer(bootVariant(base.variant, store));
	const searchAlone = ({ variant }: LoadedVariant): Search =>
		runCellWithOutcomes(bootVariant(variant), workload, options);
	const baseAlone = searchAlone(base);
	const endsEarlier = endsEarlierOn([base, ...variants], [workload]);
	const differenceOf = (cell: FoundCell, other: Cell): Difference => {
		const { same: _, ...rest } = against(cell, other, baseName, endsEarlier);
		return rest;
	};
	for (const loaded of variants) {
		const before = cells.searched;
		const found = cells.cell(bootVariant(loaded.variant, store));
		const alone = searchAlone(loaded);
		const difference = differenceOf(found, baseCell);
		const complaints = partsThatDiffer(found, alone.cell).map(otherPart);
		const ofAlone = differenceOf({ ...alone.cell, sameSteps: false }, baseAlone.cell);
		if (!isDeepStrictEqual(difference, ofAlone)) complaints.push(otherDifference());
		// More outcomes than a cell keeps are only in the search.
		if (found.sameSteps && !isDeepStrictEqual(alone.observed, baseAlone.observed)) {
			complaints.push(otherOutcomes());
		}
		yield {
			variant: loaded.variant.name,
			workload: workload.name,
			known: known(cells.searched > before, found),
			isComplete: found.explored.kind === 'complete',
			isDifferent: isDifference(difference),
			complaints,
		};
	}
}

const isDifference = ({ fixed, added, moved, open }: Difference): boolean =>
	[fixed, added, moved, open].some((each) => each.length > 0);

function known(isSearched: boolean, { sameSteps }: FoundCell): TwoWays['known'] {
	if (isSearched) return 'searched';
	return sameSteps ? 'steps of the base' : 'steps of another';
}

/** Parts of a cell in which a search of its own comes to something else; that knows of no other cell. */
function partsThatDiffer(found: FoundCell, alone: Cell): string[] {
	const parts = new Set([...Object.keys(found), ...Object.keys(alone)]) as Set<keyof FoundCell>;
	parts.delete('sameSteps');
	return [...parts].filter(
		(part) => !isDeepStrictEqual(found[part as keyof Cell], alone[part as keyof Cell]),
	);
}

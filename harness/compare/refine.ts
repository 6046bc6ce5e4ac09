/*
 * harness/compare/refine.ts - whether one variant shows programs nothing that another does not show, and what tells
 * a variant from its base. From cells; nothing is run here.
 */
import type { Apart, Cell, Refinement, Relation, Shown } from '../result.ts';

/** What two cells of one workload show to programs, as sets. */
export interface Related {
	readonly relation: Relation;
	/** Only complete searches prove a relation. */
	readonly isProved: boolean;
	/** The first, by digest, that the one shows and the other was not seen to show. */
	readonly onlyOne: Shown | null;
	readonly onlyOther: Shown | null;
}

/** Compares what two cells of one workload show to programs. */
export function relate(one: Cell, other: Cell): Related {
	if (one.outcomes === null || other.outcomes === null) {
		return { relation: 'undecided', isProved: false, onlyOne: null, onlyOther: null };
	}
	const onlyOne = firstBeside(one.outcomes, other.outcomes);
	const onlyOther = firstBeside(other.outcomes, one.outcomes);
	const beyond = onlyOther === null ? 'equal' : 'refines';
	const notWithin = onlyOther === null ? 'is refined by' : 'differs';
	return {
		relation: onlyOne === null ? beyond : notWithin,
		isProved: isComplete(one) && isComplete(other),
		onlyOne,
		onlyOther,
	};
}

const isComplete = ({ explored }: Cell): boolean => explored.kind === 'complete';

function firstBeside(some: readonly Shown[], known: readonly Shown[]): Shown | null {
	const digests = new Set(known.map(({ digest }) => digest));
	return some.find(({ digest }) => !digests.has(digest)) ?? null;
}

/** Pairs the cells of two variants by workload, in the order of the first. */
function pairsOf(own: readonly Cell[], others: readonly Cell[]): (readonly [Cell, Cell])[] {
	const byWorkload = new Map(others.map((cell) => [cell.workload, cell]));
	return own.flatMap((cell) => {
		const other = byWorkload.get(cell.workload);
		return other === undefined ? [] : [[cell, other] as const];
	});
}

/**
 * Whether `own` shows nothing on any workload that `others`, the cells of the variant `of`, do not show.
 * What was seen was seen, so only the search of `of` has to be complete to say no.
 */
export function refinementOf(
	of: string,
	own: readonly Cell[],
	others: readonly Cell[],
): Refinement {
	const related = pairsOf(own, others).map(([cell, other]) => ({
		workload: cell.workload,
		isWhole: isComplete(other),
		...relate(cell, other),
	}));
	const violated = related.find(({ onlyOne, isWhole }) => onlyOne !== null && isWhole);
	const open = related.filter(
		({ relation, onlyOne, isWhole }) => relation === 'undecided' || (onlyOne !== null && !isWhole),
	).length;
	return {
		of,
		litmus: related.length,
		equal: related.filter(({ relation }) => relation === 'equal').length,
		holds: violated !== undefined ? false : open > 0 ? null : true,
		proved: related.filter(({ isProved }) => isProved).length,
		open,
		violatedBy:
			violated === undefined
				? null
				: { workload: violated.workload, token: violated.onlyOne!.token },
	};
}

const findingsOf = (cell: Cell): string =>
	JSON.stringify([
		cell.violations.map(({ oracle, site, frequency }) => [oracle, site, frequency]),
		cell.questions.map(({ frequency }) => frequency),
	]);

const ways: readonly {
	readonly by: NonNullable<Apart['by']>;
	readonly of: (cell: Cell) => string;
}[] = [
	{ by: 'violations', of: findingsOf },
	{
		by: 'outcomes',
		of: (cell) => String(cell.outcomes?.map(({ digest }) => digest) ?? 'too many'),
	},
	{ by: 'cost', of: (cell) => JSON.stringify(cell.cost) },
];

/**
 * The first litmus test that tells a variant from its base: by what is violated, else by what programs can see,
 * else by what it costs. Only complete searches tell anything by what was seen.
 */
export function apartFrom(base: string, own: readonly Cell[], others: readonly Cell[]): Apart {
	const pairs = pairsOf(own, others);
	const whole = pairs.filter((pair) => pair.every(isComplete));
	for (const { by, of } of ways) {
		const found = whole.find(([cell, other]) => of(cell) !== of(other));
		if (found !== undefined) return { base, litmus: pairs.length, by, workload: found[0].workload };
	}
	return { base, litmus: pairs.length, by: null, workload: null };
}

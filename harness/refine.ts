/*
 * harness/refine.ts - whether one variant shows programs nothing that another does not show, and what tells
 * a variant from its base. From cells; nothing is run here.
 */
import type { Apart, Cell, Refinement, Relation } from './result.ts';

/** Compares what two cells of one workload show to programs. */
export function relate(
	one: Cell,
	other: Cell,
): { readonly relation: Relation; readonly isProved: boolean } {
	const first = new Set(one.outcomes);
	const second = new Set(other.outcomes);
	const isWithin = one.outcomes.every((each) => second.has(each));
	const contains = other.outcomes.every((each) => first.has(each));
	return {
		relation:
			isWithin && contains
				? 'equal'
				: isWithin
					? 'refines'
					: contains
						? 'is refined by'
						: 'differs',
		isProved: one.explored.kind === 'complete' && other.explored.kind === 'complete',
	};
}

/** Pairs the cells of two variants by workload, in the order of the first. */
function pairsOf(own: readonly Cell[], others: readonly Cell[]): (readonly [Cell, Cell])[] {
	const byWorkload = new Map(others.map((cell) => [cell.workload, cell]));
	return own.flatMap((cell) => {
		const other = byWorkload.get(cell.workload);
		return other === undefined ? [] : [[cell, other] as const];
	});
}

/** Whether `own` shows nothing on any workload that `others`, the cells of the variant `of`, do not show. */
export function refinementOf(
	of: string,
	own: readonly Cell[],
	others: readonly Cell[],
): Refinement {
	const pairs = pairsOf(own, others);
	const related = pairs.map(([cell, other]) => ({ cell, ...relate(cell, other) }));
	const within = related.filter(({ relation }) => relation === 'equal' || relation === 'refines');
	return {
		of,
		litmus: pairs.length,
		equal: related.filter(({ relation }) => relation === 'equal').length,
		holds: within.length === related.length,
		proved: related.filter(({ isProved }) => isProved).length,
		violatedBy: related.find((each) => !within.includes(each))?.cell.workload ?? null,
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
	{ by: 'outcomes', of: (cell) => cell.outcomes.join() },
	{ by: 'cost', of: (cell) => JSON.stringify(cell.cost) },
];

/**
 * The first litmus that tells a variant from its base: by what is violated, else by what programs can see,
 * else by what it costs. Only complete searches tell anything by what was seen.
 */
export function apartFrom(base: string, own: readonly Cell[], others: readonly Cell[]): Apart {
	const pairs = pairsOf(own, others);
	const whole = pairs.filter((pair) => pair.every((each) => each.explored.kind === 'complete'));
	for (const { by, of } of ways) {
		const found = whole.find(([cell, other]) => of(cell) !== of(other));
		if (found !== undefined) return { base, litmus: pairs.length, by, workload: found[0].workload };
	}
	return { base, litmus: pairs.length, by: null, workload: null };
}

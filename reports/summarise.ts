/*
 * reports/summarise.ts - counts what the cells say, per variant and per oracle.
 *
 * Everything here is a count, a minimum or a maximum of what the comparison holds. Verdicts come
 * with the cells and are never formed here.
 */
import {
	type Cell,
	type ClaimResult,
	type Cost,
	type Expectation,
	type Explored,
	plainerFirst,
	type Question,
	type VariantResult,
	type Violation,
} from '../harness/result.ts';
import type { Column, Selection } from './select.ts';

/** What a matrix shows of one cell. */
export interface Mark {
	readonly kind: Explored['kind'];
	/** Some oracle was violated, or some `never` line of the litmus test held. */
	readonly found: boolean;
	/** Distinct oracles violated; 0 with `found` when only a `never` line held. */
	readonly oracles: number;
}

export function markOf(cell: Cell): Mark {
	const oracles = new Set(cell.violations.map((violation) => violation.oracle)).size;
	return {
		kind: cell.explored.kind,
		found: oracles > 0 || cell.questions.some((question) => question.frequency !== 'never'),
		oracles,
	};
}

/** One violation with the place where it was seen. */
export interface Sighting {
	readonly column: Column;
	readonly cell: Cell;
	readonly violation: Violation;
}

/** All violations of one oracle by one variant. */
export interface Group {
	readonly variant: string;
	readonly oracle: string;
	readonly sightings: readonly Sighting[];
	/** The one to read first: fewest preemptions, then fewest steps. */
	readonly simplest: Sighting;
}

/** All violations of one oracle by whatever variant. */
export interface OracleSummary {
	readonly oracle: string;
	readonly variants: number;
	readonly workloads: number;
	readonly simplest: Sighting;
}

export interface VariantSummary {
	readonly variant: VariantResult;
	/** Cells that this variant has a verdict on. */
	readonly cells: number;
	/** Those of them in which something was found. */
	readonly cellsViolated: number;
	readonly oraclesViolated: number;
	/** Most present ptes missing from VM_LOCKED vmas in any terminal state of any cell. */
	readonly unmappedLockedMax: number;
	/** Most of them whose page is still inside EOF. */
	readonly collateralMax: number;
	/** Against the base, over the litmus tests that are comparable; null if there is none. */
	readonly operationsPercent: number | null;
	/** The number of these litmus tests. */
	readonly litmusCompared: number;
	readonly claimsAgreed: number;
	/** Came out as stated, or were refuted. */
	readonly claimsDecided: number;
	readonly claimsOpen: number;
}

/** Of at least one; the earlier wins a tie. */
const simplestOf = (sightings: readonly Sighting[]): Sighting =>
	sightings.toSorted((one, other) => plainerFirst(one.violation, other.violation))[0]!;

function sightingsOf(selection: Selection, variant: string): Sighting[] {
	return selection.columns.flatMap((column) => {
		const cell = selection.cell(variant, column.workload.name);
		if (cell === undefined) return [];
		return cell.violations.map((violation) => ({ column, cell, violation }));
	});
}

/** Oracles in the comparison's order; one that it does not list comes last, so nothing is lost. */
function oracleOrder(selection: Selection): string[] {
	const listed = selection.comparison.oracles.map((oracle) => oracle.name);
	const seen = selection.comparison.cells.flatMap((cell) =>
		cell.violations.map((violation) => violation.oracle),
	);
	return [...new Set([...listed, ...seen])];
}

export function groupsOf(selection: Selection, variant: string): Group[] {
	const all = sightingsOf(selection, variant);
	return oracleOrder(selection).flatMap((oracle) => {
		const sightings = all.filter((sighting) => sighting.violation.oracle === oracle);
		if (sightings.length === 0) return [];
		return [{ variant, oracle, sightings, simplest: simplestOf(sightings) }];
	});
}

export function oracleSummaries(selection: Selection): OracleSummary[] {
	const all = selection.variants.flatMap((variant) => sightingsOf(selection, variant.name));
	return oracleOrder(selection).flatMap((oracle) => {
		const sightings = all.filter((sighting) => sighting.violation.oracle === oracle);
		if (sightings.length === 0) return [];
		return [
			{
				oracle,
				variants: new Set(sightings.map((sighting) => sighting.cell.variant)).size,
				workloads: new Set(sightings.map((sighting) => sighting.cell.workload)).size,
				simplest: simplestOf(sightings),
			},
		];
	});
}

/** The `never` lines that held nevertheless. */
export function heldQuestions(
	selection: Selection,
	variant: string,
): { readonly column: Column; readonly cell: Cell; readonly question: Question }[] {
	return selection.columns.flatMap((column) => {
		const cell = selection.cell(variant, column.workload.name);
		if (cell === undefined) return [];
		return cell.questions
			.filter((question) => question.frequency !== 'never')
			.map((question) => ({ column, cell, question }));
	});
}

export function expectationsOf(
	selection: Selection,
): { readonly cell: Cell; readonly expectation: Expectation }[] {
	return selection.comparison.cells.flatMap((cell) =>
		cell.expectations.map((expectation) => ({ cell, expectation })),
	);
}

/** Whether it came out as stated: what happens in every schedule of a test happens sometimes, too. */
export function claimAgrees(claim: ClaimResult): boolean {
	const { holds, stated } = claim;
	const isAsStated = stated === 'sometimes' ? holds !== 'never' : holds === stated;
	return isAsStated && !claimIsOpen(claim);
}

/** Nothing was seen, and not every schedule of every litmus test was explored: neither came out nor refuted. */
export function claimIsOpen(claim: ClaimResult): boolean {
	return claim.rests !== 'complete';
}

/** How many litmus the variants ran, and whether these are the same for all. */
export function litmusRun({ variants, columns, cell }: Selection): {
	readonly fewest: number;
	readonly most: number;
	readonly isSame: boolean;
} {
	const sets = variants.map(({ name }) =>
		columns.filter(({ workload }) => cell(name, workload.name) !== undefined),
	);
	const counts = sets.map(({ length }) => length);
	const [most, fewest] = [Math.max(0, ...counts), counts.length === 0 ? 0 : Math.min(...counts)];
	const together = new Set(sets.flat());
	return { fewest, most, isSame: together.size === fewest };
}

/** Change against the base in percent; null when there is nothing to compare with. */
export function percentOf(value: number, base: number): number | null {
	return base === 0 ? null : ((value - base) / base) * 100;
}

/** Oracles whose violation ends a task, or keeps it from ending. */
export const cutShort: ReadonlySet<string> = new Set([
	'kernel BUG',
	'NULL dereference',
	'freed object used',
	'type confusion of page->pte',
	'sleeping under a spinlock',
	'unlock of what is not held',
	'list corruption',
	'deadlock',
	'livelock',
]);

/** Whether plain sequential execution can meet a violation that cuts it short. */
export function mayEndEarly(cell: Cell): boolean {
	return cell.violations.some(
		(violation) => violation.preemptions === 0 && cutShort.has(violation.oracle),
	);
}

/**
 * What a cell and the base's of the same litmus test cost, when the two may be compared. Where a run stops
 * early, fewer operations are no merit, so such a pair is left out.
 */
export function costsBeside(
	cell: Cell,
	base: Cell | undefined,
): { readonly own: Cost; readonly ofBase: Cost } | null {
	if (base === undefined || base.cost === null || cell.cost === null) return null;
	return mayEndEarly(cell) || mayEndEarly(base) ? null : { own: cell.cost, ofBase: base.cost };
}

/** The same within a comparison. */
export const comparableCosts = (selection: Selection, cell: Cell): ReturnType<typeof costsBeside> =>
	costsBeside(cell, selection.cell(selection.comparison.base, cell.workload));

export function summaryOf(selection: Selection, variant: VariantResult): VariantSummary {
	const cells = selection.columns
		.flatMap((column) => selection.cell(variant.name, column.workload.name) ?? [])
		.filter(({ explored }) => explored.kind !== 'stopped');
	let operations = 0;
	let operationsOfBase = 0;
	let litmusCompared = 0;
	for (const cell of cells) {
		const costs = comparableCosts(selection, cell);
		if (costs === null) continue;
		operations += costs.own.operations;
		operationsOfBase += costs.ofBase.operations;
		litmusCompared += 1;
	}
	return {
		variant,
		cells: cells.length,
		cellsViolated: cells.filter((cell) => markOf(cell).found).length,
		oraclesViolated: new Set(
			cells.flatMap((cell) => cell.violations.map((violation) => violation.oracle)),
		).size,
		unmappedLockedMax: Math.max(0, ...cells.map((cell) => cell.unmappedLocked?.max ?? 0)),
		collateralMax: Math.max(0, ...cells.map((cell) => cell.unmappedLocked?.collateralMax ?? 0)),
		operationsPercent: percentOf(operations, operationsOfBase),
		litmusCompared,
		claimsAgreed: variant.claims.filter(claimAgrees).length,
		claimsDecided: variant.claims.filter((claim) => !claimIsOpen(claim)).length,
		claimsOpen: variant.claims.filter(claimIsOpen).length,
	};
}

/** The fields of Cost in the order of the contract; a new field does not compile until it is here. */
export const costFields: readonly (keyof Cost)[] = Object.keys({
	operations: 1,
	locks: 1,
	trylocks: 1,
	trylocksFailed: 1,
	pteAccesses: 1,
	pageAccesses: 1,
	vmaVisits: 1,
	chainNodes: 1,
	allocations: 1,
} satisfies Record<keyof Cost, 1>) as (keyof Cost)[];

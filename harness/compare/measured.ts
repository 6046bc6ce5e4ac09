/*
 * harness/compare/measured.ts - what two results are held against each other by: for each variant on each litmus
 * test or load what was found, how it was searched, and what it costs.
 */
import type { Cell, Comparison, Explored } from '../result.ts';

export interface MeasuredFinding {
	readonly oracle: string;
	readonly site: string;
	/** Null of what one run showed, which has no schedule to replay. */
	readonly token: string | null;
	/** Of the execution behind the token; null where nobody says. */
	readonly preemptions: number | null;
}

export interface Measured {
	readonly variant: string;
	/** The litmus test, or the load with its parameters and the machine. */
	readonly on: string;
	/** Null of a run that has one schedule: it shows what it shows. */
	readonly explored: Explored | null;
	/** Of random schedules. */
	readonly seed: number;
	readonly findings: readonly MeasuredFinding[];
	/** Exact counts by name, the smaller the better; without those that do not compare with others. */
	readonly costs: Readonly<Record<string, number>>;
}

/** A row of `rmaplab perf --json`, of which only what is compared is named. */
export interface PerfRow {
	readonly variant: string;
	readonly load: string;
	readonly parameters: unknown;
	readonly machine: string;
	readonly user: number;
	readonly system: number;
	readonly elapsed: number;
	readonly memory: Readonly<Record<string, unknown>>;
	readonly lockedUnmapped: Readonly<Record<string, number>>;
	readonly findings: readonly unknown[];
}

/** What a `never` line of a litmus file that held is called beside the oracles. */
const neverLine = 'never line held';

/**
 * The cells of a comparison. `mayEndEarly` says of which plain sequential execution may be cut short: fewer operations
 * are no merit there.
 */
export const measuredCells = (
	{ cells, seed }: Pick<Comparison, 'cells' | 'seed'>,
	mayEndEarly: (cell: Cell) => boolean,
): Measured[] =>
	cells.map((cell): Measured => {
		const { variant, workload, explored, violations, questions, cost, unmappedLocked } = cell;
		const held = questions.filter(({ frequency }) => frequency !== 'never');
		return {
			variant,
			on: workload,
			explored,
			seed,
			findings: [
				...violations.map(({ oracle, site, token, preemptions }) => ({
					oracle,
					site,
					token,
					preemptions,
				})),
				...held.map(({ text, token }) => ({
					oracle: neverLine,
					site: text,
					token,
					preemptions: null,
				})),
			],
			costs: {
				...(cost === null || mayEndEarly(cell) ? {} : { operations: cost.operations }),
				...(unmappedLocked === null ? {} : { lockedInsideEof: unmappedLocked.collateralMax }),
			},
		};
	});

/** The rows of a performance run. */
export const measuredLoads = (rows: readonly PerfRow[]): Measured[] =>
	rows.map((row): Measured => {
		const { variant, user, system, elapsed, memory, lockedUnmapped, findings } = row;
		return {
			variant,
			on: loadName(row),
			explored: null,
			seed: 0,
			findings: findings.map(perfFinding),
			costs: {
				user,
				system,
				elapsed,
				...prefixed('memory', memory),
				...prefixed('lockedUnmapped', lockedUnmapped),
			},
		};
	});

/** A load with all that tells one run of it from another. */
export const loadName = ({
	load,
	parameters,
	machine,
}: Pick<PerfRow, 'load' | 'parameters' | 'machine'>): string =>
	[load, ...parametersOf(parameters), 'on', machine].join(' ');

/** In an order of their own, so that the order in the file does not matter; a list keeps its order. */
function parametersOf(parameters: unknown): string[] {
	const text = (value: unknown): string =>
		typeof value === 'string' ? value : JSON.stringify(value ?? null);
	if (Array.isArray(parameters)) return parameters.map(text);
	if (typeof parameters !== 'object' || parameters === null) return [text(parameters)];
	return Object.entries(parameters)
		.map(([name, value]) => `${name}=${text(value)}`)
		.toSorted();
}

/** Numbers by the path to them, `memory.peak`. */
const prefixed = (
	path: string,
	values: Readonly<Record<string, unknown>>,
): Record<string, number> => {
	const found: Record<string, number> = {};
	for (const [name, value] of Object.entries(values)) {
		const place = `${path}.${name}`;
		if (typeof value === 'number') found[place] = value;
		else if (typeof value === 'object' && value !== null) {
			Object.assign(found, prefixed(place, value as Readonly<Record<string, unknown>>));
		}
	}
	return found;
};

function perfFinding(finding: unknown): MeasuredFinding {
	const { oracle, site } =
		typeof finding === 'object' && finding !== null
			? (finding as { readonly oracle?: unknown; readonly site?: unknown })
			: {};
	const isNamed = typeof oracle === 'string';
	return {
		oracle: isNamed ? oracle : typeof finding === 'string' ? finding : JSON.stringify(finding),
		site: isNamed && typeof site === 'string' ? site : '',
		token: null,
		preemptions: 0,
	};
}

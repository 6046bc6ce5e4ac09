/*
 * harness/measure/straight/built.ts - the modules of the straight build, loaded when somebody needs them.
 *
 * They lie in dist/straight, also for tests, which run from the sources: there is one straight build, the one that
 * is shipped.
 */
import type * as check from '../../check/at-rest.ts';
import type * as atomics from '../../mm/atomics.ts';
import type * as mm from '../../mm/index.ts';
import type * as types from '../../mm/mm_types.ts';
import type { AddedFunction, Variant } from '../../variant.ts';
import type * as link from './link.ts';
import type * as operations from './operations.ts';
import type * as state from './state.ts';
import type { State } from './state.ts';
import type { Around, StraightTable } from './table.ts';

export type { Around, StraightFunction, StraightTable } from './table.ts';

export interface Built {
	readonly mm: typeof mm;
	/** Everything that kernel functions know of memory; addresses are those of this thread's geometry. */
	readonly types: typeof types;
	readonly atomics: typeof atomics;
	readonly operations: typeof operations;
	readonly link: typeof link;
	readonly state: typeof state;
	readonly variants: Readonly<Record<string, Variant>>;
}

const root = import.meta.url.endsWith('.ts') ? '../../../dist/' : '../../../';

async function module<T>(path: string): Promise<T> {
	return (await import(new URL(root + path, import.meta.url).href)) as T;
}

let loading: Promise<Built> | null = null;

/** All of them, for the geometry of this thread. */
export async function built(): Promise<Built> {
	loading ??= load();
	return await loading;
}

export type JudgeAtRest = typeof check.judgeAtRest;

/** The oracles, for the geometry of this thread. */
export async function straightOracles(): Promise<JudgeAtRest> {
	return (await module<typeof check>('straight/harness/check/at-rest.js')).judgeAtRest;
}

async function load(): Promise<Built> {
	const [index, mmTypes, atomicSteps, ops, linking, machine, { variants }] = await Promise.all([
		module<Built['mm']>('straight/harness/mm/index.js'),
		module<Built['types']>('straight/harness/mm/mm_types.js'),
		module<Built['atomics']>('straight/harness/mm/atomics.js'),
		module<Built['operations']>('harness/measure/straight/operations.js'),
		module<Built['link']>('harness/measure/straight/link.js'),
		module<Built['state']>('harness/measure/straight/state.js'),
		module<{ readonly variants: Built['variants'] }>('straight/variants/index.js'),
	]);
	return {
		mm: index,
		types: mmTypes,
		atomics: atomicSteps,
		operations: ops,
		link: linking,
		state: machine,
		variants,
	};
}

/** The functions of a variant of the straight build, each a method of the table. */
export function tableOf(
	{ mm: { baseFunctions } }: Built,
	functions: Readonly<Record<string, AddedFunction>>,
): StraightTable {
	return { ...baseFunctions, ...functions } as unknown as StraightTable;
}

/** The table of a kernel on one machine, with what stands around its functions. */
export function tableFor(
	{ link, operations }: Built,
	machine: State,
	functions: StraightTable,
	arounds: readonly Around[],
	isLinked: boolean,
): StraightTable {
	if (isLinked) return link.linked(operations, machine, functions, arounds);
	const table = { ...functions };
	for (const { name, around, isOnce } of arounds) {
		const inner = table[name];
		if (inner !== undefined) table[name] = around(inner.bind(isOnce ? { ...table } : table));
	}
	return table;
}

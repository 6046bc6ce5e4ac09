/*
 * harness/variant.ts - a variant is a patch: whole functions that replace entries of the kernel table.
 */
import type { Starter } from './engine/nodes.ts';
import { call, type Task } from './engine/operation.ts';
import { askedKernel, guarded, type KnownNames, type UserCode } from './engine/user-code.ts';
import { atomics } from './mm/atomics.ts';
import { baseFunctions, type FunctionName, type FunctionTable, type Kernel } from './mm/index.ts';
import { doesNotApply, notAKernelFunction } from './messages/index.ts';

export type ClaimValue = 'never' | 'sometimes' | 'always';

/** A replacement has the kernel function's arguments and result; further arguments must be optional. */
type Replacement<F> = F extends (this: never, ...args: infer Args) => infer Result
	? (this: never, ...args: Args) => Result
	: never;

/** A function that the base kernel does not have. */
export type AddedFunction = (this: never, ...args: never[]) => Task<number | boolean | void>;

/**
 * What `this` is inside the functions of a patch: the kernel below, with those of the patch in place of its
 * own. The patch is an object of functions or the module that exports them.
 * @example type Patched = PatchedBy<typeof patch>;
 */
export type PatchedBy<Patch, Below = Kernel> = Omit<Below, keyof Patch> & {
	readonly [F in keyof Patch as Patch[F] extends AddedFunction ? F : never]: Patch[F] extends (
		this: never,
		...args: infer Args
	) => infer Result
		? (...args: Args) => Result
		: never;
};

export interface VariantDefinition {
	/** Kebab-case; equals the file's name. */
	readonly name: string;
	/** Subject line of the patch, e.g. 'truncate: unmap by rmap what vmtruncate_list left behind'. */
	readonly subject: string;
	/** Author, date and mail or commit. */
	readonly from: string;
	/** ISO date of that mail or commit. */
	readonly date: string;
	/**
	 * The later kernel that all else is of, where it is not that of the mail: what was mended until then is in the
	 * variant or listed in variants/eras.ts.
	 */
	readonly version?: string;
	/** Variant that this patch stacks on; the base kernel when left out. */
	readonly base?: Variant;
	readonly replaces: { readonly [F in FunctionName]?: Replacement<FunctionTable[F]> };
	/** Functions that the patch introduces. */
	readonly adds?: Readonly<Record<string, AddedFunction>>;
	/** By oracle phrase: what the proposal's author says of it. */
	readonly claims: Readonly<Record<string, ClaimValue>>;
	/** Variants against which it changes nothing that programs can see, as the author says. */
	readonly refines?: readonly string[];
}

export interface Variant extends VariantDefinition {
	/** Every function that differs from the base kernel, this variant's and those it stacks on. */
	readonly functions: Readonly<Record<string, AddedFunction>>;
	/** Of one that was loaded: of its source text, comments left out. Tokens carry the beginning of it. */
	readonly digest?: string;
	/** Of one that was loaded from a file: which of them are the user's. */
	readonly userCode?: UserCode;
}

const known = (): readonly string[] => Object.keys(baseFunctions);

/**
 * Defines a variant. Misspelt names and wrong signatures do not compile.
 * @example export default defineVariant({ name: 'mine', subject: '...', from: 'me', date: '2003-04-04',
 *   replaces: { truncate_complete_page }, claims: { 'orphan page mapped': 'never' } });
 */
export function defineVariant(definition: VariantDefinition): Variant {
	// A file that no compiler has seen may have none; who loads it says so.
	for (const name of Object.keys(definition.replaces ?? {})) {
		if (!(name in baseFunctions))
			throw new Error(notAKernelFunction(definition.name, name, known()));
	}
	return {
		...definition,
		functions: {
			...definition.base?.functions,
			...(definition.replaces as Record<string, AddedFunction>),
			...definition.adds,
		},
	};
}

/**
 * Composes two variants, as quilt would: refuses when both replace one function with different text.
 * @throws Error that names the functions on which they collide
 */
export function stack(below: Variant, above: Variant): Variant {
	const collisions = Object.keys(above.functions).filter(
		(name) => name in below.functions && below.functions[name] !== above.functions[name],
	);
	if (collisions.length > 0) {
		throw new Error(doesNotApply(above.name, below.name, collisions));
	}
	return {
		...above,
		name: `${below.name}+${above.name}`,
		subject: `${below.subject}; ${above.subject}`,
		base: below,
		functions: { ...below.functions, ...above.functions },
		claims: { ...below.claims, ...above.claims },
	};
}

/** The object that is a function of a variant's kernel; undefined where it has none of that name. */
export function functionOf({ functions }: Variant, name: string): unknown {
	if (Object.hasOwn(functions, name)) return functions[name];
	return Object.hasOwn(baseFunctions, name) ? baseFunctions[name as FunctionName] : undefined;
}

/** The table of a variant, ready to start calls. All tables share one key order. */
export function boot(variant: Variant): Starter {
	const table: Record<string, AddedFunction> = {
		...(baseFunctions as unknown as Record<string, AddedFunction>),
		...variant.functions,
	};
	const kernel = Object.fromEntries(
		Object.keys(table).map((name) => [name, (...args: number[]) => call(name, args.map(Number))]),
	) as unknown as Kernel;
	const { userCode } = variant;
	const known: KnownNames = {
		functions: new Set(Object.keys(table)),
		atomics: new Set(Object.keys(atomics)),
		missing: null,
	};
	const asked = askedKernel(kernel, known);
	return (name, args) => {
		const start = table[name];
		if (start === undefined) throw new Error(notAKernelFunction(variant.name, name, []));
		const begin = (self: Kernel): ReturnType<Starter> =>
			start.apply(self as never, args as never) as ReturnType<Starter>;
		const own = userCode?.functions.get(name);
		if (userCode === undefined || own === undefined) return begin(kernel);
		return guarded(userCode, own, known, () => begin(asked));
	};
}

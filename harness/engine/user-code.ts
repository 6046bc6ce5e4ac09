/*
 * harness/engine/user-code.ts - runs a user's own functions so that their mistakes are told apart from ours.
 *
 * Whatever such a function throws, yields or returns that no kernel function may, is bad input, and is said
 * with its place; what goes wrong outside of them is a fault of this tool.
 */
import { callStepsMax, endlessCall } from './endless.ts';
import { KernelFault, type Misdeed } from './fault.ts';
import type { Operation } from './operation.ts';
import {
	begins,
	ends,
	heapMegabytesMax,
	isHoarding,
	numberOf,
	type UserFunction,
} from './running.ts';
import { kinds } from './kinds.ts';
import { OtherStruct, userRuns } from './struct-watch.ts';

type NamedFunction = UserFunction & { readonly name: string };

/** What of a variant is a user's own, and where in his files. */
export interface UserCode {
	/** His functions, by name. */
	readonly functions: ReadonlyMap<string, NamedFunction>;
	/** File, line and column in his files at which something was thrown; null when nobody can tell. */
	readonly placeOf: (thrown: unknown) => string | null;
}

/** The names that operations may go by, and what was asked for instead. */
export interface KnownNames {
	readonly functions: ReadonlySet<string>;
	readonly atomics: ReadonlySet<string>;
	/** What `this` was last asked for and does not have; that V8 does not name in `yield* this.typo()`. */
	missing: string | null;
}

type Running = Generator<Operation, unknown, number>;

/** The kernel as a user's functions see it: it remembers what it does not have. */
export function askedKernel<K extends object>(kernel: K, known: KnownNames): K {
	return new Proxy(kernel, {
		get(target, name) {
			if (typeof name === 'string' && !Object.hasOwn(target, name)) known.missing = name;
			return Reflect.get(target, name) as unknown;
		},
	});
}

/** Runs the call that `start` begins. @throws KernelFault */
export function* guarded(
	code: UserCode,
	what: NamedFunction,
	known: KnownNames,
	start: () => unknown,
): Running {
	const { place, name } = what;
	const number = numberOf(what);
	const fault = (misdeed: Misdeed, where: string = place): KernelFault =>
		new KernelFault({ kind: 'user code', place: where, functionName: name, misdeed });
	const inside = <T>(work: () => T): T => {
		known.missing = null;
		userRuns(true);
		begins(number);
		if (isHoarding()) throw fault({ does: 'hoard', megabytesMax: heapMegabytesMax });
		try {
			return work();
		} catch (thrown) {
			throw fault(misdeedOf(thrown, known), code.placeOf(thrown) ?? place);
		} finally {
			userRuns(false);
			ends();
		}
	};
	const started = inside(start);
	const notBegun = whyNotBegun(started);
	if (notBegun !== null) throw fault(notBegun);
	const running = started as Running;
	let result = inside(() => running.next());
	for (let barriers = 0; ;) {
		const wrong = result.done ? wrongResult(result.value) : wrongStep(result.value, known);
		if (wrong !== null) throw fault(wrong);
		if (result.done) return result.value;
		// A barrier is no step where memory is sequentially consistent, so nobody else would count.
		barriers = result.value.kind === 'barrier' ? barriers + 1 : 0;
		if (barriers > callStepsMax) throw endlessCall(name, 'steps', place);
		const observed = yield result.value;
		result = inside(() => running.next(observed));
	}
}

function misdeedOf(thrown: unknown, { missing, functions }: KnownNames): Misdeed {
	if (thrown instanceof OtherStruct) {
		const { field, object } = thrown;
		return { does: 'take', field: field.name, struct: field.struct.name, object };
	}
	const isMissing = missing !== null && thrown instanceof TypeError;
	return isMissing
		? { does: 'call', called: missing, known: [...functions] }
		: { does: 'throw', thrown };
}

/** What is wrong with a call's beginning, when it is no generator, or null. */
function whyNotBegun(begun: unknown): Misdeed | null {
	const started = begun as Partial<AsyncGenerator & Running> | null | undefined;
	if (typeof started !== 'object' || typeof started?.next !== 'function') {
		const isAsync = typeof (started as Partial<Promise<unknown>> | null)?.then === 'function';
		return { does: 'not begin', isAsync };
	}
	return Symbol.asyncIterator in started ? { does: 'not begin', isAsync: true } : null;
}

const wrongResult = (returned: unknown): Misdeed | null =>
	returned === undefined || returned === null || isNumber(returned)
		? null
		: { does: 'return', returned };

const isNumber = (value: unknown): boolean =>
	Number.isSafeInteger(value) || typeof value === 'boolean';

/** Kinds of operation that act on no field. */
const fieldless: ReadonlySet<string> = new Set(['alloc', 'free', 'inject']);

/** What is wrong with a step that was yielded, or null. */
function wrongStep(yielded: unknown, known: KnownNames): Misdeed | null {
	if (typeof yielded !== 'object' || yielded === null) {
		return { does: 'yield', yielded, isCall: false };
	}
	const step = yielded as Partial<Operation>;
	const { kind, field, object, value, name, args } = step;
	if (kind === undefined || !Object.hasOwn(kinds, kind) || !Array.isArray(args)) {
		return { does: 'yield', yielded, isCall: 'next' in yielded };
	}
	const wrong = (operand: string, is: unknown): Misdeed => ({
		does: 'operate',
		operation: kind,
		operand,
		value: is,
	});
	if (kind === 'call') {
		if (!known.functions.has(name!)) {
			return { does: 'call', called: String(name), known: [...known.functions] };
		}
		const bad = args.findIndex((each) => !isNumber(each));
		return bad < 0 ? null : wrong(`argument ${bad + 1} of ${name!}()`, args[bad]);
	}
	if (kind === 'atomic' && !known.atomics.has(name!)) return wrong('name', name);
	const needsField = kinds[kind].access !== null && !fieldless.has(kind);
	if (needsField && !Number.isSafeInteger(field?.offset)) return wrong('field', field);
	if (!Number.isSafeInteger(object)) return wrong('object', object);
	if (!Number.isSafeInteger(value)) return wrong('value', value);
	const bad = args.findIndex((each) => !isNumber(each));
	return bad < 0 ? null : wrong(`argument ${bad + 1}`, args[bad]);
}

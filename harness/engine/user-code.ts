/*
 * harness/engine/user-code.ts - runs a user's own functions so that their mistakes are told apart from ours.
 *
 * Whatever such a function throws, yields or returns that no kernel function may, is bad input, and is said
 * with its place; what goes wrong outside of them is a fault of this tool.
 */
import {
	BadInput,
	userCodeCallsUnknown,
	userCodeIsNoTask,
	userCodeOperand,
	userCodeReturns,
	userCodeThrows,
	userCodeYields,
} from '../messages/index.ts';
import { callStepsMax, EndlessCall } from './endless.ts';
import type { Operation } from './operation.ts';
import { begins, ends, numberOf, type UserFunction } from './running.ts';
import { kinds } from './kinds.ts';

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

/** A function of a user's does what no kernel function may. */
export class UserCodeError extends BadInput {
	/** What was thrown, if anything was. */
	readonly #thrown: unknown;

	constructor(message: string, thrown?: unknown) {
		super(message);
		this.#thrown = thrown;
	}

	/** In few words, for who compares what two runs of a call do. */
	override toString(): string {
		return this.#thrown instanceof Error ? String(this.#thrown) : super.toString();
	}
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

/** Runs the call that `start` begins. @throws UserCodeError, EndlessCall */
export function* guarded(
	code: UserCode,
	what: NamedFunction,
	known: KnownNames,
	start: () => unknown,
): Running {
	const { place, name } = what;
	const number = numberOf(what);
	const inside = <T>(work: () => T): T => {
		known.missing = null;
		begins(number);
		try {
			return work();
		} catch (thrown) {
			const { missing, functions } = known;
			const where = code.placeOf(thrown) ?? place;
			const isMissing = missing !== null && thrown instanceof TypeError;
			const message = isMissing
				? userCodeCallsUnknown(where, name, missing, [...functions])
				: userCodeThrows(where, name, thrown);
			throw new UserCodeError(message, thrown);
		} finally {
			ends();
		}
	};
	const started = inside(start) as Partial<AsyncGenerator & Running> | null | undefined;
	if (typeof started !== 'object' || typeof started?.next !== 'function') {
		const isAsync = typeof (started as Partial<Promise<unknown>> | null)?.then === 'function';
		throw new UserCodeError(userCodeIsNoTask(place, name, isAsync));
	}
	if (Symbol.asyncIterator in started) {
		throw new UserCodeError(userCodeIsNoTask(place, name, true));
	}
	const running = started as Running;
	let result = inside(() => running.next());
	for (let barriers = 0; ;) {
		const wrong = result.done
			? wrongResult(place, name, result.value)
			: wrongStep(place, name, result.value, known);
		if (wrong !== null) throw new UserCodeError(wrong);
		if (result.done) return result.value;
		// A barrier is no step where memory is sequentially consistent, so nobody else would count.
		barriers = result.value.kind === 'barrier' ? barriers + 1 : 0;
		if (barriers > callStepsMax) throw new EndlessCall(name, 'steps', place);
		const observed = yield result.value;
		result = inside(() => running.next(observed));
	}
}

function wrongResult(place: string, name: string, value: unknown): string | null {
	const isFine = value === undefined || value === null || isNumber(value);
	return isFine ? null : userCodeReturns(place, name, value);
}

const isNumber = (value: unknown): boolean =>
	Number.isSafeInteger(value) || typeof value === 'boolean';

/** Kinds of operation that act on no field. */
const fieldless: ReadonlySet<string> = new Set(['alloc', 'free', 'inject']);

/** What is wrong with a step that was yielded, or null. */
function wrongStep(
	place: string,
	functionName: string,
	yielded: unknown,
	known: KnownNames,
): string | null {
	if (typeof yielded !== 'object' || yielded === null) {
		return userCodeYields(place, functionName, yielded, false);
	}
	const step = yielded as Partial<Operation>;
	const { kind, field, object, value, name, args } = step;
	if (kind === undefined || !Object.hasOwn(kinds, kind) || !Array.isArray(args)) {
		return userCodeYields(place, functionName, yielded, 'next' in yielded);
	}
	const wrong = (operand: string, is: unknown): string =>
		userCodeOperand(place, functionName, kind, operand, is);
	if (kind === 'call') {
		if (!known.functions.has(name!)) {
			return userCodeCallsUnknown(place, functionName, String(name), [...known.functions]);
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

/*
 * harness/engine/weak-program.ts - kernel functions as a cpu with weak memory runs them.
 *
 * A generator goes around each function, by the rules of weak-rules.ts: plain accesses to weak words become steps on the cpu's store
 * buffer (weak-memory.ts), and whatever orders memory empties the buffer first or makes loads fresh
 * after. A function that runs so has another name, `do_no_page@tso`, so that one automaton serves both.
 *
 * Only weak words are ever buffered or loaded early. What is done to others takes effect at once, after
 * the buffer is empty where the architecture keeps stores in order. So each execution is one that the
 * architecture allows; those are missed in which another word is late.
 *
 * |                                   | tso (i386)  | relaxed (ia64, Alpha, PowerPC without its IRIW) |
 * | --------------------------------- | ----------- | ----------------------------------------------- |
 * | store to a weak word              | buffered    | buffered; two words may change places            |
 * | load, test_bit of a weak word     | own buffer  | own buffer, then an old value if it is tracked   |
 * | store to another word, lists      | drains      | -                                                |
 * | add, set_bit, clear_bit           | drains      | -                                                |
 * | the same of a weak word           | drains      | drains if a store to the word waits              |
 * | lock, trylock that succeeds       | drains      | loads after it are fresh (acquire)               |
 * | lock in a weak word, waiting      | drains      | drains; fresh                                    |
 * | until a bit of it is clear        |             |                                                  |
 * | unlock                            | drains      | drains (release)                                 |
 * | what returns a value atomically   | drains      | drains; fresh                                    |
 * | end of a call, access by the user | drains      | drains; fresh                                    |
 * | smp_mb                            | drains      | drains; fresh                                    |
 * | smp_wmb                           | -           | stores before it leave before those after it:    |
 * |                                   |             | drains before the next that is not buffered      |
 * | smp_rmb                           | -           | fresh                                            |
 *
 * The unlock of i386 is a plain store; here it drains, and loses executions where it is late itself.
 */
import { functionMark, type Starter } from './automaton.ts';
import { atomic, become, when, type Operation } from './operation.ts';
import type { AnyField } from './struct.ts';
import { weakRules, type MemoryModel } from './weak-rules.ts';
import { inOrder } from './weak-memory.ts';

type Running = ReturnType<Starter>;

/**
 * A starter that also knows each function under `name@model`, as a cpu with such memory runs it; under
 * its own name memory is sequentially consistent and barriers are no steps.
 */
export function withMemoryModels(start: Starter, isWeak: (field: AnyField) => boolean): Starter {
	return (name, args) => {
		const at = name.indexOf(functionMark);
		if (at < 0) return withoutBarriers(start(name, args));
		return weakly(start(name.slice(0, at), args), name.slice(at + 1) as MemoryModel, isWeak);
	};
}

/** The program of a cpu with weak memory; the last step tells its flush tasks. */
export function* weakProgram(program: Running, model: MemoryModel): Running {
	yield* weakly(program, model, () => false);
	yield* atomic('weak_end');
	return 0;
}

/** The flush task of a cpu: lets stores reach memory and forgets old values, whenever it likes. */
export function* flushTask(name: string, cpu: number, word: number): Running {
	if ((yield* when('weak_commit', cpu, word)) === 0) return 0;
	return yield* become(name);
}

/** The words that the flush tasks of one cpu serve, see weak_commit. */
export function flushTaskWords(model: MemoryModel, tracked: number): number[] {
	return model === 'tso' ? [inOrder] : Array.from({ length: tracked + 1 }, (_, i) => i);
}

function withoutBarriers(running: Running): Running {
	const past = (result: IteratorResult<Operation, unknown>): IteratorResult<Operation, unknown> => {
		while (!result.done && result.value.kind === 'barrier') result = running.next(0);
		return result;
	};
	return {
		next: (...observed: [] | [number]) => past(running.next(...observed)),
		return: (value: unknown) => running.return(value),
		throw: (error: unknown) => running.throw(error),
		[Symbol.iterator]() {
			return this;
		},
		[Symbol.dispose]() {
			running.return(0);
		},
	} as Running;
}

function* weakly(
	running: Running,
	model: MemoryModel,
	isWeak: (field: AnyField) => boolean,
): Running {
	/** Whether this function knows the buffer to be empty. */
	let isDrained = false;
	/** Whether a write barrier stands before whatever takes effect at once. */
	let isOrdered = false;
	const emptied = function* (): Generator<Operation, void, number> {
		if (!isDrained) yield* atomic('weak_drain');
		isDrained = true;
		isOrdered = false;
	};
	let result = running.next();
	while (!result.done) {
		const operation = result.value;
		const { kind, field } = operation;
		let observed = 0;
		const rule = weakRules[kind];
		const isOfWeak = field !== null && isWeak(field);
		const standIn = isOfWeak && rule.standIn?.under.includes(model) ? rule.standIn : null;
		const looksPast = isOfWeak && rule.looksPast;
		const isBuffered = kind === 'store' && standIn !== null;
		const isAtOnce = kind === 'call' || rule.drains.includes('tso');
		if (isOrdered && !isBuffered && isAtOnce) yield* emptied();
		if (kind === 'barrier') {
			if (operation.name === 'smp_mb') yield* emptied();
			else if (operation.name === 'smp_wmb' && model === 'relaxed' && !isDrained) {
				yield* atomic('weak_wmb');
				isOrdered = true;
			}
			if (operation.name !== 'smp_wmb' && model === 'relaxed') yield* atomic('weak_fresh');
		} else if (kind === 'call') {
			observed = yield { ...operation, name: `${operation.name}${functionMark}${model}` };
			isDrained = false;
		} else {
			const drainsFor = standIn === null ? model : 'relaxed';
			if (looksPast || rule.drains.includes(drainsFor)) yield* emptied();
			observed = yield standIn === null ? operation : standingIn(operation, standIn.name);
			if (isBuffered) isDrained = false;
			const isHad = kind !== 'trylock' || observed !== 0;
			const isFresh = (rule.acquires && isHad) || looksPast;
			if (model === 'relaxed' && isFresh) yield* atomic('weak_fresh');
		}
		result = running.next(observed);
	}
	if (isOrdered) yield* emptied();
	return result.value;
}

/** Keeps field and object, so that what must be alive is still looked at. */
function standingIn(operation: Operation, name: string): Operation {
	const { field, object, bit, value } = operation;
	const args = [object + field!.offset, bit < 0 ? value : 1 << bit];
	return { ...operation, kind: 'atomic', name, bit: -1, value: 0, args };
}

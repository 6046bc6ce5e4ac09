/*
 * harness/engine/weak-program.ts - kernel functions as a cpu with weak memory runs them.
 *
 * A generator wraps each function and follows weak-rules.ts. It turns plain accesses to weak words into
 * steps on the cpu's store buffer (weak-memory.ts). Around an operation that orders memory, it empties the
 * buffer first or makes loads fresh afterwards. A wrapped function has a name of its own, `do_no_page@tso`,
 * so that the nodes of both ways of running it are kept apart.
 *
 * Only weak words are ever buffered or loaded early. An operation on another word takes effect at once,
 * after the buffer is empty if the architecture keeps stores in order. So the architecture allows each
 * execution that is found; executions in which another word is late are missed.
 *
 * | operation                         | tso (i386)  | relaxed (ia64, Alpha, PowerPC without its IRIW)  |
 * | --------------------------------- | ----------- | ------------------------------------------------ |
 * | store to a weak word              | buffered    | buffered; two words may change places            |
 * | load, test_bit of a weak word     | own buffer  | own buffer, then an old value if it is tracked   |
 * | store to another word, lists      | drains      | -                                                |
 * | add, set_bit, clear_bit           | drains      | -                                                |
 * | the same of a weak word           | drains      | drains if a store to the word waits              |
 * | lock, trylock that succeeds       | drains      | loads after it are fresh (acquire)               |
 * | lock in a weak word, wait until a | drains      | drains; fresh                                    |
 * | bit of a weak word is clear       |             |                                                  |
 * | unlock                            | drains      | drains (release)                                 |
 * | atomic that returns a value       | drains      | drains; fresh                                    |
 * | end of a call, access by the user | drains      | drains; fresh                                    |
 * | smp_mb                            | drains      | drains; fresh                                    |
 * | smp_wmb                           | -           | stores before it leave before those after it:    |
 * |                                   |             | drains before the next that is not buffered      |
 * | smp_rmb                           | -           | fresh                                            |
 *
 * The unlock of i386 is a plain store. Here it drains, so executions in which the unlock itself is late are
 * missed.
 */
import { functionMark } from './function-name.ts';
import { type Starter } from './nodes.ts';
import { atomic, become, when, type Operation } from './operation.ts';
import type { AnyField } from './struct.ts';
import { weakRules, type MemoryModel } from './weak-rules.ts';
import { inOrder } from './weak-memory.ts';

type Running = ReturnType<Starter>;

/**
 * A starter that also knows each function under `name@model`, as a cpu with that memory runs it.
 * Under its own name a function runs with sequentially consistent memory, and barriers are no
 * steps.
 */
export function withMemoryModels(start: Starter, isWeak: (field: AnyField) => boolean): Starter {
	return (name, args) => {
		const at = name.indexOf(functionMark);
		if (at < 0) return withoutBarriers(start(name, args));
		return weakly(start(name.slice(0, at), args), name.slice(at + 1) as MemoryModel, isWeak);
	};
}

/** The program of a cpu with weak memory; its last step lets its flush tasks end. */
export function* weakProgram(program: Running, model: MemoryModel): Running {
	yield* weakly(program, model, () => false);
	yield* atomic('weak_end');
	return 0;
}

/**
 * A flush task of a cpu: lets a store reach memory, or an old value be forgotten, whenever it is
 * scheduled.
 */
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
	/** Whether the buffer is certainly empty. */
	let isDrained = false;
	/**
	 * Whether a write barrier waits in the buffer: the next operation that takes effect at once
	 * drains it first.
	 */
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
		if (operation.name === 'flush_tlb_range') {
			// Nobody has a TLB.
		} else if (kind === 'barrier') {
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

/**
 * The step on the buffer that stands in for an access. Keeps field and object, so that the machine
 * still checks that the object is alive.
 */
function standingIn(operation: Operation, name: string): Operation {
	const { field, object, bit, value } = operation;
	const args = [object + field!.offset, bit < 0 ? value : 1 << bit];
	return { ...operation, kind: 'atomic', name, bit: -1, value: 0, args };
}

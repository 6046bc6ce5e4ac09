/*
 * harness/calibrate/problem.ts - a program of the step language as a problem for the searches.
 *
 * Each access to a shared word is one step; locals live in the thread and cost nothing.
 */
import type { AtomicMemory, AtomicStep } from '../engine/atomic.ts';
import { Automata, Nodes } from '../engine/automaton.ts';
import { Machine } from '../engine/machine.ts';
import { LayoutBuilder } from '../engine/memory.ts';
import {
	atomic,
	become,
	load,
	lock,
	store,
	trylock,
	unlock,
	when,
	xadd,
	type Task,
} from '../engine/operation.ts';
import { at, defineStruct, field, type Field, type Lock } from '../engine/struct.ts';
import type { Problem } from '../explore/problem.ts';
import { BadInput, stepsError } from '../messages.ts';
import { nearest } from '../nearest.ts';
import type { Assignment, Expression, Statement, StepProgram, Thread } from './language.ts';

const wordsMax = 120;
const cellsStruct = defineStruct('cells', [['word', wordsMax]]);
const word: Field = field(cellsStruct, 'word');
const builder = new LayoutBuilder();
const cells = builder.object(cellsStruct, 'cells');
const layout = builder.build();

/** Where each shared name lies, and how many words it has. */
interface Shared {
	readonly first: number;
	readonly size: number;
	readonly isMutex: boolean;
}

type Locals = Map<string, number>;
type Reference = Expression & { readonly is: 'name' | 'element' };

/**
 * Binds a program to a value of N.
 * @throws BadInput when it names what it does not declare, or an element that is not there
 */
export function stepsProblem(program: StepProgram, n: number): Problem {
	const fail = (place: { line: number; column: number }, what: string): never => {
		throw new BadInput(stepsError(program.path, place.line, place.column, what));
	};
	const constants: Locals = new Map([['N', n]]);
	const shared = new Map<string, Shared>();
	let words = 0;

	const evaluate = (
		expression: Expression,
		locals: Locals,
		read: ((of: Reference, locals: Locals) => number) | null,
	): number => {
		switch (expression.is) {
			case 'number':
				return expression.value;
			case 'not':
				return evaluate(expression.of, locals, read) === 0 ? 1 : 0;
			case 'binary':
				return combine(
					expression.operator,
					evaluate(expression.left, locals, read),
					evaluate(expression.right, locals, read),
				);
			default: {
				const known = expression.is === 'name' ? locals.get(expression.name) : undefined;
				if (known !== undefined) return known;
				if (read !== null && shared.has(expression.name)) return read(expression, locals);
				if (shared.has(expression.name)) {
					return fail(
						expression.place,
						`'${expression.name}' is shared: read it into a local first`,
					);
				}
				const names = [...shared.keys(), ...locals.keys()];
				const near = nearest(expression.name, names);
				return fail(
					expression.place,
					`no '${expression.name}' here${near === null ? '' : ` (did you mean '${near}'?)`}`,
				);
			}
		}
	};
	for (const { name, size, isMutex } of program.shared) {
		const length = size === null ? 1 : evaluate(size, constants, null);
		shared.set(name, { first: words, size: length, isMutex });
		words += length;
	}
	if (words > wordsMax) {
		fail({ line: 1, column: 1 }, `more than ${wordsMax} shared words with N = ${n}`);
	}

	const indexOf = (of: Reference, locals: Locals): number => {
		const declared = shared.get(of.name);
		if (declared === undefined) {
			const near = nearest(of.name, [...shared.keys()]);
			return fail(
				of.place,
				`no shared '${of.name}'${near === null ? '' : ` (did you mean '${near}'?)`}`,
			);
		}
		const index = of.is === 'element' ? evaluate(of.index, locals, null) : 0;
		if (index < 0 || index >= declared.size) {
			fail(of.place, `${of.name} has no element ${index} with N = ${n}`);
		}
		return declared.first + index;
	};
	const fieldOf = (of: Reference, locals: Locals): Field => at(word, indexOf(of, locals));
	const lockOf = (of: Reference, locals: Locals): Lock => ({
		field: fieldOf(of, locals),
		bit: -1,
		kind: 'spin',
		name: of.name,
	});

	const threads = program.threads.flatMap((thread) => instances(thread, constants, evaluate));
	if (threads.length > 31) fail({ line: 1, column: 1 }, `more than 31 threads with N = ${n}`);
	const guarded = new Map<string, AtomicStep>();
	const loops = new Map<string, { body: readonly Statement[]; locals: Locals }>();

	const assignTo = (memory: AtomicMemory, each: Assignment, locals: Locals): void => {
		const read = (of: Reference): number => memory.read(cells + 1 + indexOf(of, locals));
		memory.write(cells + 1 + indexOf(each.to, locals), evaluate(each.value, locals, read));
	};

	function* run(id: string, body: readonly Statement[], locals: Locals): Task<number> {
		for (const [i, each] of body.entries()) {
			const here = `${id}.${i}`;
			switch (each.do) {
				case 'assign':
					if (shared.has(each.to.name)) {
						const value = evaluate(each.value, locals, null);
						yield* store(fieldOf(each.to, locals), cells, value);
					} else if (isReference(each.value) && !isLocal(each.value, locals)) {
						locals.set(each.to.name, yield* load(fieldOf(each.value, locals), cells));
					} else locals.set(each.to.name, evaluate(each.value, locals, null));
					break;
				case 'cas': {
					const [old, value] = each.args.map((arg) => evaluate(arg, locals, null));
					const address = cells + 1 + indexOf(each.on, locals);
					const outcome = yield* atomic('cas', address, old!, value!);
					if (each.to !== null) locals.set(each.to, outcome);
					break;
				}
				case 'increment': {
					const outcome = yield* xadd(fieldOf(each.on, locals), cells, 1);
					if (each.to !== null) locals.set(each.to, outcome);
					break;
				}
				case 'trylock': {
					const outcome = yield* trylock(lockOf(each.on, locals), cells);
					if (each.to !== null) locals.set(each.to, outcome ? 1 : 0);
					break;
				}
				case 'lock':
					yield* lock(lockOf(each.on, locals), cells);
					break;
				case 'unlock':
					yield* unlock(lockOf(each.on, locals), cells);
					break;
				case 'if':
					yield* run(
						here,
						evaluate(each.condition, locals, null) !== 0 ? each.body : each.otherwise,
						locals,
					);
					break;
				case 'while':
					while (evaluate(each.condition, locals, null) !== 0) yield* run(here, each.body, locals);
					break;
				case 'when':
					yield* when(here);
					break;
				case 'repeat':
					return yield* become(`loop ${here}`);
			}
		}
		return 0;
	}

	/** Finds the guarded steps and the endless loops of a thread before it runs. */
	const prepare = (id: string, body: readonly Statement[], locals: Locals): void => {
		for (const [i, each] of body.entries()) {
			const here = `${id}.${i}`;
			if (each.do === 'when') {
				const isReady = (memory: AtomicMemory): boolean => {
					const read = (of: Reference): number => memory.read(cells + 1 + indexOf(of, locals));
					return evaluate(each.guard, locals, read) !== 0;
				};
				const apply: AtomicStep = (memory) => {
					isReady(memory);
					for (const assignment of each.body) assignTo(memory, assignment, locals);
					return 0;
				};
				guarded.set(here, Object.assign(apply, { isReady }));
			} else if (each.do === 'repeat') {
				loops.set(`loop ${here}`, { body: each.body, locals });
				prepare(here, each.body, locals);
			} else if (each.do === 'if') {
				prepare(here, [...each.body, ...each.otherwise], locals);
			}
		}
	};
	for (const [i, { body, locals }] of threads.entries()) prepare(`thread ${i}`, body, locals);

	const cas: AtomicStep = (memory, [address, old, value]) => {
		if (memory.read(address!) !== old) return 0;
		memory.write(address!, value!);
		return 1;
	};
	function* goRound(name: string): Task<number> {
		const { body, locals } = loops.get(name)!;
		yield* run(name.slice('loop '.length), body, new Map(locals));
		return yield* become(name);
	}
	const automata = new Automata(
		new Nodes((name) => {
			if (name.startsWith('loop ')) return goRound(name);
			const { body, locals } = threads[Number(name)]!;
			return run(`thread ${name}`, body, new Map(locals));
		}),
	);
	const machine = new Machine(
		layout,
		{ cas, ...Object.fromEntries(guarded) },
		threads.map(() => 0),
	);
	const image = new Int32Array(machine.memory.length);
	image[cells] = 1;
	return {
		machine,
		automata,
		image,
		roots: threads.map((_, i) => automata.root(`${i}`, [])),
		after: -1,
	};
}

function instances(
	thread: Thread,
	constants: Locals,
	evaluate: (expression: Expression, locals: Locals, read: null) => number,
): { body: readonly Statement[]; locals: Locals }[] {
	if (thread.range === null) return [{ body: thread.body, locals: new Map(constants) }];
	const { name } = thread.range;
	const first = evaluate(thread.range.first, constants, null);
	const last = evaluate(thread.range.last, constants, null);
	return Array.from({ length: Math.max(last - first + 1, 0) }, (_, i) => ({
		body: thread.body,
		locals: new Map([...constants, [name, first + i]]),
	}));
}

const isReference = (expression: Expression): expression is Reference =>
	expression.is === 'name' || expression.is === 'element';

const isLocal = (expression: Reference, locals: Locals): boolean =>
	expression.is === 'name' && locals.has(expression.name);

function combine(operator: string, left: number, right: number): number {
	switch (operator) {
		case '+':
			return left + right;
		case '-':
			return left - right;
		case '*':
			return left * right;
		case '==':
			return Number(left === right);
		case '!=':
			return Number(left !== right);
		case '<':
			return Number(left < right);
		case '<=':
			return Number(left <= right);
		case '>':
			return Number(left > right);
		case '>=':
			return Number(left >= right);
		case '&&':
			return Number(left !== 0 && right !== 0);
		default:
			return Number(left !== 0 || right !== 0);
	}
}

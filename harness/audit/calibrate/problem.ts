/*
 * harness/audit/calibrate/problem.ts - a program of the step language as a problem for the searches.
 *
 * Each access to a shared word is one step. A local state is where a thread stands and what its locals
 * are, and nothing else that it has seen: after each step it becomes a call of that name. So is its end.
 * A thread that has ended keeps its locals, since what it saw is part of how the program ended; it stands
 * at a step that can never run.
 */
import type { AtomicMemory, AtomicStep } from '../../engine/atomic.ts';
import { Automata } from '../../engine/automaton.ts';
import { Nodes } from '../../engine/nodes.ts';
import { Machine } from '../../engine/machine.ts';
import { LayoutBuilder } from '../../engine/layout.ts';
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
	type Operation,
	type Task,
} from '../../engine/operation.ts';
import { at, defineStruct, field, type Field, type Lock } from '../../engine/struct.ts';
import type { Problem } from '../../explore/problem.ts';
import { stepsText } from '../../messages/index.ts';
import { Flow, type Standing } from './flow.ts';
import type {
	Expression,
	Guarded,
	Place,
	Reference,
	Statement,
	StepProgram,
	Thread,
} from './step-program.ts';
import { Words, wordsMax, type Locals } from './words.ts';

const threadsMax = 31;
const cellsStruct = defineStruct('cells', [['word', wordsMax]]);
const word: Field = field(cellsStruct, 'word');
const builder = new LayoutBuilder();
const cells = builder.object(cellsStruct, 'cells');
const firstWord = cells + word.offset;
const layout = builder.build();

/** One thread, with its own number if it is one of many. */
interface Instance {
	readonly name: string;
	readonly flow: Flow;
	readonly constants: Locals;
}

/** A problem that knows what its words are called. */
export type StepsProblem = Problem & { readonly names: readonly string[] };

/**
 * Binds a program to a value of N.
 * @throws BadInput when it names what it does not declare, or an element that is not there
 */
export function stepsProblem(program: StepProgram, n: number): StepsProblem {
	const words = new Words(program, n, firstWord);
	const threads = program.threads.flatMap((thread) => instancesOf(thread, words));
	if (threads.length > threadsMax) words.fail(firstPlace, stepsText.tooManyThreads(threadsMax, n));
	const standings = new Map<string, { readonly of: Instance; readonly standing: Standing }>();
	const nameOf = (of: Instance, standing: Standing): string => {
		const name = describe(of, standing);
		standings.set(name, { of, standing });
		return name;
	};
	const steps = new Steps(words);
	function* goOn(name: string): Task<number> {
		const { of, standing } = standings.get(name)!;
		const { step, locals, at } = standing;
		if (step === null) return yield* when(ended);
		const outcome = yield* steps.take(step, locals);
		return yield* become(nameOf(of, of.flow.stand(at + 1, new Map([...locals, ...outcome]))));
	}
	const automata = new Automata(new Nodes(goOn));
	const machine = new Machine(
		layout,
		steps.atomics,
		threads.map(() => 0),
	);
	const image = new Int32Array(machine.memory.length);
	image[cells] = 1;
	const roots = threads.map((of) => automata.root(nameOf(of, of.flow.stand(0, of.constants)), []));
	return { machine, automata, image, roots, after: -1, names: words.names() };
}

/** An end of a step program: where each thread stands or how it died, its locals, and the words. */
export function describeEnd(
	{ machine, automata, names }: StepsProblem,
	locals: Iterable<number>,
): string {
	const threads = [...locals].map((local) => {
		const dead = automata.deadState(local);
		return dead === null ? automata.functionOf(local) : `${dead.name}: ${dead.death.oracle}`;
	});
	const words = names.map((name, i) => `${name} = ${machine.memory[firstWord + i]!}`);
	return `${threads.join('; ')}; ${words.join(', ')}`;
}

/** Of one program: what its statements do to the shared words. */
class Steps {
	readonly #words: Words;
	readonly atomics: Record<string, AtomicStep> = { [ended]: never, cas };
	/** By guarded statement: the locals that it reads. */
	readonly #read = new Map<Statement, readonly Reference[]>();

	constructor(words: Words) {
		this.#words = words;
	}

	/** Takes a step; returns the local that its outcome goes to, if any, and the outcome. */
	*take(step: Statement, locals: Locals): Generator<Operation, [string, number][], number> {
		const words = this.#words;
		switch (step.do) {
			case 'assign': {
				if (step.to.is === 'element' || words.has(step.to.name)) {
					const value = words.evaluate(step.value, locals, null);
					yield* store(fieldAt(words.addressOf(step.to, locals, null)), cells, value);
					return [];
				}
				const address = words.addressOf(step.value as Reference, locals, null);
				return [[step.to.name, yield* load(fieldAt(address), cells)]];
			}
			case 'cas': {
				const [old, value] = step.args.map((arg) => words.evaluate(arg, locals, null));
				const address = words.addressOf(step.on, locals, null);
				return this.#outcome(step, yield* atomic('cas', address, old!, value!));
			}
			case 'increment': {
				const address = words.addressOf(step.on, locals, null);
				return this.#outcome(step, yield* xadd(fieldAt(address), cells, 1));
			}
			case 'trylock': {
				const outcome = yield* trylock(this.#lock(step.on, locals), cells);
				return this.#outcome(step, Number(outcome));
			}
			case 'lock':
				yield* lock(this.#lock(step.on, locals), cells);
				return [];
			case 'unlock':
				yield* unlock(this.#lock(step.on, locals), cells);
				return [];
			case 'when': {
				const { name, reads } = this.#guard(step);
				yield* when(name, ...reads.map((each) => words.evaluate(each, locals, null)));
				return [];
			}
			default:
				throw new Error(`${step.do} is no step`);
		}
	}

	#outcome(
		{ to, place }: { readonly to: string | null; readonly place: Place },
		outcome: number,
	): [string, number][] {
		if (to === null) return [];
		if (this.#words.has(to)) this.#words.fail(place, stepsText.isShared(to));
		return [[to, outcome]];
	}

	#lock(of: Reference, locals: Locals): Lock {
		const mutex = fieldAt(this.#words.mutexOf(of, locals));
		return { field: mutex, bit: -1, kind: 'spin', name: of.name };
	}

	/** The guarded statement as a step that is handed the locals which it reads. */
	#guard(step: Guarded & Statement): { name: string; reads: readonly Reference[] } {
		const name = `when ${step.place.line}:${step.place.column}`;
		let reads = this.#read.get(step);
		if (reads === undefined) {
			reads = localsIn(step, this.#words);
			this.#read.set(step, reads);
			this.atomics[name] = guardedStep(this.#words, step, reads);
		}
		return { name, reads };
	}
}

function guardedStep(
	words: Words,
	{ guard, body }: Guarded,
	reads: readonly Reference[],
): AtomicStep {
	// One array of arguments belongs to one local state: its locals are put together once.
	const known = new WeakMap<readonly number[], Locals>();
	const localsFrom = (args: readonly number[]): Locals => {
		let locals = known.get(args);
		if (locals === undefined) {
			locals = new Map(reads.map(({ name }, i) => [name, args[i]!]));
			known.set(args, locals);
		}
		return locals;
	};
	const isReady = (memory: AtomicMemory, args: readonly number[]): boolean =>
		words.evaluate(guard, localsFrom(args), memory) !== 0;
	const apply: AtomicStep = (memory, args) => {
		// Asked what it would touch while the guard is closed, it only looks.
		if (!isReady(memory, args)) return 0;
		const locals = localsFrom(args);
		for (const { to, value } of body) {
			const outcome = words.evaluate(value, locals, memory);
			memory.write(words.addressOf(to, locals, memory), outcome);
		}
		return 0;
	};
	return Object.assign(apply, { isReady });
}

/** Names in a guarded statement that are not shared, each once. */
function localsIn({ guard, body }: Guarded, words: Words): Reference[] {
	const found = new Map<string, Reference>();
	const look = (each: Expression): void => {
		if (each.is === 'not') look(each.of);
		else if (each.is === 'binary') {
			look(each.left);
			look(each.right);
		} else if (each.is !== 'number') {
			if (each.is === 'element') look(each.index);
			if (!words.has(each.name) && !found.has(each.name)) found.set(each.name, each);
		}
	};
	look(guard);
	for (const { to, value } of body) {
		if (to.is === 'element') look(to.index);
		look(value);
	}
	return [...found.values()];
}

const fieldAt = (address: number): Field => at(word, address - firstWord);

const ended = 'ended';
const never: AtomicStep = Object.assign(() => 0, { isReady: () => false });

const cas: AtomicStep = (memory, [address, old, value]) => {
	if (memory.read(address!) !== old) return 0;
	memory.write(address!, value!);
	return 1;
};

const firstPlace: Place = { line: 1, column: 1 };

function instancesOf({ name, place, range, body }: Thread, words: Words): Instance[] {
	const flow = new Flow(words, body);
	const constants = new Map([['N', words.n]]);
	if (range === null) return [{ name, flow, constants }];
	if (words.has(range.name) || range.name === 'N') {
		words.fail(place, stepsText.declaredTwice(range.name));
	}
	const first = words.evaluate(range.first, constants, null);
	const last = words.evaluate(range.last, constants, null);
	const count = Math.max(last - first + 1, 0);
	if (count > threadsMax) words.fail(place, stepsText.tooManyThreads(threadsMax, words.n));
	return Array.from({ length: count }, (_, i) => ({
		name: `${name}[${first + i}]`,
		flow,
		constants: new Map([...constants, [range.name, first + i]]),
	}));
}

/** Names a standing; two of one thread are the same when the next step and all locals are. */
function describe({ name, constants }: Instance, { step, locals }: Standing): string {
	const where = step === null ? 'at its end' : `at ${step.place.line}:${step.place.column}`;
	const seen = [...locals.keys()]
		.filter((local) => locals.get(local) !== constants.get(local))
		.toSorted((one, other) => (one < other ? -1 : 1))
		.map((local) => `${local} = ${locals.get(local)}`);
	return [`${name} ${where}`, ...seen].join(', ');
}

/*
 * harness/replay/state.ts - what the world looks like between two steps of an execution, in words.
 */
import { describeWord } from '../engine/layout.ts';
import type { LiveEvent, LiveTask } from '../engine/live.ts';
import type { Machine } from '../engine/machine.ts';
import type { Step } from '../engine/step.ts';
import {
	heldSinceBefore,
	loadsFresh,
	storesSeen,
	untilOthersEnded,
	untilTold,
} from '../messages/index.ts';
import type { LeftAt } from './trace.ts';
import { fieldName, pageListName, placeOf, wordValue } from '../check/word-values.ts';

/** One cpu between two steps. */
export interface CpuState {
	/** Locks that it holds, oldest first: 'PTL(mm of A) since step 14'. */
	readonly holds: readonly string[];
	/** The kernel function that it is in, '' when it has ended. */
	readonly functionName: string;
	readonly does: 'runs' | 'waits' | 'ended' | 'died';
	/** What it would do next, what it waits for and who has that, or how it died. */
	readonly next: string;
	/** Of one that waits: for what, and who has that since when; '' where it waits for nothing that one can have. */
	readonly waitsFor: string;
}

/** What one step did and what came of it. */
export interface StepState {
	/** From 1. */
	readonly step: number;
	readonly task: number;
	/** Words of memory that changed: 'f[1].mapping: f -> 0'; locks are told under `holds`. */
	readonly changes: readonly string[];
	readonly cpus: readonly CpuState[];
}

/** Takes down states while an execution runs; one recorder an execution. */
export class StateRecorder {
	readonly #machine: Machine;
	readonly #nameOf: (address: number) => string;
	readonly #before: Int32Array;
	/** By task: since which step it holds each lock location. */
	readonly #since: Map<number, number>[];
	/** By location of a bit: who set it last, and when. */
	readonly #setters = new Map<number, { task: number; step: number }>();
	readonly #deaths: (string | null)[];
	#steps = 0;
	readonly states: StepState[] = [];

	/** `image` is memory before the first step. */
	constructor(machine: Machine, image: Int32Array, nameOf: (address: number) => string) {
		this.#machine = machine;
		this.#nameOf = nameOf;
		this.#before = image.slice();
		this.#since = Array.from(machine.held, () => new Map<number, number>());
		this.#deaths = Array.from(machine.held, () => null);
	}

	/** To be called after each event, while the machine is in that state. */
	record(event: LiveEvent, tasks: readonly LiveTask[]): void {
		const cpus = this.cpusAfter(event, tasks);
		const changes = this.#changes(event.step);
		this.states.push({ step: this.#steps, task: event.task, changes, cpus });
	}

	/** The same for who does not ask what has changed in memory. */
	cpusAfter({ task, death, step: done }: LiveEvent, tasks: readonly LiveTask[]): CpuState[] {
		const step = ++this.#steps;
		if (death !== null) this.#deaths[task] = `${death.oracle}: ${death.text}`;
		const { kind, location } = done;
		if (kind === 'set-bit' || kind === 'test-and-set-bit') {
			this.#setters.set(location, { task, step });
		}
		this.#noteLocks(step);
		return tasks.map((each, i) => this.#cpuState(each, i));
	}

	#noteLocks(step: number): void {
		for (const [task, since] of this.#since.entries()) {
			const held = this.#machine.heldSets.locksOf(this.#machine.held[task]!);
			const locations = new Set(held.map((each) => each.location));
			for (const location of since.keys()) if (!locations.has(location)) since.delete(location);
			for (const location of locations) if (!since.has(location)) since.set(location, step);
		}
	}

	#changes({ address, mask, operation }: Step): string[] {
		const { memory, layout } = this.#machine;
		const changes: string[] = [];
		for (let word = 0; word < memory.length; word++) {
			const old = this.#before[word]!;
			const value = memory[word]!;
			if (old === value) continue;
			this.#before[word] = value;
			if (operation.lock !== null && word === address) continue;
			const object = layout.objectOf[word] ?? 0;
			if (object === 0) {
				changes.push(`allocations until one fails: ${old} -> ${value}`);
				continue;
			}
			const field = describeWord(layout, word).split('.').slice(1).join('.');
			const name = this.#nameOf(object);
			if (mask !== 0 && word === address) {
				const bit = (each: number): number => ((each & mask) === 0 ? 0 : 1);
				changes.push(`${operation.name}(${name}): ${bit(old)} -> ${bit(value)}`);
				continue;
			}
			if (field === '') changes.push(`${name} ${value === 1 ? 'allocated' : 'freed'}`);
			else {
				const said = (each: number): string => wordValue(field, each, this.#nameOf);
				changes.push(`${name}.${field}: ${said(old)} -> ${said(value)}`);
			}
		}
		return changes;
	}

	#cpuState(task: LiveTask, index: number): CpuState {
		const machine = this.#machine;
		const holds = machine.heldSets
			.locksOf(machine.held[index]!)
			.map(
				({ lock, object, location, mode }) =>
					`${lock.name}(${this.#nameOf(object)})${mode === 'shared' ? ' shared' : ''} ` +
					`since step ${this.#since[index]!.get(location)}`,
			);
		const { step, functionName } = task;
		if (step === null) {
			const death = this.#deaths[index] ?? null;
			const does = death === null ? 'ended' : 'died';
			return { holds, functionName: '', does, next: death ?? '', waitsFor: '' };
		}
		const phrase = nextPhrase(step, this.#nameOf);
		if (step.kind === 'join') {
			return { holds, functionName, does: 'waits', next: phrase, waitsFor: phrase };
		}
		if (machine.enabled(step)) {
			return { holds, functionName, does: 'runs', next: phrase, waitsFor: '' };
		}
		const holders = step.location < 0 ? '' : this.#holders(step);
		const what = lockOrBit(step, this.#nameOf);
		return {
			holds,
			functionName,
			does: 'waits',
			next: `${phrase} ${holders}`.trimEnd(),
			waitsFor: what === '' ? phrase : `${what} ${holders}`.trimEnd(),
		};
	}

	/** Who has what a step waits for. */
	#holders({ location }: Step): string {
		const owners = this.#since.flatMap((since, task) => {
			const step = since.get(location);
			return step === undefined ? [] : [`CPU${task} since step ${step}`];
		});
		if (owners.length > 0) return `held by ${owners.join(' and ')}`;
		const setter = this.#setters.get(location);
		if (setter !== undefined) return `set by CPU${setter.task} at step ${setter.step}`;
		return heldSinceBefore();
	}
}

/** What a step on several words is about to do, as far as it is known by name. */
function atomicPhrase({ operation }: Step, place: string, nameOf: NameOf): string {
	const value = operation.args[1] ?? 0;
	switch (operation.name) {
		case 'weak_load':
			return `reads ${place}`;
		case 'weak_store':
		case 'weak_xchg':
			return `${place} = ${wordValue(fieldName(operation.field), value, nameOf)}`;
		case 'weak_add':
			return `${place} ${value < 0 ? '-' : '+'}= ${Math.abs(value)}`;
		case 'weak_test_bit':
			return `reads a bit of ${place}`;
		case 'weak_set_bit':
		case 'weak_test_and_set_bit':
			return `sets a bit of ${place}`;
		case 'weak_clear_bit':
		case 'weak_test_and_clear_bit':
			return `clears a bit of ${place}`;
		case 'weak_drain':
			return storesSeen();
		case 'weak_fresh':
			return loadsFresh(false);
		case 'weak_wmb':
			return 'smp_wmb()';
		case 'tlb_flush':
		case 'tlb_flush_pte':
		case 'tlb_flush_gather':
			return 'flushes the TLB';
		case 'tlb_access':
		case 'userAccess':
			return operation.args[2] === 0 ? 'reads its memory' : 'stores in its memory';
		case 'firstOnList':
		case 'spliceLists':
			return `looks at ${nameOf(operation.args[0]!)}.${pageListName(value)}`;
		case 'userMapTold':
			return untilTold(nameOf(operation.args[0]!));
		case 'userCallBegins':
			return 'begins the call';
		case 'userCallEnds':
		case 'userForkEnds':
			return 'ends the call';
		default:
			return operation.name;
	}
}

/** What a step is about to do; what it will find is not known yet. */
function nextPhrase(step: Step, nameOf: NameOf): string {
	const { kind, operation, object, value } = step;
	const name = nameOf(object);
	const place = placeOf(name, operation.field);
	const lock = operation.lock === null ? '' : `${operation.lock.name}(${name})`;
	switch (kind) {
		case 'load':
			return `reads ${place}`;
		case 'store':
		case 'xchg':
			return `${place} = ${wordValue(fieldName(operation.field), value, nameOf)}`;
		case 'add':
		case 'xadd':
			return `${place} ${value < 0 ? '-' : '+'}= ${Math.abs(value)}`;
		case 'test-bit':
			return `tests ${operation.name}(${name})`;
		case 'set-bit':
		case 'test-and-set-bit':
			return `sets ${operation.name}(${name})`;
		case 'clear-bit':
		case 'test-and-clear-bit':
			return `clears ${operation.name}(${name})`;
		case 'lock':
		case 'trylock':
			return `${kind} ${lock}`;
		case 'unlock':
			return `${value === 1 ? 'downgrade' : kind} ${lock}`;
		case 'wait-bit-clear':
			return `until ${operation.name}(${name}) is clear`;
		case 'list-add':
			return `${nameOf(value)} onto ${place}`;
		case 'list-del':
			return `${nameOf(value)} off ${place}`;
		case 'list-next':
		case 'list-empty':
			return `looks at ${place}`;
		case 'alloc':
			return `allocates a ${operation.name}`;
		case 'free':
			return `frees ${name}`;
		case 'atomic':
			return atomicPhrase(step, place, nameOf);
		case 'bug':
			return `BUG(): ${operation.name}`;
		case 'join':
			return untilOthersEnded();
		default:
			return kind;
	}
}

type NameOf = (address: number) => string;

/** 'PL(f[1])' or 'PG_locked(f[1])': what a step waits for; '' where it is neither lock nor bit. */
function lockOrBit({ operation, object, mask }: Step, nameOf: NameOf): string {
	const name = operation.lock?.name ?? (mask === 0 ? '' : operation.name);
	return name === '' ? '' : `${name}(${nameOf(object)})`;
}

/** What a task could not do where a recorded schedule was left. */
export function wantedPhrase({ wanted, death }: LeftAt, nameOf: NameOf): string {
	if (death !== null) return `it has died: ${death.oracle}`;
	if (wanted === null) return 'it has ended';
	return `it waits: ${nextPhrase(wanted, nameOf)}`;
}

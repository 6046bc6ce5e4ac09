/*
 * harness/explore/commuting-sections.ts - which locks a stateless search may leave out.
 *
 * A lock has no effect if its critical sections have no conflicting accesses and wait for nothing, and no
 * task tries the lock: its sections commute. A task may acquire it only if it does not hold it, release it
 * only if it holds it, and must release it in the end. A lock that is misused anywhere stays in, because a
 * task that acquires it twice waits for ever, and one that releases it unheld dies.
 *
 * At most one step of a section may conflict with other tasks. With two, another task could see the section
 * half done, take the lock itself, and see it half done again, which the lock makes impossible. A section
 * with one such step can be moved as a whole to that step, so that all sections run one after the other.
 *
 * What happens under a lock is certain only after a search without it, which reaches all that a search with
 * it reaches.
 */
import { seeded } from '../engine/seeded.ts';
import { addressOf, wordLocation } from '../engine/location.ts';
import { isDowngrade, type Step } from '../engine/step.ts';
import {
	commute,
	effectOf,
	objectLocation,
	touched,
	touchKinds,
	type Effect,
	type Ran,
} from './effect.ts';
import type { Problem } from './problem.ts';
import { pick } from './random.ts';
import { TaskState } from './task-state.ts';

/** What a task did between taking a lock and giving it back. */
interface Section {
	readonly task: number;
	readonly steps: Effect[];
}

export class CommutingSections {
	readonly #problem: Problem;
	/** By lock location: by location touched under it: by task, the ways as a bit set. */
	readonly #touches = new Map<number, Map<number, number[]>>();
	/** Locks that must stay: shared, tried or misused ones, and those with waiting inside. */
	readonly #needed = new Set<number>();
	/** By location, and task: the ways in which it was touched at all, as a bit set. */
	readonly #ways = new Map<number, number[]>();
	/** By lock location: its distinct sections, by a key of their steps. */
	readonly #sections = new Map<number, Map<string, Section>>();

	constructor(problem: Problem) {
		this.#problem = problem;
	}

	/** Runs a few random executions, for a first guess. */
	sample(): void {
		const { machine, automata } = this.#problem;
		const state = new TaskState(this.#problem);
		const random = seeded(1);
		for (let run = 0; run < 24; run++) {
			state.reset();
			const tasks: number[] = [];
			const effects: Effect[] = [];
			const helds: number[] = [];
			for (let n = 0; n < 5000; n++) {
				const enabled = state.enabled();
				if (enabled === 0) break;
				const task = pick(enabled, random());
				const step = automata.steps[state.locals[task]!]!;
				const held = machine.held[task]!;
				const observed = state.run(task);
				const died = automata.isDead(state.locals[task]!);
				const ran = { task, step, observed, died, held };
				const effect = effectOf(machine, ran);
				this.saw(ran, effect);
				tasks.push(task);
				effects.push(effect);
				helds.push(held);
			}
			this.went(tasks, effects, helds);
			this.ended(state.locals);
		}
	}

	/** Notes a step that has run, with what it touched. */
	saw({ task, step, died, held }: Ran, effect: Effect): void {
		const lock = step.operation.lock;
		const isSimple = step.kind === 'lock' && !step.shared && lock?.kind !== 'bit-sleep';
		if (isSimple && !this.#touches.has(step.location)) {
			this.#touches.set(step.location, new Map());
		}
		// A task that touches the word of a lock other than by locking and unlocking needs the lock.
		const isLocking = isSimple || (step.kind === 'unlock' && !isDowngrade(step));
		for (const [n, location] of effect.locations.entries()) {
			if (effect.how[n]! >= touched.bitRead) continue;
			if (!isLocking || !isOwnWord(location, step)) this.#needed.add(location);
		}
		for (const each of this.#problem.machine.heldSets.locksOf(held)) {
			if (each.location === step.location) continue;
			// A task that dies inside leaves the lock held.
			if (died || takesOrWaits(step)) this.#needed.add(each.location);
			const touches = this.#touches.get(each.location);
			if (touches === undefined) continue;
			for (let n = 0; n < effect.locations.length; n++) {
				let ways = touches.get(effect.locations[n]!);
				if (ways === undefined) {
					ways = this.#problem.roots.map(() => 0);
					touches.set(effect.locations[n]!, ways);
				}
				ways[task]! |= 1 << effect.how[n]!;
			}
		}
	}

	/** Notes a whole execution; `helds` are the locks that each task held before each of its steps. */
	went(tasks: readonly number[], effects: readonly Effect[], helds: readonly number[]): void {
		const { heldSets } = this.#problem.machine;
		const open = new Map<string, { lock: number; section: Section }>();
		for (const [i, task] of tasks.entries()) {
			const effect = effects[i]!;
			this.#noteWays(task, effect);
			const inside = new Set(heldSets.locksOf(helds[i]!).map(({ location }) => location));
			for (const [key, each] of open) {
				if (each.section.task !== task || inside.has(each.lock)) continue;
				this.#keep(each.lock, each.section);
				open.delete(key);
			}
			for (const lock of inside) {
				if (effect.locations.length === 0 || effect.locations[0] === lock) continue;
				const key = `${task} ${lock}`;
				if (!open.has(key)) open.set(key, { lock, section: { task, steps: [] } });
				open.get(key)!.section.steps.push(effect);
			}
		}
		for (const { lock, section } of open.values()) this.#keep(lock, section);
	}

	#noteWays(task: number, { locations, how }: Effect): void {
		for (const [n, location] of locations.entries()) {
			let ways = this.#ways.get(location);
			if (ways === undefined) {
				ways = this.#problem.roots.map(() => 0);
				this.#ways.set(location, ways);
			}
			ways[task]! |= 1 << how[n]!;
		}
	}

	#keep(lock: number, section: Section): void {
		const known = this.#sections.get(lock) ?? new Map<string, Section>();
		this.#sections.set(lock, known);
		const steps = section.steps.map(({ locations, how }) => `${locations.join()} ${how.join()}`);
		known.set(`${section.task}: ${steps.join('; ')}`, section);
	}

	/** Whether an access of another task conflicts with the step. */
	#meetsOthers(task: number, { locations, how }: Effect): boolean {
		return locations.some((location, n) =>
			this.#ways.get(location)!.some((ways, other) => {
				if (other === task) return false;
				for (let way = 0; way < touchKinds; way++) {
					if ((ways >> way) & 1 && !commute(way, how[n]!)) return true;
				}
				return false;
			}),
		);
	}

	#meetOnce(lock: number): boolean {
		return [...(this.#sections.get(lock)?.values() ?? [])].every(
			({ task, steps }) => steps.filter((each) => this.#meetsOthers(task, each)).length <= 1,
		);
	}

	/** Notes the locks held in a terminal state: they are never released. */
	ended(locals: Int32Array): void {
		const { machine } = this.#problem;
		for (let task = 0; task < locals.length; task++) {
			for (const { location } of machine.heldSets.locksOf(machine.held[task]!)) {
				this.#needed.add(location);
			}
		}
	}

	/** Acquires or releases a lock that is left out: only the held set of the task changes. */
	pass(task: number, step: Step): void {
		const { machine } = this.#problem;
		const { location, object } = step;
		const held = machine.held[task]!;
		const isHeld = machine.heldSets.find(held, location) !== null;
		const isMisused = isHeld === (step.kind === 'lock') || machine.invalid(step) !== null;
		if (isMisused) this.#needed.add(location);
		machine.held[task] =
			step.kind === 'lock'
				? machine.heldSets.with(held, {
						location,
						lock: step.operation.lock!,
						object,
						mode: 'exclusive',
					})
				: machine.heldSets.without(held, location);
	}

	/** Locks whose sections commute in all executions seen so far. */
	commuting(): Set<number> {
		const found = new Set<number>();
		for (const [location, touches] of this.#touches) {
			if (this.#needed.has(location) || this.#needed.has(wordLocation(addressOf(location))))
				continue;
			if ([...touches.values()].every(commuteAcrossTasks) && this.#meetOnce(location)) {
				found.add(location);
			}
		}
		return found;
	}
}

/** Whether the end of the section depends on another lock or on other tasks. */
const takesOrWaits = (step: Step): boolean => step.kind === 'trylock' || step.mayWait;

const isOwnWord = (location: number, step: Step): boolean =>
	location === step.location || location === objectLocation(step.object);

function commuteAcrossTasks(ways: readonly number[]): boolean {
	return ways.every((one, task) =>
		ways.every((other, against) => {
			if (task === against || one === 0 || other === 0) return true;
			// Both touched it in the same single way, and that way commutes with itself.
			return one === other && (one & (one - 1)) === 0 && one !== 1 << touched.write;
		}),
	);
}

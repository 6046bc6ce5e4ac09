/*
 * harness/explore/commuting-sections.ts - which locks a stateless search may leave out.
 *
 * A lock whose critical sections touch nothing in common, wait for nothing and are never tried is as good
 * as none: its sections commute. Each must be taken by who does not hold it, given back by who does, and
 * given back at all; a lock that is misused anywhere is there for its own sake, since who takes it again
 * stands still and who gives it back unheld dies. What happens under a lock is known for certain only
 * after a search without it, which reaches all that a search with it does.
 */
import type { Step } from '../engine/machine.ts';
import { effectOf, touched, type Effect, type Ran } from './effect.ts';
import type { Problem } from './problem.ts';
import { pick, seeded } from './random.ts';
import { TaskState } from './task-state.ts';

export class CommutingSections {
	readonly #problem: Problem;
	/** By lock location: by location touched under it: by task, the ways as a bit set. */
	readonly #touches = new Map<number, Map<number, number[]>>();
	/** Locks that are more than a blocking, exclusive lock without others inside. */
	readonly #needed = new Set<number>();

	constructor(problem: Problem) {
		this.#problem = problem;
	}

	/** Looks at a few random executions, to have something to begin with. */
	sample(): void {
		const { machine, automata } = this.#problem;
		const state = new TaskState(this.#problem);
		const random = seeded(1);
		for (let run = 0; run < 24; run++) {
			state.reset();
			for (let n = 0; n < 5000; n++) {
				const enabled = state.enabled();
				if (enabled === 0) break;
				const task = pick(enabled, random());
				const step = automata.steps[state.locals[task]!]!;
				const held = machine.held[task]!;
				const observed = state.run(task);
				const died = automata.isDead(state.locals[task]!);
				const ran = { task, step, observed, died, held };
				this.saw(ran, effectOf(machine, ran));
			}
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
		// Whoever touches the word of a lock other than by locking and unlocking needs it there.
		const isLocking = isSimple || step.kind === 'unlock';
		for (const [n, location] of effect.locations.entries()) {
			if (effect.how[n]! >= touched.bitRead) continue;
			if (!isLocking || !isOwnWord(location, step)) this.#needed.add(location);
		}
		for (const each of this.#problem.machine.heldSets.locksOf(held)) {
			if (each.location === step.location) continue;
			// Who dies inside leaves the lock held.
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

	/** Notes who holds what when nothing can run any more: it is never given back. */
	ended(locals: Int32Array): void {
		const { machine } = this.#problem;
		for (let task = 0; task < locals.length; task++) {
			for (const { location } of machine.heldSets.locksOf(machine.held[task]!)) {
				this.#needed.add(location);
			}
		}
	}

	/** Takes or gives back a lock that is left out, as far as the task itself is concerned. */
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

	/** Locks whose sections commute, as far as was seen. */
	commuting(): Set<number> {
		const found = new Set<number>();
		for (const [location, touches] of this.#touches) {
			if (this.#needed.has(location) || this.#needed.has(wholeWord(location))) continue;
			if ([...touches.values()].every(commuteAcrossTasks)) found.add(location);
		}
		return found;
	}
}

/** Whether another lock, or the course of the others, decides when the section ends. */
function takesOrWaits(step: Step): boolean {
	if (step.kind === 'atomic') return step.value === 1;
	return lockingKinds.has(step.kind);
}

const lockingKinds: ReadonlySet<string> = new Set(['lock', 'trylock', 'wait-bit-clear', 'join']);

const wholeWord = (location: number): number => location | 31;

const isOwnWord = (location: number, step: Step): boolean =>
	location === step.location || location % 32 === 30;

function commuteAcrossTasks(ways: readonly number[]): boolean {
	return ways.every((one, task) =>
		ways.every((other, against) => {
			if (task === against || one === 0 || other === 0) return true;
			// Both did one and the same thing, and that commutes with itself.
			return one === other && (one & (one - 1)) === 0 && one !== 1 << touched.write;
		}),
	);
}

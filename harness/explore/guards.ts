/*
 * harness/explore/guards.ts - the words that guards read, in each state of a search.
 *
 * A task that opens or closes a guard conflicts with the guarded step even if that step never runs, so it is
 * not enough to note what the step touches when it runs.
 */
import type { Automata } from '../engine/automaton.ts';
import type { Machine } from '../engine/machine.ts';
import { column, rowWords, waits } from '../engine/row.ts';
import type { Step } from '../engine/step.ts';
import type { Place } from './conflict.ts';

/** What a guard was last seen to read, and all that it was seen to read. */
interface Looked {
	/** The locks held then. */
	readonly held: number;
	/** All words that were noted. */
	readonly noted: Set<number>;
	/** The words that it read last, and their values. */
	addresses: readonly number[];
	values: readonly number[];
}

/** Told of each word that a guard had not read before. */
type NoteRead = (task: number, local: number, held: number, place: Place, step: Step) => void;

/** Whether a step waits until it is ready. */
const isGuarded = ({ kind, value }: Step): boolean => kind === 'atomic' && value === 1;

export class Guards {
	readonly #machine: Machine;
	readonly #automata: Automata;
	readonly #note: NoteRead;
	/** By local state. */
	readonly #looked: (Looked | undefined)[] = [];
	/** Whether any task has come to a guard. */
	#areThere = false;

	constructor(machine: Machine, automata: Automata, note: NoteRead) {
		this.#machine = machine;
		this.#automata = automata;
		this.#note = note;
	}

	/** A task has come to this step. */
	meet(step: Step): void {
		if (isGuarded(step)) this.#areThere = true;
	}

	/** Notes the words that the guards of these local states read now. */
	look(locals: Int32Array): void {
		if (!this.#areThere) return;
		const { words } = this.#automata.rows;
		for (let task = 0; task < locals.length; task++) {
			const local = locals[task]!;
			if (words[local * rowWords + column.wait] !== waits.memory) continue;
			const step = this.#automata.steps[local]!;
			if (!isGuarded(step)) continue;
			const held = this.#machine.held[task]!;
			let looked = this.#looked[local];
			if (looked?.held !== held) {
				looked = { held, noted: new Set(), addresses: [], values: [] };
				this.#looked[local] = looked;
			} else if (this.#isAsBefore(looked)) continue;
			looked.addresses = this.#machine.asks(step);
			looked.values = looked.addresses.map((address) => this.#machine.memory[address]!);
			for (const address of looked.addresses) {
				if (looked.noted.has(address)) continue;
				looked.noted.add(address);
				const object = this.#machine.layout.objectOf[address] ?? 0;
				const location = this.#machine.locationOf(address);
				this.#note(task, local, held, { location, access: 'read', object }, step);
			}
		}
	}

	/**
	 * Whether the words that a guard read are unchanged, so that it would read the same words again.
	 */
	#isAsBefore({ addresses, values }: Looked): boolean {
		const { memory } = this.#machine;
		for (let i = 0; i < addresses.length; i++) {
			if (memory[addresses[i]!] !== values[i]) return false;
		}
		return true;
	}
}

/*
 * harness/engine/row.ts - the steps of local states as rows of one integer array.
 *
 * Most steps are one load, store or lock. A row holds all that it takes to run such a step, in one cache
 * line, so that the search does not chase pointers. The machine runs a step the first time and its row is
 * then filled in; the machine also runs each step that a row does not cover.
 *
 * So two interpreters run a step: machine.ts, and task-state.ts from rows. This wall is there for a reason.
 * Searches run on rows and replay runs on the machine alone, so each token that replays to its finding
 * (readme.test.ts, `npm run findings`) holds the two against each other.
 *
 * | code | wait | alive | address | mask | operand | value, next | value, next | held, becomes | key |
 */
import type { Machine } from './machine.ts';
import { isDowngrade, type Step } from './step.ts';
import { mixOne, mixTwo } from './mix.ts';
import { checkOf } from './validity.ts';

/** Distance between two rows, in words. */
export const rowWords = 16;

/** Columns of a row. */
export const column = {
	/** One of `codes`. */
	code: 0,
	/** One of `waits`. */
	wait: 1,
	/** Address of the word that must be 1 for the step to be valid, or 0. */
	alive: 2,
	address: 3,
	mask: 4,
	operand: 5,
	/** An observation, and the local state that it leads to or -1. */
	value: 6,
	next: 7,
	otherValue: 8,
	otherNext: 9,
	/** The last held set before the step, or -1, and the held set after it. */
	held: 10,
	becomes: 11,
	/** Two words of a random key, for fingerprints. */
	key1: 12,
	key2: 13,
} as const;

/** What a task at a local state waits for before its next step. */
export const waits = {
	ended: 0,
	nothing: 1,
	/** What Machine.enabled() says. */
	memory: 2,
	/** That all others have ended. */
	others: 3,
	/** That the word is 0. */
	word: 4,
	/** That the masked bits are clear. */
	bits: 5,
	/** That the word counts readers, or nobody. */
	readers: 6,
} as const;

/**
 * How a row is run. `machine`: always by the machine; `unknown`: by the machine once, then filled
 * in.
 */
export const codes = {
	unknown: 0,
	machine: 1,
	load: 2,
	store: 3,
	add: 4,
	xadd: 5,
	xchg: 6,
	testBit: 7,
	setBit: 8,
	clearBit: 9,
	testAndSetBit: 10,
	testAndClearBit: 11,
	isZero: 12,
	lockWord: 13,
	lockBit: 14,
	tryWord: 15,
	tryBit: 16,
	unlockWord: 17,
	unlockBit: 18,
	lockShared: 19,
	unlockShared: 20,
	/** Depends only on the locks held. */
	held: 21,
	/** Looks along a list. */
	next: 22,
} as const;

export class Rows {
	words: Int32Array<ArrayBuffer> = new Int32Array(1024 * rowWords);

	/** Local state 0, where every program ends, exists from the beginning. */
	constructor() {
		this.end(0);
	}

	/** A row for a local state that has a step. */
	begin(local: number, step: Step): void {
		const base = this.#room(local);
		const { words } = this;
		words[base + column.wait] =
			step.kind === 'join'
				? waits.others
				: step.kind === 'lock' ||
					  step.kind === 'wait-bit-clear' ||
					  (step.kind === 'atomic' && step.value === 1)
					? waits.memory
					: waits.nothing;
		words[base + column.next] = -1;
		words[base + column.otherNext] = -1;
		words[base + column.held] = -1;
	}

	/** The machine runs this step from now on, since its lock has a queue. */
	leaveToMachine(local: number): void {
		const base = local * rowWords;
		const { words } = this;
		words[base + column.code] = codes.machine;
		if (words[base + column.wait]! >= waits.word) words[base + column.wait] = waits.memory;
	}

	/** A row for a local state that has none. */
	end(local: number): void {
		this.#room(local);
	}

	/** Fills in the row of a step that has run without a death. */
	fill(local: number, step: Step, machine: Machine): void {
		const { words } = this;
		const base = local * rowWords;
		const code = codeOf(step);
		const check = checkOf(machine.layout, step);
		const hasQueue = machine.locks.queues.adopted.has(step.location);
		if (code === codes.machine || check === 'invalid' || hasQueue) {
			words[base + column.code] = codes.machine;
			return;
		}
		words[base + column.code] = code;
		words[base + column.alive] = check === 'alive' ? step.object : 0;
		words[base + column.address] = step.address;
		words[base + column.mask] = step.mask;
		words[base + column.operand] = step.value;
		if (code === codes.lockWord) words[base + column.wait] = waits.word;
		if (code === codes.lockBit) words[base + column.wait] = waits.bits;
		if (code === codes.lockShared) words[base + column.wait] = waits.readers;
	}

	/** Notes the successor of an observation. The row remembers the last two. */
	learn(local: number, value: number, next: number): void {
		const { words } = this;
		const base = local * rowWords;
		words[base + column.otherValue] = words[base + column.value]!;
		words[base + column.otherNext] = words[base + column.next]!;
		words[base + column.value] = value;
		words[base + column.next] = next;
	}

	/** Notes which held set the step turns `held` into. */
	learnHeld(local: number, held: number, becomes: number): void {
		const base = local * rowWords;
		this.words[base + column.held] = held;
		this.words[base + column.becomes] = becomes;
	}

	#room(local: number): number {
		const base = local * rowWords;
		if (base >= this.words.length) {
			const larger = new Int32Array(Math.max(base + rowWords, this.words.length * 2));
			larger.set(this.words);
			this.words = larger;
		}
		this.words[base + column.key1] = mixOne(Math.imul(local + 1, 0x9e3779b1));
		this.words[base + column.key2] = mixTwo(Math.imul(local + 0x165667b1, 0xc2b2ae35));
		return base;
	}
}

function codeOf(step: Step): number {
	switch (step.kind) {
		case 'load':
			return codes.load;
		case 'store':
			return codes.store;
		case 'add':
			return codes.add;
		case 'xadd':
			return codes.xadd;
		case 'xchg':
			return codes.xchg;
		case 'test-bit':
			return codes.testBit;
		case 'set-bit':
			return codes.setBit;
		case 'clear-bit':
			return codes.clearBit;
		case 'test-and-set-bit':
			return codes.testAndSetBit;
		case 'test-and-clear-bit':
			return codes.testAndClearBit;
		case 'list-empty':
			return codes.isZero;
		case 'list-next':
			return codes.next;
		case 'lock':
			if (step.shared) return step.mask === 0 ? codes.lockShared : codes.machine;
			return step.mask !== 0 ? codes.lockBit : codes.lockWord;
		case 'trylock':
			return step.shared ? codes.machine : step.mask !== 0 ? codes.tryBit : codes.tryWord;
		case 'unlock':
			if (isDowngrade(step)) return codes.machine;
			if (step.shared) return step.mask === 0 ? codes.unlockShared : codes.machine;
			return step.mask !== 0 ? codes.unlockBit : codes.unlockWord;
		case 'might-sleep':
		case 'syscall-end':
			return codes.held;
		default:
			return codes.machine;
	}
}

/*
 * harness/audit/fsx/fsx-kernel.ts - the kernel that fsx asks: one file, one process, calls made through the linked
 * functions of the straight build.
 */
import { bootStraight, newProcess } from '../../measure/straight/boot.ts';
import {
	type Built,
	type StraightFunction,
	type StraightTable,
	tableFor,
} from '../../measure/straight/built.ts';
import type { State } from '../../measure/straight/state.ts';
import { MSYNC_WAIT } from '../../mm/include/mm.ts';
import { firstPage } from '../recorded/first-page.ts';
import { type Ask, type FsxCall, wantsEof, wantsSigbus, wantsSuccess } from './fsx-file.ts';

const MAP_SHARED = 1;
const MAP_FIXED = 16;
const nothing = (): undefined => undefined;

/** Bookkeeping for litmus tests, which nobody reads here. */
const unread: StraightTable = {
	intend: nothing,
	rememberRemap: nothing,
	rememberMremap: nothing,
	forgetUnmapped: nothing,
};

/** A wrong answer, in words. */
export interface Wrong {
	readonly call: FsxCall;
	readonly wanted: string;
	readonly said: string;
	/** Whether the kernel died, and whether that is the simulation's own limit. */
	readonly death: 'none' | 'kernel' | 'simulation';
	/** The oracle that it died of; null where it lives. */
	readonly oracle: string | null;
	/** Which call it was since the kernel had booted, from 1. */
	readonly at: number;
}

const alive = { death: 'none', oracle: null } as const;
const addressOf = (page: number): number => (firstPage + page) << 12;

export class FsxKernel {
	readonly #built: Built;
	readonly #machine: State;
	readonly #image: Int32Array;
	readonly #table: StraightTable;
	readonly #mapping: number;
	readonly #cell: number;
	readonly #isLinked: boolean;
	#mm = 0;
	#calls = 0;
	/** The last wrong answer. */
	wrong: Wrong | null = null;

	/** @param isLinked whether many calls follow: to put the functions together takes as long as a million calls */
	constructor(built: Built, table: StraightTable, isLinked: boolean) {
		this.#built = built;
		this.#machine = bootStraight(built, 'plain');
		this.#image = this.#machine.memory.slice();
		this.#table = tableFor(built, this.#machine, { ...table, ...unread }, [], isLinked);
		this.#isLinked = isLinked;
		this.#mapping = built.types.fileMappings[0]!;
		this.#cell = built.types.layoutFor({ accesses: 1 }).outcomes[0]!;
	}

	/** As it was when it had booted. Another machine may have been at work meanwhile in this thread. */
	begin(): void {
		this.#built.operations.runOn(this.#machine);
		this.#machine.reset(this.#image);
		this.#mm = newProcess(this.#built);
		this.#calls = 0;
		this.wrong = null;
	}

	/** Whether holes can be punched into files. */
	canPunch(): boolean {
		this.begin();
		return this.ask('pwrite', 0, 1, 0, wantsSuccess) && this.ask('punch', 0, 1, 0, wantsSuccess);
	}

	readonly ask: Ask = (call, first, second, third, wanted) => {
		this.#calls++;
		const at = this.#calls;
		try {
			const got = this.#make(call, first, second, third);
			if (got === wanted) return true;
			this.wrong = { call, wanted: inWords(wanted), said: inWords(got), ...alive, at };
		} catch (error) {
			this.wrong = { call, wanted: inWords(wanted), ...this.#ending(error), at };
		}
		return false;
	};

	#ending(error: unknown): Pick<Wrong, 'said' | 'death' | 'oracle'> {
		if (error instanceof RangeError) return { said: error.message, death: 'kernel', oracle: null };
		if (!(error instanceof this.#built.state.Died)) throw error;
		const { oracle, text } = error.death;
		const isOurs = oracle === 'simulated memory exhausted';
		return { said: text, death: isOurs ? 'simulation' : 'kernel', oracle };
	}

	#make(call: FsxCall, first: number, second: number, third: number): number {
		const table = this.#table;
		const mm = this.#mm;
		const mapping = this.#mapping;
		const cell = this.#cell;
		switch (call) {
			case 'r':
				return this.#access(table['userTouch']!, mm, addressOf(first), 0, 0);
			case 'w':
				return done(this.#access(table['userTouch']!, mm, addressOf(first), 1, second));
			case 'pread':
				table['userRead']!(mapping, first, cell);
				return this.#outcome();
			case 'pwrite':
				table['userWrite']!(mapping, first, second, cell, 0, 0);
				return done(this.#outcome());
			case 'dread':
				table['userDirectRead']!(mapping, first, cell);
				return this.#outcome();
			case 'dwrite':
				table['userDirectWrite']!(mapping, first, second, cell);
				return done(this.#outcome());
			case 'trunc':
				return success(table['userTruncate']!(mapping, first, 0));
			case 'punch':
				return success(table['userPunch']!(mapping, first, second, 0));
			case 'mmap': {
				const flags = MAP_SHARED | MAP_FIXED;
				return success(table['userMap']!(mm, mapping, 0, second, flags, addressOf(first)));
			}
			case 'munmap':
				return success(table['userUnmap']!(mm, addressOf(first), second));
			case 'remap':
				return success(table['userRemap']!(mm, addressOf(first), second, third, 0));
			case 'madvise':
				return success(table['userDontneed']!(mm, addressOf(first), second));
			case 'msync':
				return success(table['userMsync']!(mm, addressOf(first), second, MSYNC_WAIT));
			case 'fsync':
				return success(table['userFsync']!(mapping));
			case 'invalidate':
				return success(table['userInvalidate']!(mapping));
			case 'refill':
				return success(table['userRefill']!(first));
			case 'shrink':
				return success(table['userShrink']!(first));
		}
	}

	#access(
		touch: StraightFunction,
		mm: number,
		address: number,
		write: number,
		value: number,
	): number {
		if (this.#isLinked) touch(mm, address, write, value, this.#cell);
		else this.#table['userTouch']!(mm, address, write, value, this.#cell);
		return this.#outcome();
	}

	/** What the access came to: a value, or what is wanted of calls, or an error's number less 1000. */
	#outcome(): number {
		const { types } = this.#built;
		const { memory } = this.#machine;
		const value = memory[this.#cell + types.outcomeValue.offset]!;
		switch (memory[this.#cell + types.outcomeResult.offset]!) {
			case types.OUTCOME_VALUE:
				return value;
			case types.OUTCOME_ERRNO:
				return value === 0 ? wantsEof : errnoBase - value;
			case types.OUTCOME_SIGBUS:
				return wantsSigbus;
			case types.OUTCOME_SEGV:
				return saysSegv;
			default:
				return saysNoMemory;
		}
	}
}

const saysSegv = -4;
const saysNoMemory = -5;
const errnoBase = -1000;

const done = (outcome: number): number => (outcome >= 0 ? wantsSuccess : outcome);

function success(returned: number | boolean | undefined): number {
	const got = Number(returned ?? 0);
	return got >= 0 ? wantsSuccess : errnoBase + got;
}

const words: Readonly<Record<number, string>> = {
	[wantsEof]: 'end of file',
	[wantsSigbus]: 'SIGBUS',
	[wantsSuccess]: 'success',
	[saysSegv]: 'SIGSEGV',
	[saysNoMemory]: 'no memory',
};

function inWords(answer: number): string {
	if (answer >= 0) return `value ${answer}`;
	return words[answer] ?? `error ${errnoBase - answer}`;
}

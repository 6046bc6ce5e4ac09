/*
 * harness/audit/recorded/sequence-kernel.ts - one kernel at work on a sequence: each call's answer in the recording's
 * words.
 *
 * It runs on the straight build, since no call overlaps another.
 */
import type { RecordedCall } from '../../../workloads/sequence/recording.ts';
import { goesOn } from '../../engine/running.ts';
import { bootStraight, newProcess } from '../../measure/straight/boot.ts';
import type { Built, StraightTable } from '../../measure/straight/built.ts';
import type { State } from '../../measure/straight/state.ts';
import { MREMAP_FIXED, MREMAP_MAYMOVE } from '../../mm/include/mm.ts';
import {
	addressOf,
	atEnd,
	inWords,
	lockings,
	ok,
	protections,
	syncFlags,
} from './sequence-words.ts';

const MAP_SHARED = 1;
const MAP_LOCKED = 2;
const MAP_POPULATE = 4;
const MAP_READ_ONLY = 8;
const MAP_FIXED = 16;

/** Loads of one call at most: some hundreds for each page are usual, and a loop that makes none does not exist. */
const loadsMax = 5_000_000;

/** Is told of what there is for oracles to look at. */
export interface SequenceWatcher {
	/** A file is named for the first time. */
	readonly file: (mapping: number, name: string) => void;
	readonly process: (mm: number, name: string) => void;
	/** A process is gone, or all that it had mapped. */
	readonly exited: () => void;
}

const nobody: SequenceWatcher = { file: () => {}, process: () => {}, exited: () => {} };

/** A kernel that has just booted, with one process. */
export class SequenceKernel {
	readonly #built: Built;
	readonly #table: StraightTable;
	readonly #machine: State;
	readonly #cell: number;
	readonly #files = new Map<string, number>();
	readonly #mms = new Map<number, number>();
	readonly #watcher: SequenceWatcher;
	/** How the kernel ended; null while it runs. */
	ended: string | null = null;
	/** The oracle that it died of; null while it runs. */
	diedOf: string | null = null;

	/** @param machine on which nothing has run yet; the one of this thread where none is given */
	constructor(
		built: Built,
		table: StraightTable,
		machine: State = bootedMachine(built),
		watcher: SequenceWatcher = nobody,
	) {
		this.#built = built;
		this.#table = table;
		this.#machine = machine;
		this.#watcher = watcher;
		this.#cell = built.types.layoutFor({ accesses: 1 }).outcomes[0]!;
		this.#begin(0);
	}

	/** Makes the call; its answer in the recording's words, or null when the kernel has ended. */
	answer(recorded: RecordedCall): string | null {
		if (this.ended !== null) return null;
		goesOn();
		this.#machine.loadsMax = this.#machine.counts.loads + loadsMax;
		try {
			return this.#answer(recorded);
		} catch (error) {
			if (error instanceof this.#built.state.Died) this.#end(error.death.oracle, error.death.text);
			else if (error instanceof RangeError) {
				this.#end('livelock', `${recorded.call} calls itself for ever`);
			} else throw error;
			return null;
		}
	}

	#end(oracle: string, text: string): void {
		this.diedOf = oracle;
		this.ended = text;
	}

	/** The address space of a process; 0 where there is none. */
	processOf(task: number): number {
		return this.#mms.get(task) ?? 0;
	}

	/** The mapping of a file; 0 of one that no call has named. */
	mappingOf(file: string): number {
		return this.#files.get(file) ?? 0;
	}

	/** kswapd at work between two calls. */
	reclaim(call: 'userRefill' | 'userShrink', pages: number): void {
		this.#call(call, pages);
	}

	#answer({ task, call: name, args }: RecordedCall): string {
		const mm = this.#mms.get(task) ?? this.#begin(task);
		const [first = '', second = '', third = '', fourth] = args;
		const own = (call: string, ...more: readonly number[]): string =>
			inWords(this.#call(call, mm, addressOf(first), ...more));
		switch (name) {
			case 'mmap':
				return inWords(this.#mmap(mm, args));
			case 'munmap':
				return own('userUnmap', Number(second));
			case 'remap':
				return own('userRemap', Number(second), Number(third), fourth === undefined ? 0 : 1);
			case 'mlock':
				return own('userMlock', Number(second));
			case 'munlock':
				return own('userMunlock', Number(second));
			case 'madvise':
				return own('userDontneed', Number(second));
			case 'r':
				return this.#access('userTouch', mm, addressOf(first), 0, 0, this.#cell);
			case 'w':
				return ok(this.#access('userTouch', mm, addressOf(first), 1, Number(second), this.#cell));
			case 'mremap':
				return inWords(this.#mremap(mm, args));
			case 'mprotect':
				return own('userMprotect', Number(second), protections[third]!);
			case 'msync':
				return own('userMsync', Number(second), syncFlags(third));
			case 'obs':
				return this.#ptes(mm, Number(first), Number(second));
			case 'mincore': {
				const mask = this.#call('userMincore', mm, addressOf(first), Number(second), 0);
				return mask < 0 ? inWords(mask) : `value ${mask}`;
			}
			default:
				return this.#answerOfProcess(task, mm, name, args);
		}
	}

	/** What the page tables say, by the words of `Answer`; a page is counted once for each pte that maps it. */
	#ptes(mm: number, first: number, pages: number): string {
		const { pte_pfn } = this.#built.types;
		const mapped = new Map<number, number>();
		for (const each of this.#mms.values()) {
			for (let address = 0; address < this.#built.types.TASK_SIZE; address += 4096) {
				const pte = this.#pteAt(each, address);
				if (pte !== 0) mapped.set(pte_pfn(pte), (mapped.get(pte_pfn(pte)) ?? 0) + 1);
			}
		}
		const ptes = Array.from({ length: pages }, (_, i) => {
			const pte = this.#pteAt(mm, addressOf(String(first + i)));
			return pte === 0 ? '-' : `${this.#isOfFile(pte) ? 'f' : 'a'}${mapped.get(pte_pfn(pte))}`;
		});
		return `ptes ${ptes.join(' ')}`;
	}

	/** 0 where no page is mapped. */
	#pteAt(mm: number, address: number): number {
		const { pte_present, pte_word } = this.#built.types;
		const ptep = this.#call('pte_offset_map', mm, address);
		const pte = ptep === 0 ? 0 : this.#machine.memory[ptep + pte_word.offset]!;
		return pte_present(pte) ? pte : 0;
	}

	#isOfFile(pte: number): boolean {
		const { fileMappings, page_mapping, pte_page } = this.#built.types;
		const mapping = this.#machine.memory[pte_page(pte) + page_mapping.offset]!;
		return fileMappings.includes(mapping as (typeof fileMappings)[number]);
	}

	/** A process that nobody forked has nothing mapped. */
	#begin(task: number): number {
		return this.#has(task, newProcess(this.#built));
	}

	/** From here on the process has this address space. */
	#has(task: number, mm: number): number {
		this.#mms.set(task, mm);
		this.#watcher.process(mm, `p${task}`);
		return mm;
	}

	#answerOfProcess(task: number, mm: number, name: string, args: readonly string[]): string {
		const [first = '', second, third] = args;
		switch (name) {
			case 'mlockall':
				return inWords(this.#call('userMlockall', mm, lockings[first]!));
			case 'munlockall':
				return inWords(this.#call('userMunlockall', mm));
			case 'fork': {
				const child = this.#call('userFork', mm);
				if (child > 0) this.#has(Number(first), child);
				return inWords(child);
			}
			case 'exit':
				this.#mms.delete(task);
				return inWords(this.#exit(mm));
			case 'refill':
				return inWords(this.#call('userRefill', Number(first)));
			case 'shrink':
				return inWords(this.#call('userShrink', Number(first)));
			case 'exec':
				this.#exit(mm);
				this.#begin(task);
				return 'ok';
			case 'status': {
				const { memory } = this.#machine;
				return `VmLck ${memory[mm + this.#built.types.mm_locked_vm.offset]! * 4}`;
			}
			default:
				return this.#answerOfFile(name, this.#file(first), Number(second), Number(third));
		}
	}

	#exit(mm: number): number {
		const returned = this.#call('userExit', mm);
		this.#watcher.exited();
		return returned;
	}

	#answerOfFile(name: string, file: number, second: number, third: number): string {
		switch (name) {
			case 'fsync':
				return inWords(this.#call('userFsync', file));
			case 'pread':
				// Nothing is read at the end, which is no error.
				return atEnd(this.#access('userRead', file, second, this.#cell));
			case 'dread':
				return atEnd(this.#access('userDirectRead', file, second, this.#cell));
			case 'invalidate':
				return inWords(this.#call('userInvalidate', file));
			case 'dwrite':
				return ok(this.#access('userDirectWrite', file, second, third, this.#cell));
			case 'trunc':
				// The bytes behind the last whole page, where there are some.
				return inWords(this.#call('userTruncate', file, (second << 12) + (third || 0), 0));
			case 'punch':
				return inWords(this.#call('userPunch', file, second, third, 0));
			case 'pwrite':
				return ok(this.#access('userWrite', file, second, third, this.#cell, 0, 0));
			default:
				throw new Error(`no call '${name}'`);
		}
	}

	/** mmap PAGE PAGES FILE|- FIRST rw|r|none s|p[L][P], fixed. The simulated mmap() has no PROT_NONE of its own. */
	#mmap(mm: number, args: readonly string[]): number {
		const [page = '', pages, file = '', first, prot, how = ''] = args;
		const flags =
			MAP_FIXED |
			(prot === 'rw' ? 0 : MAP_READ_ONLY) |
			(how.includes('s') ? MAP_SHARED : 0) |
			(how.includes('L') ? MAP_LOCKED : 0) |
			(how.includes('P') ? MAP_POPULATE : 0);
		const at = addressOf(page);
		const mapping = file === '-' ? 0 : this.#file(file);
		const got = this.#call('userMap', mm, mapping, Number(first), Number(pages), flags, at);
		if (got > 0 && prot === 'none') this.#call('userMprotect', mm, at, Number(pages), 0);
		return got;
	}

	/** mremap PAGE PAGES PAGES PAGE: the last is where it goes, which may be where it is. */
	#mremap(mm: number, args: readonly string[]): number {
		const [page = '', pages, newPages, to = ''] = args;
		const flags = page === to ? 0 : MREMAP_MAYMOVE | MREMAP_FIXED;
		const fixed = page === to ? 0 : addressOf(to);
		return this.#call(
			'userMremap',
			mm,
			addressOf(page),
			Number(pages),
			Number(newPages),
			flags,
			fixed,
		);
	}

	/** The mapping of a file of that name, in the order in which they appear. */
	#file(name: string): number {
		const known = this.#files.get(name);
		if (known !== undefined) return known;
		const mapping = this.#built.types.fileMappings[this.#files.size];
		if (mapping === undefined) throw new Error(`no room for a file '${name}'`);
		this.#files.set(name, mapping);
		this.#watcher.file(mapping, name);
		return mapping;
	}

	#access(name: string, ...args: readonly number[]): string {
		this.#call(name, ...args);
		const { memory } = this.#machine;
		const { types } = this.#built;
		const value = memory[this.#cell + types.outcomeValue.offset]!;
		switch (memory[this.#cell + types.outcomeResult.offset]!) {
			case types.OUTCOME_VALUE:
				return `value ${value}`;
			case types.OUTCOME_ERRNO:
				return inWords(-value);
			case types.OUTCOME_SIGBUS:
				return 'SIGBUS';
			case types.OUTCOME_SEGV:
				return 'SIGSEGV';
			default:
				return 'no memory';
		}
	}

	#call(name: string, ...args: readonly number[]): number {
		return Number(this.#table[name]!(...args) ?? 0);
	}
}

/** The machine of this thread, as it is when the kernel has booted: making one takes longer than many a sequence. */
export function bootedMachine(built: Built): State {
	const known = machines.get(built.types);
	if (known !== undefined) {
		known.machine.reset(known.image);
		built.operations.runOn(known.machine);
		return known.machine;
	}
	const machine = bootStraight(built, 'counted');
	machines.set(built.types, { machine, image: machine.memory.slice() });
	return machine;
}

const machines = new WeakMap<
	Built['types'],
	{ readonly machine: State; readonly image: Int32Array }
>();

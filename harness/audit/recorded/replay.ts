/*
 * harness/audit/recorded/replay.ts - the calls of a recorded sequence, made one after the other on a variant.
 *
 * No call overlaps another, so there is one schedule. The simulated memory is small: a sequence that needs more
 * of it than there is ends there, and what follows is not compared.
 */
import type { BootedVariant } from '../../cell/boot.ts';
import { resultNames } from '../../cell/observe.ts';
import { boot, imageAtBoot } from '../../cell/place.ts';
import type { Layout } from '../../engine/layout.ts';
import { Machine } from '../../engine/machine.ts';
import { call, type Task } from '../../engine/operation.ts';
import { atomics } from '../../mm/atomics.ts';
import { OUTCOME_ERRNO, OUTCOME_VALUE, outcomeResult, outcomeValue } from '../../mm/bookkeeping.ts';
import type { FunctionName, Kernel } from '../../mm/index.ts';
import * as errnos from '../../mm/include/errno.ts';
import { mm_locked_vm } from '../../mm/include/sched.ts';
import { PAGE_SHIFT } from '../../mm/include/sizes.ts';
import type { mm_struct, outcome } from '../../mm/include/structs.ts';
import { fileMappings, layoutFor } from '../../mm/layout.ts';
import { firstProcess, runToEnd } from '../sequential.ts';
import type { RecordedCall, Sequence } from './recording.ts';

/** Page 0 of a recording; mapping at address 0 means anywhere. */
const firstPage = 8;

const MAP_SHARED = 1;
const MAP_LOCKED = 2;
const MAP_POPULATE = 4;
const MAP_FIXED = 16;

/** What a kernel answered otherwise than the recording says. */
export interface Disagreement {
	readonly sequence: number;
	/** Which call, from 0. */
	readonly index: number;
	readonly call: RecordedCall;
	readonly simulated: string;
}

export interface Replayed {
	/** Answers compared. */
	readonly answers: number;
	readonly disagreements: readonly Disagreement[];
	/** What the simulated memory had too little of, or how the kernel died; null when all calls were made. */
	readonly ended: string | null;
}

/** The calls that programs make. */
type UserCall = Extract<FunctionName, `user${string}`>;

/** One kernel at work: its memory, and the processes by their number in the recording. */
export class Replay {
	readonly #start: BootedVariant['start'];
	readonly #machine: Machine;
	readonly #cell: outcome;
	readonly #files = new Map<string, number>();
	readonly #mms = new Map<number, mm_struct>();
	/** How the kernel ended. */
	ended: string | null = null;

	constructor(start: BootedVariant['start']) {
		const { layout, outcomes } = layoutFor({ accesses: 1 });
		this.#start = start;
		this.#machine = new Machine(wholePools(layout), atomics, [0]);
		this.#machine.load(imageAtBoot(this.#machine.layout, this.#machine.memory.length));
		this.#cell = outcomes[0]!;
		this.#run(() => boot([]));
		this.#mms.set(0, this.#run(firstProcess));
	}

	/** Makes the call; its answer in the recording's words, or null when the kernel has ended. */
	answer(recorded: RecordedCall): string | null {
		const answer = this.#answer(recorded);
		return this.ended === null ? answer : null;
	}

	#answer({ task, call: name, args }: RecordedCall): string {
		const mm = this.#mms.get(task) ?? 0;
		const [first = '', second = '', third = ''] = args;
		const address = (page: string): number => (firstPage + Number(page)) << PAGE_SHIFT;
		switch (name) {
			case 'mmap':
				return inWords(this.#mmap(mm, args));
			case 'munmap':
				return inWords(this.#call('userUnmap', mm, address(first), Number(second)));
			case 'remap':
				return inWords(
					this.#call('userRemap', mm, address(first), Number(second), Number(third), 0),
				);
			case 'mlock':
				return inWords(this.#call('userMlock', mm, address(first), Number(second)));
			case 'munlock':
				return inWords(this.#call('userMunlock', mm, address(first), Number(second)));
			case 'madvise':
				return inWords(this.#call('userDontneed', mm, address(first), Number(second)));
			case 'r':
				return this.#access('userTouch', mm, address(first), 0, 0, this.#cell);
			case 'w':
				return ok(this.#access('userTouch', mm, address(first), 1, Number(second), this.#cell));
			case 'trunc':
				return inWords(
					this.#call('userTruncate', this.#file(first), Number(second) << PAGE_SHIFT, 0),
				);
			case 'punch':
				return inWords(
					this.#call('userPunch', this.#file(first), Number(second), Number(third), 0),
				);
			case 'pwrite':
				return ok(
					this.#access(
						'userWrite',
						this.#file(first),
						Number(second),
						Number(third),
						this.#cell,
						0,
						0,
					),
				);
			case 'fork':
				this.#mms.set(Number(first), this.#call('userFork', mm));
				return 'ok';
			case 'exit':
				this.#mms.delete(task);
				return inWords(this.#call('userExit', mm));
			case 'status':
				return `VmLck ${this.#machine.memory[mm + mm_locked_vm.offset]! * 4}`;
			default:
				throw new Error(`no call '${name}'`);
		}
	}

	/** mmap PAGE PAGES FILE FIRST rw s|p[L][P], fixed. */
	#mmap(mm: mm_struct, args: readonly string[]): number {
		const [page, pages, file = '', first, , how = ''] = args;
		const flags =
			MAP_FIXED |
			(how.includes('s') ? MAP_SHARED : 0) |
			(how.includes('L') ? MAP_LOCKED : 0) |
			(how.includes('P') ? MAP_POPULATE : 0);
		const at = (firstPage + Number(page)) << PAGE_SHIFT;
		return this.#call('userMap', mm, this.#file(file), Number(first), Number(pages), flags, at);
	}

	/** The mapping of a file of that name, in the order in which they appear. */
	#file(name: string): number {
		const known = this.#files.get(name);
		if (known !== undefined) return known;
		const mapping = fileMappings[this.#files.size];
		if (mapping === undefined) throw new Error(`no room for a file '${name}'`);
		this.#files.set(name, mapping);
		return mapping;
	}

	#access<F extends UserCall>(name: F, ...args: Parameters<Kernel[F]>): string {
		this.#call(name, ...args);
		const { memory } = this.#machine;
		const value = memory[this.#cell + outcomeValue.offset]!;
		const result = memory[this.#cell + outcomeResult.offset]!;
		if (result === OUTCOME_VALUE) return `value ${value}`;
		return result === OUTCOME_ERRNO ? inWords(-value) : (resultNames[result] ?? 'nothing');
	}

	#call<F extends UserCall>(name: F, ...args: Parameters<Kernel[F]>): number {
		return this.#run(() => call(name, args as number[]));
	}

	/** Runs a task to its end; what it returned. */
	#run(begin: () => Task<number | void>): number {
		if (this.ended !== null) return 0;
		const { result, death, waitsIn } = runToEnd(this.#start, this.#machine, begin);
		this.ended = waitsIn === null ? (death?.text ?? null) : `${waitsIn} waits for ever`;
		return result;
	}
}

/** The layout whose pools are one slice each: a single task may use all there is. */
function wholePools(layout: Layout): Layout {
	const pools = [...layout.pools].map(([name, pool]) => {
		const count = pool.slices.reduce((sum, slice) => sum + slice.count, 0);
		return [name, { ...pool, slices: [{ first: pool.slices[0]!.first, count }] }] as const;
	});
	return { ...layout, pools: new Map(pools) };
}

/** What a call returned: an address or 0 is success. */
function inWords(returned: number): string {
	if (returned >= 0) return 'ok';
	const named = Object.entries(errnos).find(([, value]) => value === -returned);
	return named?.[0] ?? `error ${-returned}`;
}

/** A store or a write that worked says so, and not what it wrote. */
const ok = (answer: string): string => (answer.startsWith('value ') ? 'ok' : answer);

/** Every call of a sequence on a kernel that has just booted. */
export function replaySequence(booted: BootedVariant, { number, calls }: Sequence): Replayed {
	const replay = new Replay(booted.start);
	const disagreements: Disagreement[] = [];
	let answers = 0;
	for (const [index, recorded] of calls.entries()) {
		const simulated = replay.answer(recorded);
		if (simulated === null) break;
		answers++;
		if (simulated === recorded.answer) continue;
		disagreements.push({ sequence: number, index, call: recorded, simulated });
	}
	return { answers, disagreements, ended: replay.ended };
}

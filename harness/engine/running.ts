/*
 * harness/engine/running.ts - which function of a user's own runs at this moment, for another thread to see.
 *
 * A function that computes for ever without a step never gives its thread back, so that only another one
 * can tell. Each thread notes what it begins in memory that it shares with whoever looks on; without one it
 * notes it for itself. Nobody waits for anybody.
 */

import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

/** Something of a user's that can run. */
export interface UserFunction {
	/** Where it is written: file, line and column. */
	readonly place: string;
	/** Null for a whole file that is being loaded. */
	readonly name: string | null;
}

/** Milliseconds that a function may go on without a step; a thousandth of it is plenty. */
let patience = 30_000;

export const patienceMs = (): number => patience;

export function setPatience(milliseconds: number): void {
	patience = milliseconds;
}

/** Megabytes that the heap of a thread may take while it runs a user's code; a twentieth of it is plenty. */
export const heapMegabytesMax = 2048;

/** Megabytes by which the process may grow while a function runs that takes no step meanwhile. */
export const callMegabytesMax = 1024;

const megabyte = 2 ** 20;

/**
 * Word 0: the number of what runs, or 0. Word 1: how often anything began. Word 2: bytes of text. Word 3: the
 * number of what began last.
 */
const headBytes = 16;

/** Room for the place and name of ten thousand functions; what is not written takes no memory. */
const recordBytes = 2 ** 20;

export const newRecord = (): SharedArrayBuffer => new SharedArrayBuffer(recordBytes);

let words: Int32Array<ArrayBufferLike> = new Int32Array(headBytes / 4);
let text: Uint8Array<ArrayBufferLike> = new Uint8Array(0);
/** The numbers of this thread: of functions, and of lines of the text, where each function has one. */
const numbers = new Map<UserFunction, number>();
const lines = new Map<string, number>();

/** From here on this thread notes what it runs there. */
export function noteRunningIn(record: SharedArrayBuffer): void {
	words = new Int32Array(record, 0, headBytes / 4);
	text = new Uint8Array(record, headBytes);
	lines.clear();
	for (const each of numbers.keys()) numbers.set(each, lineOf(each));
}

/** Where this thread notes it, for a thread that it starts; null where nobody looks on. */
export const recordOfThread = (): SharedArrayBuffer | null =>
	words.buffer instanceof SharedArrayBuffer ? words.buffer : null;

let prepare: (() => void) | null = null;

/** Has something done in this thread before a user's code first runs in it. */
export function beforeUserCode(work: () => void): void {
	prepare = work;
}

/** A user's file is about to be loaded. */
export function userCodeComes(): void {
	prepare?.();
	prepare = null;
}

/** What begins() is told; 0, of which nobody hears, once there is no more room. */
export function numberOf(what: UserFunction): number {
	let number = numbers.get(what);
	if (number === undefined) {
		number = lineOf(what);
		numbers.set(what, number);
	}
	return number;
}

/** The number of its line, from 1; 0 where it has no room. */
function lineOf({ place, name }: UserFunction): number {
	const line = JSON.stringify([place, name]);
	const known = lines.get(line);
	if (known !== undefined) return known;
	const bytes = new TextEncoder().encode(`${line}\n`);
	const length = words[2]!;
	// Without a record it is only noted that something runs.
	if (text.length > 0 && length + bytes.length > text.length) return 0;
	// A thread that this one has started may have noted lines of its own.
	const before = text.length > 0 ? linesIn(text.subarray(0, length)) : lines.size;
	if (text.length > 0) {
		text.set(bytes, length);
		Atomics.store(words, 2, length + bytes.length);
	}
	const number = before + 1;
	lines.set(line, number);
	return number;
}

function linesIn(written: Uint8Array): number {
	let count = 0;
	for (const byte of written) if (byte === 10) count++;
	return count;
}

export function begins(number: number): void {
	words[1]!++;
	words[0] = number;
	words[3] = number;
}

/** As begins(), of a function that is no step by itself: it is what runs until another one does. */
export function ran(number: number): void {
	words[0] = number;
	words[3] = number;
}

/** A step of whoever calls the user's functions. */
export function goesOn(): void {
	words[1]!++;
}

/** Whether this thread's heap holds too much; it asks now and then, since asking takes longer than most steps. */
export const isHoarding = (): boolean =>
	(words[1]! & 255) === 0 && getHeapStatistics().used_heap_size > heapMegabytesMax * megabyte * 0.9;

export function ends(): void {
	words[0] = 0;
}

/** Whether something of a user's runs in this thread right now. */
export const isRunning = (): boolean => words[0] !== 0;

/** What runs according to a record, or null. */
export const runningIn = (record: SharedArrayBuffer): UserFunction | null => noted(record, 0);

/** What began last, be it over by now; null where nothing of a user's ever ran. */
export const lastIn = (record: SharedArrayBuffer): UserFunction | null => noted(record, 3);

function noted(record: SharedArrayBuffer, word: 0 | 3): UserFunction | null {
	const head = new Int32Array(record, 0, headBytes / 4);
	const number = Atomics.load(head, word);
	if (number === 0) return null;
	// A decoder takes no shared memory.
	const bytes = new Uint8Array(record, headBytes, Atomics.load(head, 2)).slice();
	const line = new TextDecoder().decode(bytes).split('\n')[number - 1]!;
	const [place, name] = JSON.parse(line) as [string, string | null];
	return { place, name };
}

/** How often a lookout looks. */
export const looksEveryMs = (patienceMs: number): number =>
	Math.max(1, Math.min(500, patienceMs / 10));

/** What a user's code does that ends it from outside. */
export type Nuisance = 'hangs' | 'hoards';

/**
 * Looks at a record again and again. It counts how often it looked and asks no clock, so that a machine that
 * slept meanwhile is not taken for a function that does not end.
 */
export class Lookout {
	readonly #record: SharedArrayBuffer;
	readonly #head: Int32Array;
	readonly #looksMax: number;
	#begun = 0;
	#looks = 0;
	/** Bytes of the process when what runs now was first seen. */
	#bytesBefore = 0;

	constructor(record: SharedArrayBuffer, patienceMs: number) {
		this.#record = record;
		this.#head = new Int32Array(record, 0, headBytes / 4);
		this.#looksMax = Math.ceil(patienceMs / looksEveryMs(patienceMs));
	}

	/** What has run since so many looks without a step, or fills the memory; or null. */
	look(): { readonly what: UserFunction; readonly does: Nuisance } | null {
		const begun = Atomics.load(this.#head, 1);
		const hasRun = begun !== this.#begun;
		const isSame = Atomics.load(this.#head, 0) !== 0 && !hasRun;
		this.#looks = isSame ? this.#looks + 1 : 0;
		this.#begun = begun;
		if (!isSame && !hasRun) return null;
		const bytes = process.memoryUsage.rss();
		if (this.#looks <= 1) this.#bytesBefore = bytes;
		const grows = isSame && bytes - this.#bytesBefore > callMegabytesMax * megabyte;
		if (grows || bytes > processBytesMax()) {
			const what = lastIn(this.#record);
			return what === null ? null : { what, does: 'hoards' };
		}
		const what = this.#looks < this.#looksMax ? null : runningIn(this.#record);
		return what === null ? null : { what, does: 'hangs' };
	}
}

/** Bytes of the process beyond which the machine, or its container, would soon end it. */
function processBytesMax(): number {
	const constrained = process.constrainedMemory();
	return 0.75 * Math.min(totalmem(), constrained > 0 ? constrained : Infinity);
}

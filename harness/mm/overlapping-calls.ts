/*
 * mm/overlapping-calls.ts - which calls of one process on one page overlap in time (not the kernel's).
 *
 * What the user intends is written down beside the kernel's own steps. When another call on the same page
 * of the same address space runs between the two, nobody can tell from what is written which of them the
 * kernel took first; then the place is uncertain, and no oracle holds the kernel to it.
 *
 * A call says when it begins and when it ends. Some know from the beginning which pages it is about, some
 * say it only at their end (mmap and mremap), and fork() looks at all pages.
 */
import type { AtomicMemory, AtomicStep } from '../engine/atomic.ts';
import { at } from '../engine/struct.ts';
import {
	callsMoving,
	callsOnPage,
	callsWide,
	INTENDS_UNCERTAIN,
	mmIntended,
	INTENDED_PAGES,
	type mm_struct,
	type userCalls,
} from './mm_types.ts';

/** Calls that are about certain pages only. */
export const CALL_NARROW = 0;
/** Calls of which nobody knows before their end which pages they are about. */
export const CALL_WIDE = 1;
/** Calls that also take what other pages show with them. */
export const CALL_MOVES = 2;

const slots = INTENDED_PAGES;
const onPage = Array.from({ length: slots }, (_, i) => at(callsOnPage, i).offset);
const intended = Array.from({ length: slots }, (_, i) => at(mmIntended, i).offset);

/** In the word of a page: whether a call on it was there beside one that is still under way. */
const MET = 1 << 8;
const CALLS = MET - 1;

function bump(memory: AtomicMemory, address: number, by: number): number {
	const value = memory.read(address) + by;
	memory.write(address, value);
	return value;
}

function makeUncertain(memory: AtomicMemory, mm: mm_struct, slot: number): void {
	const word = mm + intended[slot]!;
	if (memory.read(word) !== INTENDS_UNCERTAIN) memory.write(word, INTENDS_UNCERTAIN);
}

/** Args are the userCalls of the process, the first page and how many, and CALL_x. */
export const userCallBegins: AtomicStep = (memory, args) => {
	const [calls, first, pages, kind] = args as [userCalls, number, number, number];
	if (kind !== CALL_NARROW) bump(memory, calls + callsWide.offset, 1);
	if (kind === CALL_MOVES) bump(memory, calls + callsMoving.offset, 1);
	for (let slot = first; slot < first + pages; slot++) {
		const word = calls + onPage[slot]!;
		const value = bump(memory, word, 1);
		if ((value & CALLS) > 1 && !(value & MET)) memory.write(word, value | MET);
	}
	return 0;
};

/**
 * Args are as for userCallBegins, then the mm, and the first page that the call was about in the end and
 * how many they are.
 */
export const userCallEnds: AtomicStep = (memory, args) => {
	const [calls, first, pages, kind, mm, made, madePages] = args as number[] as [
		userCalls,
		number,
		number,
		number,
		mm_struct,
		number,
		number,
	];
	const wide = memory.read(calls + callsWide.offset) - (kind === CALL_NARROW ? 0 : 1);
	for (let i = 0; i < madePages; i++) {
		const word = calls + onPage[made + i]!;
		const value = memory.read(word);
		const isFromUncertain =
			kind === CALL_MOVES && (memory.read(calls + onPage[first + i]!) & MET) !== 0;
		if (value !== 0 || isFromUncertain) makeUncertain(memory, mm, made + i);
		const isSeen = wide > 0 || (value & CALLS) > 0;
		const left = isSeen ? value | MET : 0;
		if (left !== value) memory.write(word, left);
	}
	for (let slot = first; slot < first + pages; slot++) {
		const word = calls + onPage[slot]!;
		const value = memory.read(word);
		if (value & MET) makeUncertain(memory, mm, slot);
		const others = (value & CALLS) - 1;
		memory.write(word, others > 0 || wide > 0 ? others | MET : 0);
	}
	if (kind === CALL_MOVES) bump(memory, calls + callsMoving.offset, -1);
	if (kind !== CALL_NARROW) endWide(memory, calls, wide);
	return 0;
};

/** Args are the userCalls of the process and the child's mm, which may be an error. */
export const userForkEnds: AtomicStep = (memory, args) => {
	const [calls, child] = args as [userCalls, mm_struct];
	const isMoving = memory.read(calls + callsMoving.offset) > 0;
	for (let slot = 0; child > 0 && slot < slots; slot++) {
		if (!isMoving && memory.read(calls + onPage[slot]!) === 0) continue;
		if (memory.read(child + intended[slot]!) !== 0) makeUncertain(memory, child, slot);
	}
	endWide(memory, calls, memory.read(calls + callsWide.offset) - 1);
	return 0;
};

/** When nobody looks any more, it is forgotten what those have met who have ended. */
function endWide(memory: AtomicMemory, calls: userCalls, left: number): void {
	memory.write(calls + callsWide.offset, left);
	if (left > 0) return;
	for (let slot = 0; slot < slots; slot++) {
		const word = calls + onPage[slot]!;
		if (memory.read(word) === MET) memory.write(word, 0);
	}
}

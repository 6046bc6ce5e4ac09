/*
 * harness/audit/import/memory-calls.ts - system calls on memory, whoever recorded them, as calls of a workload.
 *
 * Each is told what the program asked and what the kernel answered, and says either that it is in the workload or why
 * it is not. Times at which the kernel chose an address are MAP_FIXED there.
 */
import {
	type Answered,
	filePagesMax,
	mapPagesMax,
	pageBytes,
	type Place,
	type Process,
	type Program,
} from './program.ts';

export interface Map {
	/** What mmap() returned. */
	readonly at: number;
	readonly bytes: number;
	readonly prot: string;
	readonly isShared: boolean;
	readonly isLocked: boolean;
	readonly isPopulated: boolean;
}

const pagesOf = (bytes: number): number => Math.ceil(bytes / pageBytes);

/** mmap() that worked. Shared anonymous memory is a file of tmpfs, as it is in the kernel. */
export function importMap(program: Program, process: Process, map: Map, from: Place | null): void {
	const span = program.spanOf(map.at, map.bytes);
	if (span === null) return program.skip('mmap of no range');
	const how = `${map.isShared ? 's' : 'p'}${map.isLocked ? 'L' : ''}${map.isPopulated ? 'P' : ''}`;
	let place = from;
	if (place === null && map.isShared && span.pages <= mapPagesMax) {
		const file = program.newFile('t');
		if (file === null) return program.skip('mmap of one file too many');
		place = { file, index: 0 };
	}
	if (program.map(process, span, place, [map.prot, how])) program.done();
}

export function importUnmap(program: Program, process: Process, at: number, bytes: number): void {
	const span = program.spanOf(at, bytes);
	if (span === null) return program.skip('munmap of no range');
	if (at % pageBytes !== 0) return program.skip('munmap within a page');
	const known = program.known(process, span);
	if (known === 'none') return program.skip(unknown('munmap'));
	if (known === 'all') program.unmap(process, span);
	else program.forget(process, span);
	program.done();
}

/** What the call of the workload is when that of the program has another name. */
export interface RangeCall {
	/** The program's name of it. */
	readonly said: string;
	readonly call: string;
	readonly words?: readonly string[];
	/** mlock() and munlock() take addresses within pages. */
	readonly isRounded?: true;
}

/**
 * A call on a range of memory; true when it is in the workload. Memory that nobody mapped is the same in the workload
 * where the kernel says so itself.
 */
export function importRange(
	program: Program,
	process: Process,
	{ said, call, words = [], isRounded }: RangeCall,
	at: number,
	bytes: number,
	answer: Answered,
): boolean {
	const span = program.spanOf(at, bytes);
	const skip = (kind: string): false => {
		program.skip(kind);
		return false;
	};
	if (span === null) return skip(`${said} of no range`);
	if (at % pageBytes !== 0 && isRounded === undefined) return skip(`${said} within a page`);
	const known = program.known(process, span);
	const isKnown = known === 'all' || (known === 'none' && answer === 'ENOMEM');
	if (!isKnown || span.pages > mapPagesMax) return skip(unknown(said));
	if (!program.hasRoom(process, span)) return skip(noRoom(said));
	program.range(process, call, span, words, answer);
	program.done();
	return true;
}

export function importRemap(
	program: Program,
	process: Process,
	at: number,
	bytes: number,
	index: number,
	answer: Answered,
): void {
	if (!(index <= filePagesMax))
		return program.skip(`remap_file_pages beyond ${filePagesMax} pages`);
	const remap = { said: 'remap_file_pages', call: 'remap', words: [String(index)] };
	if (!importRange(program, process, remap, at, bytes, answer) || answer !== 'ok') return;
	const span = program.spanOf(at, bytes)!;
	const file = process.pages.get(span.first)?.file;
	if (file === undefined) return;
	program.found(file, index + span.pages);
	program.place(process, span, { file, index });
}

/** @param to the address that mremap() returned; null when it failed */
export function importMove(
	program: Program,
	process: Process,
	at: number,
	sizes: readonly [from: number, to: number],
	to: number | null,
	answer: Answered,
): void {
	const from = program.spanOf(at, sizes[0]);
	const moved = program.spanOf(to ?? at, sizes[1]);
	if (from === null || moved === null) return program.skip('mremap of no range');
	if (at % pageBytes !== 0) return program.skip('mremap within a page');
	if (program.known(process, from) !== 'all') return program.skip(unknown('mremap'));
	if (moved.pages > mapPagesMax) return program.skip(`mremap to more than ${mapPagesMax} pages`);
	if (!program.hasRoom(process, moved)) return program.skip(noRoom('mremap'));
	program.move(process, from, moved, answer);
	program.done();
}

/** The heap is anonymous memory that grows and shrinks. */
export function importHeap(program: Program, process: Process, end: number): void {
	const was = process.heapEnd;
	process.heapEnd = end;
	if (was === null || was === end) return program.skip('brk that asks');
	const [low, high] = [pagesOf(Math.min(was, end)), pagesOf(Math.max(was, end))];
	if (low === high) return program.skip('brk within a page');
	const span = { first: low, pages: high - low };
	if (end > was) {
		if (program.map(process, span, null, ['rw', 'p'])) program.done();
		return;
	}
	if (program.known(process, span) === 'none') return program.skip(unknown('brk'));
	program.forget(process, span);
	program.done();
}

/** A page that the program touched, as a fault tells. */
export function importTouch(
	program: Program,
	process: Process,
	address: number,
	isWrite: boolean,
	answer: Answered,
): void {
	const page = Math.floor(address / pageBytes);
	const place = process.pages.get(page);
	if (place === undefined) return program.skip(unknown('page fault'));
	// It worked, so the file was as long: a write may be in no recording.
	if (place !== null && answer === 'ok' && place.file.now <= place.index) {
		if (place.file.isChanged) program.truncate(process, place.file, place.index + 1);
		else program.found(place.file, place.index + 1);
	}
	program.touch(process, page, isWrite, answer);
	program.done();
}

const noRoom = (said: string): string => `${said} of one page too many`;

const unknown = (said: string): string => `${said} of memory that the recording does not map`;

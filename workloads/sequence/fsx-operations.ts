/*
 * workloads/sequence/fsx-operations.ts - operations of fsx of the xfstests as text: `--record-ops` writes them, and
 * `--replay-ops` reads them.
 *
 * What fsx does not have stands behind `#!`, so that it is a comment for fsx: `#! reclaim 0x4`.
 */
import { BadInput } from '../../harness/messages/error.ts';
import { badOperation } from '../../harness/messages/fsx.ts';
import { nearest } from '../../harness/text/nearest.ts';

/** Of fsx, as far as there is something of the kind here. */
export const fsxNames = [
	'read',
	'write',
	'mapread',
	'mapwrite',
	'truncate',
	'fallocate',
	'punch_hole',
	'zero_range',
	'fsync',
] as const;

/** Our own, each with how many numbers it has. */
const ownNumbers = {
	/** Offset and length, in bytes. */
	direct_read: 2,
	direct_write: 2,
	msync: 2,
	dontneed: 2,
	/** Offset in the map, length, offset in the file: remap_file_pages(). */
	remap: 3,
	/** The file is mapped anew. */
	map: 0,
	invalidate: 0,
	/** Pages that kswapd looks at. */
	refill: 1,
	shrink: 1,
} as const;

/** Other operations of fsx; they are passed over. */
const fsxOthers: ReadonlySet<string> = new Set([
	'collapse_range',
	'insert_range',
	'clone_range',
	'dedupe_range',
	'copy_range',
	'exchange_range',
	'write_atomic',
]);

export type FsxName = (typeof fsxNames)[number] | keyof typeof ownNumbers;

export interface FsxOperation {
	readonly name: FsxName;
	/** Bytes; of `refill` and `shrink`, pages. */
	readonly offset: number;
	/** Bytes; of `truncate`, the new size. */
	readonly length: number;
	/** Of `remap`: the offset in the file, in bytes. */
	readonly to?: number;
	/** Of `fallocate` and `zero_range`: the file does not grow. */
	readonly isSizeKept?: boolean;
}

/** The largest file: 2048 pages. */
export const fsxBytesMax: number = 2048 * 4096;

const isOwn = (name: string): name is keyof typeof ownNumbers => Object.hasOwn(ownNumbers, name);
const isOfFsx = (name: string): name is (typeof fsxNames)[number] =>
	(fsxNames as readonly string[]).includes(name);

const hex = (value: number): string => `0x${value.toString(16)}`;

/**
 * A line of a .fsxops file.
 * @param size of the file in bytes before it, which fsx writes and nobody reads
 * @example operationText({ name: 'truncate', offset: 0, length: 4096 }, 0) === 'truncate 0x0 0x1000 0x0'
 */
export function operationText(operation: FsxOperation, size: number): string {
	const { name, offset, length, to = 0, isSizeKept = false } = operation;
	if (!isOwn(name)) {
		const numbers = [offset, length, size].map(hex);
		return [name, ...numbers, ...(isSizeKept ? ['keep_size'] : [])].join(' ');
	}
	const numbers = [offset, length, to].slice(0, ownNumbers[name]).map(hex);
	return ['#!', name, ...numbers].join(' ');
}

export interface FsxProgram {
	readonly operations: readonly FsxOperation[];
	/** By name: operations that fsx has skipped, or that have nothing of their kind here. */
	readonly skipped: Readonly<Record<string, number>>;
}

/**
 * The operations of a .fsxops file.
 * @throws BadInput with the place of the first line that is none
 */
export function fsxProgramOf(text: string, file: string): FsxProgram {
	const operations: FsxOperation[] = [];
	const skipped = new Map<string, number>();
	for (const [i, line] of text.split('\n').entries()) {
		const words = line.trim().split(/\s+/);
		if (line.trim() === '' || (words[0]!.startsWith('#') && words[0] !== '#!')) continue;
		const isSkipped = words[0] === 'skip';
		const [name = '', ...rest] = isSkipped || words[0] === '#!' ? words.slice(1) : words;
		if (isSkipped || fsxOthers.has(name)) {
			skipped.set(name, (skipped.get(name) ?? 0) + 1);
			continue;
		}
		const read = operationOf(name, rest, words[0] === '#!');
		if (typeof read === 'string') {
			const column = line.indexOf(name === '' ? words[0]! : name) + 1;
			throw new BadInput(badOperation(`${file}:${i + 1}:${column}`, read));
		}
		operations.push(read);
	}
	if (operations.length === 0) {
		throw new BadInput(badOperation(`${file}:1:1`, 'no operation that can be repeated'));
	}
	return { operations, skipped: Object.fromEntries(skipped) };
}

/** An operation by its words, or what is wrong with them. */
function operationOf(
	name: string,
	words: readonly string[],
	isMarked: boolean,
): FsxOperation | string {
	const all = isMarked ? Object.keys(ownNumbers) : [...fsxNames];
	if (isMarked ? !isOwn(name) : !isOfFsx(name)) {
		const close = nearest(name, all);
		return `no operation of this name${close === null ? '' : ` (did you mean '${close}'?)`}`;
	}
	const numbers = words.filter((word) => /^(?:0x[\da-f]{1,8}|\d{1,8})$/i.test(word)).map(Number);
	const wanted = isOwn(name) ? ownNumbers[name] : name === 'fsync' ? 0 : 2;
	if (numbers.length < wanted) return `${name} has ${wanted} numbers`;
	const [offset = 0, length = 0, to = 0] = numbers;
	const end = Math.max(
		name === 'truncate' ? length : offset + length,
		name === 'remap' ? to + length : 0,
	);
	if (end > fsxBytesMax) return `beyond ${hex(fsxBytesMax)} bytes, the largest file`;
	const operation: FsxOperation = { name: name as FsxName, offset, length };
	if (name === 'remap') {
		const isAligned = [offset, length, to].every((each) => each % 4096 === 0);
		return isAligned ? { ...operation, to } : 'remap takes whole pages';
	}
	return words.includes('keep_size') ? { ...operation, isSizeKept: true } : operation;
}

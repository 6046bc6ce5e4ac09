/*
 * harness/audit/fsx/random-operation.ts - what comes next: a random operation on a file.
 */
import type { FsxName, FsxOperation } from '../../../workloads/sequence/fsx-operations.ts';
import { fsxPageBytes } from './fsx-file.ts';

/** A whole number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

/** How often which comes. Those of fsx are the most; what only kernels see comes between. */
const weights: readonly (readonly [name: FsxName, often: number])[] = [
	['mapread', 28],
	['read', 18],
	['mapwrite', 16],
	['write', 14],
	['truncate', 5],
	['punch_hole', 2],
	['dontneed', 3],
	['remap', 3],
	['refill', 3],
	['shrink', 3],
	['msync', 1],
	['fsync', 1],
	['direct_read', 1],
	['direct_write', 1],
	['invalidate', 1],
	['map', 1],
];
/** By a number drawn: the name. */
const wheel: readonly FsxName[] = weights.flatMap(([name, often]) =>
	Array.from({ length: often }, () => name),
);

/** Pages of an operation at most. */
const pagesAtOnce = 3;

/**
 * @param filePages the most that the file has
 * @param size of the file now, in bytes
 */
export function randomOperation(draw: Draw, filePages: number, size: number): FsxOperation {
	const name = wheel[draw(wheel.length)]!;
	const pages = 1 + draw(pagesAtOnce);
	const within = (count: number): FsxOperation => {
		const first = draw(count);
		const length = Math.min(pages, count - first) * fsxPageBytes;
		return { name, offset: first * fsxPageBytes, length };
	};
	const present = Math.ceil(size / fsxPageBytes);
	switch (name) {
		case 'truncate': {
			// One in four ends within a page.
			const rest = draw(4) === 0 ? draw(fsxPageBytes) : 0;
			const length = draw(filePages) * fsxPageBytes + rest;
			return { name, offset: 0, length };
		}
		case 'remap': {
			if (present === 0) return { name: 'map', offset: 0, length: 0 };
			// Only pages that there are: what lies beyond the end may be shown since 2.6.23 only.
			const { offset: to, length } = within(present);
			const at = draw(filePages - length / fsxPageBytes + 1);
			return { name, offset: at * fsxPageBytes, length, to };
		}
		case 'refill':
		case 'shrink':
			return { name, offset: 4 * pages, length: 0 };
		case 'map':
		case 'fsync':
		case 'invalidate':
			return { name, offset: 0, length: 0 };
		case 'punch_hole':
			return present === 0 ? { name: 'fsync', offset: 0, length: 0 } : within(present);
		default:
			return within(filePages);
	}
}

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

const pageShift = 12;
/** Pages of an operation at most. */
const pagesAtOnce = 3;

/** An operation that is drawn again and again, since a million of them a second are no place for new objects. */
export interface DrawnOperation {
	name: FsxName;
	offset: number;
	length: number;
	to: number;
}

export const newDrawn = (): DrawnOperation => ({ name: 'map', offset: 0, length: 0, to: 0 });

/**
 * @param filePages the most that the file has
 * @param size of the file now, in bytes
 */
export function drawOperation(
	into: DrawnOperation,
	draw: Draw,
	filePages: number,
	size: number,
): void {
	const name = wheel[draw(wheel.length)]!;
	const present = (size + fsxPageBytes - 1) >>> pageShift;
	into.name = name;
	into.offset = 0;
	into.length = 0;
	switch (name) {
		case 'truncate':
			// One in four ends within a page.
			into.length = (draw(filePages) << pageShift) + (draw(4) === 0 ? draw(fsxPageBytes) : 0);
			return;
		case 'refill':
		case 'shrink':
			into.offset = 4 + draw(8);
			return;
		case 'map':
		case 'fsync':
		case 'invalidate':
			return;
		case 'remap':
		case 'punch_hole':
			// Only pages that there are: what lies beyond the end may be shown since 2.6.23 only.
			if (present === 0) into.name = 'fsync';
			else within(into, draw, present);
			break;
		default:
			within(into, draw, filePages);
	}
	if (into.name !== 'remap') return;
	into.to = into.offset;
	into.offset = draw(filePages - (into.length >>> pageShift) + 1) << pageShift;
}

/** A range within the first pages. */
function within(into: DrawnOperation, draw: Draw, pages: number): void {
	const first = draw(pages);
	into.offset = first << pageShift;
	into.length = Math.min(1 + draw(pagesAtOnce), pages - first) << pageShift;
}

/** The same for good, without what the operation does not have. */
export const kept = ({ name, offset, length, to }: DrawnOperation): FsxOperation =>
	name === 'remap' ? { name, offset, length, to } : { name, offset, length };

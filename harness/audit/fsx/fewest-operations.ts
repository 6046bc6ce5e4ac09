/*
 * harness/audit/fsx/fewest-operations.ts - the fewest and shortest operations at whose end the kernel answers otherwise
 * than the copy.
 */
import type { FsxOperation } from '../../../workloads/sequence/fsx-operations.ts';
import { fsxPageBytes } from './fsx-file.ts';
import type { Wrong } from './fsx-kernel.ts';

/** The operation that failed, and how. */
export interface Failed {
	readonly index: number;
	readonly wrong: Wrong;
}

/** What the operations come to on a kernel that has just booted; null where all answers are right. */
export type Try = (operations: readonly FsxOperation[]) => Failed | null;

/** Values differ from one run to the other; that they are values is what counts. */
export const kindOf = ({ call, wanted, said }: Wrong): string =>
	`${call}: ${wanted} / ${said}`.replaceAll(/#?\d+/g, 'N');

const passesMax = 8;

/**
 * Takes operations out, halves first and single ones at last, and then makes those that are left smaller, as long as
 * the last one fails in the same way.
 * @param operations the last of which fails
 */
export function fewestOperations(
	operations: readonly FsxOperation[],
	attempt: Try,
	kind: string,
): readonly FsxOperation[] {
	let best = operations;
	const takes = (fewer: readonly FsxOperation[]): boolean => {
		const failed = attempt(fewer);
		if (failed === null || kindOf(failed.wrong) !== kind) return false;
		best = fewer.slice(0, failed.index + 1);
		return true;
	};
	for (let pass = 0; pass < passesMax; pass++) {
		const before = best;
		withoutSome(() => best, takes);
		for (const smaller of [inOnePage, further]) each(() => best, smaller, takes);
		if (best === before) break;
	}
	return best;
}

function withoutSome(
	current: () => readonly FsxOperation[],
	takes: (fewer: readonly FsxOperation[]) => boolean,
): void {
	for (let size = current().length >> 1; size >= 1; size = size === 1 ? 0 : size >> 1) {
		for (let at = current().length - size; at >= 0; at -= size) {
			takes([...current().slice(0, at), ...current().slice(at + size)]);
			at = Math.min(at, current().length);
		}
	}
}

/** Tries smaller ones in place of each. */
function each(
	current: () => readonly FsxOperation[],
	smallerOf: (operation: FsxOperation) => readonly FsxOperation[],
	takes: (fewer: readonly FsxOperation[]) => boolean,
): void {
	for (let i = current().length - 1; i >= 0; i--) {
		for (const smaller of smallerOf(current()[i]!)) {
			if (i < current().length && takes(current().with(i, smaller))) break;
		}
	}
}

/** One page of a range: each of them. */
function inOnePage(operation: FsxOperation): readonly FsxOperation[] {
	const { name, offset, length, to } = operation;
	if (name === 'truncate') {
		const pages = Math.ceil(length / fsxPageBytes) * fsxPageBytes;
		return pages === length ? [] : [{ ...operation, length: pages }];
	}
	if (length <= fsxPageBytes) return [];
	return Array.from({ length: Math.floor(length / fsxPageBytes) }, (_, i) => ({
		...operation,
		offset: offset + i * fsxPageBytes,
		length: fsxPageBytes,
		...(to === undefined ? {} : { to: to + i * fsxPageBytes }),
	}));
}

/** Fewer pages of reclaim. */
function further(operation: FsxOperation): readonly FsxOperation[] {
	const { name, offset } = operation;
	if (name !== 'refill' && name !== 'shrink') return [];
	return [1, 2, 4]
		.filter((pages) => pages < offset)
		.map((pages) => ({ ...operation, offset: pages }));
}

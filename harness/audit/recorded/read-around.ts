/*
 * harness/audit/recorded/read-around.ts - what no variant here has: a fault that finds no page in the cache has its neighbours
 * read, too, as kernels do for files on disk and not for those on tmpfs. Only explanations are made with it.
 */
import type { Built, StraightFunction, StraightTable } from '../../measure/straight/built.ts';

/** Pages that are read, half of them before the one that is asked for: 128 kB, the usual read-ahead of a disk. */
const windowPages = 32;

/** page_cache_read() that reads the pages around as well, as far as the file goes. */
export function readAround(
	{ operations, types }: Built,
	inner: StraightFunction,
): StraightFunction {
	return function (this: StraightTable, mapping, index) {
		const returned = inner.call(this, mapping!, index!);
		const bytes = operations.load(types.i_size, mapping!);
		const end = Math.min(index! + windowPages / 2, Math.ceil(bytes / types.PAGE_SIZE));
		for (let at = Math.max(0, index! - windowPages / 2); at < end; at++) {
			// What is there already stays.
			if (at !== index) inner.call(this, mapping!, at);
		}
		return returned;
	};
}

/*
 * harness/audit/import/pack.ts - addresses of a real program as page numbers from 0 on.
 *
 * What lies side by side stays so, and the order of addresses stays as it was; what nobody names shrinks to one page.
 */

/** Pages of an address space: from which on, and how many. */
export interface Span {
	readonly first: number;
	readonly pages: number;
}

/**
 * The new number of each page that lies in or directly behind one of the spans.
 * @example packed([{ first: 90, pages: 2 }, { first: 70, pages: 1 }])(91) === 3
 */
export function packed(spans: readonly Span[]): (page: number) => number {
	const runs: { first: number; end: number; at: number }[] = [];
	for (const { first, pages } of spans.toSorted((a, b) => a.first - b.first)) {
		const last = runs.at(-1);
		if (last !== undefined && first <= last.end) {
			last.end = Math.max(last.end, first + pages);
			continue;
		}
		runs.push({ first, end: first + pages, at: 0 });
	}
	let at = 0;
	for (const run of runs) {
		run.at = at;
		at += run.end - run.first + 1;
	}
	return (page) => {
		let low = 0;
		let high = runs.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (runs[middle]!.first <= page) low = middle;
			else high = middle - 1;
		}
		return runs[low]!.at + page - runs[low]!.first;
	};
}

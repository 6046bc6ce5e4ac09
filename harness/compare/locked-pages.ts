/*
 * harness/compare/locked-pages.ts - how many pages a litmus test locks: what a count of unmapped ones is a part of.
 */
import type { Call, Workload } from '../workload.ts';

/** Calls after which the text alone does not tell which pages are locked, by which process. */
const unclear: ReadonlySet<Call['call']> = new Set(['fork', 'mlockall', 'mremap', 'move']);

/**
 * Pages of maps that are made locked, and of ranges that mlock names, of the processes that the test counts; null where
 * the text does not tell, or none are.
 */
export function lockedPagesOf({
	processes,
	cpus,
	after,
	counts,
}: Pick<Workload, 'processes' | 'cpus' | 'after' | 'counts'>): number | null {
	const isCounted = (process: string | null | undefined): boolean =>
		counts.length === 0 || counts.includes(process ?? '');
	const locked = new Set<string>();
	for (const { process, calls } of [...processes, ...cpus, ...after]) {
		for (const call of calls) {
			if (unclear.has(call.call)) return null;
			if (!isCounted(process)) continue;
			if (call.call === 'map' && call.locked) {
				for (let page = 0; page < call.pages; page++) locked.add(`${process} ${call.map} ${page}`);
			}
			if (call.call !== 'mlock') continue;
			const { map, first, last } = call.range;
			for (let page = first; page <= last; page++) locked.add(`${process} ${map} ${page}`);
		}
	}
	return locked.size === 0 ? null : locked.size;
}

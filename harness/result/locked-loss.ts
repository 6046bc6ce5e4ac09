/*
 * harness/result/locked-loss.ts - the pages that VM_LOCKED vmas lose, one by one, and by whose doing each goes.
 */
import type { ComparedCell } from './difference.ts';

/**
 * Why a page is gone. 'insideEof': nobody asked for it, the page lies in the file all the time; 'truncation': somebody
 * truncated the file or punched a hole there; 'own': the rest, what the program itself has asked for.
 */
export type LossDoing = 'own' | 'truncation' | 'insideEof';

/** A page that a VM_LOCKED vma lacks once all is quiet, in the execution of the token. */
export interface LockedLoss {
	readonly variant: string;
	readonly workload: string;
	readonly token: string;
	readonly process: string;
	/** Of the address space. */
	readonly page: number;
	/** What the program has chosen for it, 'f[0]'; null of memory of no file. */
	readonly filePage: string | null;
	readonly by: LossDoing;
	/**
	 * The kernel functions that took the pte away, the innermost first: 'zap_pte_range' ... 'vmtruncate', 'do_truncate';
	 * empty where the page never came in, or went before the race.
	 */
	readonly functions: readonly string[];
	/** The program of the litmus test that ran them; null where there are none. */
	readonly program: string | null;
}

/** A finding about such a page. */
const isOfLoss = ({ oracle }: ComparedCell['violations'][number]): boolean =>
	oracle.includes('VM_LOCKED');

/** Cells of which it is told page by page: some are lost, also of a process that the test does not count. */
export const losingCells = (cells: readonly ComparedCell[]): ComparedCell[] =>
	cells.filter(
		({ unmappedLocked, violations }) =>
			unmappedLocked !== null && (unmappedLocked.max > 0 || violations.some(isOfLoss)),
	);

/** Tokens of a cell of which one may show the most that it loses, those of findings about it first. */
export function losingTokens({ violations, outcomes }: ComparedCell): string[] {
	const ofLoss = violations.filter(isOfLoss);
	return [...new Set([...ofLoss, ...(outcomes ?? []), ...violations].map(({ token }) => token))];
}

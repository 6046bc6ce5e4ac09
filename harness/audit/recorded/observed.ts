/*
 * harness/audit/recorded/observed.ts - page tables that a real kernel showed (`obs` of a scenario), held against simulated
 * ones, pte by pte.
 */
import type { Observed, PteDifference } from '../../result.ts';

export const nothingObserved: Observed = {
	looks: 0,
	alike: 0,
	ptes: 0,
	agree: 0,
	differ: { 'only-there': 0, 'only-here': 0, 'other-kind': 0, 'other-count': 0 },
};

/** One look at page tables: what the kernel showed, and what is shown here; null when that has died. */
export function observedOnce(recorded: string, here: string | null): Observed {
	const differ = { ...nothingObserved.differ };
	const theirs = recorded.split(' ').slice(1);
	const ours = (here ?? '').split(' ').slice(1);
	let agree = 0;
	for (const [i, there] of theirs.entries()) {
		const difference = differenceOf(there, ours[i] ?? '-');
		if (difference === null) agree++;
		else differ[difference]++;
	}
	return { looks: 1, alike: recorded === here ? 1 : 0, ptes: theirs.length, agree, differ };
}

export function together(one: Observed, other: Observed): Observed {
	const kinds = Object.keys(one.differ) as PteDifference[];
	return {
		looks: one.looks + other.looks,
		alike: one.alike + other.alike,
		ptes: one.ptes + other.ptes,
		agree: one.agree + other.agree,
		differ: Object.fromEntries(
			kinds.map((kind) => [kind, one.differ[kind] + other.differ[kind]]),
		) as Observed['differ'],
	};
}

function differenceOf(there: string, here: string): PteDifference | null {
	if (there === here) return null;
	if (here === '-') return 'only-there';
	if (there === '-') return 'only-here';
	return there[0] === here[0] ? 'other-count' : 'other-kind';
}

/*
 * harness/messages/show.ts - what `rmaplab show` says beside the text of what it shows.
 */
import { didYouMean } from './variants.ts';

/** What stands before each fact of a function, an oracle, a litmus test or a variant. */
export const showLabels = {
	kernel: 'kernel',
	locked: 'locked',
	fidelity: 'fidelity',
	signature: 'signature',
	calls: 'calls',
	calledBy: 'called by',
	replacedBy: 'replaced by',
	addedBy: 'added by',
	question: 'asks',
	askedBy: 'asked by',
	means: 'means',
	judged: 'judged',
	mutants: 'mutants',
	subject: 'subject',
	from: 'from',
	base: 'stacks on',
	replaces: 'replaces',
	adds: 'adds',
	claims: 'claims',
	instead: 'instead of',
	apart: 'told apart by',
} as const;

export const showSays = {
	noCaller: (): string => 'no kernel function: programs, where it is a system call or a fault',
	nobody: (): string => 'nobody',
	/** A function of the kernel that is modelled elsewhere, or not at all. */
	noSource: (): string => 'it has no function of its own here',
	atEnd: (): string => 'at the end of each schedule, from memory alone',
	byEngine: (): string => 'while a schedule runs, by the engine',
	claimed: (oracle: string, value: string): string => `${oracle}: ${value}`,
	asked: (id: string, says: string): string => `${id} ${says}`,
	race: (id: string, says: string): string => `${id} (a race of history) ${says}`,
	mutant: (name: string, breaks: string): string => `${name}: ${breaks}`,
} as const;

export function nothingToShow(name: string, nearest: string | null): string {
	return (
		`error: no function, oracle, litmus test or variant '${name}'${didYouMean(nearest)}; see ` +
		`'rmaplab list kernel', oracles, workloads or variants`
	);
}

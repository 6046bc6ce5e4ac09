/*
 * harness/messages/show.ts - what `rmaplab show` says beside the text of what it shows.
 */
import { counted, grouped } from '../text/count.ts';
import { didYouMean } from './variants.ts';

/** What stands before each fact of what is shown. */
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
	serves: 'serves',
	means: 'means',
	kind: 'kind',
	tests: 'tests',
	because: 'because',
	had: 'history: had',
	fixed: 'history: fixed',
	servedBy: 'litmus tests',
	cameOut: 'came out',
	of: 'of',
	usedBy: 'used by',
	import: 'import',
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
	race: (id: string, says: string, is: 'race' | 'kernel race'): string =>
		`${id} (a race ${is === 'race' ? 'of history' : "in the kernel's source"}) ${says}`,
	sighting: (
		workload: string,
		{ oracle, site }: { readonly oracle: string | null; readonly site: string | null },
	): string =>
		`${workload} shows ${oracle === null ? "what its 'never' lines say" : `"${oracle}"`}` +
		(site === null ? '' : ` at "${site}"`),
	importOf: (name: string): string => `import { ${name} } from 'rmaplab';`,
	cameOut: (what: string, path: string): string => `${what} (${path})`,
	raceFound: (found: number, judged: number): string =>
		`found in ${grouped(found)} of ${counted(judged, 'variant')}`,
	foundIn: (variants: readonly string[]): string => `found in ${variants.join(', ')}`,
	absentIn: (variants: readonly string[]): string => `absent from ${variants.join(', ')}`,
	mutant: (name: string, breaks: string): string => `${name}: ${breaks}`,
} as const;

export function nothingToShow(name: string, nearest: string | null): string {
	return (
		`error: no function, oracle, litmus test, variant, field or claim '${name}'` +
		`${didYouMean(nearest)}; see 'rmaplab list kernel', fields, oracles, workloads or variants`
	);
}

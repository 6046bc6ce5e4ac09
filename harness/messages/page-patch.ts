/*
 * harness/messages/page-patch.ts - what the report page says first of a run about one patch.
 */
import { counted } from '../text/count.ts';

/** Behind the name of the patch. */
export function patchComesTo(fixed: number, added: number): string {
	if (fixed + added === 0) return 'fixes nothing and adds nothing.';
	const fixes = fixed === 0 ? 'fixes nothing' : `fixes ${counted(fixed, 'finding')}`;
	return `${fixes} and adds ${added === 0 ? 'none' : added}.`;
}

export const patchTiles = {
	fixed: (before: number, litmus: number): string =>
		`of ${counted(before, 'finding')} fixed, on ${counted(litmus, 'litmus test')}`,
	added: 'findings added',
	left: (moved: number): string => `left${moved > 0 ? `, and ${moved} moved to another site` : ''}`,
	open: 'not known: a search was not complete',
	hidden: 'not known: the patch dies first of what it adds',
	lost: (before: number): string =>
		`VM_LOCKED pages inside EOF lost, at most${before > 0 ? `; ${before} before` : ''}`,
} as const;

export const patchHeads = {
	takes: 'What it changes',
	added: 'What it adds',
	fixed: 'What it fixes',
	addedRace: 'How what it adds goes',
	fixedRace: 'How what it fixes goes without it',
} as const;

/** Behind a kind of bug and its number. */
export const onTests = (): string => 'on';

/** What an execution shows, in a line. */
export const findingOnTest = ({ oracle, variant, workload }: ToldOn): string =>
	`${oracle}, ${variant} on ${workload}`;

interface ToldOn {
	readonly oracle: string;
	readonly variant: string;
	readonly workload: string;
}

/** What stands for an execution that has no number. */
export const itAsWord = (): string => 'it';

/*
 * harness/messages/together.ts - what is said of patches that are taken together.
 */
import type { StackResult } from '../result.ts';
import { counted } from '../text/count.ts';

export const togetherHead = (stacks: number): string =>
	`Which of the mail's proposals to take together. ${counted(stacks, 'stack')} of several were ` +
	`run too, the likeliest by what each patch does alone; 'npx rmaplab combine' runs all that merge. ` +
	`Columns as above. Shown are stacks of which no patch can be left out; P: none leaves fewer, ` +
	`loses fewer pages and costs less.`;

/** The patches of a stack, the lowest first, as --variant takes them. */
export const patchesPhrase = (patches: readonly string[]): string => patches.join('+');

const adds = (added: number): string => (added === 0 ? 'adds none' : `adds ${added}`);

/** Of the stacks that add nothing, the one that fixes most; null where each adds something. */
export function takeThis(
	clean: StackResult | null,
	{ findings, litmus }: { readonly findings: number; readonly litmus: number },
	reference: string,
): string {
	const of = `of the ${counted(findings, 'finding')} that ${reference} has on ${litmus} litmus`;
	if (clean === null) return `No stack fixes anything ${of} without adding another.`;
	const moved = clean.moved === 0 ? '' : `, moves ${clean.moved}`;
	return (
		`Take ${patchesPhrase(clean.patches)}: fixes ${clean.fixed} ${of}, adds none${moved}, leaves ` +
		`${clean.left + clean.open}.`
	);
}

/** A stack that comes to more than the first, at the price of something new. */
export const orThis = ({ patches, fixed, added, left, open }: StackResult): string =>
	`${patchesPhrase(patches)} fixes ${fixed}, ${adds(added)} and leaves ${left + open}.`;

export const remains = (findings: number): string =>
	findings === 0
		? 'Each finding is fixed by one of the stacks.'
		: `Fixed by none of them: ${counted(findings, 'finding')}.`;

export const placesHead = (reference: string, places: number): string =>
	`Where ${reference} itself is wrong, as far as this run met it: ${counted(places, 'place')}, ` +
	`with the kernel that first has it repaired and with who closes its plainest finding. ` +
	`'npx rmaplab causes' has all findings of each.`;

export const closedByNobody = (): string => 'nobody';

/** As many as there is room for are named. */
export const andOthers = (names: readonly string[], others: number): string =>
	`${names.join(', ')} and ${counted(others, 'other')}`;

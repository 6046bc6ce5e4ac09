/*
 * harness/messages/together.ts - what is said of patches that are taken together.
 */
import type { StackResult } from '../result.ts';
import { counted } from '../text/count.ts';

/** What the mark of a stack says. */
export const paretoMeans = 'P: nobody shows fewer findings, loses fewer pages and costs less';

export const togetherHead = (stacks: number): string =>
	`Which of the mail's proposals to take together. ${counted(stacks, 'stack')} of several were ` +
	`run too, the likeliest by what each patch does alone; 'npx rmaplab combine' runs all that merge. ` +
	`Columns as above. Shown are stacks of which no patch can be left out; ${paretoMeans}.`;

/** The patches of a stack, the lowest first, as --variant takes them. */
export const patchesPhrase = (patches: readonly string[]): string => patches.join('+');

const adds = (added: number): string => (added === 0 ? 'adds none' : `adds ${added}`);

/** What it leaves, and of how much nothing is known. */
const leaves = ({ left, open }: StackResult): string =>
	`leaves ${left}${open === 0 ? '' : `, ${open} open`}`;

/** Against the base. */
function operations(cost: number | null): string {
	if (cost === null) return 'It is not known what it costs';
	if (cost === 0) return 'It takes as many operations';
	return `It takes ${Math.abs(cost).toFixed(1)}% ${cost < 0 ? 'fewer' : 'more'} operations`;
}

const loses = (pages: number): string =>
	pages === 0
		? 'no page inside EOF is lost from VM_LOCKED vmas'
		: `up to ${counted(pages, 'page')} inside EOF ${pages === 1 ? 'is' : 'are'} lost from VM_LOCKED vmas`;

const price = ({ cost, lockedInsideEof }: StackResult): string =>
	`${operations(cost)}, and ${loses(lockedInsideEof)}.`;

/** Of the stacks that add nothing, the one that shows the fewest findings; null where each adds something. */
export function takeThis(
	clean: StackResult | null,
	{ findings, litmus }: { readonly findings: number; readonly litmus: number },
	reference: string,
): string {
	const of = `of the ${counted(findings, 'finding')} that ${reference} has on ${counted(litmus, 'litmus test')}`;
	if (clean === null) return `No stack is known to fix any ${of} without adding another.`;
	const moved = clean.moved === 0 ? '' : `, moves ${clean.moved}`;
	return (
		`Take ${patchesPhrase(clean.patches)}: fixes ${clean.fixed} ${of}, adds none${moved}, ` +
		`${leaves(clean)}. ${price(clean)}`
	);
}

/** A stack that comes to more than the first, at the price of something new. */
export const orThis = (stack: StackResult): string =>
	`${patchesPhrase(stack.patches)} fixes ${stack.fixed}, ${adds(stack.added)} and ${leaves(stack)}. ` +
	price(stack);

/** What no stack fixes, by cause, and how much of it is open. */
export function remains(
	findings: number,
	open: number,
	causes: readonly {
		readonly cause: string | null;
		readonly name: string;
		readonly findings: readonly unknown[];
	}[],
): string {
	if (findings === 0) return 'Each finding is fixed by one of the stacks.';
	const of = causes
		.map(
			({ cause, name, findings: { length } }) =>
				`${length} of ${name}${cause === null ? '' : ` (${cause})`}`,
		)
		.join(', ');
	return `Fixed by none of all that was run: ${counted(findings, 'finding')}, ${of}.${openSaid(open)}`;
}

const openSaid = (open: number): string =>
	open === 0
		? ''
		: ` ${open} of these ${open === 1 ? 'is' : 'are'} open: a stack does not show ` +
			`${open === 1 ? 'it' : 'them'}, and its search was not complete.`;

export const causesHead = (findings: number, causes: number, reference: string): string =>
	`Why ${reference} shows ${counted(findings, 'finding')} on the litmus tests that every proposal runs: ` +
	`${counted(causes, 'cause')}, those with ` +
	`the most findings first, each with the places in the kernel and the version that first has them ` +
	`repaired. Findings of one cause are closed by the same of Linux's repairs. Behind a proposal ` +
	`stands how many of them it closes.`;

/** A cause of which no place is known, by its plainest witness. */
export const unknownCause = (name: string, workload: string): string => `${name} on ${workload}`;

/** Who closes how much of a cause. */
export function causeClosers(
	closes: readonly { readonly variant: string; readonly findings: number }[],
	others: number,
): string {
	if (closes.length === 0) return 'closed by none of them';
	const named = closes.map(({ variant, findings }) => `${variant} ${findings}`).join(', ');
	return others === 0 ? named : `${named} and ${counted(others, 'other')}`;
}

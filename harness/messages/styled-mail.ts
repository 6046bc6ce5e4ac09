/*
 * harness/messages/styled-mail.ts - what a mail says of patches when it is written as a reply in prose, or as a changelog.
 */
import { counted } from '../text/count.ts';
import { stepsShown } from './finding-mail.ts';
import { askVerb } from './question.ts';

/** A changelog about several patches. */
export const severalSubject = (patches: number, reference: string): string =>
	`Subject: mm: ${counted(patches, 'patch', 'patches')} held against ${reference}`;

/** A changelog of one patch. */
export const patchSubject = (subject: string): string => `Subject: [PATCH] ${subject}`;

/** What a patch calls itself. */
export const patchSaid = (name: string, subject: string, date: string): string =>
	`${name} is "${subject}" (${date}).`;

/** `kinds` are the most frequent kinds of bugs, `rest` how many others there are, and findings of them. */
export function isWrong(
	{ name, subject }: { readonly name: string; readonly subject: string },
	findings: number,
	litmus: number,
	kinds: string,
	rest: { readonly kinds: number; readonly findings: number },
): string {
	const others =
		rest.kinds === 0 ? '' : ` and ${rest.findings} of ${counted(rest.kinds, 'other kind')}`;
	return (
		`${name} ("${subject}") shows ${counted(findings, 'finding')} on ` +
		`${counted(litmus, 'litmus test')}${findings === 0 ? '' : `: ${kinds}${others}`}.`
	);
}

/** Of a variant that does otherwise than the words it quotes; `isInRun` of the one that takes them literally. */
export const readsOtherwise = (
	{ literal, says }: { readonly literal: string; readonly says: string },
	isInRun: boolean,
): string =>
	`That is if ${says}; read literally, these lines are ${literal}${isInRun ? '' : ', which this run does not have'}.`;

/** Below the lines that propose it. */
export const ranIt = (name: string, subject: string): string =>
	`I ran this as ${name} ("${subject}").`;

/** Below lines that it is about, but that do not propose it. */
export const ranAbout = (name: string, subject: string, who: string): string =>
	`About these lines I ran ${name} ("${subject}", ${who}).`;

/** Below nothing. */
export const ranAlone = (name: string, subject: string): string => `I ran ${name} ("${subject}").`;

/** Whose a patch is that is of nobody in the discussion. */
export const ofThisProject = (): string => 'a design of this project';

/** Above a command that replays it. */
export const isAddedBy = (
	variant: string,
	oracle: string,
	workload: string,
	witness: string,
): string =>
	`The plainest execution of what ${variant} adds, ${oracle} on ${workload}, takes ${witness}:`;

export const isLeftBy = (
	variant: string,
	oracle: string,
	workload: string,
	witness: string,
): string =>
	`The plainest execution of what ${variant} leaves, ${oracle} on ${workload}, takes ${witness}:`;

/** Above a diagram. */
export const executionOf = (
	variant: string,
	workload: string,
	question: string,
	notation: string,
	isAlone: boolean,
): string => {
	const asks = /[.?!]"?$/.test(question) ? question : `${question}.`;
	const said = question === '' ? '' : `The test ${askVerb(question)}: ${asks} `;
	return `This is ${variant} on ${workload}. ${said}${stepsShown(isAlone)} ${notation}`;
};

/** Of a diagram of what no patch adds. */
export const showsAsWell = (reference: string): string => `${reference} shows this as well.`;

/** What the numbers of a mail rest on. */
export const restsOn = (cells: number, complete: number): string =>
	`All this rests on ${counted(cells, 'cell')} (variant and litmus test), ` +
	(cells === complete
		? 'all searched completely.'
		: `${complete} of them searched completely; of what was not seen in the others nothing is claimed.`);

/** Of those that have no room. */
export const othersInTable = (count: number): string =>
	`${counted(count, 'more patch', 'more patches')} of this run ${count === 1 ? 'is' : 'are'} in the table below.`;

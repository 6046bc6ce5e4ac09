/*
 * harness/messages/question.ts - the question of a litmus test, as it is told where the test itself is not in sight.
 */

/** What a new litmus test has in the place of one. */
export const templateQuestion =
	'Write the question here: the first comment of a litmus test is printed as its question.';

export const isTemplateQuestion = (question: string): boolean =>
	question.startsWith('Write the question here');

/** Whether a litmus test is another one with one more word in its name, such as trunc-innocent-locked. */
function isMoreOf(name: string, other: string): boolean {
	const parts = name.split('-');
	return parts.some((_, i) => parts.toSpliced(i, 1).join('-') === other);
}

/**
 * The question, with the name of the test that it is 'the same' as.
 * @example standingAlone('a-locked', 'The same in a VM_LOCKED vma.', ['a']) // 'The same as a in a VM_LOCKED vma.'
 */
export function standingAlone(name: string, question: string, names: readonly string[]): string {
	const other = names.find((each) => isMoreOf(name, each));
	return other === undefined
		? question
		: question.replace(/^The same\b(?! as )/, `The same as ${other}`);
}

/** What is said of the question in a mail; '' of one that nobody wrote, or that rests on a test that is not named. */
export const questionSaid = (question: string): string =>
	isTemplateQuestion(question) || /^The same\b(?! as )/.test(question) ? '' : question;

/** 'asks' only where it is a question. */
export const askVerb = (question: string): string =>
	/\?["')]*$/.test(question) ? 'asks' : 'is about this';

/** `at` is 'FILE:LINE:COLUMN'. */
export const templateAsked = (at: string): string =>
	`${at}: warning: its first comment is the template's, and reports print it as the question of the test`;

/*
 * harness/result/suggestions.ts - what the authors of a discussion suggest to do, in their own words, with what became
 * of it.
 */
import type { Answer, AnsweredDiscussion } from './answer.ts';
import { groupBy } from './group-by.ts';

/** One thing that somebody suggests. */
export interface Suggestion {
	readonly answer: Answer;
	/** What is quoted of the mail for it, in one line; '' where nothing is. */
	readonly words: string;
	/** Of an answer that is true by halves, the halves that are not. */
	readonly refuted: readonly string[];
	/** The variants that it was tested with, besides the reference. */
	readonly tested: readonly string[];
}

/** All that one author suggests, in the order of the mails. */
export interface Suggesting {
	readonly author: string;
	readonly suggestions: readonly Suggestion[];
}

/** The variants that an answer was tested with. */
const testedBy = ({ parts }: Answer): string[] =>
	parts.flatMap(({ evidence }) => evidence.map(({ text }) => text.split(' ')[0]!));

/**
 * Whether an answer is about something to do, and not about how things are: it is called a proposal; or it is the first
 * to be tested with a kernel other than the reference.
 */
function isSuggestion(answer: Answer, before: ReadonlySet<string>): boolean {
	const tested = testedBy(answer);
	const asks = answer.kind === 'question' ? tested : tested.slice(0, 1);
	return answer.kind === 'proposal' || asks.some((name) => !before.has(name));
}

const refutedOf = ({ parts }: Answer): string[] =>
	parts.flatMap(({ says, verdict }) =>
		says !== null && verdict.startsWith('refuted') ? [says] : [],
	);

/** What was tested on one of these litmus tests. */
export const answersTestedOn = (
	discussions: readonly AnsweredDiscussion[],
	workloads: readonly string[],
): Answer[] =>
	discussions.flatMap(({ blocks }) =>
		blocks.flatMap((block) =>
			block.is === 'answer' &&
			block.answer.parts.some(({ evidence }) =>
				// 'lock-page-convert on trunc-remapped always ...'
				evidence.some(({ text }) => workloads.includes(text.split(' ')[2]!)),
			)
				? [block.answer]
				: [],
		),
	);

/** The authors in the order in which they first suggest something. */
export function suggestionsOf(
	discussions: readonly AnsweredDiscussion[],
	reference: string,
): Suggesting[] {
	const found: { readonly author: string; readonly suggestion: Suggestion }[] = [];
	const tested = new Set([reference]);
	for (const { blocks } of discussions) {
		let author = '';
		let words = '';
		for (const block of blocks) {
			if (block.is === 'mail') author = block.from.split(',')[0]!;
			if (block.is === 'quote') words = block.lines.join(' ').trim();
			if (block.is !== 'answer') continue;
			const { answer } = block;
			if (isSuggestion(answer, tested)) {
				const refuted = answer.verdict === 'both' ? refutedOf(answer) : [];
				const others = [...new Set(testedBy(answer))].filter((name) => name !== reference);
				found.push({ author, suggestion: { answer, words, refuted, tested: others } });
			}
			for (const name of testedBy(answer)) tested.add(name);
			words = '';
		}
	}
	return [...groupBy(found, ({ author }) => author)].map(([author, each]) => ({
		author,
		suggestions: each.map(({ suggestion }) => suggestion),
	}));
}

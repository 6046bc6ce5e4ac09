/*
 * harness/result/suggestions.test.ts - which answers of a discussion are suggestions, and whose.
 */
import { expect, test } from 'vitest';
import type { Answer, AnsweredDiscussion } from './answer.ts';
import { answersTestedOn, suggestionsOf } from './suggestions.ts';

const answerOf = (
	id: string,
	kind: Answer['kind'],
	variants: readonly string[],
	verdict: Answer['verdict'] = 'confirmed',
): AnsweredDiscussion['blocks'][number] => ({
	is: 'answer',
	answer: {
		id,
		kind,
		says: `${id} says`,
		verdict,
		parts: variants.map((name, i) => ({
			says: `half ${i}`,
			verdict: i === 0 ? 'confirmed' : 'refuted',
			evidence: [
				{
					text: `${name} on some-test never "kernel BUG"`,
					holds: i === 0,
					observed: 'never',
					explored: { kind: 'none' },
					token: null,
				},
			],
		})),
		because: null,
		explored: { kind: 'none', cells: 0, states: 0, transitions: 0, terminals: 0 },
		witness: null,
	},
});

const discussion: AnsweredDiscussion = {
	path: 'a.claims',
	blocks: [
		{ is: 'mail', subject: 'one', from: 'Ada, 1 Jan 2003, <1@x>' },
		{ is: 'quote', lines: ['', 'the base is', 'wrong'] },
		answerOf('S1', 'claim', ['base', 'idea']),
		{ is: 'quote', lines: ['do this', 'instead'] },
		answerOf('S2', 'claim', ['other', 'base'], 'both'),
		answerOf('S3', 'claim', ['other']),
		answerOf('S4', 'question', ['other', 'third']),
		{ is: 'mail', subject: 'two', from: 'Bob, 2 Jan 2003, <2@x>' },
		answerOf('S5', 'proposal', ['base']),
		{ is: 'mail', subject: 'three', from: 'Ada, 3 Jan 2003, <3@x>' },
		answerOf('S6', 'proposal', ['base']),
	],
};

test('what brings a new kernel, or is called a proposal, is a suggestion of who wrote the mail', () => {
	const told = suggestionsOf([discussion], 'base').map(({ author, suggestions }) => [
		author,
		...suggestions.map(({ answer, words, refuted }) => [answer.id, words, ...refuted]),
	]);
	expect(told).toEqual([
		['Ada', ['S2', 'do this instead', 'half 1'], ['S4', ''], ['S6', '']],
		['Bob', ['S5', '']],
	]);
});

test('answers are found by the litmus test that they were tested on', () => {
	expect(answersTestedOn([discussion], ['some-test'])).toHaveLength(6);
	expect(answersTestedOn([discussion], ['another'])).toEqual([]);
});

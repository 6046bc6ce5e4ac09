/*
 * harness/commands/discussion-schema.ts - the JSON schema of the discussions that a comparison answers; the types are in
 * harness/result/answer.ts.
 */
import { amount, list, object, of, oneOf, orNull, type Schema, text, yes } from './schema.ts';

const kind = oneOf('complete', 'bounded', 'sampled', 'stopped', 'none');

const verdicts = [
	'confirmed',
	'confirmed-within-bound',
	'refuted',
	'refuted-within-bound',
	'undecided',
];

/** Mails, what became of their claims, and the races of history. */
export const discussions: Readonly<Record<string, Schema>> = {
	answer: object({
		id: text,
		kind: oneOf('claim', 'proposal', 'question'),
		says: text,
		verdict: oneOf(...verdicts, 'both'),
		parts: list(
			object({
				says: orNull(text),
				verdict: oneOf(...verdicts),
				evidence: list(
					object({
						text,
						holds: orNull(yes),
						observed: orNull(text),
						explored: { anyOf: [of('explored'), of('notRun')] },
						token: orNull(text),
					}),
				),
			}),
		),
		because: orNull(text),
		explored: object({
			kind,
			cells: amount,
			states: amount,
			transitions: amount,
			terminals: amount,
		}),
		witness: orNull(text),
	}),
	race: object(
		{
			id: text,
			says: text,
			workloads: list(text),
			cells: list(
				object({
					variant: text,
					outcome: oneOf('found', 'absent', 'not-applicable', 'not-run', 'no-verdict'),
					kind,
					token: orNull(text),
					history: orNull(oneOf('had', 'fixed')),
					agrees: orNull(yes),
					why: orNull(text),
				}),
			),
		},
		{ oracles: list(text) },
	),
	discussion: object({
		path: text,
		blocks: list({
			oneOf: [
				object({ is: { const: 'mail' }, subject: text, from: text }),
				object({ is: { const: 'quote' }, lines: list(text) }, { goesOn: { const: true } }),
				object({ is: { const: 'answer' }, answer: of('answer') }),
				object({ is: { const: 'race' }, race: of('race') }),
			],
		}),
	}),
};

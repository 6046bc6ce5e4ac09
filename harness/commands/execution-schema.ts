/*
 * harness/commands/execution-schema.ts - the schema of executions that results tell step by step.
 */
import {
	text,
	yes,
	amount,
	number,
	list,
	orNull,
	of,
	object,
	oneOf,
	type Schema,
} from './schema.ts';

const finding = { oracle: text, site: text };
const since = list(object({ from: amount, value: text }));
const told = object({ name: text, values: since });
const ending = text;
const toldStep = object(
	{
		at: amount,
		task: amount,
		function: text,
		place: orNull(text),
		says: list(text),
		meets: yes,
		dies: yes,
	},
	{ kernel: orNull(text) },
);

/** What the page tells step by step, and page by page. */
export const executions: Readonly<Record<string, Schema>> = {
	toldStep,
	lockedLoss: object({
		variant: text,
		workload: text,
		token: text,
		process: text,
		page: amount,
		filePage: orNull(text),
		by: oneOf('own', 'truncation', 'insideEof'),
		functions: list(text),
		program: orNull(text),
	}),
	execution: object(
		{
			token: text,
			variant: text,
			workload: text,
			question: text,
			...finding,
			detail: text,
			columns: list(text),
			tasks: list(object({ name: text, column: amount })),
			stepCount: amount,
			steps: list(of('toldStep')),
			switches: list(
				object({ after: amount, task: amount, to: orNull(amount), why: text, says: text }),
			),
			tracks: list(told),
			locks: list(told),
			spaces: list(
				object({
					process: text,
					maps: list(
						object({
							name: orNull(text),
							first: amount,
							pages: amount,
							file: orNull(text),
							pgoff: number,
							flags: text,
						}),
					),
					ptes: list(object({ page: amount, values: since })),
				}),
			),
			violation: orNull(amount),
			ending,
			left: orNull(text),
		},
		{
			telling: list(object({ at: orNull(amount), who: text, says: text, function: text })),
			picture: object({
				held: list(
					object({
						lock: text,
						task: amount,
						isShared: yes,
						from: amount,
						to: orNull(amount),
						isContended: yes,
					}),
				),
				waits: list(object({ task: amount, says: text })),
				writes: list(amount),
				offends: orNull(amount),
			}),
			beside: object({
				variant: text,
				at: orNull(amount),
				stepCount: amount,
				findings: list(object(finding)),
				ending,
				steps: list(of('toldStep')),
			}),
		},
	),
};

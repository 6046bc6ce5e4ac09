/*
 * harness/commands/result-schema.ts - the JSON schema of results.json, draft 2020-12, for programs that read it. What each
 * field means stands beside the types in harness/result.ts and harness/result/.
 */
import { resultFormat } from '../result.ts';
import { discussions } from './discussion-schema.ts';
import { executions } from './execution-schema.ts';
import { perfSchema } from './perf-schema.ts';
import { sequences } from './sequence-schema.ts';
import {
	text,
	yes,
	amount,
	number,
	list,
	orNull,
	of,
	oneOf,
	byName,
	object,
	type Schema,
} from './schema.ts';

const frequency = oneOf('never', 'sometimes', 'always');
const memory = oneOf('sc', 'tlb', 'tso', 'relaxed');
const kind = oneOf('complete', 'bounded', 'sampled', 'stopped', 'none');
const kindIs = (value: string): Schema => ({ const: value });
const finding = { oracle: text, site: text };
const counted = { states: amount, transitions: amount, terminals: amount };

/** What a search is, and what it counted. */
const searches: Readonly<Record<string, Schema>> = {
	cut: object({ states: amount, statesMax: amount, statesEstimated: number }),
	explored: {
		oneOf: [
			object({ kind: kindIs('complete'), engine: text, ...counted }),
			object(
				{ kind: kindIs('bounded'), engine: text, bound: amount, ...counted },
				{ cut: of('cut') },
			),
			object(
				{ kind: kindIs('sampled'), engine: text, executions: amount },
				{
					isCutOff: { const: true },
					cut: of('cut'),
					withdrawn: object({ engine: text, states: amount, missed: text, token: text }),
				},
			),
			object({ kind: kindIs('stopped'), limit: text }, { cut: of('cut') }),
		],
	},
	notRun: object({ kind: kindIs('none') }),
};

/** A finding with an execution that shows it. */
const witnessed = { ...finding, token: text };

const cells: Readonly<Record<string, Schema>> = {
	...sequences,
	findingRef: object(witnessed),
	violation: object({
		...finding,
		detail: text,
		token: text,
		steps: amount,
		preemptions: amount,
		frequency: oneOf('sometimes', 'always'),
		rate: object({ hits: amount, runs: amount }),
	}),
	against: object({
		reference: text,
		same: yes,
		fixed: list(of('findingRef')),
		added: list(of('findingRef')),
		left: list(of('findingRef')),
		moved: list(
			object({ ...witnessed, why: oneOf('other site', 'uncovered'), from: object(finding) }),
		),
		open: list(object(witnessed, { hiddenBy: object(finding) })),
	}),
	cost: object({
		operations: amount,
		locks: amount,
		trylocks: amount,
		trylocksFailed: amount,
		pteAccesses: amount,
		pageAccesses: amount,
		vmaVisits: amount,
		chainNodes: amount,
		allocations: amount,
	}),
	cell: object(
		{
			variant: text,
			workload: text,
			explored: of('explored'),
			violations: list(of('violation')),
			questions: list(object({ text, frequency, token: orNull(text) })),
			outcomes: orNull(list(object({ digest: text, token: text }))),
			expectations: list(
				object({ text, expected: frequency, observed: orNull(frequency), met: yes, where: text }),
			),
			unmappedLocked: orNull(object({ min: amount, max: amount, collateralMax: amount })),
			cost: orNull(of('cost')),
			against: of('against'),
		},
		{ vacuous: list(text), schedules: byName(text), sequence: of('sequence') },
	),
};

const variants: Readonly<Record<string, Schema>> = {
	variant: object(
		{
			name: text,
			subject: text,
			from: text,
			date: text,
			base: orNull(text),
			idea: text,
			replaces: list(text),
			quoted: list(text),
			claims: list(
				object({
					claim: text,
					holds: frequency,
					stated: frequency,
					rests: kind,
					witness: orNull(text),
					memory,
				}),
			),
			apart: orNull(
				object({
					base: text,
					litmus: amount,
					by: orNull(oneOf('violations', 'outcomes', 'cost')),
					workload: orNull(text),
				}),
			),
			refines: list(
				object({
					of: text,
					litmus: amount,
					equal: amount,
					holds: orNull(yes),
					proved: amount,
					open: amount,
					violatedBy: orNull(object({ workload: text, token: text })),
				}),
			),
			patch: text,
			diffstat: object({ functions: amount, insertions: amount, deletions: amount }),
		},
		{
			reading: object({ literal: text, says: text }),
			does: text,
			file: text,
			origin: oneOf('mail', 'thread', 'linux'),
		},
	),
	workload: object(
		{ name: text, question: text, digest: text, serves: list(text), cpus: amount, memory },
		{
			lockedPages: amount,
			calls: amount,
			file: text,
			text,
			caveats: list(object({ oracles: list(text), says: text })),
		},
	),
};

/** What is there only where nobody said what to run. */
const together: Readonly<Record<string, Schema>> = {
	cause: object({
		id: text,
		name: text,
		findings: amount,
		witness: text,
		workload: text,
		...finding,
		closedBy: list(text),
		closes: list(object({ variant: text, findings: amount })),
		places: list(
			object({
				id: text,
				says: text,
				linux: text,
				finding: object({ workload: text, ...finding }),
			}),
		),
		linux: text,
		repairedBy: text,
		keys: list(text),
		placesOf: byName(list(text)),
	}),
	stack: object({
		patches: list(text),
		fixed: amount,
		added: amount,
		moved: amount,
		left: amount,
		open: amount,
		lockedInsideEof: amount,
		cost: orNull(number),
		minimal: yes,
		pareto: yes,
	}),
	unclosed: object({ workload: text, ...finding, token: text, open: yes }),
	combined: object(
		{
			findings: amount,
			litmus: amount,
			base: of('stack'),
			control: orNull(of('stack')),
			stacks: list(of('stack')),
			interactions: list(
				object({ patches: list(text), closes: amount, opens: amount, witness: orNull(text) }),
			),
			unclosed: list(of('unclosed')),
		},
		{
			best: object({
				closes: list(object({ oracle: text, findings: amount })),
				rest: list(of('unclosed')),
			}),
		},
	),
};

const run: Readonly<Record<string, Schema>> = {
	limits: object(
		{
			budgetMilliseconds: orNull(number),
			ended: oneOf('done', 'budget', 'interrupted'),
			notRun: list(object({ variant: text, workload: text, explored: of('notRun') })),
		},
		{ cutOff: amount },
	),
	wallClock: object({
		label: text,
		unit: { const: 'ms' },
		rows: list(object({ variant: text, samples: amount, p50: number, mad: number })),
		elapsedSeconds: number,
	}),
};

export const resultSchema: Schema = {
	$schema: 'https://json-schema.org/draft/2020-12/schema',
	title: resultFormat,
	...object(
		{
			format: { const: resultFormat },
			seed: amount,
			tool: text,
			base: text,
			reference: text,
			variants: list(of('variant')),
			workloads: list(of('workload')),
			oracles: list(object({ name: text, says: text })),
			cells: list(of('cell')),
			leftOut: list(object({ variant: text, workloads: list(text) })),
			discussions: list(of('discussion')),
			machine: object({ node: text, platform: text, cpus: amount }),
			wallClock: orNull(of('wallClock')),
		},
		{
			repository: text,
			control: text,
			litmusShipped: amount,
			causes: list(of('cause')),
			together: of('combined'),
			showsOperations: { const: true },
			diagrams: list(
				object({
					variant: text,
					workload: text,
					...finding,
					token: text,
					lines: list(text),
					detail: text,
				}),
			),
			limits: of('limits'),
			command: text,
			performance: perfSchema,
			fidelity: list(object({ kind: text, functions: amount })),
			executions: list(of('execution')),
			lockedLosses: list(of('lockedLoss')),
		},
	),
	$defs: { ...searches, ...cells, ...variants, ...discussions, ...together, ...run, ...executions },
};

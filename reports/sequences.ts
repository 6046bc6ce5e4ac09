/*
 * reports/sequences.ts - what variants do to calls that were imported or recorded: findings, answers and their causes,
 * pages of VM_LOCKED vmas and cost, a table for each file.
 */
import { replayCommand, sequenceSaid } from '../harness/messages/index.ts';
import {
	type ComparedCell,
	type Comparison,
	groupBy,
	type SequenceAnswers,
	type SequenceCause,
	type SequenceFacts,
	type WorkloadResult,
} from '../harness/result.ts';
import { blockLines, blocksThatFit, sharedName } from './blocks.ts';
import { indented, wrap } from './table.ts';

/** The fewest calls that show something are at most so many in a text; results.json has all. */
const callsMax = 12;
/** So many examples are shown for each file. */
const examplesMax = 6;

const heads = ['fix', 'add', 'move', 'left', 'answers', 'own', 'beyond', 'inside', 'ms'] as const;

export interface SequenceRow {
	readonly cell: ComparedCell;
	readonly facts: SequenceFacts;
	/** In the order of the columns, but for the name. */
	readonly values: readonly string[];
}

/** Those of a file that show the same stand in one line. */
export interface SequenceTable {
	readonly workload: WorkloadResult;
	readonly rows: readonly (readonly SequenceRow[])[];
}

/** Milliseconds of the modelled machine that the calls take. */
export const milliseconds = ({ cost }: SequenceFacts): string =>
	((cost.user + cost.system + cost.disk) * 1000).toFixed(3);

function rowOf(cell: ComparedCell): SequenceRow[] {
	const { sequence: facts, against, explored } = cell;
	if (facts === undefined) return [];
	const { own, truncation, insideEof } = facts.cost.lockedUnmapped;
	const isReference = against.reference === cell.variant;
	const counts = [against.fixed, against.added, against.moved].map(({ length }) => length);
	const values =
		explored.kind === 'stopped'
			? heads.map(() => '?')
			: [
					...counts.map((count) => (isReference ? '-' : String(count))),
					String(against.left.length),
					isReference ? '-' : String(facts.answers.differ),
					...[own, truncation, insideEof].map(String),
					milliseconds(facts),
				];
	return [{ cell, facts, values }];
}

export function sequenceTables({ workloads, cells }: Comparison): readonly SequenceTable[] {
	return workloads.flatMap((workload) => {
		const rows = cells.filter((each) => each.workload === workload.name).flatMap(rowOf);
		if (rows.length === 0) return [];
		const alike = groupBy(rows, ({ cell, values }) =>
			JSON.stringify([cell.variant === cell.against.reference, values]),
		);
		return [{ workload, rows: [...alike.values()] }];
	});
}

/** A few calls that show something, with what they show. */
export interface SequenceExample {
	readonly head: string;
	/** That makes all calls up to there once more; null where they show no finding. */
	readonly command: string | null;
	/** With what the last of them is answered, where that is what they show. */
	readonly calls: readonly string[];
}

/** One for each kind of finding and each cause, from the first variant that has it. */
export function sequenceExamples(
	{ rows }: SequenceTable,
	comparison: Comparison,
): readonly SequenceExample[] {
	const shown = new Map<string, SequenceExample>();
	for (const { cell, facts } of rows.flat()) {
		for (const { oracle, site, calls } of facts.witnesses) {
			const found = cell.violations.find((each) => each.oracle === oracle && each.site === site);
			const key = `${oracle} ${site}`;
			if (found === undefined || shown.has(key)) continue;
			const head = sequenceSaid.finding(cell.variant, oracle, site);
			shown.set(key, { head, command: replayCommand(found.token, comparison), calls });
		}
		for (const { cause, calls, recorded, said } of facts.answers.examples) {
			const key = cause ?? '';
			if (shown.has(key)) continue;
			const { reference } = facts.answers;
			const end = sequenceSaid.answered(reference, recorded, cell.variant, said);
			const last = `${calls.at(-1)}    ${end}`;
			shown.set(key, {
				head: sequenceSaid.cause(cause, cell.variant),
				command: null,
				calls: [...calls.slice(0, -1), last],
			});
		}
	}
	return [...shown.values()];
}

/** 'no-hole-punching 154 (lock-page-convert)'. */
export const causesPhrase = ({ causes, unexplained }: SequenceAnswers): string =>
	[
		...causes.map(({ id, answers, isOf }) => sequenceSaid.explained(id, answers, isOf)),
		...(unexplained === 0 ? [] : [sequenceSaid.explained(null, unexplained, null)]),
	].join(', ');

/** Each cause that a row names, once. */
export const causesOf = ({ rows }: SequenceTable): readonly SequenceCause[] => [
	...new Map(
		rows
			.flat()
			.flatMap(({ facts }) => facts.answers.causes.map((each) => [each.id, each] as const)),
	).values(),
];

function answerLines({ rows }: SequenceTable, width: number): string[] {
	const differing = rows.flat().filter(({ facts }) => facts.answers.differ > 0);
	const alike = groupBy(differing, ({ facts }) => causesPhrase(facts.answers));
	return [...alike].flatMap(([phrase, each]) => {
		const name = sharedName(each.map(({ cell }) => cell.variant));
		const { differ, compared } = each[0]!.facts.answers;
		return indented(sequenceSaid.differ(name, differ, compared, phrase), width, 2, 4);
	});
}

function exampleLines(examples: readonly SequenceExample[], width: number): string[] {
	return examples.slice(0, examplesMax).flatMap(({ head, command, calls }) => {
		const left = calls.length - callsMax;
		return [
			...wrap(head, width, '    '),
			...(command === null ? [] : [`  ${command}`]),
			...(left > 0 ? [`    ${sequenceSaid.moreCalls(left)}`] : []),
			...calls.slice(-callsMax).map((each) => `    ${each}`),
		];
	});
}

/** In as many blocks as the width asks for. */
function tableLines(rows: SequenceTable['rows'], width: number): string[] {
	const blocks = blocksThatFit(
		rows.map((alike) => sharedName(alike.map(({ cell }) => cell.variant))),
		heads.map((head, i) => ({ head: [head], cells: rows.map(([first]) => first!.values[i]!) })),
		width,
	);
	return blocks.blocks.flatMap((block) => blockLines(blocks, block));
}

function fileLines(file: SequenceTable, comparison: Comparison, width: number): string[] {
	const { workload, rows } = file;
	const { calls, cost } = rows[0]![0]!.facts;
	const causes = causesOf(file).flatMap(({ id, what, source }) =>
		indented(`${id}: ${what} (${source})`, width, 2, 4),
	);
	const recorded = rows
		.flat()
		.filter(({ facts }) => facts.asRecorded === facts.calls)
		.map(({ cell }) => cell.variant);
	return [
		'',
		...wrap(sequenceSaid.file(workload.name, calls, cost.machine), width, '  '),
		...tableLines(rows, width),
		...answerLines(file, width),
		...causes,
		...wrap(sequenceSaid.asRecorded(recorded, rows.flat().length), width, '  '),
		...exampleLines(sequenceExamples(file, comparison), width),
	];
}

/** Nothing where no workload is a sequence. */
export function sequenceLines(comparison: Comparison, width: number): string[] {
	const tables = sequenceTables(comparison);
	if (tables.length === 0) return [];
	return [
		...wrap(sequenceSaid.head(comparison.reference), width),
		...tables.flatMap((each) => fileLines(each, comparison, width)),
	];
}

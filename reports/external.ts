/*
 * reports/external.ts - tests of suites from elsewhere and the variants that pass them, as text.
 *
 * Variants that have the same verdict on each test are one column, which has a letter.
 */
import { externalSaid } from '../harness/messages/index.ts';
import type {
	ExternalCell,
	ExternalFailure,
	ExternalResult,
	ExternalVerdict,
} from '../harness/result.ts';
import { table, type TableColumn, wrap } from './table.ts';

const marks: Readonly<Record<ExternalVerdict, string>> = {
	passes: '.',
	history: 'h',
	fails: 'F',
	open: '?',
	skipped: '-',
	none: '!',
};

/** Variants that differ on no test, in the order in which they were given. */
interface Group {
	readonly letter: string;
	readonly variants: readonly string[];
	/** By test, of the first of them. */
	readonly cells: ReadonlyMap<string, ExternalCell>;
}

export function externalText(result: ExternalResult, width: number = 80): string {
	const { tests, variants, rows, causes } = result;
	const groups = groupsOf(result);
	const columns: readonly TableColumn[] = [
		{ head: 'test', align: 'left' },
		{ head: 'era', align: 'left' },
		{ head: groups.map(({ letter }) => letter).join(' '), align: 'left' },
	];
	const count = (verdict: ExternalVerdict): number =>
		rows.filter((each) => each.verdict === verdict).length;
	const ran = tests.filter(({ skip }) => skip === null).length;
	const indented = (line: string): string[] => wrap(line, width, '    ');
	const fails = failLines(groups, result);
	const whys = whyLines(groups, result);
	return [
		...wrap(externalSaid.head(tests.length, ran, variants.length), width),
		...wrap(externalSaid.legend(), width),
		'',
		...table(
			columns,
			tests.map(({ name, era }) => [
				name,
				era,
				groups.map(({ cells }) => marks[cells.get(name)!.verdict]).join(' '),
			]),
		).map((line) => line.trimEnd()),
		'',
		...groups.flatMap(({ letter, variants: names }) => indented(externalSaid.group(letter, names))),
		'',
		...wrap(
			externalSaid.sum(
				count('passes'),
				count('history'),
				count('fails'),
				count('open'),
				count('none'),
			),
			width,
		),
		...block(externalSaid.whyHead(), whys.flatMap(indented)),
		...block(
			'',
			causes.flatMap(({ id, what, source }) => indented(externalSaid.cause(id, what, source))),
		),
		...block(externalSaid.failsHead(), fails.flatMap(indented)),
		...block(
			externalSaid.skippedHead(),
			tests.flatMap(({ name, skip }) =>
				skip === null ? [] : indented(externalSaid.skipped(name, skip)),
			),
		),
	].join('\n');
}

function block(head: string, lines: readonly string[]): readonly string[] {
	if (lines.length === 0) return [];
	return head === '' ? ['', ...lines] : ['', head, ...lines];
}

function groupsOf({ tests, variants, rows }: ExternalResult): readonly Group[] {
	const byVariant = new Map<string, Map<string, ExternalCell>>(
		variants.map((name) => [name, new Map()]),
	);
	for (const cell of rows) byVariant.get(cell.variant)?.set(cell.test, cell);
	const byVerdicts = new Map<
		string,
		{ readonly variants: string[]; readonly cells: Group['cells'] }
	>();
	for (const [name, cells] of byVariant) {
		const key = tests.map((test) => reasonOf(cells.get(test.name)!)).join();
		const known = byVerdicts.get(key);
		if (known === undefined) byVerdicts.set(key, { variants: [name], cells });
		else known.variants.push(name);
	}
	return [...byVerdicts.values()].map((each, i) => ({ letter: letterOf(i), ...each }));
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** One letter for each column; from the 27th column on all have the last one. */
const letterOf = (i: number): string => letters[i] ?? '*';

const reasonOf = ({ verdict, causes }: ExternalCell): string =>
	[marks[verdict], ...Object.keys(causes)].join(' ');

/** Each test and cause once, with the columns where it is. */
function whyLines(groups: readonly Group[], { tests }: ExternalResult): readonly string[] {
	return tests.flatMap(({ name }) => {
		const on = new Map<string, string[]>();
		for (const { letter, cells } of groups) {
			const { verdict, causes } = cells.get(name)!;
			for (const cause of verdict === 'history' ? Object.keys(causes) : []) {
				on.set(cause, [...(on.get(cause) ?? []), letter]);
			}
		}
		return [...on].map(([cause, where]) => externalSaid.why(name, cause, where.join(' ')));
	});
}

/** Each test and failure once, with the columns where it is. */
function failLines(groups: readonly Group[], { rows }: ExternalResult): readonly string[] {
	const letterBy = new Map(
		groups.flatMap(({ letter, variants }) => variants.map((name) => [name, letter] as const)),
	);
	const on = new Map<string, Set<string>>();
	for (const { test, variant, verdict, first } of rows) {
		if (verdict !== 'fails' || first === null) continue;
		const what = failText(first);
		const line = externalSaid.fails(test, what);
		on.set(line, (on.get(line) ?? new Set()).add(letterBy.get(variant)!));
	}
	return [...on].map(([line, where]) => externalSaid.where(line, [...where].join(' ')));
}

const failText = (first: ExternalFailure): string =>
	first.kind === 'answer'
		? externalSaid.answerFails(first.call, first.expected, first.said)
		: externalSaid.scheduleFails(first.question, first.token);

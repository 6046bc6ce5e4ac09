/*
 * reports/mail-parts.ts - what short mails are made of, and how they stay as short as a list takes them.
 */
import * as messages from '../harness/messages/index.ts';
import {
	type Comparison,
	type Diagram,
	seenIn,
	topicOf,
	type VariantResult,
	type WorkloadResult,
} from '../harness/result.ts';
import type { Selection } from './select.ts';
import { ascii, wrap } from './table.ts';
import { originOf } from './text.ts';

export const mailWidth = 72;

/** A list is not to cut it. */
export const mailMax = { lines: 300, bytes: 20_000 } as const;

/** Lines that belong together. */
export interface Part {
	readonly lines: readonly string[];
	/** Text of others, which stays as it is. */
	readonly isVerbatim?: boolean;
	/** What stands there when the mail gets too long. */
	readonly short?: readonly string[];
	/** The part with the highest number is shortened first. */
	readonly rank?: number;
}

export function paragraph(text: string): string[] {
	return [...wrap(ascii(text), mailWidth), ''];
}

/** The variant that all are held against; null of nothing. */
export const referenceOf = ({
	comparison: { variants, reference },
}: Selection): VariantResult | null => variants.find(({ name }) => name === reference) ?? null;

/** Some mailers take a line that begins so for the end, or for another mail. */
export const safeLine = (line: string): string => (/^(?:\.|From )/.test(line) ? ` ${line}` : line);

/** Lines that hang under their first one. */
export function item(text: string, indent: string = '  '): string[] {
	return wrap(ascii(text), mailWidth - indent.length, '  ').map((line) => indent + line);
}

/** A head and what stands under it; nothing where there is nothing. */
export const under = (head: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : [...wrap(head, mailWidth), ...lines, ''];

/** The parts one after the other, the least needed shortened until all fit. */
export function fitted(parts: readonly Part[]): string {
	const isShort = new Set<Part>();
	const textOf = (): string =>
		`${parts
			.flatMap((part) => {
				if (isShort.has(part)) return part.short ?? [];
				return part.isVerbatim ? part.lines : part.lines.map((line) => ascii(line).trimEnd());
			})
			.join('\n')
			.trimEnd()}\n`;
	const byRank = parts
		.filter(({ short }) => short !== undefined)
		.toSorted((a, b) => (b.rank ?? 0) - (a.rank ?? 0));
	for (const part of byRank) {
		if (fits(textOf())) break;
		isShort.add(part);
	}
	const text = textOf();
	return fits(text) ? text : cutOff(text);
}

const fits = (text: string): boolean =>
	text.length <= mailMax.bytes && text.split('\n').length - 1 <= mailMax.lines;

function cutOff(text: string): string {
	const lines = text.split('\n').slice(0, mailMax.lines - 1);
	const last = messages.mailCut();
	let length = last.length + 1;
	const kept = lines.filter((line) => (length += line.length + 1) <= mailMax.bytes);
	return `${[...kept, last].join('\n')}\n`;
}

/** Lines of a diagram, its first ones and its last ones. */
const diagramMax = { all: 48, first: 14, last: 32 } as const;

/** The first lines and the last, where there are too many. */
export function shortened(lines: readonly string[]): readonly string[] {
	if (lines.length <= diagramMax.all) return lines;
	const left = lines.length - diagramMax.first - diagramMax.last;
	return [
		...lines.slice(0, diagramMax.first),
		messages.linesLeftOut(left),
		...lines.slice(-diagramMax.last),
	];
}

/** A drawing, with the step that is wrong underlined or not. */
export const diagramLines = (
	{ lines }: Pick<Diagram, 'lines'>,
	isUnderlined: boolean,
): readonly string[] => (isUnderlined ? lines : lines.filter((line) => !/^ *\^+$/.test(line)));

function diagramPart(diagram: Diagram, number: number, comparison: Comparison): Part {
	const { variant, workload, oracle, site, token, detail } = diagram;
	const lines = diagramLines(diagram, false);
	const test = comparison.workloads.find(({ name }) => name === workload);
	const question = messages.questionSaid(test?.question ?? '');
	const caveat = messages.caveatOf(test, oracle);
	const head = [
		...wrap(ascii(messages.diagramHead(number, variant, oracle, site)), mailWidth, '   '),
		...item(messages.onLitmus(workload, question), '   '),
		...(caveat === '' ? [] : item(caveat, '   ')),
		...messages.replayLines(token, comparison, mailWidth - 3).map((line) => `   ${line}`),
		'',
	];
	const says = wrap(ascii(`*** ${oracle}: ${detail} ***`), mailWidth - 1, '    ');
	const end = [...says.map((line) => ` ${line}`), ''];
	return {
		lines: [...head, ...shortened(lines), ...end],
		short: [...head.slice(0, -1), ...end],
		rank: number,
	};
}

/** The executions that the results hold drawings of. */
export function diagramParts(comparison: Comparison): Part[] {
	const { diagrams = [] } = comparison;
	if (diagrams.length === 0) return [];
	const said = diagrams.flatMap(({ lines, site, detail }) => [...lines, site, detail]);
	const added = topicOf(comparison).variants.flatMap(({ name }) =>
		seenIn(comparison.cells, name, (each) => each.added).map(({ violation }) => violation.site),
	);
	const notation = messages.notation([...said, ...added].join('\n'));
	return [
		{ lines: paragraph(`${messages.partHeads.diagrams()} ${notation}`) },
		...diagrams.map((each, i) => diagramPart(each, i + 1, comparison)),
	];
}

/** More lines of a patch than this are not for a mail. */
const patchLinesMax = 160;

/** The patch as it would be sent, or where it is. Its lines are not touched, so that it applies. */
export function patchPart(variant: VariantResult, base: string): Part | null {
	if (variant.patch === '') return null;
	const short = paragraph(messages.patchIsAt(variant.name, variant.diffstat));
	const head = { from: ascii(variant.from), subject: ascii(variant.subject) };
	const lines = messages
		.mailedPatch({ ...variant, ...head }, base)
		.trimEnd()
		.split('\n');
	if (lines.length > patchLinesMax) return { lines: short };
	return { lines: ['-- 8< --', ...lines, '-- >8 --', ''], isVerbatim: true, short, rank: 9 };
}

/** The text of a litmus test of the user's own. */
export function litmusParts(workloads: readonly WorkloadResult[]): Part[] {
	return workloads.flatMap(({ file, text }): Part[] => {
		if (file === undefined || text === undefined) return [];
		const lines = text.trimEnd().split(/\r?\n/);
		return [
			{
				lines: [`${ascii(file)}:`, '', ...lines.map((line) => `  ${line}`.trimEnd()), ''],
				isVerbatim: true,
				short: paragraph(messages.litmusIsAt(file)),
				rank: 8,
			},
		];
	});
}

/** The command that gives the numbers of a mail again, where it is known. */
export const runAgainLines = (command: string | undefined, width: number): string[] =>
	command === undefined
		? []
		: [
				...wrap(messages.runAgain(), width),
				'',
				...messages.commandLines(ascii(command), width - 2).map((line) => `  ${line}`),
				'',
			];

/** Where the commands come from, and what they read. */
export function originPart(comparison: Comparison): Part {
	const files = [...comparison.variants, ...comparison.workloads].flatMap(({ file }) => file ?? []);
	return {
		lines: [
			...paragraph(messages.mailEnds()),
			...runAgainLines(comparison.command, mailWidth),
			...paragraph(
				`${originOf(comparison)}${files.length === 0 ? '' : ` ${messages.filesNeeded(files)}`}`,
			),
		],
	};
}

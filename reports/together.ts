/*
 * reports/together.ts - the end of the report: where the reference is wrong, and which proposals to take together.
 */
import * as messages from '../harness/messages/index.ts';
import {
	bestStack,
	type CauseResult,
	type Combined,
	type Comparison,
	type StackResult,
	unclosedByCause,
} from '../harness/result.ts';
import { percent, table, wrap, type TableColumn } from './table.ts';

/** At most so many stacks are shown. */
const stacksMax = 8;

const right = (head: string): TableColumn => ({ head, align: 'right' });

/** Names of patches on lines of so many characters, none of them cut. */
function patchesWithin(patches: readonly string[], width: number): string[] {
	const lines: string[] = [];
	for (const [i, patch] of patches.entries()) {
		const part = i === 0 ? patch : `+${patch}`;
		const last = lines.at(-1);
		if (last !== undefined && last.length + part.length <= width) lines[lines.length - 1] += part;
		else lines.push(part);
	}
	return lines;
}

/** Counts of stacks, as rows in the order given. */
export function stacksTable(stacks: readonly StackResult[], width: number): string[] {
	const heads = ['fix', 'add', 'move', 'left', 'open', 'lock', 'cost', 'P'];
	const rows = stacks.map((stack) => [
		...[stack.fixed, stack.added, stack.moved, stack.left, stack.open].map(String),
		String(stack.lockedInsideEof),
		percent(stack.cost),
		stack.pareto ? 'P' : '',
	]);
	const counts = table(heads.map(right), rows);
	const indent = Math.max(0, ...counts.map((line) => line.length)) + 2;
	const names = [
		['patches'],
		['-------'],
		...stacks.map(({ patches }) => patchesWithin(patches, width - indent)),
	];
	return counts.flatMap((line, i) => {
		const [first = '', ...more] = names[i]!;
		return [line.padEnd(indent) + first, ...more.map((each) => ' '.repeat(indent) + each)];
	});
}

/** A stack that comes to more than the best, and adds findings; null where there is none. */
export function betterAtAPrice(together: Combined): StackResult | null {
	const clean = bestStack(together);
	return together.stacks.find((each) => each.fixed - each.added > (clean?.fixed ?? 0)) ?? null;
}

/** Which to take, and what fixes more at a price. */
export function stackSentences(together: Combined, reference: string): string[] {
	const { findings, litmus } = together;
	const clean = bestStack(together);
	const most = betterAtAPrice(together);
	return [
		messages.takeThis(clean, { findings, litmus }, reference),
		...(most === null ? [] : [messages.orThis(most)]),
	];
}

/** What a maintainer asks first: which to take, what fixes more at a price, and what is left then. */
export function takeSentences(
	together: Combined,
	{ reference, causes = [] }: Pick<Comparison, 'reference' | 'causes'>,
): string[] {
	const { unclosed } = together;
	return [
		...stackSentences(together, reference),
		messages.remains(
			unclosed.length,
			unclosed.filter(({ open }) => open).length,
			unclosedByCause(unclosed, causes),
		),
	];
}

export const takeLines = (
	together: Combined,
	about: Pick<Comparison, 'reference' | 'causes'>,
	width: number,
): string[] => wrap(takeSentences(together, about).join(' '), width);

/** The stacks that a reader chooses among: those of which no patch can be left out, the best first. */
export function togetherLines(comparison: Comparison, width: number): string[] {
	const { together } = comparison;
	if (together === undefined) return [];
	const several = together.stacks.filter(({ patches }) => patches.length > 1);
	return [
		...wrap(messages.togetherHead(several.length), width),
		'',
		...stacksTable(together.stacks.filter(({ minimal }) => minimal).slice(0, stacksMax), width),
		'',
		...takeLines(together, comparison, width),
	];
}

/** Version of the kernel; the date and the commits stand behind it. */
const versionOf = (linux: string): string => /^(?:\d\S*|[^(;,]*)/.exec(linux)![0].trim();

/** At most so many of those that close something of a cause are named. */
const closersMax = 4;

const nameOf = ({ places, name, workload }: CauseResult): string =>
	places.length === 0
		? messages.unknownCause(name, workload)
		: places.map(({ id, linux }) => `${id} (${versionOf(linux)})`).join(', ');

/** Why the reference shows what it shows, and which proposals close how much of it. */
export function causesLines(
	{ causes = [], reference, together }: Pick<Comparison, 'causes' | 'reference' | 'together'>,
	width: number,
): string[] {
	if (causes.length === 0) return [];
	const alone = together?.stacks.filter(({ patches }) => patches.length === 1);
	const proposals = alone === undefined ? null : new Set(alone.map(({ patches }) => patches[0]!));
	const findings = causes.reduce((sum, each) => sum + each.findings, 0);
	const indent = ' '.repeat(10);
	return [
		...wrap(messages.causesHead(findings, causes.length, reference), width),
		'',
		...causes.flatMap((cause) => {
			const closes = cause.closes
				.filter(({ variant }) => proposals?.has(variant) ?? true)
				.toSorted((a, b) => b.findings - a.findings);
			const [first, ...more] = wrap(nameOf(cause), width - indent.length);
			const closers = messages.causeClosers(
				closes.slice(0, closersMax),
				Math.max(0, closes.length - closersMax),
			);
			return [
				`${cause.id.padEnd(4)}${String(cause.findings).padStart(4)}  ${first}`,
				...[...more, ...wrap(closers, width - indent.length, '  ')].map((line) => indent + line),
			];
		}),
	];
}

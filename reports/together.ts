/*
 * reports/together.ts - the end of the report: where the reference is wrong, and which proposals to take together.
 */
import * as messages from '../harness/messages/index.ts';
import type { Combined, Comparison, FaultyPlace, StackResult } from '../harness/result.ts';
import { percent, table, wrap, type TableColumn } from './table.ts';

/** At most so many stacks are shown. */
const stacksMax = 8;

const right = (head: string): TableColumn => ({ head, align: 'right' });
const left = (head: string): TableColumn => ({ head, align: 'left' });

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

/** What a maintainer asks first: which to take, and what is left then. */
export function takeLines(
	{ stacks, findings, litmus, unclosed }: Combined,
	reference: string,
	width: number,
): string[] {
	const clean = stacks
		.filter(({ added, fixed }) => added === 0 && fixed > 0)
		.reduce<StackResult | null>(
			(best, each) => (best === null || each.fixed > best.fixed ? each : best),
			null,
		);
	const most = stacks.find((each) => each.fixed - each.added > (clean?.fixed ?? 0));
	return wrap(
		[
			messages.takeThis(clean, { findings, litmus }, reference),
			...(most === undefined ? [] : [messages.orThis(most)]),
			messages.remains(unclosed.length),
		].join(' '),
		width,
	);
}

/** The stacks that a reader chooses among: those of which no patch can be left out, the best first. */
export function togetherLines({ together, reference }: Comparison, width: number): string[] {
	if (together === undefined) return [];
	const several = together.stacks.filter(({ patches }) => patches.length > 1);
	return [
		...wrap(messages.togetherHead(several.length), width),
		'',
		...stacksTable(together.stacks.filter(({ minimal }) => minimal).slice(0, stacksMax), width),
		'',
		...takeLines(together, reference, width),
	];
}

/** Version of the kernel; the date and the commits stand behind it. */
const versionOf = (linux: string): string => /^(?:\d\S*|[^(;,]*)/.exec(linux)![0].trim();

/** As many names as fit, and how many others there are. */
function namesWithin(names: readonly string[], width: number): string {
	if (names.length === 0) return messages.closedByNobody();
	for (let shown = names.length; shown > 1; shown--) {
		const rest = names.length - shown;
		const line = rest === 0 ? names.join(', ') : messages.andOthers(names.slice(0, shown), rest);
		if (line.length <= width) return line;
	}
	return names.length === 1 ? names[0]! : messages.andOthers(names.slice(0, 1), names.length - 1);
}

/** Where the reference is wrong, a line for each place. */
export function placesLines({ places, reference, together }: Comparison, width: number): string[] {
	if (places.length === 0) return [];
	const alone = together?.stacks.filter(({ patches }) => patches.length === 1);
	const proposals = alone === undefined ? null : new Set(alone.map(({ patches }) => patches[0]!));
	const closers = ({ closedBy }: FaultyPlace): readonly string[] =>
		closedBy.filter((name) => proposals?.has(name) ?? true);
	const widths = [
		Math.max(...places.map(({ id }) => id.length)),
		Math.max(...places.map(({ linux }) => versionOf(linux).length)),
	];
	const room = width - widths[0]! - widths[1]! - 4;
	return [
		...wrap(messages.placesHead(reference, places.length), width),
		'',
		...table(
			[left('place'), left('Linux'), left('closed by')],
			places.map((place) => [place.id, versionOf(place.linux), namesWithin(closers(place), room)]),
		),
	];
}

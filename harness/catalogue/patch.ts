/*
 * harness/catalogue/patch.ts - functions as a unified diff against what they replace.
 */
import { exported, fileOfAdded, type KernelTree } from './kernel-tree.ts';
import type { SourceFunction } from './source.ts';

export interface Patch {
	readonly text: string;
	readonly functions: number;
	readonly insertions: number;
	readonly deletions: number;
}

type Line = readonly ['=' | '-' | '+', string];

const context = 3;

/**
 * Diff of each function that the variant replaces or adds, in the kernel's file order. What it adds goes to
 * the end of the file in which it replaces something first.
 */
export function patchOf(
	tree: KernelTree,
	kernel: ReadonlyMap<string, SourceFunction>,
	variant: ReadonlyMap<string, SourceFunction>,
	replaced: readonly string[],
	added: readonly string[],
): Patch {
	const texts: string[] = [];
	let insertions = 0;
	let deletions = 0;
	const byFile = groupBy(
		replaced.filter((name) => kernel.has(name) && variant.has(name)),
		(name) => kernel.get(name)!.path,
	);
	const note = (lines: readonly Line[]): void => {
		insertions += lines.filter(([mark]) => mark === '+').length;
		deletions += lines.filter(([mark]) => mark === '-').length;
	};
	const news = groupBy(
		added.filter((name) => variant.has(name)),
		(name) => fileOfAdded(tree, variant.get(name)!.text, kernel, replaced),
	);
	for (const path of news.keys()) if (!byFile.has(path)) byFile.set(path, []);
	for (const path of [...byFile.keys()].toSorted()) {
		texts.push(`--- ${tree.has(path) ? `a/${path}` : '/dev/null'}`, `+++ b/${path}`);
		const hunks: Hunk[] = [];
		const names = byFile.get(path)!.toSorted((a, b) => kernel.get(a)!.line - kernel.get(b)!.line);
		for (const name of names) {
			const before = kernel.get(name)!;
			const lines = diff(before.text.split('\n'), exported(variant.get(name)!.text).split('\n'));
			note(lines);
			hunks.push(...hunksOf(lines, before, name, linesOf(tree.get(path)!)));
		}
		const here = news.get(path) ?? [];
		const lines = here.flatMap((name) => ['', ...exported(variant.get(name)!.text).split('\n')]);
		if (here.length > 0) addAtEnd(hunks, tree.get(path) ?? '', lines, `${here.join(', ')} (new)`);
		// The blank line between two functions is no part of either.
		insertions += lines.length - here.length;
		texts.push(...printed(hunks));
	}
	return {
		text: texts.length === 0 ? '' : `${texts.join('\n')}\n`,
		functions: replaced.length + added.length,
		insertions,
		deletions,
	};
}

interface Hunk {
	/** Of its first line before the patch. */
	readonly start: number;
	heading: string;
	readonly lines: Line[];
}

/** Of a text that ends with a newline. */
const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

const countOf = (lines: readonly Line[], without: Line[0]): number =>
	lines.filter(([mark]) => mark !== without).length;

/** Puts lines behind the last one of a file: into the last hunk, when that goes so far. */
function addAtEnd(hunks: Hunk[], text: string, lines: readonly string[], heading: string): void {
	const before = linesOf(text);
	const added = (text === '' ? lines.slice(1) : lines).map((line): Line => ['+', line]);
	const last = hunks.at(-1);
	if (last !== undefined && last.start + countOf(last.lines, '+') - 1 === before.length) {
		last.lines.push(...added);
		last.heading += `, ${heading}`;
		return;
	}
	const context = before.slice(-1).map((line): Line => ['=', line]);
	hunks.push({ start: before.length, heading, lines: [...context, ...added] });
}

function printed(hunks: readonly Hunk[]): string[] {
	let shift = 0;
	return hunks.flatMap(({ start, heading, lines }) => {
		const before = countOf(lines, '+');
		const after = countOf(lines, '-');
		const from = `-${start},${before}`;
		const to = `+${start + shift + (before === 0 ? 1 : 0)},${after}`;
		shift += after - before;
		return [
			`@@ ${from} ${to} @@ ${heading}`,
			...lines.map(([mark, line]) => `${mark === '=' ? ' ' : mark}${line}`),
		];
	});
}

/** Longest common subsequence, line by line; functions are short. */
function diff(a: readonly string[], b: readonly string[]): Line[] {
	const best = Array.from({ length: a.length + 1 }, () => new Int32Array(b.length + 1));
	for (let i = a.length - 1; i >= 0; i--) {
		for (let j = b.length - 1; j >= 0; j--) {
			best[i]![j] =
				a[i] === b[j] ? best[i + 1]![j + 1]! + 1 : Math.max(best[i + 1]![j]!, best[i]![j + 1]!);
		}
	}
	const lines: Line[] = [];
	let i = 0;
	let j = 0;
	while (i < a.length || j < b.length) {
		if (i < a.length && j < b.length && a[i] === b[j]) {
			lines.push(['=', a[i]!]);
			i++;
			j++;
		} else if (i < a.length && (j === b.length || best[i + 1]![j]! >= best[i]![j + 1]!)) {
			lines.push(['-', a[i++]!]);
		} else lines.push(['+', b[j++]!]);
	}
	return lines;
}

function hunksOf(
	lines: readonly Line[],
	before: SourceFunction,
	name: string,
	file: readonly string[],
): Hunk[] {
	const hunks: Hunk[] = [];
	const changed = lines.flatMap(([mark], i) => (mark === '=' ? [] : [i]));
	let at = 0;
	while (at < changed.length) {
		const first = Math.max(0, changed[at]! - context);
		let last = changed[at]!;
		while (at < changed.length && changed[at]! <= last + 2 * context) last = changed[at++]!;
		last = Math.min(lines.length - 1, last + context);
		const start = before.line + countOf(lines.slice(0, first), '+');
		const hunk = lines.slice(first, last + 1);
		// Without a line behind it, a hunk is for the end of the file.
		const behind = file[before.line - 1 + before.text.split('\n').length];
		if (hunk.at(-1)![0] !== '=' && behind !== undefined) hunk.push(['=', behind]);
		hunks.push({ start, heading: name, lines: hunk });
	}
	return hunks;
}

function groupBy(names: readonly string[], key: (name: string) => string): Map<string, string[]> {
	const groups = new Map<string, string[]>();
	for (const name of names) {
		const group = groups.get(key(name)) ?? [];
		group.push(name);
		groups.set(key(name), group);
	}
	return groups;
}

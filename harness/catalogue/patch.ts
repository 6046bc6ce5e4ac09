/*
 * harness/catalogue/patch.ts - functions as a unified diff against what they replace.
 */
import type { SourceFunction } from './source.ts';

export interface Patch {
	readonly text: string;
	readonly functions: number;
	readonly insertions: number;
	readonly deletions: number;
}

type Line = readonly ['=' | '-' | '+', string];

const context = 3;

/** Diff of each function that the variant replaces or adds, in the kernel's file order. */
export function patchOf(
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
	for (const path of [...byFile.keys()].toSorted()) {
		texts.push(`--- a/${path}`, `+++ b/${path}`);
		let shift = 0;
		const names = byFile.get(path)!.toSorted((a, b) => kernel.get(a)!.line - kernel.get(b)!.line);
		for (const name of names) {
			const before = kernel.get(name)!;
			const lines = diff(
				before.text.split('\n'),
				variant
					.get(name)!
					.text.replace(/^function/m, 'export function')
					.split('\n'),
			);
			note(lines);
			const hunks = hunksOf(lines, before.line, shift, name);
			texts.push(...hunks.text);
			shift = hunks.shift;
		}
	}
	if (added.length > 0) {
		const path =
			kernel.get(replaced.find((name) => kernel.has(name)) ?? '')?.path ?? 'harness/mm/added.ts';
		texts.push(`--- a/${path}`, `+++ b/${path}`);
		for (const name of added) {
			const lines = (variant.get(name)?.text ?? '').split('\n').map((line): Line => ['+', line]);
			note(lines);
			texts.push(
				`@@ -0,0 +1,${lines.length} @@ ${name} (new)`,
				...lines.map(([, line]) => `+${line}`),
			);
		}
	}
	return {
		text: texts.length === 0 ? '' : `${texts.join('\n')}\n`,
		functions: replaced.length + added.length,
		insertions,
		deletions,
	};
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
	firstLine: number,
	shiftBefore: number,
	name: string,
): { text: string[]; shift: number } {
	const text: string[] = [];
	let shift = shiftBefore;
	const changed = lines.flatMap(([mark], i) => (mark === '=' ? [] : [i]));
	let at = 0;
	while (at < changed.length) {
		const first = Math.max(0, changed[at]! - context);
		let last = changed[at]!;
		while (at < changed.length && changed[at]! <= last + 2 * context) last = changed[at++]!;
		last = Math.min(lines.length - 1, last + context);
		const hunk = lines.slice(first, last + 1);
		const beforeStart = firstLine + lines.slice(0, first).filter(([mark]) => mark !== '+').length;
		const beforeCount = hunk.filter(([mark]) => mark !== '+').length;
		const afterCount = hunk.filter(([mark]) => mark !== '-').length;
		const done = lines.slice(0, first);
		const shiftHere =
			shift +
			done.filter(([mark]) => mark === '+').length -
			done.filter(([mark]) => mark === '-').length;
		text.push(
			`@@ -${beforeStart},${beforeCount} +${beforeStart + shiftHere},${afterCount} @@ ${name}`,
			...hunk.map(([mark, line]) => `${mark === '=' ? ' ' : mark}${line}`),
		);
	}
	shift +=
		lines.filter(([mark]) => mark === '+').length - lines.filter(([mark]) => mark === '-').length;
	return { text, shift };
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

/*
 * The tree of locks at the head of mm/rmap.ts and the table in mm/lock-order.ts say the same, and the table has what
 * the kernel does.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant } from '../cell/boot.ts';
import { stageOf } from '../cell/stage.ts';
import { packageRoot } from '../catalogue/source.ts';
import { lockOrderFindings } from '../check/lock-edges.ts';
import { storedSearch } from '../explore/stored.ts';
import { lockOrder } from './lock-order.ts';

interface Nesting {
	readonly outer: string;
	readonly inner: string;
	/** Whether the tree says that `inner` may only be tried there. */
	readonly isTried: boolean;
}

/** Whether the table lets a task wait for `inner` while it holds `outer`: the reverse is then a finding. */
const follows = (outer: string, inner: string): boolean =>
	lockOrderFindings(new Map([[`${inner}>${outer}`, [0, 0]]]), lockOrder, String).length === 1;

/** Each lock of the tree with each lock around it. */
function nestingsOf(head: string): Nesting[] {
	const nestings: Nesting[] = [];
	let around: { readonly indent: number; readonly lock: string }[] = [];
	for (const line of head.split('\n')) {
		const node = /^ \*(?<indent> {3,})(?<tried>try )?\w[\w ,]*\((?<locks>[A-Z, ]+)\)/.exec(line);
		if (node === null) continue;
		const { indent, tried, locks } = node.groups as Record<string, string>;
		around = around.filter((each) => each.indent < indent!.length);
		for (const lock of locks!.split(', ')) {
			for (const { lock: outer } of around) {
				nestings.push({ outer, inner: lock, isTried: tried !== undefined });
			}
			around.push({ indent: indent!.length, lock });
		}
	}
	return nestings;
}

const source = readFileSync(join(packageRoot(), 'harness/mm/rmap.ts'), 'utf8');
const nestings = nestingsOf(source.slice(0, source.indexOf('*/')));
const words = ({ outer, inner }: { outer: string; inner: string }): string => `${outer} > ${inner}`;

test('there is a tree', () => {
	expect(nestings.length).toBeGreaterThan(25);
});

test('what the tree lets a task wait for, the table allows', () => {
	const waits = nestings.filter(({ isTried }) => !isTried);
	expect(waits.filter(({ outer, inner }) => !follows(outer, inner)).map(words)).toEqual([]);
});

test('what the tree lets a task only try is inside a lock that it comes before', () => {
	const tried = nestings.filter(({ isTried }) => isTried);
	expect(new Set(tried.filter(({ outer, inner }) => follows(inner, outer)).map(words))).toEqual(
		new Set(['CL > SS', 'CL > PTL']),
	);
});

test('the tree has each line of the table about two locks that others are taken inside of', () => {
	const outers = new Set(nestings.map(({ outer }) => outer));
	const shown = new Set(nestings.map(words));
	const ofTree = lockOrder.filter(({ outer, inner }) => outers.has(outer) && outers.has(inner));
	expect(ofTree.length).toBeGreaterThan(6);
	expect(ofTree.map(words).filter((each) => !shown.has(each))).toEqual([]);
});

/** Which locks a complete search of the base sees a task wait for while it holds others. */
function seenIn(text: string): string[] {
	const read = parseLitmus(`scenario nesting\n${text}`, 'nesting.litmus');
	if ('error' in read) throw new Error(read.error.message);
	const { problem } = stageOf(bootVariant(variants['lock-page-convert']!), read.workload);
	const options = { statesMax: 100_000, seed: 1 };
	const nothing = (): void => {};
	expect(storedSearch(problem!, options, nothing, nothing).complete).toBe(true);
	return [...problem!.machine.edges.keys()].toSorted();
}

// mm/filemap.c of 2.5.66: the reference to a page that was truncated meanwhile is dropped behind read_lock(), and it
// may be the last: __page_cache_release() then takes zone->lru_lock.
test('find_lock_page() drops a last reference under page_lock, and the table has it', () => {
	const text = 'file f 1 page cached\ncpu a { write f[0] }\ncpu b { invalidate f }';
	expect(seenIn(text)).toContain('TL>LRU');
	expect(follows('TL', 'LRU')).toBe(true);
});

/*
 * The timeline of an execution: its steps are those that replay prints, its words lead from the state before the race
 * to the one at the end, and what it says of locks, switches and functions is so.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';
import type { Timeline } from '../result.ts';
import { parseToken } from '../text/token.ts';
import { loadExecution, runExecution } from './execution.ts';
import { timelineOf } from './timeline.ts';
import { describeEvent } from './trace.ts';

async function timeline(token: string, oracle?: string): Promise<Timeline> {
	const execution = await loadExecution(parseToken(token)!, {});
	return timelineOf(execution, { token, schedule: execution.token.schedule, oracle });
}

const race = 'lock-page-convert:trunc-vs-fault:B1aA3tBa';
const deadlock = 'forced-unmap-blocking:recheck-populate:AoB1wA6';
const orphan = 'nonlinear-aware:invalidate-vs-fault:B1iA38B8';
const weak = 'truncate-count-two:count-vs-truncate-relaxed:BsA52BGHIJ';
const bareBit = 'convert-v2a:convert-vs-locker:A1pBbAs';

describe.each([race, deadlock, orphan, weak, bareBit])('%s', (token) => {
	test('has the steps that replay prints', async () => {
		const execution = await loadExecution(parseToken(token)!, {});
		const { result, nameOf } = runExecution(execution, execution.token.schedule);
		const { steps, functions } = await timeline(token);
		expect(steps.map(({ says }) => says)).toEqual(
			result.events.map((event) => describeEvent(event, nameOf)),
		);
		expect(steps.map(({ stack }) => stack.map((each) => functions[each]!.name))).toEqual(
			result.events.map(({ stack }) => stack),
		);
	});

	test('has words of which each write begins with what the last one left', async () => {
		const { steps, words } = await timeline(token);
		const now = words.map(({ first }) => first);
		for (const { reads, writes } of steps) {
			for (const { word, old, now: next } of writes) {
				expect(old, words[word]!.name).toBe(now[word]);
				now[word] = next;
			}
			if (token === weak) continue;
			for (const { word, value } of reads) expect(value, words[word]!.name).toBe(now[word]);
		}
	});

	test('has tracks that end as their words do', async () => {
		const { steps, words, tracks } = await timeline(token);
		const now = words.map(({ first }) => first);
		for (const { writes } of steps) for (const each of writes) now[each.word] = each.now;
		const mappings = tracks.filter(({ name }) => name === 'mapping');
		expect(mappings.length).toBeGreaterThan(0);
		for (const { page, name, values } of mappings) {
			const word = words.findIndex((each) => each.name === `${page}.${name}`);
			expect(values.at(-1)!.value).toBe(now[word]);
			expect(values[0]!.from).toBe(0);
		}
	});

	test('has one holder for each exclusive lock at any time', async () => {
		const { locks, steps } = await timeline(token);
		expect(locks.length).toBeGreaterThan(3);
		for (const one of locks) {
			expect(one.to ?? steps.length).toBeGreaterThanOrEqual(one.from);
			const others = locks.filter(
				(other) =>
					other !== one &&
					other.lock === one.lock &&
					other.from <= one.from &&
					(other.to ?? Infinity) > one.from,
			);
			if (!one.isShared) expect(others, one.lock).toEqual([]);
		}
	});
});

describe('what is told', () => {
	test('a switch with its reason: who is waited for, and since when', async () => {
		const { switches, steps } = await timeline(deadlock);
		expect(switches).toEqual([
			{ after: 24, task: 0, to: 1, why: 'preempted', says: 'is preempted' },
			{ after: 92, task: 1, to: 0, why: 'preempted', says: 'is preempted' },
			{
				after: 98,
				task: 0,
				to: null,
				why: 'waits',
				says: 'waits for CL(f[2]) held by CPU1 since step 83',
			},
		]);
		expect(steps[82]!.says).toEqual(['lock(CL f[2])']);
		const { waits, locks } = await timeline(deadlock);
		expect(waits).toEqual([
			{ task: 0, says: 'waits for CL(f[2]) held by CPU1 since step 83' },
			{ task: 1, says: 'waits for PTL(mm of A) held by CPU0 since step 93' },
		]);
		const ends = locks.filter(({ to, isContended }) => to === null && isContended);
		expect(ends.map(({ lock, task }) => [lock, task])).toEqual([
			['CL(f[2])', 1],
			['PTL(mm of A)', 0],
		]);
	});

	test('a bit that somebody set who holds no lock', async () => {
		const { switches } = await timeline(bareBit);
		expect(switches.map(({ says }) => says)).toContain('waits for PL(f[1]) set by CPU0 at step 28');
	});

	test('where a function stands, in the kernel and in the variant', async () => {
		const { functions } = await timeline(orphan);
		const files = new Set(functions.flatMap(({ file }) => file ?? []));
		expect([...files].some((each) => each.startsWith('harness/mm/'))).toBe(true);
		expect([...files].some((each) => each.startsWith('variants/'))).toBe(true);
		for (const { name, file, line } of functions) {
			if (file === null) continue;
			const text = readFileSync(join(packageRoot(), file), 'utf8').split('\n')[line! - 1];
			expect(text).toContain(`function* ${name}(`);
		}
	});

	test('the step that kills, the step that is wrong, and neither of a deadlock', async () => {
		const bug = await timeline(race);
		expect(bug.steps[bug.violation! - 1]).toMatchObject({ says: ['BUG()'], dies: true });
		expect(bug.offends).toBe(bug.violation);
		const page = await timeline(orphan);
		expect(page.violation).toBeNull();
		expect(page.steps[page.offends! - 1]!.says).toEqual(['f[1].mapping = 0']);
		expect(await timeline(deadlock)).toMatchObject({ violation: null, offends: null });
		const lost = await timeline('lock-page-convert:direct-write-vs-store:B2oA3dB1gC7r');
		expect(lost.steps[lost.offends! - 1]!.says).toEqual(['f[1]: PG_dirty = 0']);
		expect(lost.findings[0]!.oracle).toBe('lost dirty data');
	});

	test.each([
		// The page keeps its mapping, and leaves the tree: not a pte, and not the mapping of another page.
		['page->mapping and tree disagree', 'keep-mapping:trunc-remapped:A6r', 'f.page_tree[3] = 0'],
		// The pte of page 8 stays as it is, and those of other pages have nothing to do with it.
		['access beyond EOF succeeds', 'lock-page-convert:trunc-remapped:A6k', 'f.i_size = 8192'],
		// The second copy comes in when the file is read afterwards.
		[
			'two copies of one file page',
			'lock-page-convert:recheck-invalidate:B1mA1yBaC15',
			'f.page_tree[0] = page#2',
		],
		// Counted down once too often, and up again behind that.
		[
			'nr_mapped wrong',
			'lock-page-convert:convert-vs-zap:B12A15BxA1jB9',
			'page_states.nr_mapped -= 1',
		],
		[
			'VM_LOCKED page unmapped inside EOF',
			'lock-page-convert:trunc-innocent-locked:A7g',
			'A.pte[11] = none',
		],
		['linear page instead of SIGBUS', 'forced-unmap:trunc-remapped:A86', 'A.pte[8] = none'],
	])('%s: the step that makes it true', async (oracle, token, says) => {
		const drawn = await timeline(token, oracle);
		expect(drawn.findings[0]!.oracle).toBe(oracle);
		expect(drawn.steps[drawn.offends! - 1]!.says).toEqual([says]);
		expect(drawn.steps[drawn.offends! - 1]!.weight).toBe('meets');
	});

	test('the finding that it is drawn for comes first', async () => {
		const { findings } = await timeline(orphan, 'unreclaimable page');
		expect(findings.map(({ oracle }) => oracle)).toEqual([
			'unreclaimable page',
			'orphan page mapped',
			'page not reachable by rmap',
		]);
	});

	test('address spaces, with the pte that the race is about', async () => {
		const { spaces, words, tracks } = await timeline(race);
		expect(spaces).toMatchObject([{ process: 'A', maps: [{ name: 'm', first: 8, file: 'f' }] }]);
		const pte = spaces[0]!.ptes.find(({ page }) => page === 9)!;
		expect(words[pte.word]!.name).toBe('A.pte[9]');
		expect(tracks.find(({ name }) => name === 'pte of A page 9')!.values).toEqual([
			{ from: 0, value: 'none' },
			{ from: 188, value: 'f[1] rw acc' },
		]);
	});

	test('a step touches nothing that another cpu writes when it is said to be alone', async () => {
		const { steps, words } = await timeline(race);
		const writers = new Map<number, Set<number>>();
		for (const { task, writes } of steps) {
			for (const { word } of writes) {
				writers.set(word, (writers.get(word) ?? new Set<number>()).add(task));
			}
		}
		const alone = steps.filter(({ weight }) => weight === 'alone');
		expect(alone.length).toBeGreaterThan(50);
		for (const { task, reads, writes } of alone) {
			for (const { word } of [...reads, ...writes]) {
				const others = [...(writers.get(word) ?? [])].filter((each) => each !== task);
				expect(others, words[word]!.name).toEqual([]);
			}
		}
	});
});

test('functions stand where the kernel has them, and in the text that runs', async () => {
	const { functions } = await timeline(race);
	const placed = new Map(functions.map((each) => [each.name, each]));
	expect(placed.get('do_no_page')).toMatchObject({
		file: 'harness/mm/memory.ts',
		kernel: 'mm/memory.c:do_no_page',
	});
	expect(placed.get('filemap_nopage_at')?.kernel).toBe('mm/filemap.c:filemap_nopage');
	// The program's own part is of no kernel.
	expect(functions[0]?.kernel).toBeNull();
});

/*
 * Walking through an execution: every key, what is told of memory, locks and who waits for whom.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { loadExecution, runExecution, type Execution } from '../replay/execution.ts';
import { parseToken } from '../text/token.ts';
import { replayLines } from './replay.ts';
import { Walk } from './step.ts';

const deadlock = 'forced-unmap-blocking:recheck-populate@eb1e49:AoB1wA6';

let execution: Execution;
beforeAll(async () => {
	execution = await loadExecution(parseToken(deadlock)!, {});
});

/** What the keys show, one entry a key. */
function walk(keys: string, over: Execution = execution): string[] {
	const walking = new Walk(over);
	return keys.split('').map((key) => (walking.press(key) ?? ['quit']).join('\n'));
}

describe('replay --step', () => {
	test('Enter and space take one step and tell what came of it', () => {
		const [first, second] = walk('\n ');
		expect(first!.split('\n')).toEqual([
			'sys_remap_file_pages()',
			' lock(MS mm of A)',
			'-- step 1 of 98, CPU0 remapper',
			'   CPU0 remapper  next in find_vma(): reads mm of A.mmap_cache',
			'                  holds MS(mm of A) shared since step 1',
			'   CPU1 truncator next in do_truncate(): lock IS(f)',
		]);
		expect(second).toContain('-- step 2 of 98');
	});

	test('a write is told with what was there before', () => {
		const all = walk(' '.repeat(24)).join('\n');
		expect(all).toContain('   f[2].count: 2 -> 3\n');
		expect(all).toContain('   PG_referenced(f[2]): 0 -> 1\n');
		expect(all).toContain('   pte_chain#8 allocated\n');
		expect(all).not.toContain('tree_lock');
	});

	test('n goes to the first step of the next cpu, and to the end when there is none', () => {
		const [one, two, three] = walk('nnn');
		expect(one).toContain('-- step 25 of 98, CPU1 truncator');
		expect(two).toContain('-- step 93 of 98, CPU0 remapper');
		expect(three).toContain('-- step 98 of 98, CPU0 remapper');
	});

	test('who waits is told with what for, who holds it, and since when', () => {
		const end = walk('nnn').at(-1)!.replaceAll(/\n +/g, ' ');
		expect(end).toContain(
			'remapper  waits in pte_chain_lock(): lock CL(f[2]) held by CPU1 since step 83',
		);
		expect(end).toContain(
			'truncator waits in try_to_unmap_one(): lock PTL(mm of A) held by CPU0 since step 93',
		);
		expect(end).toMatch(/\*\*\* deadlock: remapper holds MS\(mm of A\), PTL\(mm of A\)/);
	});

	test('b takes a step back, to the very same words, and stops at the beginning', () => {
		const [first, second, back, head, still] = walk('  bbb');
		expect(second).not.toBe(first);
		expect(back!.split('\n').slice(-4)).toEqual(first!.split('\n').slice(-4));
		expect(head).toContain('CPU0 remapper');
		expect(still).toBe(head);
	});

	test('q ends it, ? helps, and what is no key is said to be none', () => {
		expect(walk('q\u0003?x')).toEqual([
			'quit',
			'quit',
			expect.stringContaining('b             back one step'),
			'no such key "x"; ? = help',
		]);
	});

	test('no line is longer than 80 columns, and every event has its row', () => {
		const shown = walk(' '.repeat(98));
		expect(Math.max(...shown.flatMap((each) => each.split('\n').map((l) => l.length)))).toBe(80);
		for (const [i, each] of shown.entries()) {
			expect(each).toContain(`-- step ${i + 1} of 98`);
			expect(each.startsWith('--')).toBe(false);
		}
	});

	test('a task that died or ended says so', async () => {
		const bug = await loadExecution(
			parseToken('lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa')!,
			{},
		);
		const end = walk('nnn', bug).at(-1)!.replaceAll(/\n +/g, ' ');
		expect(end).toContain('truncator has ended');
		expect(end).toContain('faulter   has died: kernel BUG: page_add_rmap: !page->mapping');
	});
});

describe('replay', () => {
	const printed = async (token: string, all: boolean): Promise<string[]> => {
		const followed = await loadExecution(parseToken(token)!, {});
		return replayLines(followed, runExecution(followed, followed.token.schedule), all);
	};
	const leftOut = (lines: readonly string[]): string | undefined =>
		lines.find((line) => line.startsWith(' Left out: '));

	test('of one cpu has all that it wrote, and says what is left out', async () => {
		const lines = await printed('keep-mapping:trunc-remapped:A6r', false);
		const text = lines.join('\n');
		for (const said of ['f.i_size = 8192', 'A.pte[11] = none', 'f.page_tree[3] = 0']) {
			expect(text).toContain(said);
		}
		expect(leftOut(lines)).toMatch(/^ Left out: \d+ of \d+ steps, that only look\. replay --all/);
	});

	test('of cpus that meet has no less than the mail about it', async () => {
		const token = 'lock-page-convert:trunc-vs-fault:B1aA1yBmA1v';
		const lines = await printed(token, false);
		expect(leftOut(lines)).toContain('steps, by which no cpu meets another.');
		const all = await printed(token, true);
		expect(all.length).toBeGreaterThan(lines.length);
		for (const line of lines.filter((each) => / = | is /.test(each) && !each.includes('***'))) {
			expect(all).toContain(line);
		}
		expect(leftOut(all)).toBeUndefined();
	});

	test('calls functions as the kernel and the mail do, and parts of one by one name', async () => {
		const token = 'lock-page-convert:trunc-vs-fault:B1aA1yBmA1v';
		for (const all of [false, true]) {
			const lines = await printed(token, all);
			const functions = lines.flatMap((line) => /(\w+)\(\)$/.exec(line.trim())?.[1] ?? []);
			expect(functions).toContain('sys_ftruncate');
			expect(functions.filter((name) => /[A-Z]/.test(name))).toEqual([]);
			expect(functions).not.toContain('do_no_page_anon');
			expect(functions).not.toContain('page_cache_release');
		}
	});

	test('--all has each step', async () => {
		const followed = await loadExecution(parseToken('keep-mapping:trunc-remapped:A6r')!, {});
		const { result } = runExecution(followed, followed.token.schedule);
		const rows = (await printed('keep-mapping:trunc-remapped:A6r', true)).filter(
			(line) => !/\(\)$|^$|\*\*\*/.test(line),
		);
		// Each step has at least its line; heads are three.
		expect(rows.length - 3).toBeGreaterThanOrEqual(result.events.length);
	});

	test('a livelock is followed until its circle closes and called by its name', async () => {
		const token = 'convert-v1:convert-vs-fault@94f5c5:AgBcAmBlA1BaA2';
		const circle = await loadExecution(parseToken(token)!, {});
		const replayed = runExecution(circle, circle.token.schedule);
		expect(replayed.findings.map((each) => each.oracle)).toEqual(['livelock']);
		expect(replayed.result.events.length).toBeLessThan(500);
		expect(replayLines(circle, replayed, false).at(-1)).toContain('*** livelock: ');
	});

	test('a schedule that does not fit says where it was left and what stood in the way', () => {
		const left = (schedule: string): string => {
			const token = parseToken(`a:b@000000:${schedule}`)!;
			return walk('nnnnn', { ...execution, token })
				.at(-1)!
				.replaceAll(/\n +/g, ' ');
		};
		expect(left('AoB1wA9')).toContain(
			'remapper, in pte_chain_lock(), cannot take step 7: it waits: lock CL(f[2])',
		);
		expect(left('Azz')).toContain('it has ended');
	});
});

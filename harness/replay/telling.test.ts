/*
 * Executions in plain sentences: those of a race are in order, say who does it in which function, leave out what says
 * nothing new, and end with what is wrong.
 */
import { expect, test } from 'vitest';
import type { ToldLine } from '../result.ts';
import { parseToken } from '../text/token.ts';
import { loadExecution } from './execution.ts';
import { tellingOf } from './telling.ts';
import { timelineOf } from './timeline.ts';

async function telling(token: string, oracle: string): Promise<ToldLine[]> {
	const execution = await loadExecution(parseToken(token)!, {});
	return tellingOf(timelineOf(execution, { token, schedule: execution.token.schedule, oracle }));
}

const said = (lines: readonly ToldLine[]): string[] =>
	lines.map(({ who, says }) => `${who} ${says}`.trim());

test('a fault finds a page that truncation takes, and maps it', async () => {
	const lines = await telling('lock-page-convert:trunc-vs-fault:B17A3tBo', 'orphan page mapped');
	expect(said(lines)).toEqual([
		'CPU1 faulter finds f[1] in the page cache of f, and is preempted some steps later: another cpu goes on',
		'CPU0 truncator cuts f to 1 page: f[1] and all behind it lie beyond EOF now',
		'CPU0 truncator looks at the pte of page 9 of process A: nothing is mapped there',
		'CPU0 truncator takes f[1] out of the page cache of f',
		'CPU1 faulter sees that f[1]->mapping is NULL: it belongs to no file',
		'CPU1 faulter takes f[1] for an anonymous page: PG_anon = 1',
		'CPU1 faulter maps f[1] at page 9 of process A',
		'orphan page mapped: page 9 of process A, meant for f[1], maps f[1], which is in no file',
	]);
	expect(lines.map((each) => each.function)).toEqual([
		'find_get_page',
		'vmtruncate',
		'zap_pte_range',
		'__remove_from_page_cache',
		'do_no_page',
		'do_no_page',
		'do_no_page',
		'',
	]);
});

test.for([
	['lock-page-convert:trunc-vs-fault:B1aA3tBa', 'kernel BUG'],
	['lock-page-convert:trunc-innocent-locked:A7g', 'VM_LOCKED page unmapped inside EOF'],
	['convert-v2a:convert-vs-locker:A1pBbAs', 'deadlock'],
	['nonlinear-aware:invalidate-vs-fault:B1iA38B8', 'orphan page mapped'],
] as const)(
	'%s: steps are in order, and the last sentence is what is wrong',
	async ([token, oracle]) => {
		const lines = await telling(token, oracle);
		expect(lines.length).toBeGreaterThan(2);
		expect(lines.length).toBeLessThanOrEqual(8);
		const steps = lines.flatMap(({ at }) => at ?? []);
		expect(steps).toEqual(steps.toSorted((a, b) => a - b));
		expect(said(lines).at(-1)).toMatch(
			oracle === 'kernel BUG' ? /stops for good: / : RegExp(`^${oracle}: `),
		);
	},
);

test('somebody who waits is said to wait, for whom', async () => {
	const lines = await telling('convert-v2a:convert-vs-locker:A1pBbAs', 'deadlock');
	expect(said(lines).join('\n')).toMatch(/, then waits for PL\(f\[1\]\) /);
});

test('what forced unmapping takes is said', async () => {
	const lines = await telling('forced-unmap:linear-appears:A6gB1o', 'access beyond EOF succeeds');
	expect(said(lines)).toContain('CPU0 truncator unmaps f[3] from page 8 of process A');
	expect(said(lines)).toContain('Afterwards the test maps f[0] at page 8 of process A');
});

/*
 * Diagrams for mails: the steps by which cpus meet, and no others, in columns that fit.
 */
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../cell/stage.ts';
import { parseToken } from '../text/token.ts';
import { drawDiagram, type DiagramOptions } from './diagram.ts';
import { loadExecution, runExecution } from './execution.ts';
import { readerNamesOf } from './reader-name.ts';
import { printTable } from './trace.ts';

async function executionOf(token: string) {
	const execution = await loadExecution(parseToken(token)!, {});
	const { result, findings, nameOf } = runExecution(execution, execution.token.schedule);
	const { names, placed, booted } = execution;
	const functionOf = readerNamesOf(booted.variant);
	return {
		result,
		findings,
		nameOf,
		functionOf,
		names,
		columns: columnsOf(execution),
		after: placed.after,
	};
}

async function draw(token: string, options: Partial<DiagramOptions> = {}): Promise<string[]> {
	const { result, functionOf: _, ...rest } = await executionOf(token);
	return drawDiagram(result, { ...rest, locks: false, contents: false, width: 72, ...options });
}

const race = 'lock-page-convert:trunc-vs-fault:AB';

describe('what is shown', () => {
	test('is what one cpu wrote and the other read, and not what each does alone', async () => {
		const text = (await draw(race)).join('\n');
		expect(text).toMatch(/^ {4}f\.i_size = 4096$/m);
		expect(text).toMatch(/^ {41}f\.i_size is 4096$/m);
		const whole = await executionOf(race);
		const { lines: all } = printTable(whole.result, { ...whole, shows: 'meets' });
		expect(all.length).toBeGreaterThan(1.5 * text.split('\n').length);
		// Each reads the flags of the vma, and nobody writes them.
		expect(text).not.toContain('vm_flags');
	});

	test('is told of the last writer only', async () => {
		const lines = await draw('lock-page-convert:trunc-vs-fault:BA');
		const read = lines.findIndex((line) => /^ {4}mm of A\.pgd\[1\] is pte_table/.test(line));
		const writes = lines.slice(0, read).filter((line) => line.includes('mm of A.pgd[1] ='));
		expect(writes).toHaveLength(1);
	});

	test('is what disk and pages hold when the finding is about that, and a frame that is used again has no name of the first page', async () => {
		const lost = 'lock-page-convert:direct-write-vs-store:B2oA3dB1gC7r';
		expect((await draw(lost)).join('\n')).not.toMatch(/contents =|disk\[/);
		const text = (await draw(lost, { contents: true })).join('\n');
		// O_DIRECT writes block 0; the frame of what was f[0] is read into again, for f[1].
		expect(text).toMatch(/^ +f\.disk\[0\] = 1001$/m);
		expect(text).toMatch(/page#1\.contents =\s+102/);
		expect(text).not.toMatch(/f\[0\]/);
		const { findings } = await executionOf(lost);
		expect(findings.map(({ detail }) => detail)).toContain(
			'value 1002 stored in f[1] has gone: page#1 holds another',
		);
	});

	test('leaves out two that add to one counter and do not look', async () => {
		const { result } = await executionOf('convert-v2a:convert-vs-locker:BjA2hB2');
		const tasks = result.events.flatMap(({ step, task }) =>
			step.kind === 'add' && step.operation.field?.name === 'count' ? [task] : [],
		);
		expect(new Set(tasks).size).toBe(2);
		const text = (await draw('convert-v2a:convert-vs-locker:BjA2hB2')).join('\n');
		expect(text).not.toContain('count +=');
	});

	test('has a lock bit that somebody writes as a bit, and the step on which a task dies', async () => {
		const lines = await draw('convert-v2a:convert-vs-locker:BjA2hB2');
		expect(lines.map((line) => line.trim())).toEqual([
			'CPU0 remapper                        CPU1 syncer',
			'----                                 ----',
			'userFsync()',
			'lock_page()',
			'lock(PL f[1])',
			'userRemap()',
			'page_convert_anon_begin()',
			'f[1]: PG_locked = 1',
			'page_convert_anon()',
			'f[1]: PG_locked = 0',
			'unlock_page()',
			'unlock(PL f[1])',
			'BUG()',
		]);
	});

	test('of a deadlock has what each holds and what it waits for', async () => {
		const deadlock = 'forced-unmap-blocking:recheck-populate:AoB1wA6';
		const { findings } = await executionOf(deadlock);
		expect(findings.map(({ oracle }) => oracle)).toEqual(['deadlock']);
		const text = (await draw(deadlock, { locks: true })).join('\n');
		expect(text).toMatch(/^ {4}lock\(PTL mm of A\)$/m);
		expect(text).toMatch(/^ {41}lock\(CL f\[2\]\)$/m);
		expect(text).toMatch(/^ {4}waits for CL f\[2\]$/m);
		expect(text).toMatch(/^ {41}waits for PTL mm of A$/m);
		expect((await draw(deadlock)).join('\n')).not.toMatch(/waits|lock\(/);
	});

	test('of one cpu alone is what it leaves behind', async () => {
		const lines = await draw('lock-page-convert:convert-enomem:A1b');
		expect(lines.slice(0, 2)).toEqual(['CPU0 remapper', '----']);
		expect(lines.join('\n')).toContain('alloc pte_chain: fails');
	});

	test('has what runs afterwards in a column of that name, which meets nobody', async () => {
		const lines = await draw('lock-page-convert:quiet:A');
		expect(lines[0]).toMatch(/^CPU0 all +afterwards$/);
		const after = lines.filter((line) => line.startsWith(' '.repeat(37)));
		expect(after.join('\n')).toMatch(/\.pte\[\d\] = none/);
		expect(after.join('\n')).not.toMatch(/ is /);
	});
});

describe('a line', () => {
	test.each([72, 80, 50])('fits %i columns, of three cpus too', async (width) => {
		for (const token of [race, 'lock-page-convert:referenced-vs-inv:B1CA2BAC']) {
			const lines = await draw(token, { width });
			expect(lines.length).toBeGreaterThan(5);
			for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(width);
		}
	});

	test('has no name that is cut where another column has room', async () => {
		const token = 'lock-page-convert:recheck-invalidate:B1mA1yBaC15';
		const text = (await draw(token)).map((line) => line.trim());
		expect(text[0]).toMatch(/^CPU0 invalidator +CPU1 faulter +afterwards$/);
		for (const name of ['__remove_from_page_cache()', 'invalidate_complete_page()']) {
			expect(text).toContain(name);
		}
		for (const line of await draw(token)) expect(line.length, line).toBeLessThanOrEqual(72);
	});

	test('that is too long goes on below itself, and loses nothing', async () => {
		const glued = (lines: readonly string[]): string => lines.join('').replaceAll(' ', '');
		const wide = await draw(race, { width: 200 });
		const narrow = await draw(race, { width: 44 });
		expect(narrow.length).toBeGreaterThan(wide.length);
		expect(glued(narrow.slice(2))).toBe(glued(wide.slice(2)));
	});
});

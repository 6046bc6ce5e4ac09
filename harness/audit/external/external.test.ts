/*
 * Tests of suites from elsewhere: the rows are read and held against their schema, linux-6-18 passes them, every other
 * failure has a known cause, and a kernel that is broken on purpose fails. Needs dist/.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../catalogue/source.ts';
import { commandLineIn } from '../../commands/fixture.ts';
import type { ExternalResult, ExternalVerdict } from '../../result.ts';
import { rowOf } from './row.ts';
import { shippedRows } from './rows.ts';
import { rowSchema } from './schema.ts';

const { folder, rmaplab, rmaplabWith } = commandLineIn('external');

const resultOf = (...args: string[]): ExternalResult =>
	JSON.parse(rmaplab('external', '--json', ...args).stdout) as ExternalResult;

describe('rows', () => {
	const rows = shippedRows();

	test('each of the table is there: 1 to 19 and 22 to 24', () => {
		const numbers = [...new Set(rows.map(({ row }) => row))];
		expect(numbers).toEqual([...Array.from({ length: 19 }, (_, i) => i + 1), 22, 23, 24]);
		const by = (how: string): number => rows.filter(({ asked }) => asked.by === how).length;
		expect([by('steps'), by('litmus'), by('nothing')]).toEqual([31, 12, 6]);
		// What is cited is a file, and where it is known which one, that.
		const cited = rows.filter(({ source: { url } }) =>
			/\/(?:blob|commit)\/[0-9a-f]{12,}/.test(url ?? ''),
		);
		expect(cited.length).toBe(43);
	});

	test('are listed, and so is their schema', () => {
		expect(JSON.parse(rmaplab('list', 'external-schema').stdout)).toEqual(rowSchema);
		const listed = JSON.parse(rmaplab('list', 'external', '--json').stdout) as {
			readonly external: readonly { readonly name: string }[];
		};
		expect(listed.external.map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
	});
});

describe('verdicts', () => {
	const verdicts = ({ rows }: ExternalResult, variant: string): Record<string, number> => {
		const counts: Partial<Record<ExternalVerdict, number>> = {};
		for (const each of rows) {
			if (each.variant === variant) counts[each.verdict] = (counts[each.verdict] ?? 0) + 1;
		}
		return counts;
	};

	test('on every variant', () => {
		const result = resultOf();
		expect(result.variants.length).toBeGreaterThanOrEqual(71);
		expect(verdicts(result, 'linux-6-18')).toEqual({ passes: 43, skipped: 6 });
		expect(verdicts(result, 'linux-3-14')).toEqual({ passes: 43, skipped: 6 });
		expect(verdicts(result, 'lock-page-convert')).toEqual({ passes: 37, history: 6, skipped: 6 });
		const all = result.rows.map(({ verdict }) => verdict);
		expect(all.filter((each) => each === 'fails' || each === 'open' || each === 'none')).toEqual(
			[],
		);
		const base = result.rows.filter(({ variant }) => variant === 'lock-page-convert');
		const failing = base.filter(({ verdict }) => verdict === 'history');
		expect(failing.map(({ test, causes }) => [test, ...Object.keys(causes)])).toEqual([
			['ltp-mlock05', 'mincore-asks-the-cache'],
			['ltp-mincore03', 'mincore-asks-the-cache'],
			['xfstests-fsx', 'no-hole-punching'],
			['xfstests-generic-511', 'no-hole-punching'],
			['xfstests-generic-567', 'no-hole-punching'],
			['xfstests-generic-758', 'no-hole-punching'],
		]);
	}, 300_000);

	const broken = (name: string, imports: string, body: string): string => {
		const path = join(folder, `${name}.ts`);
		writeFileSync(
			path,
			`import { defineVariant${imports} } from 'rmaplab';
import type { Kernel, Task } from 'rmaplab';
${body}
export default defineVariant({
	name: '${name}', subject: 'breaks', from: 'me', date: '2003-04-05', replaces, claims: {},
});
`,
		);
		return path;
	};

	test('an mlock() that does nothing fails, although a later kernel has another one', () => {
		const file = broken(
			'forgets-to-unlock',
			'',
			`function* mlock_fixup(this: Kernel): Task<number> {
	return 0;
}
const replaces = { mlock_fixup };`,
		);
		const { rows } = resultOf('ltp-m', '--variant', file);
		const fails = rows.filter(({ verdict }) => verdict === 'fails').map((each) => each.test);
		expect(fails).toEqual(['ltp-mincore03', 'ltp-mincore04', 'ltp-mlock05', 'ltp-msync03']);
		const first = rows.find(({ test: name }) => name === 'ltp-mlock05')!.first;
		expect(first).toMatchObject({ kind: 'answer' });
		const said = rmaplabWith({ COLUMNS: '60' }, 'external', 'ltp-mlock05', '--variant', file);
		expect(said.status).toBe(0);
		expect(said.stdout).toContain('What fails without a cause:');
		expect(Math.max(...said.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
	}, 60_000);

	test('a page that is not made dirty fails a litmus test of a suite, with an execution', () => {
		const file = broken(
			'never-dirty',
			'',
			`function* set_page_dirty(this: Kernel): Task<number> {
	return 0;
}
const replaces = { set_page_dirty };`,
		);
		const { rows } = resultOf('ltp-mmap-corruption01', 'ltp-mmapstress01', '--variant', file);
		expect(rows.map(({ verdict }) => verdict)).toContain('fails');
		const { first } = rows.find(({ verdict }) => verdict === 'fails')!;
		expect(first).toMatchObject({ kind: 'schedule' });
	}, 60_000);

	test('the table fits in 60 and 80 columns', () => {
		for (const columns of [60, 80]) {
			const { stdout, status } = rmaplabWith(
				{ COLUMNS: String(columns) },
				'external',
				'ltp-mlock',
				'guevara',
				'xfstests-generic-7',
				'--variant',
				'lock-page-convert',
				'linux-6-18',
			);
			expect(status).toBe(0);
			expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(
				columns,
			);
			expect(stdout).toContain('guevara-7989: no System V');
		}
	}, 60_000);
});

describe('bad input', () => {
	const good = readFileSync(
		join(packageRoot(), 'workloads', 'external', 'ltp-mmap13.json'),
		'utf8',
	);
	const swapped = (from: string, to: string): string => {
		expect(good).toContain(from);
		return good.replace(from, to);
	};

	test.each([
		['', '1:1: error: this is no JSON'],
		['{"name": }', '1:10: error: this is no JSON'],
		["{'name': 1}", '1:2: error: this is no JSON'],
		['[1]', '1:1: error: a row is an object'],
		['{"a": 1, "a": 2}', "1:10: error: 'a' is there twice"],
		[`${'['.repeat(50_000)}${']'.repeat(50_000)}`, '1:1: error: lists and objects inside'],
		[swapped('"row": 5', '"row": "5"'), '3:9: error: row is a whole number from 1 to 999'],
		[swapped('"era"', '"eras"'), "9:10: error: no field has the name 'eras' (did you mean 'era'?)"],
		[swapped('"row": 5,', ''), "1:1: error: a row has no 'row'"],
		[swapped('"steps"', '"skip"'), 'error: skip is a text'],
		[
			swapped('p0 munmap 0 2', 'p0 munmpa 0 2'),
			"error: no call of this name (did you mean 'munmap'?)",
		],
		[swapped('-> SIGBUS', '-> SIGBUZZ'), "15:16: error: behind '->' stands ok"],
		[swapped('-> SIGBUS', '-> ok -> ok'), "error: behind '->' stands ok"],
		[swapped('access beyond', String.raw`\u001b]0;access beyond`), 'error: subject does not match'],
		[
			swapped('"name": "ltp-mmap13"', '"name": "other"'),
			"2:10: error: the row calls itself 'other'",
		],
		[swapped('https://', 'javascript://'), 'error: url does not match'],
		[swapped('{', '{"__proto__": {}, '), "error: no field has the name '__proto__'"],
		[swapped('"steps"', '"litmus": "../../x.litmus", "steps"'), 'error: a row has one of'],
	])('%.30s', (text, said) => {
		let message = '';
		try {
			rowOf(text, 'ltp-mmap13.json');
		} catch (error) {
			({ message } = error as Error);
		}
		expect(message).toContain(said);
		expect(message).toMatch(/^ltp-mmap13\.json:\d+:\d+: error: /);
		expect(message.split('\n')).toHaveLength(1);
	});

	test('no such row, no such file, a folder', () => {
		mkdirSync(join(folder, 'folder.json'));
		for (const name of ['ltp-remap_fiel', 'missing.json', 'folder.json', './folder.json']) {
			const { status, stderr, stdout } = rmaplab('external', name);
			expect([status, stdout, stderr.match(/error: /g)?.length]).toEqual([2, '', 1]);
		}
	});
});

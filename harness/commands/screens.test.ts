/*
 * What the built command line shows before anything is run: alone, and as help; in how many columns, and in which colours.
 */
import { describe, expect, test } from 'vitest';
import { commandLineIn } from './fixture.ts';

const { rmaplab, rmaplabWith } = commandLineIn('screens');

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

describe('rmaplab alone', () => {
	test.each([60, 80])('shows three commands and where help is, in %i columns', (columns) => {
		const { status, stdout, stderr } = rmaplabWith({ COLUMNS: String(columns) });
		expect([status, stderr]).toEqual([0, '']);
		const commands = [...stdout.matchAll(/^ {2}rmaplab (\w+)/gm)].map((match) => match[1]);
		expect(commands).toEqual(['compare', 'init', 'replay']);
		expect(stdout).toContain('--help');
		expect(widest(stdout)).toBeLessThanOrEqual(columns);
		expect(widest(stdout)).toBeGreaterThan(columns - 20);
	});
});

describe('help', () => {
	const help = rmaplab('--help').stdout;
	const commands = [...help.matchAll(/^ {2}([a-z][a-z-]*) {2,}/gm)].map((match) => match[1]!);

	test('lists the commands', () => {
		expect(commands.length).toBeGreaterThan(14);
	});

	test('of all of them fits in 60 columns', () => {
		const environment = { COLUMNS: '60' };
		const tooWide = [[], ...commands.map((each) => [each])].filter(
			(each) => widest(rmaplabWith(environment, ...each, '--help').stdout) > 60,
		);
		// The language of litmus files is a table of its own.
		expect(tooWide).toEqual([['check']]);
	});

	test('an unknown option names the help of its command', () => {
		const { status, stderr } = rmaplab('compare', '--foo');
		expect([status, stderr]).toEqual([
			2,
			"error: unknown option '--foo'\n(see rmaplab compare --help)\n",
		]);
	});
});

const escape = '\u001b[';
// eslint-disable-next-line no-control-regex
const plainOf = (text: string): string => text.replaceAll(/\u001b\[\d+m/g, '');

test.each([
	[false, { NO_COLOR: '1' }],
	[false, { NO_COLOR: '' }],
	[true, { NO_COLOR: '', FORCE_COLOR: '1' }],
	[true, { NO_COLOR: '1', FORCE_COLOR: '1' }],
	[false, { NO_COLOR: '', FORCE_COLOR: '0' }],
])('coloured %j with %j', (coloured, environment) => {
	const { stdout, stderr } = rmaplabWith(environment);
	expect([stdout.includes(escape), stderr]).toEqual([coloured, '']);
	expect(plainOf(stdout)).toBe(rmaplab().stdout);
});

const asked = ['-v', 'forced-unmap', '-w', 'trunc-remapped', '--no-wall-clock'];

test('a comparison says the same in colour and without', () => {
	const [plain, coloured] = ['--no-color', '--color'].map(
		(option) => rmaplabWith({ FORCE_COLOR: '1' }, 'compare', ...asked, option).stdout,
	);
	expect([plain!.includes(escape), coloured!.includes(escape)]).toEqual([false, true]);
	expect(plainOf(coloured!)).toBe(plain);
});

test('a comparison that is to be quiet prints one table, as report does afterwards', () => {
	const { status, stdout, stderr } = rmaplab('compare', ...asked, '-q', '-o', 'quiet');
	expect([status, stderr]).toEqual([0, '']);
	expect(stdout).toMatch(/^ {3}variant .*\n-[- ]+\nA {2}forced-unmap( +\d+){5,7}\n/);
	expect(stdout.split('\n\n')).toHaveLength(1);
	expect(rmaplab('report', 'quiet', '-q').stdout).toBe(stdout);
});

describe('lists', () => {
	const lists = ['variants', 'workloads', 'oracles', 'loads', 'kernel', 'fields'];

	test('fit where somebody says how wide, and lose nothing', () => {
		for (const list of lists) {
			const narrow = rmaplabWith({ COLUMNS: '60' }, 'list', list).stdout;
			expect([list, narrow.split('\n').filter((line) => line.length > 60)]).toEqual([list, []]);
			const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '-');
			const wide = rmaplabWith({ COLUMNS: undefined }, 'list', list).stdout;
			const kept = new Set(words(narrow));
			// Heads of columns stand before each value.
			const rows = wide.split('\n').slice(1).join('\n');
			expect([list, words(rows).filter((word) => !kept.has(word))]).toEqual([list, []]);
		}
	});

	test('have a line for each row where they are brief', () => {
		for (const list of lists) {
			const json = JSON.parse(rmaplab('list', list, '--json').stdout) as Record<string, unknown[]>;
			for (const COLUMNS of ['60', undefined]) {
				const { stdout } = rmaplabWith({ COLUMNS }, 'list', list, '--brief');
				expect([list, stdout.trimEnd().split('\n').length]).toEqual([list, json[list]!.length]);
				expect(COLUMNS === undefined ? 0 : widest(stdout)).toBeLessThanOrEqual(60);
			}
		}
		const { stdout } = rmaplab('list', 'workloads', '--brief');
		expect(stdout).toMatch(/^trunc-vs-fault +A fault found the page before truncate began/m);
	});

	test('have a line for each row in a pipe', () => {
		const { stdout } = rmaplabWith({ COLUMNS: undefined }, 'list', 'oracles');
		const { oracles } = JSON.parse(rmaplab('list', 'oracles', '--json').stdout) as {
			oracles: unknown[];
		};
		expect(stdout.trimEnd().split('\n')).toHaveLength(oracles.length + 1);
	});
});

describe('replay', () => {
	const token = 'lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa';
	const table = (columns: number): string =>
		rmaplabWith({ COLUMNS: String(columns) }, 'replay', token, '--all').stdout;

	test('fits, uses a wide terminal, and says the same in any width', () => {
		const widths = [60, 80, 120];
		for (const columns of widths) expect(widest(table(columns))).toBeLessThanOrEqual(columns);
		expect(/^ *-{4} +(?=-)/m.exec(table(120))![0]).toHaveLength(59);
		// Lines that go on are put together again, be they broken at a blank or within a word.
		const said = (columns: number): string => table(columns).replaceAll(/\\\n\s*|\s+/g, '');
		expect(new Set(widths.map(said)).size).toBe(1);
	});
});

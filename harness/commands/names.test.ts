/*
 * What somebody else has called things does no harm in any file that the built command line writes, nor in a terminal:
 * markup, quotes, formulas of spreadsheets, and controls in the name of a file, in what a variant says of itself, and in
 * the question of a litmus test.
 */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { commandLineIn, type Ran } from './fixture.ts';

const { folder, rmaplab } = commandLineIn('names');
const escape = '\u001b';
const nasty = `=1+1 <script>alert(1)</script> "quoted" 'too' &`;
/** A file may be called so; '/' would make a folder, and '+' stacks patches. */
const file = `=1-1 <script>alert(1)<script>"'&`;
let compared: Ran;

const read = (name: string): string => readFileSync(join(folder, 'out', name), 'utf8');
const written = (ending: string): string[] =>
	readdirSync(join(folder, 'out'), { recursive: true, encoding: 'utf8' }).filter((name) =>
		name.endsWith(ending),
	);

beforeAll(() => {
	rmaplab('init', 'mine');
	const path = join(folder, 'mine.ts');
	const text = readFileSync(path, 'utf8')
		.replace(/subject: '[^']*'/, `subject: ${JSON.stringify(nasty)}`)
		.replace(/from: '[^']*'/, `from: ${JSON.stringify(nasty)}`)
		.replace('\tyield* this.remove_from_page_cache(page);\n', '');
	writeFileSync(path, text);
	renameSync(path, join(folder, `${file}.ts`));
	compared = rmaplab('compare', '-v', `./${file}.ts`, '-w', './mine.litmus', '-o', 'out', '--full');
}, 120_000);

describe('a variant in a file that is called what would do harm', () => {
	test('is compared', () => {
		expect(compared.stderr).not.toContain('error:');
		expect(compared.status).toBe(0);
		expect(
			JSON.parse(read('results.json')).variants.map((each: { name: string }) => each.name),
		).toContain('mine');
	});

	test('a terminal gets no controls', () => {
		for (const text of [compared.stdout, compared.stderr, ...written('.txt').map(read)]) {
			expect(Array.from(text).filter((each) => each < ' ' && !'\n\t'.includes(each))).toEqual([]);
		}
	});

	test('the page and the charts have no markup of it', () => {
		const page = read('report.html');
		expect(page).toContain('&lt;script>alert(1)&lt;/script>');
		for (const name of ['report.html', ...written('.svg')]) {
			const text = read(name);
			expect(text, name).not.toContain('<script>alert');
			expect(text, name).not.toContain(escape);
		}
		expect(page.match(/<script>/g)).toHaveLength(1);
	});

	test('no field of a table begins a formula', () => {
		expect(written('.csv').length).toBeGreaterThan(3);
		for (const name of written('.csv')) {
			const fields = read(name).match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,\n]*)/gm) ?? [];
			const bare = fields.map((each) => each.replace(/^"/, ''));
			expect(
				bare.filter((each) => /^[=@\t]|^[+-](?!\d)/.test(each) && each !== '-'),
				name,
			).toEqual([]);
		}
	});
});

test('controls in what a variant says of itself are refused, and not passed on', () => {
	const path = join(folder, `third${escape}[31m.ts`);
	rmaplab('init', 'third');
	const text = readFileSync(join(folder, 'third.ts'), 'utf8');
	for (const subject of [`red ${escape}[31m`, 'two\nlines']) {
		writeFileSync(path, text.replace(/subject: '[^']*'/, `subject: ${JSON.stringify(subject)}`));
		const { status, stdout, stderr } = rmaplab('check', `./third${escape}[31m.ts`);
		expect([status, stdout], subject).toEqual([2, '']);
		expect(stderr, subject).toMatch(/^[^\n]*:1:1: error: its variant's subject [^\n]*\n$/);
		expect(stderr, subject).not.toContain(escape);
	}
});

test('what check says of a file has none either', () => {
	const { status, stdout, stderr } = rmaplab('check', `./fourth${escape}[31m.ts`);
	expect(status).toBe(2);
	expect(stdout + stderr).not.toContain(escape);
	renameSync(join(folder, 'third.ts'), join(folder, `fourth${escape}[31m.ts`));
	const checked = rmaplab('check', `./fourth${escape}[31m.ts`);
	expect([checked.status, checked.stderr]).toEqual([0, '']);
	expect(checked.stdout).toContain(String.raw`fourth\x1b[31m.ts`);
	expect(checked.stdout).not.toContain(escape);
});

test('a name of a variant that is no word is refused with its place', () => {
	const path = join(folder, 'other.ts');
	rmaplab('init', 'other');
	for (const name of ['=1+1', '<script>', 'a b', `a${escape}b`, "a'b", '']) {
		const text = readFileSync(path, 'utf8').replace(
			/name: (?:'[^']*'|"[^"]*")/,
			`name: ${JSON.stringify(name)}`,
		);
		writeFileSync(path, text);
		const { status, stdout, stderr } = rmaplab(
			'compare',
			'-v',
			'./other.ts',
			'-w',
			'./mine.litmus',
		);
		expect([status, stdout], name).toEqual([2, '']);
		expect(stderr, name).toMatch(/^\S*other\.ts:\d+:\d+: error: [^\n]*\n$/);
		expect(stderr).not.toContain(escape);
	}
});

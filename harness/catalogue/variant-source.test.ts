/*
 * The text of a function is found in the file that has it, whoever imports it, and is shown as it would stand
 * if nobody did.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quotedLines, whatItDoes } from './source.ts';
import { functionsIn, placeOfOurs } from './variant-source.ts';

let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'rmaplab-source-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
}

test('ours are found by name in their folders', () => {
	expect(placeOfOurs('forced-unmap')).toBe('variants/mail/forced-unmap');
	expect(placeOfOurs('prio-tree')).toBe('variants/thread/prio-tree');
	expect(placeOfOurs('punch-hole')).toBe('variants/linux/punch-hole');
});

test('a function that is imported is that of the other file, and one of its own comes first', () => {
	const other = file(
		'other.ts',
		'\nexport function* f(): Task {}\nexport function* g(): Task {\n}\n',
	);
	const text = "import { f, g } from './other.ts';\n\nfunction* g(): Task {\n\treturn;\n}\n";
	const mine = file('mine.ts', text);
	const found = functionsIn(mine, text);
	expect([...found.keys()]).toEqual(['f', 'g']);
	expect(found.get('f')).toMatchObject({ path: other, line: 2 });
	expect(found.get('g')).toMatchObject({ path: mine, line: 3 });
});

test('files that import each other are read once each', () => {
	file('two.ts', "import { a } from './one.ts';\nexport function* b(): Task {\n}\n");
	const text = "import { b } from './two.ts';\nexport function* a(): Task {\n}\n";
	expect([...functionsIn(file('one.ts', text), text).keys()]).toEqual(['b', 'a']);
});

test('a signature that is longer for its export alone is shown on one line', () => {
	const shown = (name: string): string => {
		const text = `export function* ${name}(\n\tthis: Patched,\n\tpage: page,\n): Task {\n}\n`;
		return functionsIn('mine.ts', text).get(name)!.text.split('\n', 1)[0]!;
	};
	expect(shown('f')).toBe('function* f(this: Patched, page: page): Task {');
	const long = 'x'.repeat(80);
	expect(shown(long)).toBe(`function* ${long}(`);
});

test('a head comment says what the patch does, in one paragraph', () => {
	const text = (rest: string): string => `/*\n * mine.ts - mine\n *\n * > quoted\n *\n${rest} */\n`;
	const two = ' * What it does: it looks\n * twice.\n *\n * Left out: all else.\n';
	expect(whatItDoes(text(two))).toBe('it looks twice.');
	expect(whatItDoes(text(' * What it does: nothing.\n'))).toBe('nothing.');
	expect(whatItDoes(text(' * Left out: all else.\n'))).toBeNull();
	expect(whatItDoes('/* mine */\n/*\n * What it does: no head.\n */\n')).toBeNull();
	expect(quotedLines(text(two))).toEqual(['quoted']);
});

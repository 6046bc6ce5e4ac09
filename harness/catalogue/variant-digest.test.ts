/*
 * The digest of a variant: the same for the built files and the sources, another for every change that counts.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { packageRoot } from './source.ts';
import { loadVariant } from './variant.ts';
import { variantNames } from './variants.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-digest-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

async function digestOf(text: string): Promise<string> {
	const path = join(folder, `v${files++}.ts`);
	writeFileSync(path, text);
	return (await loadVariant(path)).variant.digest!;
}

const text = (body: string, subject = 'a subject', around = ''): string => `/* A head. */
import { add, defineVariant, mm_rss } from 'rmaplab';
import type { Kernel, Task, mm_struct, page } from 'rmaplab';
${around}
function* page_remove_rmap(this: Kernel, page: page): Task {
	${body}
}

export default defineVariant({
	name: 'mine',
	subject: '${subject}',
	from: 'me',
	date: '2003-04-05',
	replaces: { page_remove_rmap },
	claims: {},
});
`;

const plain = text('yield* add(mm_rss, 1 as mm_struct, 1);');

test('another order of accesses, another constant around it, another file beside it: another digest', async () => {
	writeFileSync(join(folder, 'beside.ts'), 'export const many = 1;\n');
	const beside = text(
		'yield* add(mm_rss, 1 as mm_struct, many);',
		'x',
		"import { many } from './beside.ts';",
	);
	const before = await digestOf(beside);
	writeFileSync(join(folder, 'beside.ts'), 'export const many = 2;\n');
	const all = [
		before,
		await digestOf(beside),
		await digestOf(plain),
		await digestOf(text('yield* add(mm_rss, 1 as mm_struct, 2);')),
		await digestOf(text('if (page) {} yield* add(mm_rss, 1 as mm_struct, 1);')),
		await digestOf(text('if (page) { yield* add(mm_rss, 1 as mm_struct, 1); }')),
		await digestOf(text('yield* add(mm_rss, 1 as mm_struct, n);', 'x', 'const n = 1;')),
		await digestOf(text('yield* add(mm_rss, 1 as mm_struct, n);', 'x', 'const n = 2;')),
	];
	expect(new Set(all).size).toBe(all.length);
});

test('a comment, a blank line, a subject or a claim is no change', async () => {
	const digest = await digestOf(plain);
	expect(await digestOf(plain.replace('A head', 'Another head'))).toBe(digest);
	expect(await digestOf(text('// why\n\n\tyield* add(mm_rss,\n 1 as mm_struct, 1);'))).toBe(digest);
	expect(await digestOf(text('yield* add(mm_rss, 1 as mm_struct, 1);', 'another'))).toBe(digest);
	expect(await digestOf(plain.replace('claims: {}', "claims: { 'kernel BUG': 'never' }"))).toBe(
		digest,
	);
	// What stands between quotes counts to the letter.
	expect(await digestOf(plain.replace('/* A head. */', "'//';"))).not.toBe(digest);
});

test('variants differ, and the built ones have the digests of their sources', async () => {
	const digests = await Promise.all(
		variantNames.map(async (name) => (await loadVariant(name)).variant.digest!),
	);
	expect(new Set(digests).size).toBe(variantNames.length);
	const built = join(packageRoot(), 'dist/harness/catalogue/variant.js');
	const program = `
		const { loadVariant } = await import(${JSON.stringify(built)});
		for (const name of ${JSON.stringify(variantNames)}) {
			console.log((await loadVariant(name)).variant.digest);
		}`;
	const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
		encoding: 'utf8',
	});
	expect(printed.trim().split('\n')).toEqual(digests);
});

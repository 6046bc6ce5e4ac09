/*
 * Patches, pinned: a changed one is a variant that was rebased. Look at the difference, then
 * `npx vitest run --update`. Each of them applies to what it says that it stacks on.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { baseName, variants } from '../../variants/index.ts';
import { mailOf } from '../commands/patch.ts';
import { treeOf, type KernelTree } from './kernel-tree.ts';
import { loadVariant } from './variant.ts';
import { variantPatch } from './variant-patch.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-patches-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(Object.keys(variants))('patch of %s', async (name) => {
	const loaded = await loadVariant(name);
	const { text } = variantPatch(loaded);
	await expect(text).toMatchFileSnapshot(`golden/patches/${name}.patch`);
});

/** Writes the files that a patch touches, and applies it. */
function applied(patch: string, below: KernelTree): { says: string; tree: Map<string, string> } {
	const work = mkdtempSync(join(folder, 'tree-'));
	const paths = [...patch.matchAll(/^\+\+\+ b\/(.*)$/gm)].map(([, path = '']) => path);
	for (const path of paths) {
		mkdirSync(dirname(join(work, path)), { recursive: true });
		if (below.has(path)) writeFileSync(join(work, path), below.get(path)!);
	}
	const git = (...args: string[]): string => {
		const { stdout, stderr } = spawnSync('git', ['apply', ...args], {
			encoding: 'utf8',
			cwd: work,
			input: patch,
			// The folder is in no repository.
			env: { ...process.env, GIT_CEILING_DIRECTORIES: work },
		});
		return stdout + stderr;
	};
	const says = git('--check', '--verbose') === '' ? 'nothing' : git('--whitespace=error-all');
	const tree = new Map(paths.map((path) => [path, readFileSync(join(work, path), 'utf8')]));
	return { says, tree };
}

const changing = Object.values(variants).filter(
	({ functions }) => Object.keys(functions).length > 0,
);

test.each(changing.map(({ name }) => name))('%s applies to what it stacks on', async (name) => {
	const variant = variants[name]!;
	const patch = await mailOf(name);
	expect(patch).toMatch(
		/^From: rmaplab .*\nAfter: .*\nDate: 20\d\d-\d\d-\d\d\nSubject: \[PATCH\] .*\n\nOn top of: /,
	);
	expect(patch).toContain(`\nOn top of: ${variant.base?.name ?? baseName}\n`);
	const { says, tree } = applied(patch, treeOf(variant.base));
	expect(says).toBe('');
	expect(tree.size).toBeGreaterThan(0);
	// What comes out is the kernel that the variant is.
	for (const [path, text] of tree) expect(text).toBe(treeOf(variant).get(path));
});

test('a patch does not apply to what it does not stack on', async () => {
	const { text } = variantPatch(await loadVariant('no-bug-chainlock'));
	expect(applied(text, treeOf(undefined)).says).toContain('patch does not apply');
});

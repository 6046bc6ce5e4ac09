/*
 * Every two of the mail's proposals, stacked: those whose changes do not meet merge, and all that is merged is
 * type-checked, in one program. What does not merge is listed with the reason in golden/pairs.txt.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { alternatives } from '../../variants/alternatives.ts';
import { baseName, namesOfTheMail, variants } from '../../variants/index.ts';
import { ownNames } from './function-text.ts';
import { packageRoot } from './source.ts';
import { badInputOf } from './bad-input.ts';
import { mergedStack, type Stack } from './stack.ts';
import { stackText } from './stack-text.ts';
import { loadEach, loadVariant } from './variant.ts';

/** The base, versions of the code before it, and the controls at either end propose nothing to be stacked. */
const proposals = namesOfTheMail.filter(
	(name) => name !== baseName && !/^convert-v[12]|^pte-chains$|^nonlinear-aware$/.test(name),
);

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-pairs-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Pair {
	readonly names: readonly [string, string];
	/** Null where it is refused before anything is merged. */
	readonly stack: Stack | null;
	/** Why it does not stack, or null. */
	readonly why: string | null;
}

const pairs: Pair[] = [];

async function pairOf(one: string, other: string): Promise<Pair> {
	const given = `${one}+${other}`;
	const names = [one, other] as const;
	try {
		const stack = await mergedStack(await loadEach(given), given);
		const places = stack.conflicts.map(
			({ functionName, ours, theirs }) =>
				`${functionName}: ${firstWords(ours)} / ${firstWords(theirs)}`,
		);
		return { names, stack, why: places.length === 0 ? null : places.join('; ') };
	} catch (error) {
		const bad = badInputOf(error);
		if (bad === null) throw error;
		return { names, stack: null, why: bad.message.replace(`error: ${given}: `, '') };
	}
}

const firstWords = (lines: readonly string[]): string =>
	lines.find((line) => line.trim() !== '')?.trim() ?? 'nothing';

beforeAll(async () => {
	for (const [i, one] of proposals.entries()) {
		for (const other of proposals.slice(i + 1)) pairs.push(await pairOf(one, other));
	}
});

test('all pairs, and why those that do not stack do not', async () => {
	expect(pairs).toHaveLength(171);
	const lines = pairs.map(({ names, stack, why }) => {
		const merged = [...(stack?.pieces.values() ?? [])].filter(({ kind }) => kind === 'merged');
		const how = merged.length === 0 ? 'side by side' : `${merged.length} merged`;
		return `${names.join('+')}: ${why ?? how}`;
	});
	const stacked = pairs.filter(({ why }) => why === null).length;
	expect(readFileSync(join(packageRoot(), 'docs/proposals.md'), 'utf8')).toContain(
		`${stacked} of the ${pairs.length} pairs`,
	);
	await expect(
		[`${stacked} of ${pairs.length} stack`, '', ...lines, ''].join('\n'),
	).toMatchFileSnapshot('golden/pairs.txt');
});

test('alternatives are variants of ours, and none stacks on another', () => {
	for (const { names, source } of alternatives) {
		expect(source).toMatch(/200\d/);
		for (const name of names) {
			expect(Object.keys(variants)).toContain(name);
			for (let each = variants[name]!.base; each !== undefined; each = each.base) {
				expect(names).not.toContain(each.name);
			}
		}
	}
});

test('two that change no function both are never in conflict', () => {
	const changed = (name: string): string[] => {
		const names: string[] = [];
		for (let each = variants[name]; each !== undefined; each = each.base) {
			names.push(...ownNames(each));
		}
		return names;
	};
	for (const { names, stack, why } of pairs) {
		const [one, other] = names.map(changed);
		if (stack === null || one!.some((name) => other!.includes(name))) continue;
		expect([names, why]).toEqual([names, null]);
	}
});

test('what is merged parses, and calls only what there is', { timeout: 60_000 }, async () => {
	const names = pairs.filter(({ why }) => why === null).map((pair) => pair.names.join('+'));
	expect(names.length).toBeGreaterThan(74);
	for (const name of names) expect((await loadVariant(name)).variant.name).toBe(name);
});

test('what is merged is right for the compiler', { timeout: 120_000 }, () => {
	const root = packageRoot();
	for (const { names, stack, why } of pairs) {
		if (stack === null || why !== null) continue;
		const name = names.join('-');
		writeFileSync(join(folder, `${name}.ts`), stackText(stack, `${name}.ts`, name));
	}
	writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
	writeFileSync(
		join(folder, 'tsconfig.json'),
		JSON.stringify({
			extends: join(root, 'tsconfig.json'),
			compilerOptions: {
				noEmit: true,
				rootDir: '/',
				declaration: false,
				isolatedDeclarations: false,
				// A name that is a type here and a parameter there looks like one that nobody uses.
				noUnusedLocals: false,
				typeRoots: [join(root, 'node_modules/@types')],
				paths: { rmaplab: [join(root, 'harness/index.ts')] },
			},
			include: [join(folder, '*.ts')],
		}),
	);
	const tsc = join(root, 'node_modules/.bin/tsc');
	const { status, stdout } = spawnSync(tsc, ['-p', folder], { encoding: 'utf8', cwd: folder });
	expect(stdout).toBe('');
	expect(status).toBe(0);
});

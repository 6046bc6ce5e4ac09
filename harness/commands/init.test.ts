/*
 * rmaplab init on the built command line, in an empty folder: what it writes is whole, and nothing is overwritten.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newVariantText } from '../catalogue/new-variant.ts';
import { packageRoot } from '../catalogue/source.ts';
import { baseFunctions } from '../mm/index.ts';
import { commandLineIn } from './fixture.ts';
import { startingLitmus } from './starting-litmus.ts';

const { folder, rmaplab } = commandLineIn('init');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('init', () => {
	test('writes a variant and a litmus test that pass check and change nothing', () => {
		const { status, stdout, stderr } = rmaplab('init', 'mine');
		expect([status, stderr]).toEqual([0, '']);
		expect(readdirSync(folder).toSorted()).toEqual(['mine.litmus', 'mine.ts']);
		expect(stdout).toContain('npm install --save-dev ');
		const [check, ...others] = [...stdout.matchAll(/^ {2}npx rmaplab (.*)$/gm)].map(
			(match) => match[1]!,
		);
		expect(others).toHaveLength(2);
		const checked = rmaplab(...check!.split(' '));
		// Nobody has written the question yet.
		expect(checked.status).toBe(0);
		expect(checked.stderr.trim().split('\n')).toHaveLength(1);
		expect(checked.stderr).toMatch(
			/^\.\/mine\.litmus:1:1: warning: its first comment is the template's/,
		);
		const patch = rmaplab('patch', './mine.ts');
		expect([patch.status, patch.stdout.includes('\n@@')]).toEqual([0, false]);
	});

	test('starts with the text of the function that is named', () => {
		expect(rmaplab('init', 'other', '--from', 'do_no_page', '-q').stdout).toBe(
			'other.ts\nother.litmus\n',
		);
		const body = /\n(export function\* do_no_page\([^]*?\n\}\n)/.exec(
			readFileSync(join(packageRoot(), 'harness/mm/memory.ts'), 'utf8'),
		)![1]!;
		expect(read('other.ts')).toContain(body.replace('export ', ''));
		expect(read('other.ts')).toContain('replaces: { do_no_page },');
	});

	test('writes a litmus test whose runs come to that function, or says that none does', () => {
		const { stdout } = rmaplab('init', 'swaps', '--from', 'do_swap_page');
		const [, from] =
			/^swaps\.litmus: ([\w-]+) of rmaplab, to start from; its runs come to do_swap_page\(\)$/m.exec(
				stdout,
			)!;
		expect(read('swaps.litmus')).toContain(`# This is ${from} of rmaplab, whose runs come to`);
		expect(read('swaps.litmus')).not.toMatch(/^(?:serves|expect)/m);
		const checked = rmaplab('check', './swaps.litmus', './swaps.ts');
		expect([checked.status, checked.stderr]).toEqual([0, '']);
		// It is judged where it runs, and not only by its name.
		expect(startingLitmus('mine', 'do_no_page')).toMatchObject({ from: null, reaches: true });
		const nobody = startingLitmus('mine', 'nobody_calls_this');
		expect([nobody.from, nobody.reaches]).toEqual([null, false]);
		expect(nobody.text).toContain('# No run of it that was tried comes to nobody_calls_this()');
	});

	test('overwrites nothing without --force, and writes none of the two where one is there', () => {
		writeFileSync(join(folder, 'half.litmus'), 'mine\n');
		const refused = rmaplab('init', 'half');
		expect([refused.status, refused.stdout]).toEqual([2, '']);
		expect(refused.stderr).toBe(
			'error: half.litmus exists; --force writes over it; or take another name\n',
		);
		expect([read('half.litmus'), readdirSync(folder).includes('half.ts')]).toEqual([
			'mine\n',
			false,
		]);
		expect(rmaplab('init', 'half', '--force').status).toBe(0);
		expect(read('half.litmus')).toContain('scenario half');
	});

	test.each([
		[['init', 'a b'], `its variant's name is "a b"`],
		[['init', '../up'], `its variant's name is "../up"`],
		[['init', 'no-bug'], 'as one that comes with rmaplab'],
		[['init', 'trunc-vs-fault'], 'a litmus test that comes with rmaplab'],
		[['init', 'new', '--from', 'do_no_pag'], "(did you mean 'do_no_page'?)"],
		[['init', 'new', '--from', 'constructor'], "no function 'constructor'"],
		[['init', 'new', '--from', 'no-bug'], 'rmaplab stack no-bug --out new.ts'],
	])('%j is refused', (args, message) => {
		const { status, stdout, stderr } = rmaplab(...args);
		expect([status, stdout]).toEqual([2, '']);
		expect(stderr).toContain(message);
		expect(stderr.split('\n')).toHaveLength(2);
	});
});

test('the compiler accepts each function of the kernel as a variant', () => {
	const all = join(folder, 'all');
	mkdirSync(join(all, 'node_modules'), { recursive: true });
	symlinkSync(packageRoot(), join(all, 'node_modules/rmaplab'));
	const names = Object.keys(baseFunctions);
	for (const [i, name] of names.entries()) {
		const text = newVariantText(`all-${i}`, name, '2003-04-05');
		writeFileSync(join(all, `all-${i}.ts`), text);
	}
	const options = ['--noEmit', '--strict', '--target', 'es2023', '--module', 'nodenext'];
	const files = names.map((_, i) => `all-${i}.ts`);
	const { status, stdout } = spawnSync(
		process.execPath,
		[join(packageRoot(), 'node_modules/typescript/bin/tsc'), ...options, ...files],
		{ cwd: all, encoding: 'utf8' },
	);
	expect(stdout).toBe('');
	expect(status).toBe(0);
	expect(names.length).toBeGreaterThan(250);
});

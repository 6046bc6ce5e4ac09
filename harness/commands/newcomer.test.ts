/*
 * What somebody who writes a first variant gets wrong is said at once, where it is, and before any search. Uses dist/,
 * which `npm test` builds first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';
import { commandLineIn } from './fixture.ts';

const { folder, rmaplab, rmaplabWith } = commandLineIn('newcomer');

const right = `import { defineVariant, load, vm_end, vm_start } from 'rmaplab';
import type { Kernel, Task, vm_area_struct } from 'rmaplab';

function* vmtruncate_vma(this: Kernel, vma: vm_area_struct): Task {
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	yield* this.zap_page_range(vma, start, end - start);
}

export default defineVariant({
	name: 'first', subject: 's', from: 'you', date: '2003-04-05',
	replaces: { vmtruncate_vma }, claims: {},
});
`;

/** What is said of the file with some of its text replaced, without its path. */
function said(...edits: readonly (readonly [string, string])[]): string {
	const path = join(folder, 'first.ts');
	let text = right;
	for (const [before, after] of edits) text = text.replace(before, after);
	writeFileSync(path, text);
	const { status, stderr } = rmaplab('check', './first.ts');
	// The module that was made of it is nobody's to find.
	expect([status, stderr.includes('.mjs')]).toEqual([stderr === '' ? 0 : 2, false]);
	return stderr.replace(`${path}:`, '');
}

describe('a variant', () => {
	test('that fits is checked without complaint', () => {
		expect(said()).toBe('');
	});

	test('that takes a field from another struct is told so by its types', () => {
		const edits = [
			['load, ', 'load, page_mapping, '],
			['load(vm_start, vma)', 'load(page_mapping, vma)'],
		] as const;
		expect(said(...edits)).toBe(
			'5:42: error: page_mapping is a field of struct page; ' +
				'what it is taken from in vmtruncate_vma() is vm_area_struct\n',
		);
	});

	test('that hides it from the types is told so where it runs', () => {
		const edits = [
			['load, ', 'load, page_mapping, '],
			['load(vm_start, vma)', 'load(page_mapping, vma as any)'],
		] as const;
		expect(said(...edits)).toMatch(
			/^5:23: error: mapping is a field of struct page; what it is taken from in vmtruncate_vma\(\) is vm_area_struct#\d+\n$/,
		);
	});

	test.each([
		[
			'a misspelt import',
			[['load, ', 'load, page_idx, ']],
			"1:31: error: rmaplab has no page_idx (did you mean 'page_index'?)\n",
		],
		[
			'a misspelt import that is used',
			[
				['vm_start }', 'vm_stat }'],
				['(vm_start', '(vm_stat'],
			],
			"1:39: error: rmaplab has no vm_stat (did you mean 'vm_start'?)\n",
		],
		['no import', [['load, ', '']], "5:23: error: load is not imported from 'rmaplab'\n"],
		[
			'another package',
			[["from 'rmaplab'", "from 'rmaplabb'"]],
			"1:55: error: there is no package 'rmaplabb' (did you mean 'rmaplab'?)\n",
		],
		[
			'a misspelt part',
			[['replaces:', 'replace:']],
			"1:1: error: a variant has no part 'replace' (did you mean 'replaces'?)\n",
		],
		[
			'a misspelt function',
			[['{ vmtruncate_vma }', '{ vmtruncat_vma: vmtruncate_vma }']],
			"10:16: error: does not load: variant first: the kernel has no function vmtruncat_vma (did you mean 'vmtruncate_vma'?); list new functions under adds\n",
		],
	] as const)('with %s is told what was meant', (_, edits, says) => {
		expect(said(...edits)).toBe(says);
	});

	test('that uses a name of nobody is told so, with what was meant', () => {
		expect(said(['load(vm_end, vma)', 'load(vm_ende, vma)'])).toBe(
			"6:26: error: vm_ende is neither imported nor declared (did you mean 'vm_end'?)\n",
		);
		expect(said(['start, end - start', 'start, ends - start'])).toMatch(
			/^7:41: error: ends is neither imported nor declared \(did you mean 'end'\?\)\n$/,
		);
		const known =
			'console.log(import.meta.url, globalThis, undefined, structuredClone, process.pid);';
		expect(said(['export default', `function unused() { ${known} }\nexport default`])).toBe('');
	});

	test('that throws a die is told which function differs, and not who is called after it', () => {
		const edit = ['	yield* this', '	if (Math.random() < 0.5) yield* load(vm_end, vma);\n	yield* this'];
		expect(said(edit as [string, string])).toMatch(
			/^4:1: error: variant first: vmtruncate_vma\(.*\) is not the same when it is run again: /,
		);
	});

	test('that forgets to unlock is told who did, and not only who waits', () => {
		rmaplab('init', 'held', '--from', 'do_no_page');
		const path = join(folder, 'held.ts');
		const text = readFileSync(path, 'utf8');
		const unlock = '	yield* unlock(PTL, mm);\n';
		const at = text.lastIndexOf(unlock);
		writeFileSync(path, `${text.slice(0, at)}${text.slice(at + unlock.length)}`);
		const line = text.slice(0, text.indexOf('function* do_no_page')).split('\n').length;
		const { status, stderr } = rmaplab('check', './held.ts');
		expect([status, stderr.replace(`${path}:`, '')]).toEqual([
			2,
			expect.stringMatching(
				`^${line}:1: error: held: deadlock before the race of [\\w-]+: ` +
					`do_no_page\\(\\) returns with PTL held, and \\w+\\(\\) waits for ever for PTL\n$`,
			),
		]);
	});

	test('may import types without saying that they are types', () => {
		expect(said(['import type', 'import'])).toBe('');
	});

	test('without its path and ending is taken for the file in this folder', () => {
		writeFileSync(join(folder, 'first.ts'), right);
		const litmus = readFileSync(
			join(packageRoot(), 'workloads/litmus/trunc-vs-fault.litmus'),
			'utf8',
		).replace('litmus trunc-vs-fault', 'litmus second');
		writeFileSync(join(folder, 'second.litmus'), `${litmus}\nexpect first never "kernel BUG"\n`);
		expect(rmaplab('compare', '-v', 'first').stderr).toContain("did you mean './first.ts'?");
		expect(rmaplab('compare', '-w', 'second').stderr).toContain("did you mean './second.litmus'?");
		expect(rmaplab('show', 'first').stderr).toContain("did you mean './first.ts'?");
		expect(rmaplab('check', './second.litmus').stderr).toContain(
			"no variant 'first'; name its file as well: ./first.ts",
		);
	});
});

test('a mail instead of its claims is told what is wanted', () => {
	writeFileSync(join(folder, 'm.txt'), 'Subject: objrmap and vmtruncate\nFrom: you\n\nHello\n');
	const { status, stderr } = rmaplab('claims', '--mail', 'm.txt');
	expect([status, stderr]).toEqual([
		2,
		'm.txt:1:1: error: this is a mail; --mail takes a claims file, which says in lines what a mail ' +
			'claims: docs/another-mail.md tells how to write one\n',
	]);
});

describe('where something cannot be read or written', () => {
	const [token = ''] = /lock-page-convert:trunc-vs-fault@\S+/.exec(
		readFileSync(join(packageRoot(), 'README.md'), 'utf8'),
	)!;

	test('a mail is refused before anything is searched', () => {
		const missing = rmaplab('mail', token, '--results', 'missing.json');
		expect([missing.status, missing.stdout, missing.stderr]).toEqual([
			2,
			'',
			'missing.json:1:1: error: cannot be read: there is no such file\n',
		]);
		const lost = rmaplab('mail', token, '--out', 'nowhere/m.txt');
		expect([lost.status, lost.stderr]).toEqual([
			2,
			'nowhere/m.txt:1:1: error: cannot be written: its folder is not there\n',
		]);
	});

	test('a comparison names the folder, the reason and the option', () => {
		const { status, stderr } = rmaplab('compare', '--out', 'first.ts/below');
		expect([status, stderr]).toEqual([
			2,
			'error: the folder first.ts/below cannot be written: it is a file, or below one; --out names another folder\n',
		]);
	});

	test('a token without its end says that it has ended', () => {
		const cut = rmaplab('replay', token.replace(/(:B1)a.*$/, '$1'));
		expect(cut.stdout).not.toContain('***');
		expect(cut.stderr).toMatch(
			/^note: the schedule ends after 1 step; from there the cpus ran one after the other/,
		);
		expect(rmaplab('replay', token).stderr).toBe('');
		expect(rmaplab('minimise', token.replace(/(:B1)a.*$/, '$1')).stderr).toMatch(
			/^note: the schedule ends after 1 step; .*\nerror: nothing to minimise/,
		);
	});

	test('doctor names the part', () => {
		const { stderr } = rmaplabWith({ TMPDIR: join(folder, 'gone') }, 'doctor');
		expect(stderr).toContain(`temporary folder (${join(folder, 'gone')} cannot be written)`);
	});
});

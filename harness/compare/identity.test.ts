/*
 * That no two things are taken for one: workloads, variants, and what a run rests on.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { baseName, variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { runCell } from '../cell/cell.ts';
import { bootVariant } from '../cell/boot.ts';
import { verdictOnly } from '../cell/options.ts';
import { differencesOf, identityOf } from './identity.ts';
import { digestsOfImports } from '../catalogue/imports.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { shortDigest } from '../text/token.ts';
import type { Comparison } from '../result.ts';
import { packageRoot } from '../catalogue/source.ts';
import type { Workload } from '../workload.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-identity-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ran {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

function rmaplab(...args: string[]): Ran {
	return spawnSync(process.execPath, [join(packageRoot(), 'dist/harness/cli.js'), ...args], {
		encoding: 'utf8',
		cwd: folder,
		env: { ...process.env, NO_COLOR: '1' },
	});
}

function file(name: string, text: string): string {
	writeFileSync(join(folder, name), text);
	return `./${name}`;
}

/** Which workloads of a run show anything, of the base. */
function violated(...workloads: string[]): string[] {
	const args = ['compare', '--variant', baseName, '--no-wall-clock', '--json'];
	const { cells } = JSON.parse(rmaplab(...args, '--workload', ...workloads).stdout) as Comparison;
	return cells.filter((cell) => cell.violations.length > 0).map((cell) => cell.workload);
}

// The first six hex digits of their digests are the same; both have two cpus.
const clean = `scenario clean-20388
file f 2 pages cached
process A { map m f[0..1] shared }
cpu a { reclaim 1 }
cpu b in A { mincore m }
`;
const bad = `scenario violated-6
file f 2 pages cached
process A { map m f[0..1] shared }
cpu a { truncate f 1 }
cpu b in A { touch m[1] read }
`;

function read(text: string): Workload {
	const found = parseLitmus(text, 'x.litmus');
	if ('error' in found) throw new Error(found.error.message);
	return found.workload;
}

const proposal = `import { defineVariant, load, vm_end, vm_start } from 'rmaplab';

function* vmtruncate_vma(vma) {
	const start = yield* load(vm_start, vma);
	const end = yield* load(vm_end, vma);
	yield* this.zap_page_range(vma, start, end - start);
}

export default defineVariant({
	name: 'mine', subject: 's', from: 'you', date: '2003-04-05',
	replaces: { vmtruncate_vma }, claims: {},
});
`;

describe('two litmus files whose short digests are one', () => {
	test('are two workloads on one kernel', () => {
		const [one, other] = [read(clean), read(bad)];
		expect(shortDigest(one.digest)).toBe(shortDigest(other.digest));
		expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
		expect(one.digest).not.toBe(other.digest);
		const shared = bootVariant(variants[baseName]!);
		for (const workload of [one, other]) {
			const alone = runCell(bootVariant(variants[baseName]!), workload, verdictOnly);
			expect(runCell(shared, workload, verdictOnly)).toEqual(alone);
		}
	});

	test('keep their verdicts in one run, in either order, and their tokens replay', () => {
		const [one, other] = [file('clean.litmus', clean), file('bad.litmus', bad)];
		expect(violated(one, other)).toEqual(['violated-6']);
		expect(violated(other, one)).toEqual(['violated-6']);
		const results = readFileSync(join(folder, 'rmaplab-report/results.json'), 'utf8');
		const { cells } = JSON.parse(results) as Comparison;
		const { token } = cells.flatMap((cell) => cell.violations)[0]!;
		expect(token).toContain(`:violated-6@${shortDigest(read(bad).digest)}.`);
		expect(rmaplab('replay', token, '--workload', other)).toMatchObject({ status: 0, stderr: '' });
	});
});

describe('two workloads with one name', () => {
	const own = bad.replace('violated-6', 'quiet');

	test.each([
		['compare', '--variant', baseName, '--workload'],
		['refine', 'no-bug', baseName, '--workload'],
		['claims', '--workload'],
		['check'],
	])('are refused by %s', (...command) => {
		const [one, other] = [
			file('one.litmus', bad),
			file('other.litmus', `${bad}never cached f[0]\n`),
		];
		const { status, stderr } = rmaplab(...command, one, other);
		expect(stderr).toContain(
			"error: ./one.litmus and ./other.litmus both say 'scenario violated-6'",
		);
		expect(stderr).toContain('write another one in ./other.litmus');
		expect(status).toBe(2);
	});

	test('are refused when one of them is ours', () => {
		const path = file('own.litmus', own);
		const compare = ['compare', '--variant', baseName, '--workload'];
		for (const ran of [rmaplab(...compare, 'quiet', path), rmaplab('claims', '--workload', path)]) {
			expect(ran.stderr).toMatch(/^error: \S+quiet\.litmus and \.\/own\.litmus both say/m);
			expect(ran.status).toBe(2);
		}
	});

	test('are one when they are one file', () => {
		const path = file('same.litmus', bad);
		symlinkSync(join(folder, 'same.litmus'), join(folder, 'link.litmus'));
		const args = ['compare', '--variant', baseName, '--no-wall-clock', '--workload'];
		const { status, stderr } = rmaplab(...args, path, 'link.litmus', 'quiet', 'quiet');
		expect(stderr).toContain('note: link.litmus is asked for twice, before as ./same.litmus;');
		expect(stderr).toContain('note: quiet is asked for twice; it is taken once');
		expect(stderr).toContain('2 cells');
		expect(status).toBe(0);
	});

	test('what the mail says of ours is not answered from another of that name', () => {
		const path = file('copy.litmus', clean.replace('clean-20388', 'trunc-vs-fault'));
		const answered = (workload: string): string[] => {
			const args = ['compare', '--variant', baseName, '--no-wall-clock', '--json', '--workload'];
			const { discussions } = JSON.parse(rmaplab(...args, workload).stdout) as Comparison;
			return discussions.flatMap(({ blocks }) =>
				blocks.flatMap((block) => {
					if (block.is === 'race') {
						const { id, cells } = block.race;
						return cells.some(({ kind }) => kind !== 'none') ? [id] : [];
					}
					if (block.is !== 'answer') return [];
					const evidence = block.answer.parts.flatMap((part) => part.evidence);
					return evidence.some(({ holds }) => holds !== null) ? [block.answer.id] : [];
				}),
			);
		};
		expect(answered('trunc-vs-fault')).not.toEqual([]);
		expect(answered(path)).toEqual([]);
	});
});

describe('two variants with one name', () => {
	test.each([
		['compare', '--workload', 'quiet', '--variant'],
		['refine'],
		['check'],
		['claims', '--variant'],
	])('are refused by %s', (...command) => {
		const [one, other] = [file('one.js', proposal), file('other.js', `${proposal}// another\n`)];
		const { status, stderr } = rmaplab(...command, one, other);
		expect(stderr).toContain("error: ./one.js and ./other.js both define a variant 'mine'");
		expect(status).toBe(2);
	});

	test('are refused when the name is one of ours, in the run or not', () => {
		const path = file('ours.js', proposal.replace("'mine'", "'nonlinear-aware'"));
		for (const more of [[], ['nonlinear-aware']]) {
			const ran = rmaplab('compare', '--workload', 'quiet', '--variant', path, ...more);
			expect(ran.stderr).toContain("error: its variant is named 'nonlinear-aware'");
			expect(ran.stderr).toContain('variants/mail/nonlinear-aware.ts');
			expect(ran.status).toBe(2);
		}
	});

	test.each(['', '../escape', 'a b', 'a:b', '\u001B[31m', 'x'.repeat(65)])(
		'a name that no file or command line can hold is refused: %j',
		(name) => {
			const path = file('named.js', proposal.replace("'mine'", JSON.stringify(name)));
			const { status, stderr } = rmaplab('check', path);
			expect(stderr).toMatch(/named\.js:1:1: error: its variant's name is /);
			expect(stderr).not.toContain('\u001B[31m');
			expect(status).toBe(2);
		},
	);

	test('what a variant stacks on is not another one of that name', () => {
		const below = proposal.replace("'mine'", "'below'");
		// As it is where rmaplab was installed, so that the file below finds it too.
		mkdirSync(join(folder, 'node_modules'));
		symlinkSync(packageRoot(), join(folder, 'node_modules', 'rmaplab'));
		file('package.json', '{"type":"module"}');
		file('below.js', below);
		file('other-below.js', below.replace('end - start', '0'));
		const top = `import { defineVariant } from 'rmaplab';
import base from './below.js';
export default defineVariant({
	name: 'top', subject: 's', from: 'you', date: '2003-04-05', base, replaces: {}, claims: {},
});
`;
		const path = file('top.js', top);
		const told = (under: string): unknown => {
			const args = ['--workload', 'quiet', '--no-wall-clock', '--json'];
			const ran = rmaplab('compare', '--variant', path, under, ...args);
			const { variants } = JSON.parse(ran.stdout) as Comparison;
			return variants.find(({ name }) => name === 'top')!.apart;
		};
		expect(told('./below.js')).toMatchObject({ base: 'below', litmus: 1, by: null });
		expect(told('./other-below.js')).toMatchObject({ base: 'below', litmus: 0, by: null });
	});

	test('a token is not replayed on a variant that it does not name', () => {
		const token = 'no-bug:trunc-vs-fault@13cc11:A';
		const ran = rmaplab('replay', token, '--variant', file('one.js', proposal));
		expect(ran.stderr).toContain(
			"error: the token is of variant 'no-bug', and ./one.js defines 'mine'",
		);
		expect(ran.status).toBe(2);
	});
});

describe('what a variant rests on', () => {
	const never = (): boolean => false;

	test('is every file that its text leads to, however it is written', () => {
		mkdirSync(join(folder, 'deep'));
		file('deep/a.js', "export * from './b.js';\nimport '../side.js';\n");
		file('deep/b.js', 'export const later = () => import("../lazy.mjs");\n');
		file('side.js', "require('./table'); // ./none.js, and './also-none.js'\n");
		file('lazy.mjs', 'new URL(`./data.bin`, import.meta.url);\n');
		file('table.json', '["./deep/a.js"]');
		file('data.bin', '\u0000');
		const root = file('root.js', "import { x } from\n\t'./deep/a.js';\n");
		const text = readFileSync(join(folder, root), 'latin1');
		const digests = digestsOfImports(join(folder, 'root.js'), text, never);
		const files = ['root.js', 'deep/a.js', 'deep/b.js', 'side.js', 'lazy.mjs', 'table.json'];
		expect(Object.keys(digests).toSorted()).toEqual([...files, 'data.bin'].toSorted());
		file('data.bin', '\u0001');
		const after = digestsOfImports(join(folder, 'root.js'), text, never);
		expect(Object.keys(after).filter((each) => after[each] !== digests[each])).toEqual([
			'data.bin',
		]);
	});

	test('is its own file, its base, and what their functions come to', async () => {
		const { files } = await loadVariant('convert-v1-trylock');
		expect(Object.keys(files).map((each) => each.replace(/\.[jt]s$/, ''))).toEqual([
			'convert-v1-trylock',
			'../mail/convert-v1',
			'(functions)',
		]);
	});
});

describe('two runs differ', () => {
	test('in what they say, part by part, and not in the order of their options', async () => {
		const [one, other] = [await loadVariant('no-bug'), await loadVariant(baseName)];
		const [quiet, race] = [read(clean), read(bad)];
		const options = { ...verdictOnly, estimate: false };
		const cells = [{ variant: 'no-bug', workload: quiet.name }];
		const was = identityOf([one, other], [quiet, race], options, cells);
		const same = identityOf([other, one], [race, quiet], options, cells);
		expect(differencesOf(was, same)).toEqual([]);

		const edited = { ...one, files: { ...one.files, 'no-bug.ts': 'x', '(functions)': 'y' } };
		const moved = read(bad.replace('cpu a', '# a line more\ncpu a'));
		expect(moved.digest).toBe(race.digest);
		const is = identityOf([edited], [moved], { ...options, seed: 1 }, []);
		const code = { ...is.code, 'the oracles': 'z' };
		expect(differencesOf(was, { ...is, tool: 'rmaplab 9', code })).toEqual([
			{ in: 'tool', was: was.tool, is: 'rmaplab 9' },
			{ in: 'code', kind: 'the oracles' },
			{ in: 'variant', variant: 'no-bug', files: ['no-bug.ts'] },
			// Where an expectation stands is part of what a run says.
			{ in: 'workload', workload: race.name },
			{ in: 'choice', of: 'variants', gone: [baseName], added: [] },
			{ in: 'choice', of: 'workloads', gone: [quiet.name], added: [] },
			{ in: 'option', option: 'seed', was: options.seed, is: 1 },
		]);
		expect(differencesOf(was, { ...was, cells: '' })).toEqual([{ in: 'cells' }]);
	});

	test('our own code is taken apart by what it is to the reader', async () => {
		const { code } = identityOf([await loadVariant(baseName)], [], verdictOnly, []);
		expect(Object.keys(code)).toEqual([
			'the simulated kernel',
			'the oracles',
			'the searches',
			'other code',
		]);
		expect(new Set(Object.values(code)).size).toBe(4);
	});
});

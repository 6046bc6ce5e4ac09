/*
 * Files of a user's own, as a user runs them: stacks of them, what they import from each other and from this
 * package, their endings, patterns. Uses dist/, which `npm test` builds first.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';

const root = packageRoot();
const folder = mkdtempSync(join(tmpdir(), 'rmaplab-own-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ran {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

function rmaplab(line: string): Ran {
	return spawnSync(process.execPath, [join(root, 'dist/harness/cli.js'), ...line.split(' ')], {
		encoding: 'utf8',
		cwd: folder,
		env: { ...process.env, NO_COLOR: '1' },
	});
}

const file = (name: string, text: string): void => writeFileSync(join(folder, name), text);

const definition = (name: string, more: string): string => `export default defineVariant({
	name: '${name}', subject: 'subject of ${name}', from: 'you', date: '2003-04-05', claims: {}, ${more}
});
`;

interface Results {
	readonly variants: readonly { readonly name: string }[];
	readonly cells: readonly {
		readonly variant: string;
		readonly explored: { readonly kind: string; readonly states: number };
		readonly violations: readonly {
			readonly oracle: string;
			readonly site: string;
			readonly token: string;
		}[];
	}[];
}

/** Runs a comparison on one litmus test. */
function compared(...variants: string[]): Results {
	const { status, stderr } = rmaplab(
		`compare --no-wall-clock --jobs 1 --out report --workload trunc-remapped --variant ${variants.join(' ')}`,
	);
	expect(stderr).not.toContain('error');
	expect(status).toBe(0);
	return JSON.parse(readFileSync(join(folder, 'report/results.json'), 'utf8')) as Results;
}

const found = ({ cells }: Results, name: string): unknown[] =>
	cells
		.filter(({ variant }) => variant === name)
		.flatMap(({ violations }) => violations.map(({ oracle, site }) => [oracle, site]));

const names = ({ variants }: Results): string[] => variants.map(({ name }) => name);

file(
	'on-top.ts',
	`import { defineVariant, smp_mb, type Kernel, type page, type address_space, type Task } from 'rmaplab';
import { variants } from 'rmaplab/variants';
import forcedUnmap, { truncate_complete_page as forced } from 'rmaplab/variants/mail/forced-unmap';

function* remove_from_page_cache(this: Kernel, page: page): Task {
	yield* smp_mb();
	yield* this.__remove_from_page_cache(page);
}

if (variants['forced-unmap'] !== forcedUnmap || forced === undefined) throw new Error('two copies');
void (null as address_space | null);

${definition('on-top', 'base: forcedUnmap, replaces: { remove_from_page_cache },')}`,
);

describe('a file of one', () => {
	test('can stack on a variant of ours, and is shown against it', () => {
		const { stdout, status } = rmaplab('patch on-top.ts');
		expect(status).toBe(0);
		expect(stdout).toContain('forced-unmap');
		expect(stdout).toContain('+	yield* smp_mb();');
		expect(stdout).not.toContain('try_to_unmap');
		const results = compared('forced-unmap', './on-top.ts');
		expect(found(results, 'on-top')).toEqual(found(results, 'forced-unmap'));
		expect(found(results, 'on-top')).not.toEqual(found(results, 'lock-page-convert'));
	});

	test('can import another one, in TypeScript or not, and stack on it', () => {
		file(
			'steps.mts',
			`import { smp_mb, type Task } from 'rmaplab';
export function* twice(): Task {
	yield* smp_mb();
	yield* smp_mb();
}
`,
		);
		file(
			'plain.mjs',
			`import { defineVariant } from 'rmaplab';
import { twice } from './steps.mts';

export function* remove_from_page_cache(page) {
	yield* twice();
	yield* this.__remove_from_page_cache(page);
}

${definition('plain', 'replaces: { remove_from_page_cache },')}`,
		);
		file(
			'above.ts',
			`import { defineVariant, smp_mb, type Kernel, type page, type Task } from 'rmaplab';
import plain from './plain.mjs';

function* clear_page_dirty(this: Kernel, page: page): Task {
	yield* this.test_clear_page_dirty(page);
	yield* smp_mb();
}

${definition('above', 'base: plain, replaces: { clear_page_dirty },')}`,
		);
		const patch = rmaplab('patch above.ts').stdout;
		expect(patch).toContain('plain');
		expect(patch).not.toContain('twice');
		const { stdout } = rmaplab('patch above.ts+forced-unmap');
		expect(stdout).toContain('+	yield* twice();');
		expect(names(compared('./above.ts', './plain.mjs', './above.ts+forced-unmap'))).toEqual([
			'lock-page-convert',
			'above',
			'plain',
			'above+forced-unmap',
		]);
	});

	test('that names a module of ours which there is not is told the nearest', () => {
		file('wrong.ts', "import a from 'rmaplab/variants/mail/forced-unmapp';\nexport default a;\n");
		const { stderr, status } = rmaplab('patch wrong.ts');
		expect(status).toBe(2);
		expect(stderr).toBe(
			`${join(folder, 'wrong.ts')}:1:1: error: there is no module 'rmaplab/variants/mail/forced-unmapp' ` +
				"(did you mean 'rmaplab/variants/mail/forced-unmap'?)\n",
		);
	});
});

describe('several files', () => {
	test('are what a pattern matches, and a pattern that matches nothing is refused', () => {
		mkdirSync(join(folder, 'mine/deep'), { recursive: true });
		for (const path of ['mine/a1.ts', 'mine/a2.mjs', 'mine/deep/a3.mts', 'mine/b.ts']) {
			const name = path.replace(/.*\/|\..*$/g, '');
			file(path, `import { defineVariant } from 'rmaplab';\n${definition(name, 'replaces: {},')}`);
		}
		expect(names(compared('mine/a?.*'))).toEqual(['lock-page-convert', 'a1', 'a2']);
		expect(names(compared('mine/**/a*'))).toEqual(['lock-page-convert', 'a1', 'a2', 'a3']);
		const { stderr, status } = rmaplab('compare --variant mine/c*.ts');
		expect([status, stderr]).toEqual([2, "error: no file matches 'mine/c*.ts'\n"]);
	});

	test("come beside all of ours, where 'all' is asked for", () => {
		const rows = names(compared('all', './on-top.ts', 'no-bug'));
		expect(rows.length).toBeGreaterThan(50);
		expect(rows.filter((name) => name === 'no-bug')).toHaveLength(1);
		expect(rows).toContain('on-top');
	});
});

describe('a stack', () => {
	test('is replayed and minimised by its token, and with its files where it has any', () => {
		const stacks = ['no-bug+forced-unmap', './on-top.ts+no-bug-trylock'];
		const { cells } = compared(...stacks);
		for (const [i, where] of stacks.entries()) {
			const { token } = cells[i + 1]!.violations[0]!;
			const own = where.includes('.ts') ? ` --variant ${where}` : '';
			const replayed = rmaplab(`replay ${token} --json${own}`);
			expect(replayed.stderr).toBe('');
			expect(replayed.status).toBe(0);
			const minimised = rmaplab(`minimise ${token} --out small.litmus --force --json${own}`);
			expect(minimised.stderr).toBe('');
			const again = JSON.parse(minimised.stdout) as { readonly token: string };
			expect(again.token.split(':')[0]).toBe(token.split(':')[0]);
			const against = rmaplab(`replay ${token} --against no-bug+forced-unmap${own}`);
			expect(against.stdout).toContain('no-bug+forced-unmap');
			expect(against.status).toBe(0);
		}
	});

	test('is checked, refined and exported', () => {
		const check = rmaplab('check no-bug+convert-v3-tweak');
		expect(check.stdout).toMatch(
			/^no-bug\+convert-v3-tweak: no-bug\+convert-v3-tweak, 6 functions/,
		);
		const refined = rmaplab('refine convert-v3-tweak+no-bug convert-v3-tweak --workload bounded');
		expect([refined.status, refined.stderr]).toEqual([2, expect.stringContaining("'bounded'")]);
		const model = rmaplab('export promela forced-unmap+convert-v3-tweak trunc-remapped');
		expect(model.stderr).toBe('');
		expect(model.stdout).toContain('forced-unmap+convert-v3-tweak');
	});
});

describe('rmaplab stack', () => {
	test('writes a file that is what the stack is', () => {
		const { status, stderr } = rmaplab(
			'stack no-bug forced-unmap-filepte ./on-top.ts --out merged.ts',
		);
		expect(stderr).toBe(
			'merged.ts: no-bug + forced-unmap + forced-unmap-filepte + on-top; 10 functions, 2 of them merged\n',
		);
		expect(status).toBe(0);
		const results = compared('merged.ts', 'no-bug+forced-unmap-filepte+./on-top.ts', 'no-bug');
		const stacked = 'no-bug+forced-unmap-filepte+on-top';
		expect(found(results, 'merged')).toEqual(found(results, stacked));
		const states = (name: string): number =>
			results.cells.find(({ variant }) => variant === name)!.explored.states;
		expect(states('merged')).toBe(states(stacked));
		expect(states('merged')).not.toBe(states('no-bug'));
		// It is a patch like any other: what it prints is what the stack prints.
		const diff = (where: string): string => {
			const { stdout } = rmaplab(`patch ${where}`);
			return stdout.slice(stdout.indexOf('--- a/'));
		};
		expect(diff('merged.ts')).toBe(diff('no-bug+forced-unmap-filepte+./on-top.ts'));
		const again = rmaplab('stack no-bug forced-unmap --out merged.ts');
		expect(again.status).toBe(2);
		expect(again.stderr).toBe('error: merged.ts exists; name another file, or remove it first\n');
	});

	test('marks what it cannot merge, and says where', () => {
		const { status, stderr } = rmaplab('stack recheck-racy-c no-bug-chainlock --out torn.ts');
		expect(status).toBe(1);
		const text = readFileSync(join(folder, 'torn.ts'), 'utf8');
		const line = text.split('\n').indexOf('<<<<<<< recheck-racy-c') + 1;
		expect(stderr).toBe(
			`torn.ts:${line}:1: conflict in truncate_complete_page() with recheck-racy-c; ` +
				"edit the lines up to '>>>>>>>'\n",
		);
		expect(text).toContain('||||||| no-bug\n=======\n');
		expect(rmaplab('patch torn.ts').status).toBe(2);
		// Both lines are wanted, the unlocking first.
		const lines = text.split('\n');
		const [, theirs] = /=======\n([^]*?)>>>>>>>/.exec(text)!;
		const [, ours] = /<<<<<<< .*\n([^]*?)\|{7}/.exec(text)!;
		const end = lines.findIndex((each) => each.startsWith('>>>>>>>')) + 1;
		file(
			'mended.ts',
			[...lines.slice(0, line - 1), theirs! + ours!.trimEnd(), ...lines.slice(end)]
				.join('\n')
				.replace("name: 'torn'", "name: 'mended'"),
		);
		const mended = rmaplab('patch mended.ts');
		expect(mended.stderr).toBe('');
		expect(mended.stdout).toContain('+	if (yield* page_mapped(page)) yield* this.unmap_truncated');
	});

	test('prints the file where none is named, and refuses a name of ours', () => {
		const { stdout, status } = rmaplab('stack no-bug convert-v3-tweak');
		expect(status).toBe(0);
		expect(stdout).toContain("name: 'stacked'");
		expect(rmaplab('stack no-bug forced-unmap --out no-bug.ts').status).toBe(2);
	});
});

/*
 * harness/tidy.test.ts - style as a unit test: what may import what, provenance of kernel functions,
 * forgotten `yield*`, unlisted files, length.
 *
 * Each rule is a function from a file to complaints, and is first shown a file that breaks it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Source {
	/** From the root, with forward slashes. */
	readonly path: string;
	readonly text: string;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const linesMax = 900;
/** Files of the kernel are as long as the original, and so are patches to it. */
const kernelLinesMax = 2000;

const sources: readonly Source[] = ['harness', 'variants', 'workloads', 'reports']
	.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
			join(root, folder, name),
		),
	)
	.filter((path) => path.endsWith('.ts'))
	.map((path) => ({
		path: relative(root, path).replaceAll('\\', '/'),
		text: readFileSync(path, 'utf8'),
	}))
	.toSorted((a, b) => (a.path < b.path ? -1 : 1));

const shipped = sources.filter(({ path }) => !path.endsWith('.test.ts'));

/** Comments and strings become blanks, so that positions and lines stay what they are. */
function withoutComments(text: string): string {
	return text.replaceAll(
		/\/\*[^]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g,
		(found) => found.replaceAll(/[^\n]/g, ' '),
	);
}

function lineAt(text: string, position: number): number {
	return text.slice(0, position).split('\n').length;
}

/** Files of ours that a file imports, types included; packages and `node:` are left out. */
function importsOf({ path, text }: Source): string[] {
	const found = text.matchAll(/^\s*(?:\}|import|export)[^'\n;]*\bfrom '(\.[^']+)'/gm);
	const lazy = text.matchAll(/\bimport\('(\.[^']+)'\)/g);
	return [...found, ...lazy].map((match) => join(dirname(path), match[1] ?? ''));
}

/** Who may see whom; the first entry that fits a path decides. What fits none may see anything. */
const arrows: readonly { readonly from: RegExp; readonly to: RegExp }[] = [
	{ from: /^harness\/cli\.ts$/, to: /./ },
	{ from: /^harness\/result\.ts$/, to: /^$/ },
	{
		from: /^harness\/messages(\.ts$|\/)/,
		to: /^harness\/(messages\/|(result|workload)\.ts$)/,
	},
	{ from: /^harness\/engine\//, to: /^harness\/(engine\/|messages\.ts$)/ },
	{
		from: /^harness\/explore\//,
		to: /^harness\/((engine|explore)\/|(result|messages)\.ts$)/,
	},
	{ from: /^harness\/mm\//, to: /^harness\/(engine|mm)\// },
	{
		from: /^harness\/check\//,
		to: /^harness\/(engine\/|check\/|mm\/mm_types\.ts$|(result|messages|workload)\.ts$)/,
	},
	{ from: /^variants\/index\.ts$/, to: /^(variants\/|harness\/variant\.ts$)/ },
	{ from: /^variants\//, to: /^(variants\/|harness\/(variant\.ts$|mm\/|engine\/))/ },
	{ from: /^reports\//, to: /^(reports\/|harness\/(result|messages)\.ts$)/ },
];

function forbiddenImports(source: Source): string[] {
	const rule = arrows.find(({ from }) => from.test(source.path));
	return importsOf(source)
		.filter(
			(target) => target === 'harness/cli.ts' || (rule !== undefined && !rule.to.test(target)),
		)
		.map((target) => `${source.path} must not import ${target}`);
}

/** A variant may see another one only as its base. */
function variantsBesidesBase(source: Source): string[] {
	if (!/^variants\/(?!index\.ts$)/.test(source.path)) return [];
	return [...source.text.matchAll(/^import (\w+) from '\.\/[^']+\.ts'/gm)]
		.map((match) => match[1] ?? '')
		.filter(
			(name) => !new RegExp(`\\b(base: ${name}\\b|stack\\([^)]*\\b${name}\\b)`).test(source.text),
		)
		.map((name) => `${source.path} imports variant ${name} and does not stand on it`);
}

/** Vega takes longer to load than the rest of the tool. */
function eagerVega(source: Source): string[] {
	return [...source.text.matchAll(/^import (?!type\b)[^;]*from '(vega|vega-lite)'/gm)].map(
		(match) => `${source.path} must import() ${match[1]} where it is needed`,
	);
}

function isKernelFile(path: string): boolean {
	return /^harness\/mm\/(?!mm_types\.ts$|index\.ts$)/.test(path);
}

/** Every function of the simulated kernel says where it comes from and how far it can be trusted. */
function missingTags(source: Source): string[] {
	if (!isKernelFile(source.path)) return [];
	return [...source.text.matchAll(/^export function\* (\w+)/gm)].flatMap((match) => {
		const before = source.text.slice(0, match.index);
		const comment = before.endsWith('*/\n') ? before.slice(before.lastIndexOf('/**')) : '';
		return ['@kernel', '@locked', '@fidelity']
			.filter((tag) => !comment.includes(` ${tag} `))
			.map((tag) => `${source.path}: ${match[1]} has no ${tag}`);
	});
}

/** Generators of the engine and of mm_types: calling one without `yield*` does nothing at all. */
const primitives: ReadonlySet<string> = new Set(
	sources
		.filter(({ path }) => /^harness\/(engine\/operation|mm\/mm_types)\.ts$/.test(path))
		.flatMap(({ text }) => [...text.matchAll(/^export function\* (\w+)/gm)])
		.map((match) => match[1] ?? ''),
);

/** `this.f(...)` or a primitive that nobody runs; the one mistake that the compiler cannot see. */
function forgottenYields(source: Source): string[] {
	if (!isKernelFile(source.path) && !/^variants\/(?!index\.ts$)/.test(source.path)) return [];
	// What a type declares is not called; its lines stay, so that places stay right.
	const text = withoutComments(source.text).replaceAll(
		/^type \w+ = [^;]*?\{[\s\S]*?^\};$|^type .*;$/gm,
		(type) => type.replaceAll(/[^\n]/g, ''),
	);
	const own = new Set(
		[...text.matchAll(/\bfunction\s*\*\s*(\w+)/g)].map((match) => match[1] ?? ''),
	);
	return [...text.matchAll(/(this\s*\.\s*)?\b(\w+)\s*(?:<[^<>()]*>)?\(/g)].flatMap((match) => {
		const name = match[2] ?? '';
		const before = text.slice(0, match.index);
		const viaTable = match[1] !== undefined;
		if (!viaTable && ((!primitives.has(name) && !own.has(name)) || before.endsWith('.'))) return [];
		// A macro of one expression hands the task to whoever calls it.
		if (/(yield\s*\*|function\s*\*|=>)\s*$/.test(before)) return [];
		return [`${source.path}:${lineAt(text, match.index)}: yield* is missing before ${name}`];
	});
}

/** Files that declare something of a kind are listed in the index beside them. */
function unlisted(folder: string, declares: RegExp, all: readonly Source[]): string[] {
	const index = all.find(({ path }) => path === `${folder}/index.ts`);
	return all
		.filter(
			({ path, text }) =>
				dirname(path) === folder &&
				!path.endsWith('/index.ts') &&
				!path.endsWith('.test.ts') &&
				declares.test(text),
		)
		.map(({ path }) => path.slice(folder.length + 1))
		.filter((name) => index === undefined || !index.text.includes(`'./${name}'`))
		.map((name) => `${folder}/${name} is not listed in ${folder}/index.ts`);
}

const aVariant = /^export default\b/m;
const anOracle = /^export const \w+: Oracle\b/m;

function tooLong(source: Source): string[] {
	const lines = source.text.split('\n').length - 1;
	const max = /^(?:harness\/mm|variants)\//.test(source.path) ? kernelLinesMax : linesMax;
	return lines > max ? [`${source.path} has ${lines} lines, more than ${max}`] : [];
}

/** The first line of a file says its path and what it is for. */
function headless(source: Source): string[] {
	const name = source.path.split('/').at(-1) ?? '';
	const head = source.text.replace(/^#!.*\n/, '').slice(0, 200);
	const good = head.startsWith('/*') && head.split('\n', 2).join('').includes(`${name} - `);
	return good ? [] : [`${source.path} does not begin with its path and its purpose`];
}

describe('the rules see what they are for', () => {
	const bad = (path: string, text: string): Source => ({ path, text });

	test('arrows', () => {
		const line = (from: string): string => `import { a } from '${from}';\n`;
		expect(forbiddenImports(bad('harness/engine/a.ts', line('../mm/rmap.ts')))).toHaveLength(1);
		expect(forbiddenImports(bad('harness/explore/a.ts', line('../mm/index.ts')))).toHaveLength(1);
		expect(forbiddenImports(bad('harness/check/a.ts', line('../mm/rmap.ts')))).toHaveLength(1);
		expect(forbiddenImports(bad('harness/check/a.ts', line('../mm/mm_types.ts')))).toEqual([]);
		expect(forbiddenImports(bad('reports/a.ts', line('../harness/variant.ts')))).toHaveLength(1);
		expect(forbiddenImports(bad('reports/a.ts', line('../harness/result.ts')))).toEqual([]);
		expect(forbiddenImports(bad('harness/compare.ts', line('./cli.ts')))).toHaveLength(1);
		expect(forbiddenImports(bad('variants/a.ts', line('../harness/compare.ts')))).toHaveLength(1);
		const broken = "import {\n\ta,\n} from '../mm/rmap.ts';\n";
		expect(forbiddenImports(bad('harness/engine/a.ts', broken))).toHaveLength(1);
	});

	test('variants on variants', () => {
		const stacked = "import a from './a.ts';\nexport default defineVariant({ base: a });\n";
		expect(variantsBesidesBase(bad('variants/b.ts', stacked))).toEqual([]);
		const loose = stacked.replace('base: a', '');
		expect(variantsBesidesBase(bad('variants/b.ts', loose))).toHaveLength(1);
	});

	test('eager vega', () => {
		expect(eagerVega(bad('reports/a.ts', "import { View } from 'vega';\n"))).toHaveLength(1);
		expect(eagerVega(bad('reports/a.ts', "import type { View } from 'vega';\n"))).toEqual([]);
	});

	test('tags', () => {
		const head = '/**\n * @kernel mm/rmap.c:f\n * @locked page\n * @fidelity followed\n */\n';
		const body = 'export function* f(this: Kernel): Task {}\n';
		expect(missingTags(bad('harness/mm/rmap.ts', head + body))).toEqual([]);
		expect(missingTags(bad('harness/mm/rmap.ts', body))).toHaveLength(3);
		const apart = `${head}\nconst a = 1;\n${body}`;
		expect(missingTags(bad('harness/mm/rmap.ts', apart))).toHaveLength(3);
	});

	test('forgotten yield*', () => {
		const lines = (text: string): string[] => forgottenYields(bad('harness/mm/a.ts', text));
		expect(lines('\tthis.try_to_unmap(page);\n')).toEqual([
			'harness/mm/a.ts:1: yield* is missing before try_to_unmap',
		]);
		expect(lines('\tyield* this.try_to_unmap(page);\n')).toEqual([]);
		expect(lines('\treturn this.try_to_unmap(page);\n')).toHaveLength(1);
		expect(lines('\tyield* f(load(page_count, page));\n')).toHaveLength(1);
		expect(lines('\tif ((yield* load(page_count, page)) === 0) return;\n')).toEqual([]);
		expect(lines('\t// this.f() and load() are only spoken of\n')).toEqual([]);
		expect(lines("\tyield* BUG('load() failed');\n")).toEqual([]);
		expect(lines('\tset.add(1);\n')).toEqual([]);
		const helper = 'function* helper(): Task {}\nfunction* g(): Task {\n\thelper();\n}\n';
		expect(lines(helper)).toEqual(['harness/mm/a.ts:3: yield* is missing before helper']);
	});

	test('unlisted files', () => {
		const all = [
			bad('variants/index.ts', "import a from './a.ts';\n"),
			bad('variants/a.ts', 'export default 1;\n'),
			bad('variants/b.ts', 'export default 1;\n'),
		];
		expect(unlisted('variants', aVariant, all)).toEqual([
			'variants/b.ts is not listed in variants/index.ts',
		]);
		const oracle = bad('harness/check/orphan.ts', 'export const orphan: Oracle = {};\n');
		expect(unlisted('harness/check', anOracle, [oracle])).toHaveLength(1);
	});

	test('length and head', () => {
		expect(tooLong(bad('a.ts', 'x\n'.repeat(linesMax)))).toEqual([]);
		expect(tooLong(bad('a.ts', 'x\n'.repeat(linesMax + 1)))).toHaveLength(1);
		expect(headless(bad('harness/a.ts', '/*\n * harness/a.ts - why.\n */\n'))).toEqual([]);
		expect(headless(bad('harness/a.ts', 'const a = 1;\n'))).toHaveLength(1);
	});
});

describe('this tree', () => {
	test('has sources', () => {
		expect(shipped.length).toBeGreaterThan(20);
		expect(primitives.has('load')).toBe(true);
	});

	test('keeps its arrows', () => {
		expect(shipped.flatMap(forbiddenImports)).toEqual([]);
		expect(shipped.flatMap(variantsBesidesBase)).toEqual([]);
		expect(shipped.flatMap(eagerVega)).toEqual([]);
	});

	test('tells the provenance of every kernel function', () => {
		expect(shipped.flatMap(missingTags)).toEqual([]);
	});

	test('runs every task that it makes', () => {
		expect(shipped.flatMap(forgottenYields)).toEqual([]);
	});

	test('lists every variant and every oracle', () => {
		expect(unlisted('variants', aVariant, sources)).toEqual([]);
		expect(unlisted('harness/check', anOracle, sources)).toEqual([]);
	});

	test('has no file that is too long, and none that does not say what it is for', () => {
		expect(sources.flatMap(tooLong)).toEqual([]);
		expect(shipped.flatMap(headless)).toEqual([]);
	});
});

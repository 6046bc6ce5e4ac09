/*
 * harness/tidy.test.ts - style as a unit test: what may import what, provenance of kernel functions,
 * forgotten `yield*`, unlisted files, heads of files, where sentences stand. Lengths are in .oxlintrc.json.
 *
 * Each rule is a function from a file to complaints, and is first shown a file that breaks it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { functionsOf } from './catalogue/source.ts';

interface Source {
	/** From the root, with forward slashes. */
	readonly path: string;
	readonly text: string;
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** A file of tests may be longer than others, which oxlint measures, but not endless. */
const testLinesMax = 900;
/** Pairs of rooms of which one sees the other. */
const roomArrowsMax = 130;

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

const isTest = (path: string): boolean => path.endsWith('.test.ts');
/** What only tests import; it is not built. */
const isFixture = (path: string): boolean => /\/fixture(?:\.ts$|\/)/.test(path);

const shipped = sources.filter(({ path }) => !isTest(path));

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

/** A folder of harness/, a file that stands loose there, or a folder beside it. */
function roomOf(path: string): string {
	const [top = '', inside = ''] = path.split('/');
	return top === 'harness' ? `${top}/${inside}` : top;
}

/** Files of ours that a file imports, types included; packages and `node:` are left out. */
function importsOf({ path, text }: Source): string[] {
	const found = text.matchAll(/^\s*(?:\}|import|export)[^'\n;]*\bfrom '(\.[^']+)'/gm);
	const lazy = text.matchAll(/\bimport\('(\.[^']+)'\)/g);
	return [...found, ...lazy].map((match) => join(dirname(path), match[1] ?? ''));
}

/**
 * Who may see whom, beginnings of paths on both sides; a folder sees itself. The first row that fits a file
 * decides, and every file has one. CONTRIBUTING.md shows this table.
 */
const arrows: readonly { readonly from: string; readonly sees: readonly string[] }[] = [
	{ from: 'harness/result.ts', sees: ['harness/result/'] },
	{ from: 'harness/result/', sees: [] },
	{ from: 'harness/workload.ts', sees: ['harness/result.ts'] },
	{ from: 'harness/discussion.ts', sees: ['harness/result.ts', 'harness/workload.ts'] },
	{ from: 'harness/variant.ts', sees: ['harness/engine/', 'harness/messages/', 'harness/mm/'] },
	{ from: 'harness/index.ts', sees: ['harness/engine/', 'harness/mm/', 'harness/variant.ts'] },
	{ from: 'harness/cli.ts', sees: [''] },
	{ from: 'harness/quick.ts', sees: [] },
	{ from: 'harness/text/', sees: [] },
	{ from: 'harness/messages/', sees: ['harness/result.ts', 'harness/text/'] },
	{ from: 'harness/engine/', sees: [] },
	{ from: 'harness/explore/', sees: ['harness/engine/'] },
	{ from: 'harness/mm/', sees: ['harness/engine/'] },
	{
		from: 'harness/check/',
		sees: ['harness/engine/', 'harness/mm/mm_types.ts', 'harness/workload.ts'],
	},
	{
		from: 'harness/cell/',
		sees: [
			'harness/check/',
			'harness/engine/',
			'harness/explore/',
			'harness/messages/',
			'harness/mm/',
			'harness/result.ts',
			'harness/text/',
			'harness/variant.ts',
			'harness/workload.ts',
		],
	},
	{
		from: 'harness/catalogue/',
		sees: [
			'harness/check/',
			'harness/discussion.ts',
			'harness/engine/',
			'harness/messages/',
			'harness/mm/index.ts',
			'harness/terminal/look.ts',
			'harness/text/',
			'harness/variant.ts',
			'harness/workload.ts',
			'variants/',
			'workloads/',
		],
	},
	{
		from: 'harness/compare/',
		sees: [
			'harness/catalogue/',
			'harness/cell/',
			'harness/discussion.ts',
			'harness/engine/',
			'harness/explore/',
			'harness/messages/',
			'harness/result.ts',
			'harness/text/',
			'harness/workload.ts',
		],
	},
	{
		from: 'harness/replay/',
		sees: [
			'harness/catalogue/',
			'harness/cell/',
			'harness/check/',
			'harness/engine/',
			'harness/explore/',
			'harness/messages/',
			'harness/result.ts',
			'harness/text/',
		],
	},
	{
		from: 'harness/minimise/',
		sees: [
			'harness/cell/',
			'harness/explore/',
			'harness/messages/',
			'harness/replay/',
			'harness/text/',
			'harness/workload.ts',
			'workloads/',
		],
	},
	{
		from: 'harness/measure/',
		sees: [
			'harness/check/',
			'harness/compare/median.ts',
			'harness/engine/',
			'harness/messages/',
			'harness/mm/',
			'harness/variant.ts',
		],
	},
	{ from: 'harness/terminal/', sees: ['harness/messages/'] },
	{
		from: 'harness/audit/',
		sees: [
			'harness/catalogue/',
			'harness/cell/',
			'harness/check/',
			'harness/compare/',
			'harness/engine/',
			'harness/explore/',
			'harness/measure/',
			'harness/messages/',
			'harness/minimise/',
			'harness/mm/',
			'harness/replay/',
			'harness/result.ts',
			'harness/text/',
			'harness/variant.ts',
			'harness/workload.ts',
			'variants/',
			'workloads/',
		],
	},
	{
		from: 'harness/commands/',
		sees: ['harness/', 'reports/', 'variants/', 'workloads/load/', 'workloads/sequence/'],
	},
	{ from: 'variants/index.ts', sees: ['variants/', 'harness/variant.ts'] },
	{
		from: 'variants/',
		sees: ['variants/', 'harness/engine/', 'harness/mm/', 'harness/variant.ts'],
	},
	{ from: 'workloads/sequence/', sees: ['harness/messages/', 'harness/text/'] },
	{ from: 'workloads/litmus/', sees: ['harness/text/', 'harness/workload.ts'] },
	{
		from: 'workloads/claims/',
		sees: ['harness/discussion.ts', 'harness/result.ts', 'harness/text/', 'workloads/litmus/'],
	},
	{
		from: 'workloads/load/',
		sees: [
			'harness/engine/seeded.ts',
			'harness/measure/',
			'harness/messages/',
			'harness/mm/include/',
			'harness/text/',
		],
	},
	{ from: 'reports/', sees: ['harness/messages/', 'harness/result.ts'] },
];

function forbiddenImports(source: Source): string[] {
	const rule = arrows.find(({ from }) => source.path.startsWith(from));
	if (rule === undefined) return [`${source.path} has no row in the table of arrows`];
	const mayBeSeen = (target: string): boolean =>
		target !== 'harness/cli.ts' &&
		[rule.from, ...rule.sees].some((start) => target.startsWith(start));
	return importsOf(source)
		.filter((target) => !mayBeSeen(target))
		.map((target) => `${source.path} must not import ${target}`);
}

/**
 * Files that import each other, types included; each circle once. The function table of mm sees all files of
 * mm and they its type, and a patch takes its own type from itself.
 */
function circles(files: readonly Source[]): string[] {
	const isTable = (path: string): boolean => path === 'harness/mm/index.ts';
	const next = new Map(
		files.map((source) => [
			source.path,
			importsOf(source).filter((target) => target !== source.path && !isTable(target)),
		]),
	);
	const state = new Map<string, 'open' | 'done'>();
	const found: string[] = [];
	const visit = (path: string, above: readonly string[]): void => {
		if (state.get(path) === 'done') return;
		if (state.get(path) === 'open') {
			found.push([...above.slice(above.indexOf(path)), path].join(' > '));
			return;
		}
		state.set(path, 'open');
		for (const each of next.get(path) ?? []) visit(each, [...above, path]);
		state.set(path, 'done');
	};
	for (const { path } of files) visit(path, []);
	return found;
}

/** The arrows as CONTRIBUTING.md shows them. */
function tableOfArrows(): string {
	const cell = (paths: readonly string[]): string =>
		paths.map((each) => (each === '' ? 'everything' : `\`${each}\``)).join(', ');
	const rows = arrows.map(({ from, sees }) => [
		cell([from]),
		sees.length === 0 ? 'nothing of ours' : cell(sees),
	]);
	const all = [['from', 'may see, besides itself'], ...rows];
	const widths = [0, 1].map((n) => Math.max(...all.map((row) => row[n]!.length)));
	const line = (row: readonly string[]): string =>
		`| ${row.map((each, n) => each.padEnd(widths[n]!)).join(' | ')} |`;
	const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
	return [line(all[0]!), rule, ...rows.map(line)].join('\n');
}

/** A variant may see another one only as its base; whole functions it may take from any. */
function variantsBesidesBase(source: Source): string[] {
	if (!/^variants\/(?!index\.ts$)/.test(source.path)) return [];
	return [...source.text.matchAll(/^import (\w+) from '\.[^']+\.ts'/gm)]
		.map((match) => match[1] ?? '')
		.filter(
			(name) => !new RegExp(`\\b(base: ${name}\\b|stack\\([^)]*\\b${name}\\b)`).test(source.text),
		)
		.map((name) => `${source.path} imports variant ${name} and does not stand on it`);
}

/** What two variants have alike stands in one of them, and the other imports it. */
function functionsTwice(all: readonly Source[]): string[] {
	const places = new Map<string, string>();
	return all
		.filter(({ path }) => path.startsWith('variants/'))
		.flatMap(({ path, text }) =>
			[...functionsOf(path, text)].flatMap(([name, each]) => {
				const same = each.text.replace(/^export (?=function)/m, '').replace(/\bthis: \w+/, '');
				const earlier = places.get(same);
				places.set(same, path);
				return earlier === undefined ? [] : [`${path}: ${name} stands in ${earlier} too`];
			}),
		);
}

/** Vega takes longer to load than the rest of the tool. */
function eagerVega(source: Source): string[] {
	return [...source.text.matchAll(/^import (?!type\b)[^;]*from '(vega|vega-lite)'/gm)].map(
		(match) => `${source.path} must import() ${match[1]} where it is needed`,
	);
}

function isKernelFile(path: string): boolean {
	return /^harness\/mm\/(?!include\/|mm_types\.ts$|index\.ts$)/.test(path);
}

/** Every function of the simulated kernel says where it comes from and how far it can be trusted. */
function missingTags(source: Source): string[] {
	if (!isKernelFile(source.path)) return [];
	return [...source.text.matchAll(/^export function\* (\w+)/gm)].flatMap((match) => {
		const before = source.text.slice(0, match.index);
		const comment = before.endsWith('*/\n') ? before.slice(before.lastIndexOf('/**')) : '';
		const missing = [/ @(?:kernel|part-of) /, / @locked /, / @fidelity /]
			.filter((tag) => !tag.test(comment))
			.map((tag) => `${source.path}: ${match[1]} has no${tag.source}`);
		return [...missing, ...misnamed(source.path, match[1]!, comment)];
	});
}

/**
 * Spelling tells provenance: `@kernel` names a function of the same name, or says under which the kernel
 * knows it elsewhere (`as readpage`); of what is a part of one it is `@part-of` that says so.
 */
function misnamed(path: string, name: string, comment: string): string[] {
	const [, original, alias] = / @kernel \S+?:(\w+)(?: as (\w+))?$/m.exec(comment) ?? [];
	const isOurs = /^[a-z]+[A-Z]/.test(name);
	if (original === undefined || isOurs || (alias ?? original) === name) return [];
	return [`${path}: ${name} is not ${original}: @part-of, or the name in camelCase`];
}

/** Generators of the engine and of the headers: calling one without `yield*` does nothing at all. */
const primitives: ReadonlySet<string> = new Set(
	sources
		.filter(({ path }) => /^harness\/(engine\/operation|mm\/include\/[^/]+)\.ts$/.test(path))
		.flatMap(({ text }) => [...text.matchAll(/^export function\* (\w+)/gm)])
		.map((match) => match[1] ?? ''),
);

/** `this.f(...)` or a primitive that nobody runs; the one mistake that the compiler cannot see. */
function forgottenYields(source: Source): string[] {
	if (!/^(harness\/mm\/|variants\/)(?!index\.ts$)/.test(source.path)) return [];
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

/**
 * Addresses, indexes and what lies between them are unsigned long in the kernel: a difference that went below zero is a
 * huge number there, and so it is behind `>>>`. A difference with a name is compared, and needs `>>> 0`.
 */
function signedArithmetic(source: Source): string[] {
	if (!/^(harness\/mm\/|variants\/)/.test(source.path)) return [];
	const text = withoutComments(source.text);
	return [...text.matchAll(/[^>]>> (?=\w)|\bconst diff = (?!.*>>> 0;)/g)].map(
		(match) => `${source.path}:${lineAt(text, match.index)}: unsigned long shifts with >>>`,
	);
}

/** Files that declare something of a kind are listed in the index of their folder or of the one above. */
function unlisted(folder: string, declares: RegExp, all: readonly Source[]): string[] {
	const index = all.find(({ path }) => path === `${folder}/index.ts`);
	return all
		.filter(
			({ path, text }) =>
				path.startsWith(`${folder}/`) &&
				!path.endsWith('/index.ts') &&
				!isTest(path) &&
				declares.test(text),
		)
		.map(({ path }) => path.slice(folder.length + 1))
		.filter((name) => index === undefined || !index.text.includes(`'./${name}'`))
		.map((name) => `${folder}/${name} is not listed in ${folder}/index.ts`);
}

const aVariant = /^export default\b/m;
const anOracle = /^export const \w+: Oracle\b/m;

function tooLong({ path, text }: Source): string[] {
	const lines = text.split('\n').length - 1;
	if (!isTest(path) || lines <= testLinesMax) return [];
	return [`${path} has ${lines} lines, more than ${testLinesMax}`];
}

/** The first line of a file says its path and what it is for; a test need not say the path. */
function headless({ path, text }: Source): string[] {
	const name = path.split('/').at(-1) ?? '';
	const [, first = ''] = /^(?:#!.*\n)?\/\*\n \* (\S.*)/.exec(text) ?? [];
	if (isTest(path)) return first === '' ? [`${path} does not begin with what it tests`] : [];
	return first.includes(`${name} - `)
		? []
		: [`${path} does not begin with its path and its purpose`];
}

/** Beginnings of paths whose words are their own, and not sentences that the tool says of a run. */
const ownWords: readonly { readonly of: string; readonly why: string }[] = [
	{ of: 'harness/messages/', why: 'here they belong' },
	{
		of: 'harness/commands/program.ts',
		why: 'help texts stand beside the options that they explain',
	},
	{ of: 'harness/commands/result-commands.ts', why: 'the same, of commands that read results' },
	{ of: 'harness/commands/perf-commands.ts', why: 'the same, of what loads cost' },
	{ of: 'harness/commands/recorded-commands.ts', why: 'the same, of answers of real kernels' },
	{ of: 'harness/commands/fuzz-commands.ts', why: 'the same, of random programs' },
	{ of: 'harness/commands/completion-bash.ts', why: 'lines of a script for a shell' },
	{ of: 'harness/commands/machine-commands.ts', why: 'the same, of commands for the machine' },
	{ of: 'harness/commands/own-commands.ts', why: 'the same, of commands for what one writes' },
	{ of: 'harness/commands/compare-commands.ts', why: 'the same, of comparisons' },
	{ of: 'harness/commands/many-commands.ts', why: 'the same, of several machines' },
	{ of: 'harness/commands/mail-commands.ts', why: 'the same, of the command that writes mails' },
	{ of: 'harness/commands/import-commands.ts', why: 'the same, of recordings of programs' },
	{ of: 'harness/audit/import/', why: 'kinds of what is not imported, which are data' },
	{ of: 'harness/commands/exit-status.ts', why: 'the end of each of these help texts' },
	{ of: 'harness/engine/', why: 'how a task dies is part of the verdict' },
	{ of: 'harness/measure/straight/', why: 'the same, of the straight build' },
	{ of: 'harness/check/', why: 'an oracle words its own verdict' },
	{ of: 'harness/mm/', why: 'a BUG() quotes the kernel' },
	{ of: 'variants/', why: 'a BUG() quotes the kernel, and a subject the mail' },
	{ of: 'workloads/', why: 'the readers see no messages, and a test holds each of their errors' },
	{ of: 'reports/', why: 'each format has its own words, and a golden file that holds them' },
	{ of: 'harness/audit/hostile/', why: 'inputs that are mutated, and how a command ends badly' },
	{ of: 'harness/audit/bench/', why: 'rows of a table of measurements' },
	{ of: 'harness/audit/recorded/causes.ts', why: 'a list of causes, which is data' },
	{ of: 'harness/audit/scorecard/reasons.ts', why: 'a list of reasons, which is data' },
	{ of: 'harness/commands/replay.ts', why: 'a heading of the table that it prints' },
	{ of: 'harness/compare/wall-clock.ts', why: 'the label of a measurement' },
	{ of: 'harness/measure/machines.ts', why: 'a list of numbers with their sources, which is data' },
	{ of: 'harness/measure/timed/transfers.ts', why: 'more of these numbers' },
];

/** From so many words on a literal is a sentence; what is shorter may be a name. */
const sentenceWords = 5;

/** Sentences that are written where they are said, and not in harness/messages/. */
function loudLiterals({ path, text }: Source): string[] {
	if (isFixture(path) || ownWords.some(({ of }) => path.startsWith(of))) return [];
	const literals =
		/\/\*[^]*?\*\/|\/\/[^\n]*|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`\n]*)`/g;
	return [...text.matchAll(literals)].flatMap((match) => {
		const literal = match[1] ?? match[2] ?? match[3] ?? '';
		const words = literal
			.replaceAll(/\$\{[^}]*\}/g, '#')
			.match(/(?<![\w#/.-])[A-Za-z][a-z']*(?=[ ,:;.]|$)/g);
		// What says that the tool itself is at fault stands where it is found out; braces are code.
		const before = text.slice(0, match.index);
		if (/\b(?:Error\(|assert\([^;]*,)\s*$/.test(before) || literal.includes(' { ')) return [];
		if ((words?.length ?? 0) < sentenceWords) return [];
		return [
			`${path}:${lineAt(text, match.index)}: a sentence outside harness/messages/: ${literal}`,
		];
	});
}

describe('the rules see what they are for', () => {
	const bad = (path: string, text: string): Source => ({ path, text });

	test('arrows', () => {
		const complaints = (path: string, ...targets: string[]): string[] =>
			forbiddenImports(bad(path, targets.map((each) => `import { a } from '${each}';\n`).join('')));
		const sees: readonly (readonly [path: string, yes: string, no: string])[] = [
			['harness/result.ts', './result/cell.ts', './workload.ts'],
			['harness/result/a.ts', './cell.ts', '../result.ts'],
			['harness/workload.ts', './result.ts', './engine/step.ts'],
			['harness/discussion.ts', './workload.ts', './cell/cell.ts'],
			['harness/variant.ts', './mm/index.ts', './check/index.ts'],
			['harness/index.ts', './mm/mm_types.ts', './cell/cell.ts'],
			['harness/cli.ts', './commands/compare.ts', './cli.ts'],
			['harness/quick.ts', './quick.ts', './text/count.ts'],
			['harness/text/token.ts', './count.ts', '../result.ts'],
			['harness/messages/a.ts', '../text/count.ts', '../engine/machine.ts'],
			['harness/engine/a.ts', './b.ts', '../messages/index.ts'],
			['harness/explore/a.ts', '../engine/machine.ts', '../mm/index.ts'],
			['harness/mm/a.ts', '../engine/machine.ts', '../check/index.ts'],
			['harness/check/a.ts', '../mm/mm_types.ts', '../mm/rmap.ts'],
			['harness/cell/a.ts', '../check/index.ts', '../compare/compare.ts'],
			['harness/catalogue/a.ts', '../../variants/index.ts', '../cell/cell.ts'],
			['harness/compare/a.ts', '../cell/cell.ts', '../commands/compare.ts'],
			['harness/replay/a.ts', '../cell/stage.ts', '../compare/compare.ts'],
			['harness/minimise/a.ts', '../replay/trace.ts', '../audit/findings/findings.ts'],
			['harness/measure/a.ts', '../compare/median.ts', '../compare/compare.ts'],
			['harness/terminal/a.ts', '../messages/index.ts', '../compare/board.ts'],
			['harness/audit/promela/a.ts', '../../cell/cell.ts', '../../commands/compare.ts'],
			['harness/commands/a.ts', '../../reports/index.ts', '../cli.ts'],
			['variants/index.ts', './a.ts', '../harness/mm/index.ts'],
			['variants/mail/a.ts', '../../harness/mm/index.ts', '../../harness/compare/compare.ts'],
			['workloads/sequence/a.ts', '../../harness/text/nearest.ts', '../litmus/index.ts'],
			['workloads/litmus/a.ts', '../../harness/workload.ts', '../claims/index.ts'],
			['workloads/claims/a.ts', '../litmus/index.ts', '../../harness/cell/cell.ts'],
			['workloads/load/a.ts', '../../harness/measure/load.ts', '../litmus/index.ts'],
			['reports/a.ts', '../harness/result.ts', '../harness/variant.ts'],
		];
		expect(sees.map(([path]) => arrows.find(({ from }) => path.startsWith(from)))).toEqual(arrows);
		for (const [path, yes, no] of sees) {
			expect(complaints(path, yes)).toEqual([]);
			const target = join(dirname(path), no);
			expect(complaints(path, no)).toEqual([`${path} must not import ${target}`]);
		}
		const broken = "import {\n\ta,\n} from '../mm/rmap.ts';\n";
		expect(forbiddenImports(bad('harness/engine/a.ts', broken))).toHaveLength(1);
		expect(complaints('harness/loose.ts')).toEqual([
			'harness/loose.ts has no row in the table of arrows',
		]);
	});

	test('rooms', () => {
		expect(roomOf('harness/audit/bench/a.ts')).toBe('harness/audit');
		expect(roomOf('harness/result.ts')).toBe('harness/result.ts');
		expect(roomOf('variants/mail/a.ts')).toBe('variants');
	});

	test('variants on variants', () => {
		const stacked = "import a from './a.ts';\nexport default defineVariant({ base: a });\n";
		expect(variantsBesidesBase(bad('variants/mail/b.ts', stacked))).toEqual([]);
		const loose = stacked.replace('base: a', '');
		expect(variantsBesidesBase(bad('variants/mail/b.ts', loose))).toHaveLength(1);
		const shared = "import { f } from '../thread/a.ts';\nexport default defineVariant({});\n";
		expect(variantsBesidesBase(bad('variants/mail/b.ts', shared))).toEqual([]);
	});

	test('functions of two variants', () => {
		const one = 'function* f(this: Kernel): Task {\n\treturn;\n}\n';
		const other = one.replace('function', 'export function').replace('Kernel', 'Patched');
		const both = [bad('variants/mail/a.ts', one), bad('variants/linux/b.ts', other)];
		expect(functionsTwice(both)).toEqual([
			'variants/linux/b.ts: f stands in variants/mail/a.ts too',
		]);
		expect(functionsTwice([both[0]!, bad('variants/linux/b.ts', 'const b = 1;\n')])).toEqual([]);
	});

	test('circles', () => {
		const a = bad('harness/cell/a.ts', "import type { B } from './b.ts';\n");
		const b = bad('harness/cell/b.ts', "import { c } from './c.ts';\n");
		const c = bad('harness/cell/c.ts', "import { a } from './a.ts';\n");
		expect(circles([a, b, c])).toEqual([
			'harness/cell/a.ts > harness/cell/b.ts > harness/cell/c.ts > harness/cell/a.ts',
		]);
		expect(circles([a, b])).toEqual([]);
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
		const other = head.replace('rmap.c:f', 'rmap.c:g');
		expect(missingTags(bad('harness/mm/rmap.ts', other + body))).toHaveLength(1);
		const part = other.replace('@kernel', '@part-of');
		expect(missingTags(bad('harness/mm/rmap.ts', part + body))).toEqual([]);
		const aliased = head.replace('rmap.c:f', 'rmap.c:g as f');
		expect(missingTags(bad('harness/mm/rmap.ts', aliased + body))).toEqual([]);
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

	test('signed arithmetic', () => {
		const lines = (text: string): string[] => signedArithmetic(bad('harness/mm/a.ts', text));
		expect(lines('\tconst pages = (end - start) >> PAGE_SHIFT;\n')).toEqual([
			'harness/mm/a.ts:1: unsigned long shifts with >>>',
		]);
		expect(lines('\tconst pages = (end - start) >>> PAGE_SHIFT;\n')).toEqual([]);
		expect(lines('\tconst diff = pgoff - first;\n')).toHaveLength(1);
		expect(lines('\tconst diff = (pgoff - first) >>> 0;\n')).toEqual([]);
		expect(lines('\t// a >> b\n')).toEqual([]);
		expect(signedArithmetic(bad('harness/text/a.ts', '\tconst a = b >> c;\n'))).toEqual([]);
	});

	test('unlisted files', () => {
		const all = [
			bad('variants/index.ts', "import a from './mail/a.ts';\n"),
			bad('variants/mail/a.ts', 'export default 1;\n'),
			bad('variants/mail/b.ts', 'export default 1;\n'),
		];
		expect(unlisted('variants', aVariant, all)).toEqual([
			'variants/mail/b.ts is not listed in variants/index.ts',
		]);
		const oracle = bad('harness/check/orphan.ts', 'export const orphan: Oracle = {};\n');
		expect(unlisted('harness/check', anOracle, [oracle])).toHaveLength(1);
	});

	test('length and head', () => {
		expect(tooLong(bad('a.test.ts', 'x\n'.repeat(testLinesMax)))).toEqual([]);
		expect(tooLong(bad('a.test.ts', 'x\n'.repeat(testLinesMax + 1)))).toEqual([
			`a.test.ts has ${testLinesMax + 1} lines, more than ${testLinesMax}`,
		]);
		const head = '/*\n * harness/a.ts - why.\n */\n';
		expect(headless(bad('harness/a.ts', head))).toEqual([]);
		expect(headless(bad('harness/a.ts', `#!/usr/bin/env node\n${head}`))).toEqual([]);
		for (const text of ['const a = 1;\n', '/*\n * Why.\n */\n', `const a = 1;\n${head}`]) {
			expect(headless(bad('harness/a.ts', text))).toEqual([
				'harness/a.ts does not begin with its path and its purpose',
			]);
		}
		expect(headless(bad('harness/a.test.ts', '/*\n * What is tested.\n */\n'))).toEqual([]);
		for (const text of ['test();\n', '/*\n */\n', '/** One line of code. */\n']) {
			expect(headless(bad('harness/a.test.ts', text))).toEqual([
				'harness/a.test.ts does not begin with what it tests',
			]);
		}
	});

	test('sentences', () => {
		const complaints = (text: string, path = 'harness/cell/a.ts'): string[] =>
			loudLiterals(bad(path, text));
		expect(complaints("\n\tsay('there is no such thing here');\n")).toEqual([
			'harness/cell/a.ts:2: a sentence outside harness/messages/: there is no such thing here',
		]);
		expect(complaints('say(`${n} of the ${all} have been seen`);\n')).toHaveLength(1);
		expect(complaints("fail(new BadInput('there is no such thing here'));\n")).toHaveLength(1);
		expect(complaints("throw new Error('there is no such thing here');\n")).toEqual([]);
		expect(complaints("assert(f(a), 'there is no such thing here');\n")).toEqual([]);
		expect(complaints("assert(f(a));\nsay('there is no such thing here');\n")).toHaveLength(1);
		expect(complaints("// It is 'there is no such thing here'.\n")).toEqual([]);
		expect(complaints("const name = 'stored states, persistent sets';\n")).toEqual([]);
		expect(complaints('key(`${a} ${b} ${c} ${d} ${e}`);\n')).toEqual([]);
		const inMessages = "return 'there is no such thing here';\n";
		expect(complaints(inMessages, 'harness/messages/a.ts')).toEqual([]);
		expect(complaints(inMessages, 'harness/cell/fixture.ts')).toEqual([]);
		for (const { of } of ownWords) {
			expect(sources.some(({ path }) => path.startsWith(of))).toBe(true);
		}
	});
});

describe('this tree', () => {
	test('has sources', () => {
		expect(shipped.length).toBeGreaterThan(20);
		expect(primitives.has('load')).toBe(true);
	});

	test('has no arrow in its table that nobody uses', () => {
		const isUsed = (from: string, sees: string): boolean =>
			shipped.some(
				(source) =>
					arrows.find((each) => source.path.startsWith(each.from))?.from === from &&
					importsOf(source).some((target) => target.startsWith(sees)),
			);
		const unused = arrows.flatMap(({ from, sees }) =>
			sees.filter((each) => each !== '' && !isUsed(from, each)).map((each) => `${from} ${each}`),
		);
		expect(unused).toEqual([]);
	});

	test('has few arrows between its rooms', () => {
		const arrowsThere = new Set(
			shipped
				.filter(({ path }) => !isFixture(path))
				.flatMap((source) =>
					importsOf(source).map((target) => [roomOf(source.path), roomOf(target)] as const),
				)
				.filter(([from, to]) => from !== to)
				.map((arrow) => arrow.join(' > ')),
		);
		expect(arrowsThere.size).toBeLessThanOrEqual(roomArrowsMax);
	});

	test('keeps its arrows', () => {
		expect(shipped.flatMap(forbiddenImports)).toEqual([]);
		expect(shipped.flatMap(variantsBesidesBase)).toEqual([]);
		expect(functionsTwice(shipped)).toEqual([]);
		expect(shipped.flatMap(eagerVega)).toEqual([]);
	});

	test('has no circles', () => {
		expect(circles(shipped)).toEqual([]);
	});

	test('shows its arrows to those who contribute', () => {
		const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
		expect(text).toContain(`\n${tableOfArrows()}\n`);
	});

	test('tells the provenance of every kernel function', () => {
		expect(shipped.flatMap(missingTags)).toEqual([]);
	});

	test('counts as unsigned long does', () => {
		expect(shipped.flatMap(signedArithmetic)).toEqual([]);
	});

	test('runs every task that it makes', () => {
		expect(shipped.flatMap(forgottenYields)).toEqual([]);
	});

	test('lists every variant and every oracle', () => {
		expect(unlisted('variants', aVariant, sources)).toEqual([]);
		expect(unlisted('harness/check', anOracle, sources)).toEqual([]);
	});

	test('has no file of tests that is too long, and none that does not say what it is for', () => {
		expect(sources.flatMap(tooLong)).toEqual([]);
		expect(sources.flatMap(headless)).toEqual([]);
	});

	test('says its sentences in one place', () => {
		expect(shipped.flatMap(loudLiterals)).toEqual([]);
	});
});

/*
 * docs/kernel-map.md says of each kernel function what its tags say, and the tags name the file that the kernel has it in.
 * `npx vitest run harness/kernel-map.test.ts -u` writes the tables of the page anew.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { functionsOf, kernelSource, packageRoot } from './catalogue/source.ts';
import { kernelFidelity, kernelRows } from './commands/list.ts';

const path = join(packageRoot(), 'docs/kernel-map.md');
const page = readFileSync(path, 'utf8');
const begin = '<!-- tables -->\n';

interface Part {
	readonly name: string;
	readonly locked: string;
	readonly fidelity: string;
	/** Whether the kernel's function is more than it. */
	readonly isPart: boolean;
}

const kinds = ['stubbed', 'customised', 'followed'];
const kindOf = ({ fidelity }: Part): string => fidelity.split(':')[0]!.trim();

/** The file and the name of `[part of ]FILE:NAME[ as ...]`. */
const placeOf = (original: string): [string, string] =>
	original
		.replace(/^part of /, '')
		.replace(/ as .*/, '')
		.split(':') as [string, string];

/** `FILE:NAME` of each function in functions-2.5.66.txt. */
const placesOfKernel = (): Set<string> =>
	placesIn(
		readFileSync(join(packageRoot(), 'harness/mm/functions-2.5.66.txt'), 'utf8').split('\n'),
	);

/** `FILE:NAME` of each function in lines of which one that is not indented is a file. */
function placesIn(lines: readonly string[]): Set<string> {
	const places = new Set<string>();
	let file = '';
	for (const line of lines) {
		if (line.startsWith('\t'))
			for (const name of line.trim().split(' ')) places.add(`${file}:${name}`);
		else if (!line.startsWith('#')) file = line;
	}
	return places;
}

interface LaterKernel {
	/** Names of files of variants/, without their ending. */
	readonly users: readonly string[];
	/** `FILE:NAME` of each function that is named here. */
	readonly places: ReadonlySet<string>;
}

/** The parts of functions-later.txt. */
function laterKernels(): LaterKernel[] {
	const text = readFileSync(join(packageRoot(), 'harness/mm/functions-later.txt'), 'utf8');
	return text
		.split(/^= /m)
		.slice(1)
		.map((part) => {
			const [head, ...lines] = part.split('\n');
			const users = head!.slice(head!.lastIndexOf(':') + 1).trim();
			return { users: users.split(' '), places: placesIn(lines) };
		});
}

/** Each place that a tag of a file of variants/ names, with that file and the function. */
function placesOfVariants(): { file: string; name: string; place: string }[] {
	const root = join(packageRoot(), 'variants');
	const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
	return paths
		.filter((each) => each.endsWith('.ts') && !each.endsWith('.test.ts'))
		.flatMap((each) => {
			const found = functionsOf(each, readFileSync(join(root, each), 'utf8'));
			return [...found].flatMap(([name, { text }]) => {
				const place = /@(?:kernel|part-of) (\S+)/.exec(text)?.[1] ?? 'untagged';
				return place === 'none' ? [] : [{ file: basename(each, '.ts'), name, place }];
			});
		});
}

/** Parts of the kernel's functions by file and name; `ours` has those of no kernel. */
function partsOf(): { kernel: Map<string, Map<string, Part[]>>; ours: Part[] } {
	const kernel = new Map<string, Map<string, Part[]>>();
	const ours: Part[] = [];
	for (const { name, kernel: original, locked, fidelity } of kernelRows()) {
		const part = { name, locked, fidelity, isPart: original.startsWith('part of ') };
		if (original === 'none') {
			ours.push(part);
			continue;
		}
		const [file, its] = placeOf(original);
		const functions = kernel.get(file) ?? new Map<string, Part[]>();
		kernel.set(file, functions.set(its, [...(functions.get(its) ?? []), part]));
	}
	return { kernel, ours };
}

const isHere = ({ name }: Part): boolean => kernelSource().has(name);
const distinct = (texts: readonly string[]): string[] => [...new Set(texts)];

function rowOf(name: string, parts: readonly Part[]): string[] {
	const kind = kinds.find((each) => parts.some((part) => kindOf(part) === each)) ?? '';
	const why = distinct(parts.map(({ fidelity }) => /: (.*)/.exec(fidelity)?.[1] ?? ''));
	// A part may be called with locks that the function of the kernel takes itself.
	const whole = parts.filter(({ isPart }) => !isPart);
	const locked = distinct(whole.map((part) => part.locked)).filter((each) => each !== 'none');
	return [
		`\`${name}\``,
		parts
			.filter(isHere)
			.map((part) => `\`${part.name}\``)
			.join(', '),
		kind,
		locked.filter((each) => each !== '-').join('; or: '),
		why.filter((each) => each !== '').join('; '),
	].map((each) => each.replaceAll('|', '\\|'));
}

/** As prettier has it. */
function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
	const widths = head.map((each, i) => Math.max(each.length, ...rows.map((row) => row[i]!.length)));
	const line = (row: readonly string[]): string =>
		`| ${row.map((each, i) => each.padEnd(widths[i]!)).join(' | ')} |`;
	return [
		line(head),
		`| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
		...rows.map(line),
	];
}

const heads = [
	'in the kernel',
	'here',
	'how faithful',
	'locks that the caller holds',
	'what differs',
];

async function tables(): Promise<string> {
	const { kernel, ours } = partsOf();
	const tally = (await kernelFidelity()).map(({ kind, functions }) => `${functions} ${kind}`);
	const sections = [...kernel]
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.flatMap(([file, functions]) => {
			const files = distinct(
				[...functions.values()].flat().flatMap(({ name }) => kernelSource().get(name)?.path ?? []),
			);
			const links = files.map((each) => `[${each}](../${each})`).join(', ');
			const rows = [...functions].map(([name, parts]) => rowOf(name, parts));
			return [
				'',
				`### ${file}`,
				'',
				...(links === '' ? [] : [`Here in ${links}.`, '']),
				...tableOf(heads, rows),
			];
		});
	return [
		'',
		`Of the kernel's functions ${tally.join(', ')}.`,
		...sections,
		'',
		'### In no kernel',
		'',
		...tableOf(
			['here', 'what it is'],
			ours.map(({ name, fidelity }) => [`\`${name}\``, fidelity]),
		),
		'',
	].join('\n');
}

test('the tables are those of the tags', async () => {
	const at = page.indexOf(begin);
	expect(at).toBeGreaterThan(0);
	await expect(page.slice(0, at) + begin + (await tables())).toMatchFileSnapshot(path);
});

test('each function of the kernel is in the file that the tag names', () => {
	const places = placesOfKernel();
	expect(places.size).toBeGreaterThan(800);
	const named = kernelRows()
		.filter(({ kernel }) => kernel !== 'none')
		.map(({ name, kernel }) => ({ name, place: placeOf(kernel).join(':') }));
	expect(named.length).toBeGreaterThan(200);
	expect(named.filter(({ place }) => !places.has(place))).toEqual([]);
});

test('a variant names functions that 2.5.66 has, or the kernel that it stands for', () => {
	const base = placesOfKernel();
	const later = laterKernels();
	const named = placesOfVariants();
	expect(named.length).toBeGreaterThan(300);
	const unknown = named.filter(
		({ file, place }) =>
			!base.has(place) &&
			!later.some(({ users, places }) => users.includes(file) && places.has(place)),
	);
	expect(unknown).toEqual([]);
});

test('the functions of later kernels are each named, by each variant that may', () => {
	const base = placesOfKernel();
	const named = placesOfVariants();
	expect(laterKernels().length).toBeGreaterThan(5);
	for (const { users, places } of laterKernels()) {
		const its = named.filter(({ file, place }) => users.includes(file) && places.has(place));
		expect([...places].filter((each) => !its.some(({ place }) => place === each))).toEqual([]);
		expect(users.filter((each) => !its.some(({ file }) => file === each))).toEqual([]);
		expect([...places].filter((each) => base.has(each))).toEqual([]);
	}
});

test('each function of the kernel stands in a table, and says what differs where something does', () => {
	const rows = page.split('\n').filter((line) => line.startsWith('| `'));
	for (const { name } of kernelRows()) {
		expect(
			rows.some((row) => row.includes(`\`${name}\``)),
			name,
		).toBe(true);
	}
	const unnamed = rows.filter((row) => / (?:customised|stubbed) +\|.*\| +\|$/.test(row));
	expect(unnamed).toEqual([]);
	expect(rows.length).toBeGreaterThan(200);
});

test('no page tells another tally', async () => {
	const [searching] = [readFileSync(join(packageRoot(), 'docs/searching.md'), 'utf8')];
	const tally = new Map((await kernelFidelity()).map(({ kind, functions }) => [kind, functions]));
	const said = /(\d+) are `followed`, (\d+) customised, (\d+) stubbed/.exec(searching)!.slice(1);
	expect(said.map(Number)).toEqual(kinds.toReversed().map((kind) => tally.get(kind)));
});

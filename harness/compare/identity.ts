/*
 * harness/compare/identity.ts - what the verdicts of a run rest on, as digests, part by part, so that of two runs it
 * can be said whether they are the same and in what they differ.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CellOptions } from '../cell/options.ts';
import { setupStepsMax } from '../cell/setup.ts';
import { sha256 } from '../catalogue/imports.ts';
import { ofFunctions, type LoadedVariant } from '../catalogue/variant.ts';
import type { RunDifference } from '../messages/index.ts';
import { codeRoot, isTogether, togetherRoot, toolVersion } from '../catalogue/source.ts';
import type { Workload } from '../workload.ts';

type Digests = Readonly<Record<string, string>>;

export interface RunIdentity {
	readonly tool: string;
	/** Of our own code, by what it is to the reader. */
	readonly code: Digests;
	/** By name, and then by file, with those that it imports. */
	readonly variants: Readonly<Record<string, Digests>>;
	readonly workloads: Digests;
	readonly options: Readonly<Record<string, string | number | boolean>>;
	/** Of variants x workloads. */
	readonly cells: string;
}

/** The first that fits a file's path decides. */
const kindsOfCode: readonly (readonly [RegExp, string])[] = [
	[/^harness\/mm\//, 'the simulated kernel'],
	[/^harness\/check\//, 'the oracles'],
	[/^harness\/(?:explore|engine)\//, 'the searches'],
	[/./, 'other code'],
];

/** Of the modules that were put together, as they were then: the build writes it beside them. */
const digestsFile = 'code.json';

/** Notes what the modules in `dist/quick` were made of; the build calls it once they are there. */
export function writeCodeDigests(): void {
	writeFileSync(join(togetherRoot(), digestsFile), `${JSON.stringify(codeDigests())}\n`);
}

/** All of our code but variants and reports, since any of it may decide a verdict. */
export function codeDigests(): Digests {
	if (isTogether()) {
		return JSON.parse(readFileSync(join(togetherRoot(), digestsFile), 'utf8')) as Digests;
	}
	const root = codeRoot();
	const files = ['harness', 'workloads'].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
			join(root, folder, name),
		),
	);
	const texts = new Map<string, string[]>(kindsOfCode.map(([, kind]) => [kind, []]));
	for (const file of files.toSorted()) {
		if (!/\.[jt]s$/.test(file) || /\.(?:test|d)\.ts$/.test(file)) continue;
		const path = relative(root, file).replaceAll('\\', '/');
		const [, kind] = kindsOfCode.find(([fits]) => fits.test(path))!;
		texts.get(kind)!.push(`${path} ${sha256(readFileSync(file))}`);
	}
	return Object.fromEntries([...texts].map(([kind, each]) => [kind, sha256(each.join('\n'))]));
}

/** What a cell depends on; its places too, since an unmet expectation says where it stands. */
export function workloadDigest(workload: Workload): string {
	return sha256(JSON.stringify({ ...workload, question: '' }));
}

/** Names everything that the cells of a run depend on. */
export function identityOf(
	loaded: readonly LoadedVariant[],
	workloads: readonly Workload[],
	options: CellOptions,
	wanted: readonly { readonly variant: string; readonly workload: string }[],
): RunIdentity {
	const keys = wanted.map(({ variant, workload }) => `${variant} ${workload}`).toSorted();
	return {
		tool: toolVersion(),
		code: codeDigests(),
		variants: Object.fromEntries(loaded.map(({ variant, files }) => [variant.name, files])),
		workloads: Object.fromEntries(workloads.map((each) => [each.name, workloadDigest(each)])),
		options: Object.fromEntries(
			// A default is the same, written out or not.
			Object.entries({ setupStepsMax, ...options }).filter(([, value]) => value !== undefined),
		) as RunIdentity['options'],
		cells: sha256(keys.join('\n')),
	};
}

/** In what two runs differ, what matters most first; none where they are the same. */
export function differencesOf(was: RunIdentity, is: RunIdentity): RunDifference[] {
	const variants = beside(was.variants, is.variants);
	const workloads = beside(was.workloads, is.workloads);
	const differences: RunDifference[] = [];
	if (was.tool !== is.tool) differences.push({ in: 'tool', was: was.tool, is: is.tool });
	for (const kind of beside(was.code, is.code).changed) differences.push({ in: 'code', kind });
	for (const variant of variants.changed) {
		const files = beside(was.variants[variant]!, is.variants[variant]!);
		const changed = [...files.changed, ...files.gone, ...files.added];
		differences.push({
			in: 'variant',
			variant,
			files: changed.filter((each) => each !== ofFunctions),
		});
	}
	for (const workload of workloads.changed) differences.push({ in: 'workload', workload });
	if (variants.gone.length + variants.added.length > 0) {
		const { gone, added } = variants;
		differences.push({ in: 'choice', of: 'variants', gone, added });
	}
	if (workloads.gone.length + workloads.added.length > 0) {
		const { gone, added } = workloads;
		differences.push({ in: 'choice', of: 'workloads', gone, added });
	}
	for (const option of new Set([...Object.keys(was.options), ...Object.keys(is.options)])) {
		const [before, now] = [was.options[option], is.options[option]];
		if (before !== now) differences.push({ in: 'option', option, was: before, is: now });
	}
	if (differences.length === 0 && was.cells !== is.cells) differences.push({ in: 'cells' });
	return differences;
}

/** Whether a cell of one run is what the other run would come to, since all that it rests on is the same. */
export function holdsToo(
	{ variant, workload }: { readonly variant: string; readonly workload: string },
	was: RunIdentity,
	is: RunIdentity,
): boolean {
	const part = ({ tool, code, options, variants, workloads }: RunIdentity): unknown => [
		tool,
		code,
		options,
		variants[variant] ?? null,
		workloads[workload] ?? null,
	];
	return Object.hasOwn(is.variants, variant) && isDeepStrictEqual(part(was), part(is));
}

/** Whether what was read from a file has the form of one. */
export function isIdentity(read: unknown): read is RunIdentity {
	const run = read as Partial<Record<keyof RunIdentity, unknown>> | null;
	const parts = [run?.code, run?.variants, run?.workloads, run?.options];
	return (
		parts.every((part) => typeof part === 'object' && part !== null) &&
		Object.values(run!.variants as object).every((files) => typeof files === 'object')
	);
}

/** Names that only one of two has, and those that stand for something else. */
function beside(
	was: Readonly<Record<string, unknown>>,
	is: Readonly<Record<string, unknown>>,
): { readonly gone: string[]; readonly added: string[]; readonly changed: string[] } {
	const has = (of: object, name: string): boolean => Object.hasOwn(of, name);
	return {
		gone: Object.keys(was).filter((name) => !has(is, name)),
		added: Object.keys(is).filter((name) => !has(was, name)),
		changed: Object.keys(was).filter(
			(name) => has(is, name) && JSON.stringify(was[name]) !== JSON.stringify(is[name]),
		),
	};
}

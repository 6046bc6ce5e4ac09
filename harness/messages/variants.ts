/*
 * harness/messages/variants.ts - what is said of variants and of what a user names.
 */
import { counted, grouped } from '../text/count.ts';
import { nearest } from '../text/nearest.ts';

/** `known` are all that it has. */
export function notAKernelFunction(
	variant: string,
	name: string,
	known: readonly string[],
): string {
	const meant = didYouMean(nearest(name, known));
	return `variant ${variant}: the kernel has no function ${name}${meant}; list new functions under adds`;
}

export function doesNotApply(above: string, below: string, functions: readonly string[]): string {
	return `${above} does not apply on ${below}: both replace ${functions.join(', ')}. Merge by hand.`;
}

export function tooManyFlushTasks(workload: string, words: number, cpus: number): string {
	return (
		`${workload}: 'memory relaxed' with ${cpus} cpus and ${words} words that may be loaded early ` +
		`is too much; take fewer cpus, files or cached pages`
	);
}

/** A function in which a call never comes to its end, by what it has too much of (engine/endless.ts). */
export function endlessFunction(
	name: string,
	endless: 'steps' | 'depth' | 'idle',
	limit: number,
	place: string | null,
): string {
	const what = {
		steps: `takes more than ${grouped(limit)} steps in one call`,
		depth: `is more than ${grouped(limit)} calls deep`,
		idle: `is called for ever, more than ${grouped(limit)} times without a step`,
	}[endless];
	const advice = {
		steps:
			`; does it spin? Write a loop that waits as 'return yield* become(...)', which calls a ` +
			'function and forgets the caller, so that going round again is the same state',
		depth: `; where it calls itself, write 'return yield* become(...)', which forgets the caller`,
		idle: '',
	}[endless];
	return `${place === null ? '' : `${place}: `}error: ${name}() ${what}${advice}`;
}

export const didYouMean = (nearest: string | null): string =>
	nearest === null ? '' : ` (did you mean '${nearest}'?)`;

export function noSuchVariant(name: string, nearest: string | null): string {
	return `error: no variant '${name}'${didYouMean(nearest)}; see 'rmaplab list variants'`;
}

export function noSuchWorkload(name: string, nearest: string | null): string {
	return `error: no workload '${name}'${didYouMean(nearest)}; see 'rmaplab list workloads'`;
}

/** By the code that the system gives. */
const whyUnreadable: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file',
	ENOTDIR: 'a part of its path is no folder',
	EACCES: 'you may not',
	EPERM: 'you may not',
	ELOOP: 'its links lead round and round',
	ENAMETOOLONG: 'its name is too long',
};

/** The same where something is to be written. */
const whyUnwritable: Readonly<Record<string, string>> = {
	...whyUnreadable,
	ENOENT: 'its folder is not there',
	EEXIST: 'it is there already, and is no folder',
	EISDIR: 'it is a folder',
	EROFS: 'its file system is read-only',
	ENOSPC: 'no room is left',
	EDQUOT: 'no room is left',
};

/** `error` is what the system says. */
function reason(error: unknown, why: Readonly<Record<string, string>>): string {
	const code = (error as { readonly code?: unknown } | null)?.code;
	return typeof code === 'string' ? `: ${why[code] ?? code}` : '';
}

/** `error` is what the system says. */
export function unreadable(path: string, error: unknown): string {
	return `${path}:1:1: error: cannot be read${reason(error, whyUnreadable)}`;
}

/** `error` is what the system says. */
export function notWritable(path: string, error: unknown): string {
	return `${path}:1:1: error: cannot be written${reason(error, whyUnwritable)}`;
}

/** The same of the folder of a report. */
export function folderNotWritable(folder: string, error: unknown): string {
	const why = reason(error, { ...whyUnwritable, ENOTDIR: 'it is a file, or below one' });
	return `error: the folder ${folder} cannot be written${why}; --out names another folder`;
}

/** `kind` is what it is instead of a file that can be read. */
export function isNoFile(path: string, kind: string): string {
	return `${path}:1:1: error: this is a ${kind}, no file`;
}

export function tooLarge(path: string, bytes: number, bytesMax: number): string {
	return `${path}:1:1: error: ${grouped(bytes)} bytes, which nobody writes by hand; at most ${grouped(bytesMax)}`;
}

export function claimsAreNoLitmus(path: string): string {
	return `${path}:1:1: error: this is no litmus test; 'rmaplab claims --mail ${path}' reads claims`;
}

/** `rmaplab claims --mail` was given the mail itself. */
export function mailIsNoClaims(path: string): string {
	return (
		`${path}:1:1: error: this is a mail; --mail takes a claims file, which says in lines what a mail ` +
		`claims: docs/another-mail.md tells how to write one`
	);
}

export function nothingMatches(pattern: string): string {
	return `error: no file matches '${pattern}'`;
}

export function noSuchModule(path: string, module: string, nearest: string | null): string {
	return `${path}:1:1: error: there is no module '${module}'${didYouMean(nearest)}`;
}

/** An import of a package that is nowhere. */
export function noSuchPackage(place: string, name: string, nearest: string | null): string {
	return `${place}: error: there is no package '${name}'${didYouMean(nearest)}`;
}

/** An import of a file that is nowhere. */
export function noSuchImport(place: string, path: string): string {
	return `${place}: error: there is no file '${path}'`;
}

export function noDefaultVariant(path: string): string {
	return `${path}:1:1: error: no variant in it: write 'export default defineVariant({ ... })'`;
}

export function variantLacks(path: string, part: string): string {
	return (
		`${path}:1:1: error: its variant has no '${part}'; ` +
		`write name, subject, from, date, replaces and claims, as the README's example does`
	);
}

export function noSuchPart(path: string, part: string, nearest: string): string {
	return `${path}:1:1: error: a variant has no part '${part}'${didYouMean(nearest)}`;
}

export const nestedTooDeeply = (path: string): string =>
	`${path}:1:1: error: does not load: it is nested too deeply to be read`;

export function variantDoesNotLoad(place: string, error: unknown): string {
	return `${place}: error: does not load: ${error instanceof Error ? error.message : String(error)}`;
}

const mayDependOn =
	'a kernel function may depend on its arguments and on what it has read, ' +
	'not on variables outside of it, clocks or random numbers';

/** What is wrong with a function on whose word no search can rest; `nondeterministic` is from engine/rerun.ts. */
export function nondeterministicFunction(
	nondeterminism: {
		readonly kernel: string;
		readonly name: string;
		readonly args: readonly number[];
		readonly step: number;
		readonly was: string;
		readonly is: string;
	},
	place: string | null,
): string {
	const { kernel, name, args, step, was, is } = nondeterminism;
	return (
		`${place === null ? '' : `${place}: `}error: variant ${kernel}: ${name}(${args.join(', ')}) is not the same when it is run again: ` +
		`operation ${step} was '${was}', then '${is}'; ${mayDependOn}`
	);
}

/** The same of what a workload runs before the race. */
export function nondeterministicSetup(
	variant: string,
	workload: string,
	differs: { readonly name: string; readonly was: string; readonly is: string },
): string {
	const { name, was, is } = differs;
	return (
		`error: variant ${variant}: before the race of ${workload}, ${name}() is not the same when it ` +
		`is run again: an operation was '${was}', then '${is}'; ${mayDependOn}`
	);
}

export function checkedLitmus(path: string, name: string, cpus: number): string {
	return `${path}: ${name}, ${counted(cpus, 'cpu')}`;
}

export function checkedVariant(
	path: string,
	name: string,
	functions: number,
	nodes: number,
): string {
	return (
		`${path}: ${name}, ${counted(functions, 'function')} of its own; ` +
		`${counted(nodes, 'state')} of calls run again, all the same`
	);
}

/** The head of a patch, as mailers write it. The base is the one that a patch stacks on when it says none. */
export function patchHead(
	patch: {
		readonly subject: string;
		readonly from: string;
		readonly date: string;
		readonly base: string | null;
		/** The user's own file, who wrote it himself. */
		readonly file?: string | undefined;
	},
	base: string,
): string[] {
	return [
		// Nobody is named as the author of code that he has not written.
		...(patch.file === undefined
			? ['From: rmaplab (TypeScript for its simulated kernel)', `After: ${patch.from}`]
			: [`From: ${patch.from}`]),
		`Date: ${patch.date}`,
		`Subject: [PATCH] ${patch.subject}`,
		'',
		`On top of: ${patch.base ?? base}`,
	];
}

/** A patch as it would be sent; `git apply` takes it. */
export function mailedPatch(
	variant: Parameters<typeof patchHead>[0] & {
		readonly patch: string;
		readonly diffstat: {
			readonly functions: number;
			readonly insertions: number;
			readonly deletions: number;
		};
	},
	base: string,
): string {
	const { functions, insertions, deletions } = variant.diffstat;
	const stat =
		` ${counted(functions, 'function')}, ${counted(insertions, 'insertion')}(+), ` +
		`${counted(deletions, 'deletion')}(-)`;
	return [...patchHead(variant, base), '---', stat, '', variant.patch].join('\n');
}

/** What a search met, above the counts of each kernel function. */
export function nodesHeading(
	variant: string,
	workload: string,
	search: { readonly complete: boolean; readonly states: number },
): string {
	const how = search.complete ? 'all schedules' : 'cut short';
	return `${variant} on ${workload}: ${counted(search.states, 'state')}, ${how}; by kernel function:`;
}

export function notExpressedHead(): string {
	return 'Of the discussion, without a variant:';
}

export function listWhat(what: string, nearest: string | null): string {
	return `error: nothing to list called '${what}'${didYouMean(nearest)}: variants, workloads, loads, external, oracles, kernel, fields, schema, external-schema`;
}

// ---- what the author of a variant says of it ----------------------------------------------------

export function noSuchOracleClaimed(place: string, claim: string, nearest: string | null): string {
	return (
		`${place}: error: its variant claims something of '${claim}', and there is no such oracle` +
		`${didYouMean(nearest)}; see 'rmaplab list oracles'`
	);
}

export function notAFrequency(place: string, claim: string, stated: unknown): string {
	return `${place}: error: '${claim}' is said to be '${String(stated)}'; write never, sometimes or always`;
}

export function notADate(place: string, date: string): string {
	return `${place}: error: '${date.slice(0, 40)}' is no date; write one like 2003-04-05`;
}

/*
 * harness/messages/init.ts - what stands in the files that a proposal of one's own starts from, and what is said of them.
 */
import { templateQuestion } from './question.ts';
import { didYouMean } from './variants.ts';

/** Head of a variant that is the kernel's own until somebody changes it. */
export function newVariantHead(file: string, functionName: string, workload: string): string[] {
	return [
		`${file} - what the proposal does, in one line`,
		'',
		'Lines of this comment that begin with "> " are quoted in reports: the mail that proposes it.',
		'',
		`A variant is a patch: whole functions in place of the kernel's own. This one has ${functionName}()`,
		'as the kernel has it, so it changes nothing yet. What to know before you edit it:',
		'',
		'- Every access to shared memory is a `yield*`: load(FIELD, OBJECT), store(FIELD, OBJECT, VALUE),',
		'  lock(LOCK, OBJECT), and `yield* this.f(...)` calls a kernel function. Without `yield*` nothing',
		'  happens, and rmaplab says so. Variables of the function itself are free.',
		"- The next step may depend on the arguments and on what was read, on nothing else: 'check' tests it.",
		'- Replace more functions under `replaces`. New ones go under `adds`, and who calls one says',
		'  `this: PatchedBy<{ f: typeof f }>`.',
		`- 'rmaplab show FUNCTION' prints a kernel function, who calls it, and which variants replace it;`,
		"  'rmaplab list fields' says what can be imported.",
		'',
		`rmaplab compare --variant ./${file} --workload ./${workload} --watch`,
		'searches again whenever you save this file, and says what has changed.',
	];
}

/** Comments beside the fields of a variant. */
export const newVariantSays = {
	subject: (): string => 'As the subject line of the patch, with the subsystem in front.',
	from: (): string => 'Who proposes it, and where.',
	claims: (): string =>
		"What you say of it, by oracle ('rmaplab list oracles'): never, sometimes (it can happen) or always.",
	aClaim: (): string => `'orphan page mapped': 'never',`,
	subjectOf: (functionName: string): string => `mm: say here what ${functionName}() does otherwise`,
} as const;

/** A litmus test to start from, without its scenario's name: comments, and what runs. */
export function newLitmus(name: string, variant: string): string[] {
	return [
		`# ${templateQuestion}`,
		`scenario ${name}`,
		'',
		'# Two pages of a file, both in the page cache.',
		'file f 2 pages cached',
		'',
		'# What runs before the race, on one cpu: a process and its mappings.',
		'process A { map m f[0..1] shared }',
		'',
		'# What races, in all interleavings. Each cpu makes calls, one after the other.',
		'cpu truncator    { truncate f 1 }',
		'cpu faulter in A { touch m[1] read }',
		'',
		'# What must not be at the end. The oracles judge every end besides.',
		'never mapped f[1] and beyond-eof f[1]',
		'',
		'# What is expected of a variant is checked where that variant runs:',
		`# expect ${variant} never "orphan page mapped"`,
		"# 'rmaplab check --help' has the language on one screen.",
	];
}

/** Behind a litmus test of ours that was taken for the function that its runs come to. */
export function startedFrom(litmus: string, functionName: string, variant: string): string[] {
	return [
		`# This is ${litmus} of rmaplab, whose runs come to ${functionName}().`,
		'# What is expected of a variant is checked where that variant runs:',
		`# expect ${variant} never "orphan page mapped"`,
	];
}

/** Behind one of which no run that was tried comes to the function. */
export function startedInVain(functionName: string): string[] {
	return [
		`# No run of it that was tried comes to ${functionName}(): let something race that does.`,
	];
}

/** What was written, and what to run next. */
export function initSummary(
	variant: string,
	functionName: string,
	workload: string,
	litmus: { readonly from: string | null; readonly reaches: boolean },
): { readonly says: string[]; readonly next: string[] } {
	const what =
		litmus.from === null ? 'a fault that races with a truncation' : `${litmus.from} of rmaplab`;
	const reach = litmus.reaches
		? `its runs come to ${functionName}()`
		: `no run that was tried comes to ${functionName}(): let something race that does`;
	return {
		says: [
			`${variant}: ${functionName}() as the kernel has it, to be edited`,
			`${workload}: ${what}, to start from; ${reach}`,
		],
		next: [
			`npx rmaplab check ./${variant} ./${workload}`,
			`npx rmaplab compare --variant ./${variant} --workload ./${workload} --watch`,
			`npx rmaplab compare --variant ./${variant}`,
		],
	};
}

/** Where no package of ours can be imported from: rmaplab runs the file all the same, an editor knows no types. */
export function typesFromPackage(folder: string): {
	readonly says: string;
	readonly command: string;
} {
	return {
		says:
			"What the file imports from 'rmaplab' is found wherever the file lies. For types in an editor " +
			'install the package beside it:',
		command: `npm install --save-dev ${folder}`,
	};
}

export function alreadyThere(path: string): string {
	return `error: ${path} exists; --force writes over it; or take another name`;
}

export function noSuchFunction(
	name: string,
	nearest: string | null,
	variant: { readonly name: string; readonly file: string } | null,
): string {
	const instead =
		variant === null
			? `; see 'rmaplab list kernel'`
			: `; 'rmaplab stack ${variant.name} --out ${variant.file}' writes that variant as a file`;
	return `error: the kernel has no function '${name}'${didYouMean(nearest)}${instead}`;
}

export function litmusNameIsOurs(name: string): string {
	return `error: a litmus test that comes with rmaplab is named '${name}': take another name`;
}

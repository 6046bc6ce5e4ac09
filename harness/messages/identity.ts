/*
 * harness/messages/identity.ts - what is said where two things could be taken for one: workloads, variants,
 * runs, and owners of a folder.
 */
import { counted } from '../text/count.ts';

// ---- one name for two --------------------------------------------------------------------------

export function givenTwice(asked: string, earlier: string): string {
	const as = asked === earlier ? '' : `, before as ${earlier}`;
	return `note: ${asked} is asked for twice${as}; it is taken once`;
}

export function oneNameForTwoWorkloads(name: string, one: string, other: string): string {
	return (
		`error: ${one} and ${other} both say 'scenario ${name}', and results and tokens tell litmus ` +
		`files apart by that name: write another one in ${other}`
	);
}

export function oneNameForTwoVariants(name: string, one: string, other: string): string {
	return (
		`error: ${one} and ${other} both define a variant '${name}', and results and tokens tell ` +
		`variants apart by that name: write another one in ${other}`
	);
}

export function variantNameIsOurs(path: string, name: string, place: string): string {
	return (
		`${path}:1:1: error: its variant is named '${name}', as one that comes with rmaplab ` +
		`(${place}), and tokens find a variant by its name: write another one`
	);
}

export function notAVariantName(path: string, name: unknown): string {
	const is = typeof name === 'string' ? JSON.stringify(name.slice(0, 80)) : 'no text';
	return (
		`${path}:1:1: error: its variant's name is ${is}; write a letter or digit, then letters, ` +
		`digits, '-', '_' or '+', 64 at most`
	);
}

/** A subject or a sender stands in the head of a mail, and on terminals. */
export function variantTextUnfit(path: string, part: 'subject' | 'from'): string {
	return (
		`${path}:1:1: error: its variant's ${part} does not fit into a line: write 1 to 1,000 ` +
		`characters, none of which a terminal would obey`
	);
}

export function variantPartIsNoFunction(path: string, name: string): string {
	return `${path}:1:1: error: what its variant has for ${name} is no function; write 'function* ${name}(...)'`;
}

/** A token was made on another variant than the one that it is to be replayed on. */
export function variantNotOfToken(wanted: string, place: string, is: string): string {
	return (
		`error: the token is of variant '${wanted}', and ${place} defines '${is}'; ` +
		`--against ${place} follows its schedule on another variant`
	);
}

// ---- one run for two ---------------------------------------------------------------------------

/** What one run rests on and another does not, see identity.ts. */
export type RunDifference =
	| { readonly in: 'format'; readonly was: string }
	| { readonly in: 'tool'; readonly was: string; readonly is: string }
	| { readonly in: 'code'; readonly kind: string }
	/** Files by path from the variant's own; none when only what they make of each other has changed. */
	| { readonly in: 'variant'; readonly variant: string; readonly files: readonly string[] }
	| { readonly in: 'workload'; readonly workload: string }
	| {
			readonly in: 'choice';
			readonly of: 'variants' | 'workloads';
			readonly gone: readonly string[];
			readonly added: readonly string[];
	  }
	| { readonly in: 'option'; readonly option: string; readonly was: Value; readonly is: Value }
	| { readonly in: 'cells' };

/** Undefined where it was not given. */
type Value = string | number | boolean | undefined;

const flagOf: Readonly<Record<string, string>> = {
	seed: '--seed',
	statesMax: '--states (or what --memory leaves of them)',
	witnessPreemptionsMax: 'the number of preemptions up to which witnesses are looked for',
	sampleRuns: '--runs',
	sampleStrategy: '--sample-strategy',
	auditRaces: '--audit-races',
	exact: '--exact',
	estimate: '--budget',
	setupStepsMax: '--setup-steps',
	reference: '--against',
	machine: '--machine',
	cpus: '--cpus',
};

function valuePhrase(value: Value): string {
	if (value === undefined || value === false) return 'not given';
	return value === true ? 'given' : String(value);
}

const some = (names: readonly string[]): string =>
	names.length > 3
		? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`
		: names.join(', ');

export function differencePhrase(difference: RunDifference): string {
	switch (difference.in) {
		case 'format':
			return `it is a ${difference.was}, which this version of rmaplab does not go on with`;
		case 'tool':
			return `it was ${difference.was}, this is ${difference.is}`;
		case 'code':
			return `${difference.kind} of rmaplab changed`;
		case 'variant': {
			const { variant, files } = difference;
			return `the variant ${variant} has changed${files.length === 0 ? '' : `: ${some(files)}`}`;
		}
		case 'workload':
			return `the workload ${difference.workload} has changed`;
		case 'choice': {
			const { of, gone, added } = difference;
			const without = gone.length === 0 ? [] : [`without ${some(gone)}`];
			const beside = added.length === 0 ? [] : [`with ${some(added)}`];
			return `other ${of} are asked for now: ${[...without, ...beside].join(', ')}`;
		}
		case 'option': {
			const { option, was, is } = difference;
			return `${flagOf[option] ?? 'an option'} was ${valuePhrase(was)} and is ${valuePhrase(is)}`;
		}
		case 'cells':
			return 'other cells of these variants and workloads were asked for (--all)';
	}
}

/** 'runs of a load', not 'run of a loads'. */
function countedOf(count: number, noun: string): string {
	const [first, ...rest] = noun.split(' ');
	return [counted(count, first!), ...rest].join(' ');
}

/** At most three differences; who mends those is told of the next ones. */
export function journalOfAnother(
	path: string,
	kept: number,
	noun: string,
	differences: readonly RunDifference[],
): string {
	return (
		`error: ${path} keeps ${countedOf(kept, noun)} of an interrupted run that is not this one: ` +
		`${differences.slice(0, 3).map(differencePhrase).join('; ')}. ` +
		`Delete it to begin anew, or name another folder with --out`
	);
}

export function noJournal(path: string): string {
	return `${path}:1:1: error: no journal of rmaplab; move it away, or name another folder with --out`;
}

export function damagedLine(path: string, line: number, noun: string): string {
	return (
		`${path}:${line}:1: error: this ${noun} is damaged; delete the line to have it run again and to ` +
		`keep the others, or the file to begin anew`
	);
}

export function variantChanged(where: string): string {
	return (
		`error: ${where}, or a file that it imports, has changed since this run began, ` +
		`and one run cannot mix two versions: start it again`
	);
}

const reasonOf = (error: unknown): string =>
	error instanceof Error ? error.message : String(error);

export function cannotAppend(path: string, error: unknown): string {
	return `error: ${path} cannot be written: ${reasonOf(error)}; the same command goes on from there`;
}

export function cannotWrite(folder: string, error: unknown): string {
	return `error: no reports in ${folder}: ${reasonOf(error)}; the same command goes on from there`;
}

/** A folder of the system's for temporary files. */
export function noRoomForModules(folder: string, error: unknown): string {
	return `error: a variant cannot be loaded by way of ${folder}: ${reasonOf(error)}; set TMPDIR to a folder that can be written`;
}

/** The system refuses something in the middle of a run. */
export function systemRefuses(error: unknown): string {
	return `error: ${reasonOf(error)}`;
}

// ---- one folder for two ------------------------------------------------------------------------

/** `elsewhere` for an owner on another machine, of whom nobody here can say whether he is still there. */
export function folderInUse(
	folder: string,
	pid: number,
	elsewhere: { readonly host: string; readonly path: string } | null,
): string {
	const owner =
		elsewhere === null
			? `process ${pid}`
			: `process ${pid} on ${elsewhere.host}; if that has ended, delete ${elsewhere.path}`;
	return (
		`error: another run writes to ${folder} (${owner}); ` +
		`wait for it, or name another folder with --out`
	);
}

export function folderLockDamaged(folder: string, path: string): string {
	return (
		`error: ${path} does not say which run writes to ${folder}; delete it if none does, ` +
		`or name another folder with --out`
	);
}

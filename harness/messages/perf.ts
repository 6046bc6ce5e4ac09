/*
 * harness/messages/perf.ts - what is said of loads, of the straight build and of costs.
 */
import { counted } from '../text/count.ts';
import { BadInput } from './error.ts';

export const notDerivable = (path: string, line: number, column: number, why: string): BadInput =>
	new BadInput(
		`${path}:${line}:${column}: error: no straight form of this function can be made: ${why}; ` +
			`delegate with yield* to an operation, and give become() the name as text`,
	);

/** `at`: the function of the kernel, or of the user's, in which it went wrong. */
export const loadFailed = (
	load: string,
	variant: string,
	why: string,
	at: { readonly name: string; readonly path: string; readonly line: number } | null = null,
): string =>
	`error: load ${load} on ${variant}: ${why.replace(/data:text\/javascript[^ ]*/g, 'the variant')}` +
	(at === null ? '' : `, in ${at.name}() at ${at.path}:${at.line}`);

/** Why a load came to no end. */
export const loadThreadEnded = (): string => 'it ended the thread that it ran in';

/** A finding of an oracle: the first object that shows it, how many do, and when. */
export const loadFinding = (finding: {
	readonly site: string;
	readonly detail: string;
	readonly times: number;
	readonly exits: number;
}): string =>
	`${finding.detail} (${finding.site}${finding.times > 1 ? `; ${counted(finding.times, 'object')}` : ''}; ` +
	`after ${counted(finding.exits, 'exit')})`;

export const loadOutOfMemory = (load: string, parameter: string): string =>
	`error: load ${load} needs more memory than this machine gives: lower ${parameter}`;

/** Why a load on several cpus came to no end. */
export const tooManySteps = (most: number): string =>
	`it took more than ${most} steps: lower its parameters`;

/** The sentences around the table of `rmaplab perf`. */
export const perfSaid = {
	noRows: (): string => 'No load has run to its end.',
	head: (base: string, machine: string): string =>
		`System time of each load, modelled for ${machine}: ${base} in seconds, others against it. ` +
		`The model repeats exactly, and = is exactly the same; it is no measurement ` +
		`(docs/cost-model.md). chains, tables: MB of pte_chain nodes and page tables at their peaks, all loads together; pages lost: inside EOF, from VM_LOCKED vmas.`,
	/** Heads of columns, word under word. */
	columns: {
		chains: ['chains', 'MB'],
		tables: ['tables', 'MB'],
		lost: ['pages', 'lost'],
		died: ['loads', 'died'],
		found: ['bugs', 'found'],
	} as const,
	deltaTitle: (base: string): string => `System time of loads: what differs from ${base}`,
	deltaSubtitle: (machine: string): readonly string[] => [
		`seconds of the base, and by how much others differ; modelled for ${machine}, not measured; = is exactly the same`,
		'shades: a hundredth, a tenth, a half; (+N): so many more variants that are alike in every count',
	],
	diedShort: (): string => 'died',
	asBase: (variants: readonly string[]): string =>
		`= in all of these, ${counted(variants.length, 'variant')}: ${variants.join(', ')}`,
	load: (name: string, parameters: string): string => `${name}: ${parameters}`,
	alike: (first: string, others: readonly string[]): string =>
		`As ${first} in every count: ${others.join(', ')}`,
	died: (variants: readonly string[], load: string, oracle: string, text: string): string =>
		`${load} killed the kernel of ${variants.join(', ')}: ${oracle}: ${text}`,
	/** Over the table at the end of a comparison. */
	besideHead: (command: string): string =>
		`What they cost: a few loads, smaller than those of '${command}', which runs all of them.`,
	besideCommand: (command: string): string => `What they cost: ${command}`,
	besideProgress: (done: number, all: number): string => `what they cost: ${done}/${all} runs`,
	besideSkipped: (command: string): string =>
		`the run ended before it was known what they cost under load; '${command}' says that`,
	found: (variants: readonly string[], load: string, oracle: string, text: string): string =>
		`${oracle} in ${load}, ${counted(variants.length, 'variant')}: ${variants.join(', ')}; on the first of them ${text}`,
	progress: (done: number, all: number, secondsLeft: number): string =>
		`${done}/${all} runs  ${Math.ceil(secondsLeft)} s left`,
	interrupted: (done: number, all: number, isKept: boolean): string =>
		`interrupted: ${done} of ${all} runs are done, and are what is shown; ` +
		(isKept
			? 'the same command goes on from there'
			: 'nothing is kept of them without --out, and the same command begins anew'),
	/** At the end of a run that went on with another one. */
	kept: (kept: number, all: number): string =>
		`${kept} of ${all} runs are those of an earlier run, which this one went on with`,
	table: (number: number, all: number, title: string): string => `${number}/${all}  ${title}`,
	publishedHead: (): string =>
		`Published and simulated: each kernel against the base of its own table (bytes: as they are). ` +
		`ratio: simulated to published, 1 is a hit. k: only the kind of the load is the same; c: costs ` +
		`could have been chosen by this table, the others were kept back (none was).`,
	publishedTitle: (): string => 'Published tables, simulated',
	publishedSubtitle: (): readonly string[] => [
		'Each kernel against the base of its own table: the simulated ratio to the published one.',
		'At 1 both are the same; nothing was fitted.',
	],
	publishedAxis: (): string => 'simulated : published',
	publishedWritten: (folder: string): string =>
		`published.csv, published.json and a chart are in ${folder}/`,
	leftOut: (table: string, why: string): string => `${table} is not simulated: ${why}`,
	written: (folder: string): string => `perf.csv, perf.json and charts are in ${folder}/`,
};

/** The sentences around the table of `rmaplab perf --cpus`. */
export const timedSaid = {
	head: (base: string, machine: string): string =>
		`Milliseconds on so many cpus, modelled for ${machine}; system time and waiting are sums ` +
		`over cpus and tasks. The numbers are exact. against: elapsed time against ${base}. Under ` +
		`spinning and sleeping: what was waited for, by the kernel's name. refused: how often ` +
		`somebody only tried the lock, found it taken, and gave up. died: the kernel did not ` +
		`survive; the other numbers of that column are those until then.`,
	load: (name: string, parameters: string): string => `${name}: ${parameters}`,
	fastest: (load: string, spans: readonly (readonly [cpus: string, variants: string])[]): string =>
		`${load}, fastest: ${spans.map(([cpus, variant]) => `${variant} on ${cpus}`).join('; ')}`,
	died: (variant: string, load: string, cpus: number, oracle: string, text: string): string =>
		`${variant} on ${load}, ${counted(cpus, 'cpu')}: ${oracle}: ${text}`,
	rows: {
		elapsed: 'elapsed',
		died: 'died',
		against: 'against',
		system: 'system',
		spinning: 'spinning',
		sleeping: 'sleeping',
		refused: 'refused',
	},
};

export const notCpus = (given: string): string =>
	`error: --cpus takes numbers from 1 to 64 with commas between them, such as 1,2,4,8, and not '${given}'`;

export const publishedOnOneCpu = (): string =>
	'error: --published runs on one cpu: leave --cpus out';

export const publishedIsGiven = (option: string): string =>
	`error: --published runs what was published: leave ${option} out`;

export const machineHasOneCpu = (machine: string, others: readonly string[]): string =>
	`error: the kernel of ${machine} is built for one cpu, and --cpus asks for more; take --machine ${others.join(' or ')}`;

export const loadNotTimed = (load: string, timed: readonly string[]): string =>
	`error: load ${load} has no form with several tasks for --cpus; there are ${timed.join(', ')}`;

export const noSuchMachine = (name: string, meant: string | null, all: readonly string[]): string =>
	`error: no machine '${name}'${meant === null ? '' : `; did you mean '${meant}'?`}; there are ${all.join(', ')}`;

export const notNameAndNumber = (given: string): string =>
	`error: --set takes name=number, such as tasks=100, and not '${given}'`;

export const noLoadHasParameter = (name: string, meant: string | null): string =>
	`error: none of these loads has a parameter '${name}'${meant === null ? '' : `; did you mean '${meant}'?`}`;

export const optionsOfOneLoad = (load: string): string =>
	`error: options after '--' are those of ${load}: give --load ${load}, and no other load`;

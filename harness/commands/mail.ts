/*
 * harness/commands/mail.ts - rmaplab mail: one finding, as a mail that can be sent.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { findingMail, type MailedFinding, type MailStyle } from '../../reports/index.ts';
import { baseName, controlName, variants as ours } from '../../variants/index.ts';
import { shippedDiscussions } from '../catalogue/discussions.ts';
import { isWhatItsNameMeans, readWorkloads } from '../catalogue/litmus.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { columnsOf } from '../cell/stage.ts';
import { oracles } from '../check/index.ts';
import { Board } from '../compare/board.ts';
import { describeMatrix } from '../compare/describe-matrix.ts';
import {
	BadInput,
	mailReads,
	mailRuns,
	notInCell,
	notWritable,
	noSuchOracle,
} from '../messages/index.ts';
import { drawDiagram, isOfContents, isOfLocks } from '../replay/diagram.ts';
import { type Execution, loadExecution, runExecution } from '../replay/execution.ts';
import { readerNames } from '../replay/reader-name.ts';
import { timelineOf } from '../replay/timeline.ts';
import {
	cellFinder,
	closersOf,
	type Comparison,
	resultFormat,
	type Timeline,
	type Violation,
} from '../result.ts';
import { interruptedStatus } from '../terminal/interrupt.ts';
import { refuseUnwritable } from '../terminal/write-new.ts';
import { nearest } from '../text/nearest.ts';
import { shortDigest } from '../text/token.ts';
import type { Variant } from '../variant.ts';
import { givenResults } from './given-results.ts';
import { givenToken, type GivenTokenFlags } from './given-token.ts';
import { runEach } from './run-matrix.ts';
import { wholeTokens } from './whole-tokens.ts';
import { note } from '../terminal/look.ts';

export interface MailFlags extends GivenTokenFlags {
	readonly style: MailStyle;
	/** Which finding, if the execution shows several. */
	readonly oracle?: string | undefined;
	/** Variants that may close it; all of ours when left out. */
	readonly among?: readonly string[] | undefined;
	readonly states: number;
	readonly jobs?: number | undefined;
	readonly out?: string | undefined;
	/** Whether the results were named, so that they must be there. */
	readonly resultsAreAsked?: boolean;
}

/** Returns the exit status. */
export async function runMail(text: string, flags: MailFlags): Promise<number> {
	if (flags.out !== undefined) refuseUnwritable(flags.out);
	const asked = flags.resultsAreAsked === true;
	const results = asked ? givenResults(flags.results).path : flags.results;
	const found = await toldIn(text, { ...flags, results });
	if (found === null) return interruptedStatus();
	const mail = findingMail(found.comparison, found.finding, flags.style);
	if (flags.out === undefined) {
		process.stdout.write(mail);
		return 0;
	}
	try {
		writeFileSync(flags.out, mail);
	} catch (error) {
		throw new BadInput(notWritable(flags.out, error));
	}
	return 0;
}

/** What a mail tells of a token: its finding, and the searches around it. Null when interrupted. */
async function toldIn(
	text: string,
	flags: Omit<MailFlags, 'style' | 'out'>,
): Promise<{ comparison: Comparison; finding: MailedFinding } | null> {
	const known = Object.keys(oracles);
	if (flags.oracle !== undefined && !known.includes(flags.oracle)) {
		throw new BadInput(noSuchOracle(flags.oracle, nearest(flags.oracle, known)));
	}
	const execution = await loadExecution(await givenToken(text, flags), flags);
	const drawn = drawnOf(execution, text, flags.oracle);
	const stored = storedFor(execution, flags.results);
	const comparison =
		stored === null
			? await searched(execution, flags, namesAround(execution, flags))
			: await completed(stored, execution, {
					...flags,
					oracle: drawn.timeline.findings[0]!.oracle,
				});
	return comparison === null ? null : { comparison, finding: foundIn(comparison, drawn) };
}

type SearchFlags = Omit<MailFlags, 'style' | 'out'>;

/** The names of what a variant of ours stacks on; those of a user's own cannot be loaded by name. */
function stackOf(variant: Variant | undefined): string[] {
	const names: string[] = [];
	for (let at = variant?.base; at; at = at.base) names.push(at.name);
	return names.filter((name) => Object.hasOwn(ours, name));
}

/** The variants that are searched where there are no results. */
const namesAround = ({ token }: Execution, flags: SearchFlags): string[] => [
	flags.variant ?? token.variant,
	...(flags.among ?? Object.keys(ours)),
];

/** The results, and what they lack of what was asked for and of what the variant and its repair stand on. */
async function completed(
	stored: Comparison,
	execution: Execution,
	flags: SearchFlags & { readonly oracle: string },
): Promise<Comparison | null> {
	const { booted, workload } = execution;
	const among = (await loadVariants(flags.among ?? [])).map(({ variant }) => variant);
	const has = (name: string, { cells }: Comparison): boolean =>
		cells.some((cell) => cell.variant === name && cell.workload === workload.name);
	const own = [booted.variant, ...among];
	const meant = new Set([baseName, ...own.map(({ name }) => name), ...own.flatMap(stackOf)]);
	// Whoever says who may close it means no others.
	const cells = stored.cells.filter(({ variant }) => meant.has(variant));
	let whole = flags.among === undefined ? stored : { ...stored, cells };
	for (let wanted = own.flatMap(stackOf); ;) {
		const lacking = [
			...(flags.among ?? []).filter((_, i) => !has(among[i]!.name, whole)),
			...wanted.filter((name) => !has(name, whole)),
		];
		if (lacking.length > 0) {
			const more = await searched(execution, flags, lacking);
			if (more === null) return null;
			whole = withMore(whole, more, workload.name);
		}
		const shows = cellFinder(whole.cells)(booted.variant.name, workload.name)!;
		const [first] = closersOf(whole, shows, flags);
		wanted = stackOf(ours[first?.variant.name ?? '']);
		if (wanted.every((name) => has(name, whole))) return whole;
	}
}

/** The results with the variants and cells of a search that they lack. */
function withMore(stored: Comparison, more: Comparison, workload: string): Comparison {
	const variants = new Set(stored.variants.map(({ name }) => name));
	const ran = new Set(
		stored.cells.flatMap((cell) => (cell.workload === workload ? [cell.variant] : [])),
	);
	return {
		...stored,
		variants: [...stored.variants, ...more.variants.filter(({ name }) => !variants.has(name))],
		cells: [...stored.cells, ...more.cells.filter(({ variant }) => !ran.has(variant))],
	};
}

interface Drawn extends Pick<MailedFinding, 'drawn'> {
	readonly timeline: Timeline;
}

const width = 72;

/** @throws BadInput when the execution does not show it */
function drawnOf(execution: Execution, token: string, oracle: string | undefined): Drawn {
	if (execution.placed.death !== null) throw new BadInput(notInCell(oracle ?? null, []));
	const { schedule } = execution.token;
	const timeline = timelineOf(execution, { token, schedule, oracle });
	const { findings, offends } = timeline;
	const [first] = findings;
	if (first === undefined || (oracle !== undefined && first.oracle !== oracle)) {
		const found = findings.map((each) => each.oracle);
		throw new BadInput(notInCell(oracle ?? null, found));
	}
	const { result, nameOf } = runExecution(execution, schedule);
	const draw = (marked: number | null): string[] =>
		drawDiagram(result, {
			names: execution.names,
			columns: columnsOf(execution),
			after: execution.placed.after,
			nameOf,
			functionOf: readerNames(timeline),
			// Who waits is half of what a livelock is.
			locks: isOfLocks(first.oracle) || first.oracle === 'livelock',
			contents: isOfContents(first.oracle),
			width,
			marked,
		});
	return {
		timeline,
		drawn: { plain: draw(null), underlined: draw(offends === null ? null : offends - 1) },
	};
}

/** The finding as its cell has it, with the token that was asked for. */
function foundIn({ cells }: Comparison, { timeline, drawn }: Drawn): MailedFinding {
	const { variant, workload, token, steps, switches } = timeline;
	const [{ oracle, site, detail }] = timeline.findings as [Timeline['findings'][number]];
	const cell = cells.find((each) => each.variant === variant && each.workload === workload)!;
	const seen = cell.violations.find((each) => each.oracle === oracle && each.site === site);
	// A search that was cut short may not have met what the token shows.
	const unseen: Violation = {
		oracle,
		site,
		detail,
		token,
		steps: steps.length,
		preemptions: switches.filter(({ why }) => why === 'preempted').length,
		frequency: 'sometimes',
		rate: { hits: 0, runs: 0 },
	};
	return { variant, workload, violation: { ...(seen ?? unseen), detail, token }, drawn };
}

/** Results of an earlier run that hold this very finding's cell; null where there are none. */
function storedFor(execution: Execution, path: string): Comparison | null {
	let comparison: Comparison;
	try {
		comparison = JSON.parse(readFileSync(path, 'utf8')) as Comparison;
	} catch {
		return null;
	}
	if (comparison.format !== resultFormat) return null;
	const { booted, workload } = execution;
	const digests = `@${shortDigest(workload.digest)}.${shortDigest(booted.variant.digest!)}:`;
	const isThere = comparison.cells.some(
		(cell) =>
			cell.variant === booted.variant.name &&
			cell.workload === workload.name &&
			cell.violations.some(({ token }) => token.includes(digests)),
	);
	if (isThere) note(mailReads(path));
	return isThere ? comparison : null;
}

/** The litmus test on these variants, on what they stack on and on the base; null when interrupted. */
async function searched(
	execution: Execution,
	flags: SearchFlags,
	asked: readonly string[],
): Promise<Comparison | null> {
	const { token, booted } = execution;
	const given = await loadVariants([...new Set([baseName, ...asked])]);
	const below = given.flatMap(({ variant }) => stackOf(variant));
	const lacking = [...new Set(below)].filter(
		(name) => !given.some(({ variant }) => variant.name === name),
	);
	const known = [...given, ...(await loadVariants(lacking))];
	const names = namesBeside(known.map(({ variant }) => variant.name));
	const workloads = readWorkloads([flags.workload ?? token.workload], names);
	const { name, base } = booted.variant;
	const isNear = (each: string): boolean => [name, base?.name, baseName].includes(each);
	const near = known.filter(({ variant }) => isNear(variant.name));
	const others = known.filter(({ variant }) => !isNear(variant.name));
	const board = new Board(flags.jobs ?? availableParallelism());
	const statesMax = flags.states;
	note(mailRuns(workloads[0]!.name, known.length));
	const seed = 2003;
	const first = await runEach({
		variants: near,
		workloads,
		statesMax,
		seed,
		sampleRuns: 200,
		board,
	});
	const rest = await runEach({
		variants: [known.find(({ variant }) => variant.name === baseName)!, ...others],
		workloads,
		statesMax,
		witnessPreemptionsMax: 0,
		board,
	});
	if (board.stopped !== null) return null;
	const cells = [...first.cells, ...rest.cells.filter(({ variant }) => !isNear(variant))];
	return describeMatrix(
		{ ...first, cells: cells.map(wholeTokens) },
		{
			base: baseName,
			reference: baseName,
			control: controlName,
			seed,
			variants: known,
			workloads,
			discussions: shippedDiscussions(),
			oracles: Object.values(oracles).map(({ name, says }) => ({ name, says })),
			isMeant: (workload) => flags.workload === undefined || isWhatItsNameMeans(workload, names),
			whole: {},
			wallClock: null,
		},
	);
}

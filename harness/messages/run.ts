/*
 * harness/messages/run.ts - what a run says of itself: progress, limits, memory.
 */
import { type Comparison, cutOf, type RunLimits } from '../result.ts';
import { counted, grouped, roughly } from '../text/count.ts';
import { exploredOf } from './explored.ts';

/** Where a run stands; all of it is about what this run did, not what an earlier one left behind. */
export interface Standing {
	readonly cellsDone: number;
	readonly cells: number;
	/** Cells that have a verdict from a search that was cut short. */
	readonly cellsCut: number;
	/** Stored by all searches. */
	readonly states: number;
	readonly statesPerSecond: number;
	/** From 0 to 1, about. */
	readonly share: number;
	/** About; null when nothing can be said yet. */
	readonly secondsLeft: number | null;
	/** Null without a budget. */
	readonly budgetSecondsLeft: number | null;
}

/** At most 80 characters for at most 999 cells and 999 million states. */
export function progressLine(standing: Standing): string {
	const { cells, cellsDone, cellsCut, states, secondsLeft, budgetSecondsLeft } = standing;
	const percent = `${Math.floor(standing.share * 100)}%`;
	const cut = cellsDone === cells && cellsCut > 0 ? `, ${cellsCut} cut` : '';
	const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`;
	const budget = budgetSecondsLeft === null ? left : `, ${duration(budgetSecondsLeft)} of budget`;
	return (
		`${cellsDone}/${cells} cells${cut}  ${grouped(states)} states, ` +
		`${roughly(standing.statesPerSecond)}/s  ~${percent}${budget}`
	);
}

/** 8 s, 2 min, 3.4 h. */
function duration(seconds: number): string {
	if (seconds < 100) return `${Math.ceil(seconds)} s`;
	return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Says that some cells are those of an earlier run. */
/** Of reports of another run that the folder had. */
export const keptBeforePhrase = (folder: string): string =>
	`what another run had left there is in ${folder}/ now`;

export const keptPhrase = (cells: number): string =>
	`${counted(cells, 'cell')} as an earlier run of this build found them; --no-cache searches again`;

/** The line at the end of a run. */
export function finished(comparison: Comparison, seconds: string): string {
	const { cells, limits } = comparison;
	const complete = cells.filter(({ explored }) => explored.kind === 'complete').length;
	const all = cells.length + (limits?.notRun.length ?? 0);
	const ran = cells.length < all ? `${grouped(cells.length)} of ` : '';
	const cuts = cells.flatMap(({ explored }) => cutOf(explored) ?? []);
	const sum = { states: 0, statesEstimated: 0 };
	for (const { states, statesEstimated } of cuts) {
		sum.states += states;
		sum.statesEstimated += Math.max(states, statesEstimated);
	}
	const rest = cuts.length === 0 ? '' : `; the other ${grouped(cuts.length)} ${exploredOf(sum)}`;
	return `${ran}${grouped(all)} cells, ${grouped(complete)} of them complete, in ${seconds} s${rest}`;
}

/** How the wall clock came into it; the head of every report of such a run. */
export function limitsPhrase(limits: RunLimits): string {
	const { budgetMilliseconds, ended, notRun, cutOff = 0 } = limits;
	const budget =
		budgetMilliseconds === null ? '' : `Budget ${String(budgetMilliseconds / 1000)} s: `;
	const how = {
		done: 'it was enough.',
		budget: 'it ran out.',
		interrupted: budget === '' ? 'Interrupted.' : 'interrupted.',
	}[ended];
	const missing =
		notRun.length === 0
			? ''
			: ` ${counted(notRun.length, 'cell was', 'cells were')} not run; nothing is ` +
				`known of ${notRun.length === 1 ? 'it' : 'them'}.`;
	const under =
		cutOff === 0
			? ''
			: ` ${counted(cutOff, 'cell was', 'cells were')} under way; what was found is shown, as sampled.`;
	const clock = ended === 'budget' ? ' How far each cell was explored was left to the clock.' : '';
	return `${budget}${how}${missing}${under}${clock}`;
}

/** After an interrupt, or a budget that was too small for every cell. */
export function resumeHint(cellsKept: number, cells: number, cellsCutOff: number): string {
	const under =
		cellsCutOff === 0
			? ''
			: `; of ${counted(cellsCutOff, 'cell')} under way the reports have what was found, ` +
				`and ${cellsCutOff === 1 ? 'it is' : 'they are'} searched again`;
	return `${cellsKept} of ${cells} cells are kept; the same command goes on from there${under}`;
}

export const noPath = (): string => 'write a path';

export const notACount = (): string => 'not a whole number from 1';

export const notUpTo = (most: number): string => `not a whole number from 1 to ${most}`;

export function notADuration(): string {
	return 'write a number and its unit: 1500ms, 90s, 5m or 1h, up to 24 days';
}

export function notASize(): string {
	return 'write a number and its unit: 512M or 2G';
}

export function memoryMeans(states: number, workers: number): string {
	return (
		`at most ${grouped(states)} states for each search ` +
		`(${counted(workers, 'worker')}); beyond them a search falls back to a bound`
	);
}

export function memoryTooSmall(size: string, workers: number, megabytesMin: number): string {
	return (
		`error: --memory ${size} is too small for ${counted(workers, 'worker')}: write ` +
		`at least ${megabytesMin}M, or fewer --jobs`
	);
}

/** Of a search that fills a worker with what is no table of states. */
export function noRoomForSearch(): string {
	return 'error: the search needs more memory than a worker has; write fewer --states';
}

/** The same, where it is the verdict of a cell. */
export const noRoomInWorker = (): string => 'its search needs more memory than a worker has';

/** What becomes of a run in which a user's variant is of no use. */
export function variantsFailed(names: readonly string[], folder: string): string {
	const [first, ...others] = names;
	const these = others.length === 0 ? `'${first!}' has` : `${listed(names)} have`;
	return (
		`${these} no verdict, for the reason below; ${folder}/ has the others, and once it is mended the ` +
		`same command searches nothing else again`
	);
}

/** The same where variants are held against each other and nothing is kept. */
export const failedLeftOut = (names: readonly string[]): string =>
	`${names.length === 1 ? `'${names[0]!}' has` : `${listed(names)} have`} no verdict, for the reason below; ` +
	'what is said is said of the others';

const listed = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

export function exactNeedsRoom(): string {
	return 'error: --memory counts states kept as fingerprints, --exact keeps whole ones: leave one out';
}

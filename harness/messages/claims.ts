/*
 * harness/messages/claims.ts - what is said of the claims of a mail and of the races of history.
 */
import type { Answer, Evidence, ExploredTogether, RaceCell, Verdict } from '../result.ts';
import { counted } from '../text/count.ts';
import { exploredBriefly } from './explored.ts';

const verdicts: Readonly<Record<Verdict, string>> = {
	confirmed: 'confirmed',
	'confirmed-within-bound': 'confirmed within the bound',
	refuted: 'refuted',
	'refuted-within-bound': 'refuted within the bound',
	both: 'true by halves',
	undecided: 'undecided, not every cell has a verdict',
};

/** In a word or two. */
export const verdictWord = (verdict: Verdict): string => verdicts[verdict];

export function answerHead({ id, kind, says, verdict }: Answer): string {
	return `${id} (${kind}) ${verdicts[verdict].toUpperCase()}: ${says}`;
}

export function answerPart({ says, verdict }: Answer['parts'][number]): string {
	return `${says}: ${verdicts[verdict]}`;
}

/** A test and what was seen. */
export function evidencePhrase({ text, holds, observed, explored }: Evidence): string {
	// Without an oracle the lines of the test itself are asked.
	const asked = text.replace(
		/ (?:never|sometimes|always|shows)$/,
		(how) => `${how} what its 'never' lines say`,
	);
	if (explored.kind === 'none') return `${asked}: not run`;
	if (explored.kind === 'stopped') return `${asked}: ${exploredBriefly(explored)}`;
	const came = observed === null || text.includes(` ${observed}`) ? '' : `, ${observed}`;
	return `${asked}: ${holds ? 'yes' : 'NO'}${came}; ${exploredBriefly(explored)}`;
}

export function exploredTogetherPhrase(explored: ExploredTogether): string {
	const { kind, cells, states, transitions } = explored;
	const rests: Readonly<Record<ExploredTogether['kind'], string>> = {
		complete: cells === 1 ? 'complete' : 'all complete',
		bounded: cells === 1 ? 'bounded' : 'some bounded',
		sampled: cells === 1 ? 'sampled' : 'some sampled',
		stopped: cells === 1 ? 'no verdict' : 'some without a verdict',
		none: 'not all run',
	};
	const size = `${counted(states, 'state')}, ${counted(transitions, 'transition')}`;
	return `${counted(cells, 'cell')}, ${rests[kind]}: ${size}`;
}

export function answersTally(answers: readonly Answer[]): string {
	const counts = (Object.keys(verdicts) as Verdict[]).flatMap((verdict) => {
		const count = answers.filter((each) => each.verdict === verdict).length;
		return count === 0 ? [] : [`${count} ${verdicts[verdict]}`];
	});
	return `${counted(answers.length, 'claim')}: ${counts.join(', ')}.`;
}

/** Of the mails, as the report of a comparison says it. */
export function mailTally(answers: readonly Answer[]): string {
	return `Of the mails, ${answersTally(answers)} answers.txt has the evidence, line by line.`;
}

/** What a run of a part says nothing about. */
export function claimsUnasked(ids: readonly string[]): string {
	return (
		`Not answered here, since this run left out tests that it takes: ${counted(ids.length, 'claim')} ` +
		`(${ids.join(', ')}).`
	);
}

/** One claim that came out wrong. */
export const refutedPhrase = (id: string, says: string): string => `${id} refuted: ${says}`;

/** What a run was not told to run and left out. */
export function leftOutPhrase(
	leftOut: readonly { readonly variant: string; readonly workloads: readonly string[] }[],
): string {
	const cells = leftOut.reduce((sum, { workloads }) => sum + workloads.length, 0);
	const names = leftOut
		.map(({ variant, workloads }) => `${variant} ${workloads.length}`)
		.join(', ');
	return (
		`Left out, --all runs them: ${counted(cells, 'cell')} that no claim, race or expect line asks ` +
		`about: later designs, litmus tests made for those, weak memory, the two largest. ` +
		`Litmus tests not run by variant: ${names}.`
	);
}

export function racesHead(): string {
	return 'Races that the kernel has had, and who has them here:';
}

export function raceSigns(): string[] {
	return [
		'X found  . absent, all schedules explored  : absent within the bound',
		'? not met in samples  / does not apply  - not run  ~ no verdict',
		'! history says otherwise',
	];
}

export function othersOf(variants: number): string {
	return `${variants} variants with a /`;
}

/** Behind the names of the variants that it is said of. */
export function raceNote({ outcome, history, why }: RaceCell): string {
	const reason = why ?? 'no reason is known';
	if (outcome === 'not-applicable') return `does not apply: ${reason}`;
	const told =
		history === 'had' ? 'history has it, the search does not' : 'history says it is fixed';
	return `${told}: ${reason}`;
}

/** Of a run that was ended; a claim is answered from cells, of which some are missing then. */
export const claimsInterrupted = (): string =>
	'interrupted: what no search had decided until then is undecided';

/*
 * harness/audit/recorded/sequence-witness.ts - the fewest calls of a sequence that show a finding.
 */
import type { RecordedCall, Sequence } from '../../../workloads/sequence/recording.ts';
import {
	type Built,
	type JudgeAtRest,
	type StraightTable,
	tableOf,
} from '../../measure/straight/built.ts';
import type { AddedFunction } from '../../variant.ts';
import type { SequenceFinding } from './sequence-judges.ts';
import { replayCalls } from './sequence-replay.ts';
import { fewestCalls } from './shrink.ts';

/** Runs at most: each looks through the memory once. */
const triesMax = 600;

/** Where the first call that shows a finding is. */
export interface CallPlace {
	readonly sequence: Sequence;
	/** In the sequence, from 1. */
	readonly call: number;
}

/** @param call counted from 1 over all sequences */
export function placeOfCall(sequences: readonly Sequence[], call: number): CallPlace {
	let before = 0;
	for (const sequence of sequences) {
		if (call <= before + sequence.calls.length) return { sequence, call: call - before };
		before += sequence.calls.length;
	}
	throw new Error(`no call ${call}`);
}

/** Values and numbers differ from one order of calls to another; the words are what counts. */
const kindOf = (site: string): string => site.replaceAll(/\d+/g, 'N');

/** Whether the last of these calls shows what the finding says. */
function shows(
	{ built, judge, table }: Means,
	finding: Omit<SequenceFinding, 'call'>,
	calls: readonly RecordedCall[],
): boolean {
	const { answers, findings } = replayCalls(built, judge, table, calls);
	// A kernel that died of an earlier call has no answer to the last but one.
	if (answers.slice(0, -1).includes(null)) return false;
	return findings.some(
		({ oracle, site, isDeath }) =>
			oracle === finding.oracle &&
			isDeath === finding.isDeath &&
			kindOf(site) === kindOf(finding.site),
	);
}

export interface Means {
	readonly built: Built;
	readonly judge: JudgeAtRest;
	readonly table: StraightTable;
}

/**
 * The fewest calls of its sequence, the last of which shows it; not the fewest that there are where that takes more than
 * so many runs.
 * @param known calls that show such a finding on another variant: if they do here, they are taken
 */
export function witnessCalls(
	built: Built,
	judge: JudgeAtRest,
	functions: Readonly<Record<string, AddedFunction>>,
	sequences: readonly Sequence[],
	finding: SequenceFinding,
	known: readonly RecordedCall[] | undefined,
): readonly RecordedCall[] {
	const means = { built, judge, table: tableOf(built, functions) };
	if (known !== undefined && shows(means, finding, known)) return known;
	const { sequence, call } = placeOfCall(sequences, finding.call);
	return fewestThatShow(means, finding, sequence.calls.slice(0, call));
}

/** The same of calls the last of which shows it; all of them where it does not. */
export function fewestThatShow(
	means: Means,
	finding: Omit<SequenceFinding, 'call'>,
	calls: readonly RecordedCall[],
): readonly RecordedCall[] {
	const asked = (fewer: readonly RecordedCall[]): true | null =>
		shows(means, finding, fewer) ? true : null;
	return fewestCalls(calls, asked, triesMax)?.calls ?? calls;
}

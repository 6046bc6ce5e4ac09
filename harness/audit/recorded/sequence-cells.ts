/*
 * harness/audit/recorded/sequence-cells.ts - sequences of calls on several variants, as cells of a comparison. There is one
 * order of the calls, so a cell is complete by nature.
 *
 * A variant that has, for all functions that the calls enter, what one before it had would make the same run, and its
 * cell is that one's (replay.ts).
 */
import { createHash } from 'node:crypto';
import type { RecordedCall, Sequence } from '../../../workloads/sequence/recording.ts';
import { type Built, type JudgeAtRest, tableOf } from '../../measure/straight/built.ts';
import { deaths } from '../../engine/death.ts';
import type { MachineName } from '../../measure/machines.ts';
import { noRoom, sequenceSaid } from '../../messages/index.ts';
import type { Explored, FoundCell, SequenceAnswers, Violation } from '../../result.ts';
import { fitToken } from '../../text/token.ts';
import type { Answering } from './answering.ts';
import { answersBeside, type ReferenceAnswers, referenceAnswers } from './answers-beside.ts';
import { callText } from './call-text.ts';
import { costOf } from './cost-of.ts';
import { Replays } from './replay.ts';
import type { SequenceFinding } from './sequence-judges.ts';
import { runSequences, type SequenceRun } from './sequence-run.ts';
import { placeOfCall, witnessCalls } from './sequence-witness.ts';

/** The workload. */
export interface SequenceSubject {
	readonly name: string;
	readonly digest: string;
	readonly of: readonly Sequence[];
}

/** What was found of one variant, whatever it is called. */
interface Found {
	/** Runs of the sequences; see Replays. */
	readonly runs: readonly object[];
	readonly run: SequenceRun;
	readonly answers: SequenceAnswers;
	readonly witnesses: readonly (readonly RecordedCall[])[];
}

/** The engine of cells in which nothing overlaps. */
const engine = 'one order';

/** What the simulated memory has no room for is nobody's fault. */
const isFull = ({ oracle }: SequenceFinding): boolean => oracle === deaths.full;

export class SequenceCells {
	readonly #built: Built;
	readonly #judge: JudgeAtRest;
	readonly #subject: SequenceSubject;
	readonly #machine: MachineName;
	readonly #replays: Replays;
	readonly #found: Found[] = [];
	/** By kind of finding: calls that show it on some variant. */
	readonly #witnesses = new Map<string, readonly RecordedCall[]>();
	#reference: { readonly found: Found; readonly answers: ReferenceAnswers } | null = null;
	/** Variants that were run; the others make the run of one of them. */
	searched = 0;

	/** @param variants all that there will be */
	constructor(
		{ built, judge }: { readonly built: Built; readonly judge: JudgeAtRest },
		subject: SequenceSubject,
		machine: MachineName,
		variants: readonly Answering[],
	) {
		this.#built = built;
		this.#judge = judge;
		this.#subject = subject;
		this.#machine = machine;
		this.#replays = new Replays(
			built,
			variants.map(({ functions }) => functions),
		);
	}

	/** Runs what the cells of all others are held against; has to come first. */
	refer(variant: Answering): FoundCell {
		const answers = referenceAnswers(this.#built, variant, this.#subject.of);
		const found = this.#find(variant, answers);
		this.#reference = { found, answers };
		return this.#cellOf(variant, found);
	}

	cell(variant: Answering): FoundCell {
		const { answers } = this.#reference!;
		return this.#cellOf(variant, this.#find(variant, answers));
	}

	#find(variant: Answering, answers: ReferenceAnswers): Found {
		const table = tableOf(this.#built, variant.functions);
		const runs = this.#subject.of.map((each) => this.#replays.runOf(table, each));
		const known = this.#found.find((each) => each.runs.every((run, i) => run === runs[i]));
		if (known !== undefined) return known;
		this.searched++;
		const { of } = this.#subject;
		const run = runSequences(this.#built, variant.functions, of, this.#machine, this.#judge);
		const beside = answersBeside(this.#built, variant, answers, this.#replays);
		const witnesses = run.findings.some(isFull)
			? []
			: run.findings.map((finding) => this.#witness(variant, finding));
		const found = { runs, run, answers: beside, witnesses };
		this.#found.push(found);
		return found;
	}

	#witness({ functions }: Answering, finding: SequenceFinding): readonly RecordedCall[] {
		const key = `${finding.oracle} ${finding.site}`;
		const known = this.#witnesses.get(key);
		const { of } = this.#subject;
		const calls = witnessCalls(this.#built, this.#judge, functions, of, finding, known);
		this.#witnesses.set(key, calls);
		return calls;
	}

	#cellOf(variant: Answering, found: Found): FoundCell {
		const { run, answers, witnesses } = found;
		const { name, of } = this.#subject;
		const calls = of.reduce((sum, each) => sum + each.calls.length, 0);
		const full = run.findings.find(isFull);
		const schedules: Record<string, string> = {};
		const violations = (full === undefined ? run.findings : []).map((each) =>
			this.#violation(variant, each, schedules),
		);
		const { truncation, insideEof } = run.lockedUnmapped;
		const gone = truncation + insideEof;
		const explored: Explored =
			full === undefined
				? {
						kind: 'complete',
						engine,
						states: calls + of.length,
						transitions: calls,
						terminals: of.length,
					}
				: { kind: 'stopped', limit: noRoom(full.site) };
		const isWhole = full === undefined;
		return {
			variant: variant.name,
			workload: name,
			explored,
			violations,
			questions: [],
			outcomes: isWhole
				? [{ digest: run.digest.slice(0, 12), token: this.#token(variant, calls, schedules) }]
				: null,
			expectations: [],
			unmappedLocked: isWhole ? { min: gone, max: gone, collateralMax: insideEof } : null,
			cost: null,
			...(Object.keys(schedules).length === 0 ? {} : { schedules }),
			sequence: {
				calls,
				asRecorded: run.asRecorded,
				diedAt: (of.length === 1 ? run.findings : []).find(({ isDeath }) => isDeath)?.call ?? null,
				oraclesAsked: run.oraclesAsked,
				cost: costOf(run, this.#machine),
				answers,
				witnesses: violations.map(({ oracle, site }, i) => ({
					oracle,
					site,
					calls: witnesses[i]!.map(callText),
				})),
			},
			sameSteps: found === this.#reference?.found,
		};
	}

	#violation(
		variant: Answering,
		{ oracle, site, detail, call }: SequenceFinding,
		schedules: Record<string, string>,
	): Violation {
		const { of } = this.#subject;
		const place = placeOfCall(of, call);
		const number = of.length === 1 ? null : place.sequence.number;
		return {
			oracle,
			site: sequenceSaid.site(site, number, place.call),
			detail,
			token: this.#token(variant, call, schedules),
			steps: call,
			preemptions: 0,
			frequency: 'always',
			rate: { hits: 0, runs: 0 },
		};
	}

	/** The schedule of a token is how many calls are made. */
	#token(
		{ name: variant, digest: variantDigest }: Answering,
		calls: number,
		schedules: Record<string, string>,
	): string {
		const { name: workload, digest } = this.#subject;
		const schedule = [{ task: 0, steps: calls }];
		const fitted = fitToken({ variant, workload, digest, variantDigest, schedule });
		if (fitted.schedule !== null) schedules[fitted.text] = fitted.schedule;
		return fitted.text;
	}
}

/** Tells sequences apart: of all calls and answers. */
export const digestOfSequences = (sequences: readonly Sequence[]): string =>
	createHash('sha256').update(JSON.stringify(sequences)).digest('hex');

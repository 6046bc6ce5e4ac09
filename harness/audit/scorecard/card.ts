/*
 * harness/audit/scorecard/card.ts - the scorecard as text, what docs/scorecard.md says of it, and whether its reasons hold.
 */
import type { Score } from './score.ts';
import type { Subject } from './subjects.ts';
import {
	reasonForFound,
	reasonForUnknown,
	scoreRow,
	scoreSummary,
	missedWithoutReason,
	scorecardPage,
} from '../../messages/index.ts';

export interface ScoredRow {
	readonly id: string;
	readonly score: Score;
}

/** Why mutants were missed; one sentence may hold for several. */
export type Reason = {
	readonly because: string;
	readonly ids: readonly string[];
} & (
	| {
			/** Nothing is wrong with the mutants; or an oracle or the model has a gap. */
			readonly kind: 'harmless' | 'gap';
	  }
	| {
			/** The oracles see them if only somebody asks. */
			readonly kind: 'litmus';
			/** Litmus text without its `scenario`, on which each of the mutants is found. */
			readonly litmus: string;
	  }
);

export type ScoreKind = Score['kind'];

/** One line a mutant and the numbers at the end; no times, so equal from run to run. */
export function cardText(rows: readonly ScoredRow[]): string {
	const lines = rows.map(({ id, score }) => scoreRow(id, score));
	return `${[...lines, '', scoreSummary(rows.map(({ score }) => score.kind))].join('\n')}\n`;
}

/** Ids and outcomes of a card that was written before. */
export function readCard(text: string): { id: string; kind: ScoreKind }[] {
	return [...text.matchAll(/^(\S+:\d+) +(found|missed|not reached|broken)\b/gm)].map((match) => ({
		id: match[1]!,
		kind: match[2] as ScoreKind,
	}));
}

/** What is wrong with the reasons, one line each. */
export function complaintsAbout(
	card: readonly { readonly id: string; readonly kind: ScoreKind }[],
	reasons: readonly Reason[],
): string[] {
	const kinds = new Map(card.map(({ id, kind }) => [id, kind]));
	const explained = reasons.flatMap(({ ids }) => ids);
	return [
		...card
			.filter(({ id, kind }) => kind === 'missed' && !explained.includes(id))
			.map(({ id }) => missedWithoutReason(id)),
		...explained
			.filter((id) => kinds.get(id) !== 'missed')
			.map((id) => {
				const kind = kinds.get(id);
				return kind === undefined ? reasonForUnknown(id) : reasonForFound(id, kind);
			}),
	];
}

/** Mutants that the litmus test of a reason is said to find. */
export function probesOf(
	subjects: readonly Subject[],
	reasons: readonly Reason[],
): { readonly subject: Subject; readonly litmus: string }[] {
	return reasons.flatMap((reason) =>
		reason.kind !== 'litmus'
			? []
			: subjects
					.filter(({ id }) => reason.ids.includes(id))
					.map((subject) => ({ subject, litmus: reason.litmus })),
	);
}

/** docs/scorecard.md. */
export function pageOf(
	card: readonly { readonly kind: ScoreKind }[],
	reasons: readonly Reason[],
): string {
	return scorecardPage(
		card.map(({ kind }) => kind),
		reasons,
	);
}

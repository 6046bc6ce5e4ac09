/*
 * harness/audit/scorecard/card.ts - the scorecard as text, what docs/scorecard.md says of it, and whether its reasons hold.
 */
import type { Score } from './score.ts';
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

/** Why mutants were not found; one sentence may hold for several. */
export interface Reason {
	/** Nothing is wrong with them; an oracle or the model has a gap; nobody can get to where they differ. */
	readonly kind: 'harmless' | 'gap' | 'unreached';
	readonly because: string;
	readonly ids: readonly string[];
}

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
	const explained = new Map(reasons.flatMap(({ ids, kind }) => ids.map((id) => [id, kind])));
	return [
		...card
			.filter(({ id, kind }) => (kind === 'missed' || kind === 'not reached') && !explained.has(id))
			.map(({ id, kind }) => missedWithoutReason(id, kind)),
		...[...explained].flatMap(([id, reason]) => {
			const kind = kinds.get(id);
			if (kind === undefined) return [reasonForUnknown(id)];
			const isMeant = kind === (reason === 'unreached' ? 'not reached' : 'missed');
			return isMeant ? [] : [reasonForFound(id, kind)];
		}),
	];
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

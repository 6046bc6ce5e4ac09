/*
 * harness/commands/shown-claim.ts - what is known of a number that reports use: a claim of the mails, a race of the kernel's
 * history, or one that its source shows. Its tests, and what came out where a run has left results.
 */
import { existsSync } from 'node:fs';
import { shippedDiscussions } from '../catalogue/discussions.ts';
import { readWorkload, workloadNames } from '../catalogue/litmus.ts';
import type { Claim, Race } from '../discussion.ts';
import { evidencePhrase, kernelRaces, showSays, verdictWord } from '../messages/index.ts';
import type { Answer, RaceResult } from '../result.ts';
import { givenResults } from './given-results.ts';
import type { Shown } from './what-is-shown.ts';

/** What a number stands for, and where that is written. */
export type Numbered =
	| { readonly is: 'claim'; readonly of: Claim; readonly path: string }
	| { readonly is: 'race'; readonly of: Race; readonly path: string }
	| { readonly is: 'kernel race'; readonly of: { readonly id: string; readonly says: string } };

/** All of them, by number. */
export function numbered(): Map<string, Numbered> {
	const found = new Map<string, Numbered>();
	for (const { path, blocks } of shippedDiscussions()) {
		for (const block of blocks) {
			if (block.is === 'claim') found.set(block.claim.id, { is: 'claim', of: block.claim, path });
			if (block.is === 'race') found.set(block.race.id, { is: 'race', of: block.race, path });
		}
	}
	for (const [id, says] of Object.entries(kernelRaces)) {
		found.set(id, { is: 'kernel race', of: { id, says } });
	}
	return found;
}

/** The number with its sentence. */
export const sentenceOf = ({ is, of }: Numbered): string =>
	is === 'claim' ? showSays.asked(of.id, of.says) : showSays.race(of.id, of.says, is);

/** Litmus tests that say that they serve it. */
const servedBy = (id: string): string[] =>
	workloadNames().filter((name) => readWorkload(name, null).serves.includes(id));

/** Null where nothing has that number; `results` are those of a run, looked at where they are. */
export function shownClaim(id: string, results: string): Shown | null {
	const found = numbered().get(id);
	if (found === undefined) return null;
	const known = {
		...factsOf(found),
		servedBy: servedBy(id),
		cameOut: found.is === 'kernel race' ? [] : cameOut(id, results),
	};
	const facts = Object.fromEntries(Object.entries(known).filter(([, each]) => each.length > 0));
	const place = found.is === 'kernel race' ? { path: null, line: 0 } : placeOf(found);
	return { is: found.is, name: id, ...place, facts, text: '' };
}

const placeOf = ({ of, path }: Exclude<Numbered, { is: 'kernel race' }>) => ({
	path,
	line: of.place.line,
});

type Facts = Record<string, string | readonly string[]>;

function factsOf(found: Numbered): Facts {
	if (found.is === 'kernel race') return { means: found.of.says };
	if (found.is === 'claim') {
		const { says, kind, parts, because } = found.of;
		const tests = parts.flatMap((part) => part.tests.map(({ text }) => text));
		return { means: says, kind, tests, because: because ?? '' };
	}
	const { says, sightings, had, fixed } = found.of;
	const tests = sightings.map(({ workload, sight }) => showSays.sighting(workload, sight));
	return { means: says, tests, had, fixed };
}

/** What a run came to; empty where there are no results that tell. */
function cameOut(id: string, path: string): string[] {
	if (!existsSync(path)) return [];
	const read = givenResults(path);
	if (!('comparison' in read)) return [];
	for (const { blocks } of read.comparison.discussions) {
		for (const block of blocks) {
			if (block.is === 'answer' && block.answer.id === id) return answerLines(block.answer, path);
			if (block.is === 'race' && block.race.id === id) return raceLines(block.race, path);
		}
	}
	return [];
}

function answerLines({ verdict, parts }: Answer, path: string): string[] {
	const evidence = parts.flatMap((part) => part.evidence);
	if (evidence.every(({ explored }) => explored.kind === 'none')) return [];
	return [showSays.cameOut(verdictWord(verdict), path), ...evidence.map(evidencePhrase)];
}

function raceLines({ cells }: RaceResult, path: string): string[] {
	const having = (...outcomes: readonly RaceResult['cells'][number]['outcome'][]): string[] =>
		cells.filter(({ outcome }) => outcomes.includes(outcome)).map(({ variant }) => variant);
	const [found, absent] = [having('found'), having('absent')];
	if (found.length + absent.length === 0) return [];
	return [
		showSays.cameOut(showSays.raceFound(found.length, found.length + absent.length), path),
		...(found.length === 0 ? [] : [showSays.foundIn(found)]),
		...(absent.length === 0 ? [] : [showSays.absentIn(absent)]),
	];
}

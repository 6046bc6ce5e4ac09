/*
 * harness/replay/telling.ts - tells an execution in a few plain sentences: who found, mapped, unmapped or removed which
 * page, in the order in which it happened, and what is wrong in the end.
 */
import { pagesOfBytes } from '../check/page-tables.ts';
import { tells, toldAfter, toldEnd, toldSwitch } from '../messages/index.ts';
import type { Timeline, TimelineStep, ToldLine } from '../result.ts';
import { readerName } from './reader-name.ts';

/** At most so many sentences, the end among them. */
const linesMax = 8;

/** What a step does to a page, to a pte or to a file. */
type Act =
	| 'finds'
	| 'looks'
	| 'maps'
	| 'unmaps'
	| 'removes'
	| 'adds'
	| 'resizes'
	| 'mapping'
	| 'marks'
	| 'dies';

/** `subject` is the page, the pte or the file that it is done to. */
interface Told {
	readonly act: Act;
	readonly subject: string;
	readonly says: string;
}

/** What only helps to follow a race; it turns on all others. */
const asides: ReadonlySet<Act> = new Set(['looks', 'mapping', 'marks']);

/** What the sentences are about. */
interface About {
	readonly timeline: Timeline;
	/** 'f[1]' */
	readonly pages: ReadonlySet<string>;
	/** By the number of a word: 'page 9 of process A', of each pte that the finding is about. */
	readonly slots: ReadonlyMap<number, string>;
}

/** Pages and ptes of the tracks: those that the finding names. */
function aboutOf(timeline: Timeline): About {
	const pages = new Set(timeline.tracks.flatMap(({ page }) => (page === '' ? [] : [page])));
	const named = new Set(
		timeline.tracks.flatMap(({ name }) => /^pte of (\w+ page \d+)$/.exec(name)?.[1] ?? []),
	);
	const slots = new Map<number, string>();
	for (const { process, ptes } of timeline.spaces) {
		for (const { page, word } of ptes) {
			if (named.has(`${process} page ${page}`))
				slots.set(word, `page ${page} of process ${process}`);
		}
	}
	return { timeline, pages, slots };
}

/** 'f[1]' of 'f[1] rw acc'; null of what maps nothing. */
const pageIn = (pte: string): string | null => /^(\S+) r[wo]\b/.exec(pte)?.[1] ?? null;

type Change = { readonly old: string | null; readonly now: string };

/** A pte that was read, where `old` is null, or written. */
function ofPte(subject: string, { old, now }: Change): Told | null {
	const [before, page] = [pageIn(old ?? ''), pageIn(now)];
	if (old === null) {
		if (now === 'none') return { act: 'looks', subject, says: tells.nothingMapped(subject) };
		return page === null ? null : { act: 'looks', subject, says: tells.pteSeen(subject, page) };
	}
	if (page !== null) {
		return before === page ? null : { act: 'maps', subject, says: tells.mapped(page, subject) };
	}
	if (before !== null) return { act: 'unmaps', subject, says: tells.unmapped(before, subject) };
	const placed = /^pgoff (\d+)$/.exec(now);
	return placed === null ? null : { act: 'maps', subject, says: tells.placed(subject, placed[1]!) };
}

function ofTree(
	{ file, index }: { readonly file: string; readonly index: number },
	{ old, now }: Change,
	pages: ReadonlySet<string>,
): Told | null {
	const isAbout = pages.has(now) || pages.has(old ?? '') || pages.has(`${file}[${index}]`);
	if (!isAbout) return null;
	if (old === null) {
		return now === '0'
			? { act: 'looks', subject: `${file}[${index}]`, says: tells.missed(index, file) }
			: { act: 'finds', subject: now, says: tells.found(now, file) };
	}
	return now === '0'
		? { act: 'removes', subject: old, says: tells.removed(old, file) }
		: { act: 'adds', subject: now, says: tells.added(now, file) };
}

function ofSize(subject: string, { old, now }: Change): Told | null {
	if (old === null) return null;
	const size = pagesOfBytes(Number(now));
	const says = Number(now) < Number(old) ? tells.shrunk : tells.grown;
	return { act: 'resizes', subject, says: says(subject, size) };
}

/** The field of a page that says which file it belongs to. */
function ofMapping(subject: string, { old, now }: Change): Told | null {
	if (old === null && now !== '0') return null;
	const says =
		old === null
			? tells.noMapping(subject)
			: now === '0'
				? tells.mappingCleared(subject)
				: tells.mappingSet(subject, now);
	return { act: 'mapping', subject, says };
}

function ofFlags(subject: string, { old, now }: Change): Told | null {
	if (old === null) return null;
	const isNew = (flag: RegExp): boolean => flag.test(now) && !flag.test(old);
	if (isNew(/\banon\b/)) return { act: 'marks', subject, says: tells.takenForAnon(subject) };
	const [was, is] = [old, now].map((each) => /\bdirty\b/.test(each));
	if (was === is) return null;
	return { act: 'marks', subject, says: is ? tells.dirtied(subject) : tells.cleaned(subject) };
}

/** What is to be said of a word that was read or written; null where nothing is. */
function ofWord({ timeline, pages, slots }: About, word: number, change: Change): Told | null {
	const slot = slots.get(word);
	if (slot !== undefined) return ofPte(slot, change);
	const { name } = timeline.words[word]!;
	const tree = /^(\w+)\.page_tree\[(\d+)\]$/.exec(name);
	if (tree !== null) return ofTree({ file: tree[1]!, index: Number(tree[2]) }, change, pages);
	const [, object = '', field = ''] = /^(.+)\.(\w+)$/.exec(name) ?? [];
	if (field === 'i_size') return ofSize(object, change);
	if (!pages.has(object)) return null;
	if (field === 'mapping') return ofMapping(object, change);
	if (field === 'flags') return ofFlags(object, change);
	return field === 'contents' && change.old !== null
		? { act: 'marks', subject: object, says: tells.stored(object) }
		: null;
}

function ofStep(about: About, step: TimelineStep): Told | null {
	const { findings } = about.timeline;
	if (step.dies) {
		const why = findings[0]?.detail ?? step.says.join(', ');
		return { act: 'dies', subject: '', says: tells.dies(why) };
	}
	const all = [
		...step.writes.map(({ word, old, now }) => ofWord(about, word, { old, now })),
		...step.reads.map(({ word, value }) => ofWord(about, word, { old: null, now: value })),
	].filter((each) => each !== null);
	return all.find(({ act }) => !asides.has(act)) ?? all[0] ?? null;
}

/** A sentence with its step. */
interface Line extends Told {
	readonly at: number;
	readonly task: number;
}

/** Sentences of the steps, those that nobody else would notice only where the race may turn on them. */
function linesOf(about: About): Line[] {
	return about.timeline.steps.flatMap((step, i) => {
		const { column, isMemory } = about.timeline.tasks[step.task]!;
		const told = column < 0 || isMemory ? null : ofStep(about, step);
		if (told === null || (step.weight === 'alone' && asides.has(told.act))) return [];
		return [{ ...told, at: i + 1, task: step.task }];
	});
}

/** What says no more than the same cpu's sentence before or behind it. */
function isRepeated(line: Line, i: number, lines: readonly Line[]): boolean {
	const isOwn = (each: Line): boolean => each.task === line.task && each.subject === line.subject;
	const before = lines.slice(0, i).filter(isOwn);
	switch (line.act) {
		case 'finds':
			// Who removes a page has looked it up, and who has found it once goes on with it.
			return (
				before.some(({ act }) => act === 'finds' || act === 'adds') ||
				lines.slice(i + 1).some((each) => isOwn(each) && each.act === 'removes')
			);
		case 'looks':
			return before.length > 0 || (isOwn(lines[i + 1] ?? line) && lines[i + 1]?.act === 'unmaps');
		case 'mapping':
			return before.some(
				({ act, says }) => act === 'removes' || act === 'adds' || says === line.says,
			);
		default:
			return false;
	}
}

/** The sentences that the race turns on, and of the others as many as there is room for; the last ones. */
function chosen(lines: readonly Line[], max: number): Line[] {
	const turns = lines.filter(({ act }) => !asides.has(act)).slice(-max);
	const room = max - turns.length;
	const others = lines
		.filter(({ act }) => asides.has(act))
		.toReversed()
		.slice(0, room);
	const kept = new Set([...turns, ...others]);
	return lines.filter((each) => kept.has(each));
}

/** Why a cpu does not go on behind a sentence; '' where it does, or has ended. */
function stopOf({ switches }: Timeline, { at, task }: Line, next: Line | undefined): string {
	const stop = switches.find((each) => each.task === task && each.after >= at);
	if (stop === undefined || next === undefined || next.task === task || stop.after >= next.at)
		return '';
	if (stop.why === 'preempted') return toldSwitch.preempted(stop.after === at);
	return stop.why === 'waits' ? toldSwitch.waits(stop.says) : '';
}

/** Of whom a sentence is: the head of the column. */
function whoIs({ columns, tasks }: Timeline, task: number): string {
	const { head } = columns[tasks[task]!.column]!;
	return head === 'afterwards' ? toldAfter() : head;
}

/** Empty where there is less than two sentences to tell. */
export function tellingOf(timeline: Timeline): ToldLine[] {
	const found = linesOf(aboutOf(timeline));
	const deaths = found.findLastIndex(({ act }) => act === 'dies');
	const all = deaths < 0 ? found : found.slice(0, deaths + 1);
	const lines = chosen(
		all.filter((line, i) => !isRepeated(line, i, all)),
		linesMax - 1,
	);
	const [finding] = timeline.findings;
	if (lines.length < 2 || finding === undefined) return [];
	const told = lines.map((line, i): ToldLine => {
		const { stack } = timeline.steps[line.at - 1]!;
		return {
			at: line.at,
			who: whoIs(timeline, line.task),
			says: `${line.says}${stopOf(timeline, line, lines[i + 1])}`,
			function: stack.length < 2 ? '' : readerName(timeline.functions[stack.at(-1)!]!),
		};
	});
	const end = { at: null, who: '', says: toldEnd(finding.oracle, finding.detail), function: '' };
	return timeline.violation === null ? [...told, end] : told;
}

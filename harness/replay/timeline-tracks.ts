/*
 * harness/replay/timeline-tracks.ts - what a finding is about: the pages, ptes and counters that it names, and what
 * became of each over time.
 */
import type { Finding } from '../check/oracle.ts';
import type { LiveEvent } from '../engine/live.ts';
import type { TimelineTrack } from '../result.ts';
import type { RecordedStep } from './timeline-recorder.ts';
import type { WordTable } from './word-table.ts';

/** More pages than this are not drawn. */
const pagesMax = 2;
/** More ptes of one page than this are not drawn. */
const ptesMax = 4;

export interface Recorded {
	readonly image: Int32Array;
	readonly words: WordTable;
	readonly events: readonly LiveEvent[];
	readonly steps: readonly RecordedStep[];
	readonly findings: readonly Finding[];
	readonly nameOf: (address: number) => string;
	/** What the ptes are that the execution touches, by key: 'A page 8'. */
	readonly pteNames: ReadonlyMap<number, string>;
}

/** A word that is followed. */
interface Followed {
	readonly key: number;
	readonly page: string;
	readonly name: string;
}

/** Whether a text has a name as a word of its own. */
const hasName = (text: string, name: string): boolean => {
	const at = text.indexOf(name);
	if (at < 0) return false;
	return !/\w/.test(text[at - 1] ?? ' ') && !/\w/.test(text[at + name.length] ?? ' ');
};

/** The pages that the findings name; else the one that was used last by whoever died, or last of all. */
function pagesOf({ words, events, findings, nameOf }: Recorded): number[] {
	const isPage = (object: number): boolean =>
		object > 0 && words.placeOf(object).struct.name === 'page';
	const touched = new Set(events.map(({ step }) => step.object).filter(isPage));
	const text = findings.map(({ detail }) => detail).join('\n');
	const named = [...touched].filter((page) => hasName(text, nameOf(page)));
	if (named.length > 0) {
		const at = (page: number): number => text.indexOf(nameOf(page));
		return named.toSorted((a, b) => at(a) - at(b)).slice(0, pagesMax);
	}
	const dead = events.findLast(({ death }) => death !== null)?.task;
	const last = events.findLast(
		({ step, task }) => isPage(step.object) && (dead === undefined || task === dead),
	);
	return last === undefined ? [] : [last.step.object];
}

/** Keys of ptes in which a page was seen some time, in the order of their names. */
function ptesOf(page: number, { steps, image, words, nameOf, pteNames }: Recorded): number[] {
	const name = nameOf(page);
	const has = (value: string): boolean => value.startsWith(`${name} `);
	const wrote = new Set(
		steps.flatMap(({ writes }) =>
			writes.filter(({ old, now }) => has(old) || has(now)).map(({ word }) => word),
		),
	);
	const keys = [...pteNames.keys()].filter(
		(key) => wrote.has(key) || has(words.valueIn(image, key)),
	);
	return keys.toSorted((a, b) => a - b).slice(0, ptesMax);
}

/** Words beside pages that the findings speak about. */
function othersOf({ words, steps, findings, events, pteNames }: Recorded): Followed[] {
	const text = findings.map(({ oracle, detail }) => `${oracle} ${detail}`).join('\n');
	const keys = new Set(steps.flatMap(({ writes }) => writes.map(({ word }) => word)));
	const followed: Followed[] = [];
	for (const key of keys) {
		const { field, struct } = words.placeOf(key);
		const name = words.nameAt(key);
		const isNamed =
			(field === 'nr_mapped' && text.includes('nr_mapped')) ||
			(field === '' && struct.name !== 'page' && hasName(text, name));
		if (field === 'i_size' || isNamed) followed.push({ key, page: '', name });
	}
	const slots = new Set(
		[...text.matchAll(/page (\d+) of process (\w+)/g)].map(
			([, page, process]) => `${process} page ${page}`,
		),
	);
	const touched = new Set(events.map(({ step }) => step.address));
	for (const [key, name] of pteNames) {
		if (slots.has(name) && (touched.has(key) || keys.has(key))) {
			followed.push({ key, page: '', name: `pte of ${name}` });
		}
	}
	return followed;
}

/** What is followed of a page: what rmap and truncation go by. */
function followedOf(page: number, recorded: Recorded): Followed[] {
	const { words, events, nameOf, pteNames, findings } = recorded;
	const text = findings.map(({ oracle }) => oracle).join('\n');
	const touched = new Map<string, number>();
	const note = (key: number): void => {
		if (key !== 0 && words.placeOf(key).object === page) touched.set(words.placeOf(key).field, key);
	};
	for (const { step } of events) note(step.address === 0 ? 0 : words.keyOf(step.address));
	for (const { writes, reads } of recorded.steps) {
		for (const { word } of [...writes, ...reads]) note(word);
	}
	const ofData = /contents|dirty data|on disk|private data/.test(text);
	const ofCount = /page_count|freed|leaked/.test(text);
	const fields: readonly (readonly [field: string, name: string])[] = [
		['mapping', 'mapping'],
		['pte', 'mapcount or chain'],
		['flags', 'flags'],
		...(ofCount ? [['count', 'count'] as const] : []),
		...(ofData ? [['contents', 'contents'] as const] : []),
	];
	return [
		...fields.flatMap(([field, name]) => {
			const key = touched.get(field);
			return key === undefined ? [] : [{ key, page: nameOf(page), name }];
		}),
		...ptesOf(page, recorded).map((key) => ({
			key,
			page: nameOf(page),
			name: `pte of ${pteNames.get(key)}`,
		})),
	];
}

/** Whether a change of it is what a finding can be about, and not only bookkeeping beside it. */
export const isDecisive = ({ name }: TimelineTrack): boolean =>
	name !== 'flags' && name !== 'count';

export const isFlags = ({ name }: TimelineTrack): boolean => name === 'flags';

/** Whether a finding is that something was stored and is not to be found. */
export const isOfData = (oracle: string | undefined): boolean =>
	/dirty data|on disk/.test(oracle ?? '');

/** What goes wrong in a finding, by its oracle: the tracks whose last change it is. */
const aboutOf = (oracle: string): RegExp => {
	if (/mapcount|stale rmap|type confusion/.test(oracle)) return /^mapcount|^pte of/;
	if (/nr_mapped/.test(oracle)) return /nr_mapped$/;
	if (/VM_LOCKED|SIGBUS|placement/.test(oracle)) return /^pte of/;
	return /^mapping$|^pte of/;
};

/** Keys of the words whose last change is what a finding is about. */
export function keysAbout(
	oracle: string | undefined,
	{ keys, tracks }: { readonly keys: readonly number[]; readonly tracks: readonly TimelineTrack[] },
): ReadonlySet<number> {
	const about = aboutOf(oracle ?? '');
	const changed = keys.filter((_, i) => tracks[i]!.values.length > 1);
	const named = changed.filter((key) => about.test(tracks[keys.indexOf(key)]!.name));
	return new Set(
		named.length > 0 ? named : changed.filter((key) => isDecisive(tracks[keys.indexOf(key)]!)),
	);
}

/** Flags that say where a page is on the LRU, and the chain lock, which is told as a lock. */
const ofLru = /\b(?:lru|active|referenced|chainlock)\b ?/g;

const withoutLru = ({ from, value }: TimelineTrack['values'][number]) => ({
	from,
	value: value.replaceAll(ofLru, '').trim().replace(/^0?$/, 'none'),
});

/** Words that the findings are about, and what each was over time; keys by place in the tracks. */
export function tracksOf(recorded: Recorded): { keys: number[]; tracks: TimelineTrack[] } {
	const { words, image, steps } = recorded;
	const all = [
		...pagesOf(recorded).flatMap((page) => followedOf(page, recorded)),
		...othersOf(recorded),
	];
	const followed = all.filter(({ key }, i) => all.findIndex((each) => each.key === key) === i);
	const tracks = followed.map(({ key, page, name }): TimelineTrack => {
		const changes = steps.flatMap(({ writes }, i) =>
			writes.filter(({ word }) => word === key).map(({ now }) => ({ from: i + 1, value: now })),
		);
		const values = [{ from: 0, value: words.valueIn(image, key) }, ...changes];
		const shown = name === 'flags' ? values.map(withoutLru) : values;
		return { page, name, values: shown.filter(({ value }, i) => value !== shown[i - 1]?.value) };
	});
	return { keys: followed.map(({ key }) => key), tracks };
}

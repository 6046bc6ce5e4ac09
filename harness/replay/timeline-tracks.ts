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

/**
 * Whether a finding speaks of a word by another name than its own: a slot of a radix tree or a block by the page of the
 * file, a counter by its process or its file.
 * @example isAbout('f.page_tree[3]', 'page->mapping and tree disagree f[3] claims to be in f and is not') // true
 */
function isAbout(name: string, text: string): boolean {
	const [, file, field, index] = /^(\w+)\.(\w+)\[(\d+)\]$/.exec(name) ?? [];
	if (field === 'page_tree' || field === 'disk') {
		const oracles =
			field === 'page_tree' ? /tree disagree|two copies/ : /stale block|wrong contents/;
		return oracles.test(text) && hasName(text, `${file}[${index}]`);
	}
	const [, owner, counter] = /^(?:mm of )?(\w+)\.(\w+)$/.exec(name) ?? [];
	if (counter === 'nrpages') return text.includes(`nrpages of ${owner} `);
	return counter !== undefined && text.includes(`${counter} of process ${owner} is `);
}

/** 'A page 8' of each 'page 8 of process A'. */
const slotsIn = (text: string): string[] =>
	[...text.matchAll(/page (\d+) of process (\w+)/g)].map(
		([, page, process]) => `${process} page ${page}`,
	);

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
			(field === '' && struct.name !== 'page' && hasName(text, name)) ||
			isAbout(name, text);
		if (field === 'i_size' || isNamed) followed.push({ key, page: '', name });
	}
	const slots = new Set(slotsIn(text));
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
const aboutOf = ({ oracle, detail }: Pick<Finding, 'oracle' | 'detail'>): RegExp => {
	if (/mapcount|stale rmap|type confusion/.test(oracle)) return /^mapcount|^pte of/;
	if (/nr_mapped/.test(oracle)) return /nr_mapped$/;
	if (/VM_LOCKED|SIGBUS|placement/.test(oracle)) return /^pte of/;
	if (/beyond EOF succeeds/.test(oracle)) return /i_size$|^pte of/;
	if (/tree disagree/.test(oracle)) return /page_tree\[|^mapping$|nrpages$/;
	if (/two copies/.test(oracle)) {
		return detail.includes('another mapping') ? /^pte of/ : /page_tree\[|^pte of/;
	}
	if (/^rss|vm accounting/.test(oracle)) return /^mm of /;
	if (/page_count/.test(oracle)) return /^count$/;
	if (/freed while mapped/.test(oracle)) return /^count$|^pte of/;
	if (/wrong contents|private data|stale block/.test(oracle)) return /^contents$|\.disk\[/;
	if (/not known to be mapped|not in the pte_chain/.test(detail)) return /^mapcount|^pte of/;
	if (/orphan|dirty data|on disk|rmap|unreclaimable/.test(oracle)) return /^mapping$|^pte of/;
	// Of what is missing, refused or left over no write of what is followed makes it so.
	return /(?!)/;
};

/** Keys of the words whose last change is what a finding is about: of the pte or the page that it names, if it names one. */
export function keysAbout(
	finding: Finding | undefined,
	{ keys, tracks }: { readonly keys: readonly number[]; readonly tracks: readonly TimelineTrack[] },
): ReadonlySet<number> {
	if (finding === undefined) return new Set();
	const { oracle, detail } = finding;
	const about = aboutOf({ oracle, detail });
	const slots = new Set(slotsIn(detail).map((slot) => `pte of ${slot}`));
	const hasPage = tracks.some(({ page }) => page !== '' && hasName(detail, page));
	const isMeant = ({ page, name }: TimelineTrack): boolean =>
		name.startsWith('pte of')
			? slots.size === 0 || slots.has(name)
			: page === ''
				? !isPart.test(name) || isAbout(name, `${oracle} ${detail}`)
				: !hasPage || hasName(detail, page);
	return new Set(
		keys.filter((_, i) => {
			const track = tracks[i]!;
			return track.values.length > 1 && about.test(track.name) && isMeant(track);
		}),
	);
}

/** A slot of a radix tree, a block, or what is counted of a process. */
const isPart = /\[\d+\]$|^mm of /;

/** Numbers that a counter is said to have, and that were found. */
const counters =
	/nr_mapped is (-?\d+), while (\d+)|mapped (-?\d+) times and is mapped (\d+)|is (-?\d+), with (\d+)|counts (-?\d+) \w+ and has (\d+)/;

/** Of a counter that is wrong, which way: 1 too high, -1 too low; null of all else. */
export function wayOf({ detail }: Pick<Finding, 'detail'>): 1 | -1 | null {
	const [stated, found] = (counters.exec(detail) ?? []).slice(1).flatMap((each) => each ?? []);
	if (stated === undefined || found === undefined || stated === found) return null;
	return Number(stated) > Number(found) ? 1 : -1;
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

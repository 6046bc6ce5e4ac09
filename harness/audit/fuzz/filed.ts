/*
 * harness/audit/fuzz/filed.ts - the corpus: findings of random programs on one kernel, each once, with how far its seed
 * has come, so that a later run goes on there.
 *
 * A finding is filed once for each oracle, site and cause; the cause is which repairs of Linux close it.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../check/oracle.ts';
import { makeFolder } from '../../compare/folder-lock.ts';
import { BadInput, fuzzCorpusBroken, fuzzOtherSeed, notWritable } from '../../messages/index.ts';
import type { FuzzFinding, FuzzOutcomes } from '../../result.ts';
import type { Pooled } from './pool.ts';
import type { Shape } from './shape.ts';

/** Nothing of a clock, and nothing of where it lies. */
export interface Filed extends Omit<FuzzFinding, 'file' | 'isNew' | 'found' | 'shapes'> {
	/** See keyOfFinding(). */
	readonly key: string;
	/** Of smallest programs that show it. */
	readonly shapes: readonly Shape[];
}

export interface Corpus {
	readonly format: 'rmaplab-fuzz/2';
	readonly variant: string;
	/** Of the variant's text; null where it has none. */
	readonly variantDigest: string | null;
	readonly seed: number;
	/** Programs that were run: the next one has this number. */
	next: number;
	states: number;
	readonly outcomes: { -readonly [K in keyof FuzzOutcomes]: number };
	/** What litmus tests of the tree show on this kernel, by key; null until they were run. */
	litmus: readonly string[] | null;
	readonly findings: Filed[];
	/** What later programs are made of, in the order of the programs. */
	readonly pool: Pooled[];
	readonly sites: Set<string>;
	/** How many programs have met it, up to pairsOften. */
	readonly pairs: Map<string, number>;
	readonly turns: Set<string>;
	readonly lines: Set<string>;
}

/**
 * The same fault has the same key whatever pages and cpus it shows on: numbers do not count, nor in which order cpus
 * wait for each other and who waits without holding anything, nor where on its circle a livelock was noticed.
 */
export function keyOfFinding({
	oracle,
	site,
	detail,
}: Pick<Finding, 'site' | 'detail'> & { readonly oracle: string }): string {
	if (oracle === 'livelock') return oracle;
	const parts = site
		.replaceAll(/#?\b\d+\b/g, '')
		.replaceAll('#', '')
		.split('; ');
	if (oracle !== 'deadlock') return `${oracle}: ${parts.join('; ')}`;
	const details = detail.split('; ');
	const holding = parts.filter((_, i) => details[i]?.includes(holdsNothing) !== true);
	return `${oracle}: ${[...new Set(holding)].toSorted().join('; ')}`;
}

/** See deadlockOf() in cell/judge.ts. */
const holdsNothing = ' holds nothing and waits';

const setsOf = ['sites', 'turns', 'lines'] as const;

const emptyCorpus = (variant: string, digest: string | null, seed: number): Corpus => ({
	format: 'rmaplab-fuzz/2',
	variant,
	variantDigest: digest,
	seed,
	next: 0,
	states: 0,
	outcomes: { complete: 0, cut: 0, sampled: 0, stopped: 0, refused: 0 },
	litmus: null,
	findings: [],
	pool: [],
	sites: new Set(),
	pairs: new Map(),
	turns: new Set(),
	lines: new Set(),
});

const fileOf = (folder: string): string => join(folder, 'corpus.json');

/**
 * What an earlier run has left in a folder.
 * @param seed null: that of the corpus, or `otherwise` where there is none
 * @throws BadInput where it is of something else, or no corpus
 */
export function readCorpus(
	folder: string,
	variant: { readonly name: string; readonly digest: string | null },
	seed: number | null,
	otherwise: number,
): Corpus {
	const path = fileOf(folder);
	if (!existsSync(path)) return emptyCorpus(variant.name, variant.digest, seed ?? otherwise);
	let read: Corpus;
	try {
		read = JSON.parse(readFileSync(path, 'utf8')) as Corpus;
		if (read.format !== 'rmaplab-fuzz/2' || !Number.isInteger(read.next)) throw new Error('format');
		for (const each of setsOf) Object.assign(read, { [each]: new Set(read[each]) });
		Object.assign(read, { pairs: new Map(Object.entries(read.pairs)) });
		if (!Array.isArray(read.findings) || !Array.isArray(read.pool)) throw new Error('list');
		if (typeof read.outcomes !== 'object') throw new Error('list');
	} catch {
		throw new BadInput(fuzzCorpusBroken(path));
	}
	const isSame =
		read.variant === variant.name &&
		read.variantDigest === variant.digest &&
		(seed === null || read.seed === seed);
	if (!isSame) throw new BadInput(fuzzOtherSeed(path, read.variant, read.seed));
	return read;
}

/** Whoever reads it finds the state before or after, and nothing in between. @throws BadInput */
function writeWhole(path: string, text: string): void {
	try {
		writeFileSync(`${path}.new`, text);
		renameSync(`${path}.new`, path);
	} catch (error) {
		throw new BadInput(notWritable(path, error));
	}
}

/** @throws BadInput when it cannot be written */
export function writeCorpus(folder: string, corpus: Corpus): void {
	const sorted = Object.fromEntries(setsOf.map((each) => [each, [...corpus[each]].toSorted()]));
	const pairs = Object.fromEntries([...corpus.pairs].toSorted(([a], [b]) => (a < b ? -1 : 1)));
	const written = { ...corpus, ...sorted, pairs };
	writeWhole(fileOf(folder), `${JSON.stringify(written, null, '\t')}\n`);
}

/** @throws BadInput when it cannot be made */
export function makeCorpusFolder(folder: string): void {
	try {
		makeFolder(folder);
	} catch (error) {
		throw new BadInput(notWritable(folder, error));
	}
}

/** @throws BadInput when it cannot be written */
export const writeLitmus = (folder: string, name: string, text: string): void =>
	writeWhole(join(folder, `${name}.litmus`), text);

/** 'orphan-page-2003-17': two words of the oracle, the seed and the number of the program. */
export function nameOfFinding(
	oracle: string,
	seed: number,
	number: number,
	taken: readonly Filed[],
): string {
	const words = oracle.toLowerCase().match(/[a-z]+/g) ?? ['finding'];
	const name = `${words.slice(0, 2).join('-')}-${seed}-${number}`;
	const again = taken.filter((each) => each.name === name || each.name.startsWith(`${name}-`));
	return again.length === 0 ? name : `${name}-${again.length + 1}`;
}

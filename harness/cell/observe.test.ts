/*
 * What programs can see of an end, and that the search with persistent sets leaves none of it out.
 */
import { describe, expect, test } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { variants } from '../../variants/index.ts';
import { runCellWithOutcomes } from './cell.ts';
import { bootVariant } from './boot.ts';
import { verdictOnly } from './options.ts';
import { readWorkload } from '../catalogue/litmus.ts';
import { follow } from '../explore/follow.ts';
import { storedSearch } from '../explore/stored.ts';
import { defaultLimits } from './limits.ts';
import { observe } from './observe.ts';
import { parseToken } from '../text/token.ts';
import { stageOf } from './stage.ts';
import type { Workload } from '../workload.ts';

const ours = (litmus: string): Workload => readWorkload(litmus, Object.keys(variants));

function written(text: string): Workload {
	const read = parseLitmus(text, 'written.litmus');
	if ('error' in read) throw new Error(read.error.message);
	return read.workload;
}

/** All outcomes of a cell, one text each. */
function shown(variant: string, workload: Workload): string[] {
	const { observed } = runCellWithOutcomes(bootVariant(variants[variant]!), workload, verdictOnly);
	return [...observed.values()].map((each) => each.join('\n')).toSorted();
}

/** The same by expanding every task in every state. */
function shownInFull(variant: string, workload: Workload): string[] {
	const { placed, problem } = stageOf(bootVariant(variants[variant]!), workload);
	const seen = new Set<string>();
	const { complete } = storedSearch(
		problem!,
		{ statesMax: 400_000, seed: 1, full: true },
		() => seen.clear(),
		(ending) => void seen.add(observe(placed, problem!, ending).join('\n')),
	);
	expect(complete).toBe(true);
	return [...seen].toSorted();
}

test.each([
	['lock-page-convert', 'trunc-vs-fault'],
	['recheck-racy-b', 'trunc-vs-fault'],
	['convert-v1', 'convert-vs-fault'],
	['forced-unmap-blocking', 'recheck-populate'],
])('%s on %s shows what it shows without reduction', (variant, litmus) => {
	const all = shown(variant, ours(litmus));
	expect(all).toEqual(shownInFull(variant, ours(litmus)));
	expect(all.length).toBeGreaterThan(1);
});

test('the token of an outcome leads to it', () => {
	const workload = ours('convert-vs-fault');
	const booted = bootVariant(variants['convert-v1']!);
	const { cell, observed } = runCellWithOutcomes(booted, workload, verdictOnly);
	const { placed, problem } = stageOf(booted, workload);
	expect(cell.outcomes!.length).toBeGreaterThan(1);
	for (const { digest, token } of cell.outcomes!) {
		const { schedule } = parseToken(token)!;
		const { ending } = follow(problem!, schedule, defaultLimits.follow);
		expect(observe(placed, problem!, ending!)).toEqual(observed.get(digest));
	}
});

describe('an outcome', () => {
	test('says who never ends', () => {
		const ends = shown('convert-v1', ours('convert-vs-fault')).filter((each) =>
			each.includes('never ends'),
		);
		expect(ends).toEqual(['remapper never ends\nfaulter never ends']);
	});

	test('tells sizes of files apart by bytes', () => {
		const truncated = (size: string): string[] =>
			shown(
				'lock-page-convert',
				written(`scenario bytes\nfile f 4 pages cached\ncpu a { truncate f ${size} }\n`),
			);
		expect(truncated('2+100')[0]).toContain('f: 2 pages and 100 bytes: ');
		expect(truncated('3')[0]).toContain('f: 3 pages: ');
		expect(truncated('2+100')).not.toEqual(truncated('2+200'));
	});
});

/*
 * The scorecard as it was last written agrees with the sources, the reasons and docs/scorecard.md, and a few of
 * its mutants are scored anew.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { variants } from '../../../variants/index.ts';
import { parseLitmus } from '../../../workloads/litmus/index.ts';
import { packageRoot } from '../../catalogue/source.ts';
import type { Workload } from '../../workload.ts';
import { complaintsAbout, readCard, pageOf, type Reason } from './card.ts';
import { buildMutant } from './build.ts';
import { reasons } from './reasons.ts';
import { baselineOf, defaultScoreLimits, scoreMutant, type Score } from './score.ts';
import { allSubjects, isScored, sourceOf, type Subject } from './subjects.ts';

const root = packageRoot();
const card = readCard(readFileSync(join(root, 'harness/audit/scorecard/scorecard.txt'), 'utf8'));
const page = readFileSync(join(root, 'docs/scorecard.md'), 'utf8');
const subjects = allSubjects();

function subject(id: string): Subject {
	return subjects.find((each) => each.id === id)!;
}

test('the card has the mutants that the sources have now', () => {
	expect(card.length).toBeGreaterThanOrEqual(60);
	expect(card.map(({ id }) => id)).toEqual(subjects.filter(isScored).map(({ id }) => id));
});

test('every mutant that was missed or not reached has a reason, and only those', () => {
	expect(complaintsAbout(card, reasons)).toEqual([]);
	const ids = reasons.flatMap((each) => each.ids);
	expect(new Set(ids).size).toBe(ids.length);
});

test('docs/scorecard.md says what the card and the reasons say', () => {
	expect(page).toBe(pageOf(card, reasons));
	expect(pageOf(card, reasons.slice(1))).not.toBe(page);
});

test('a reason that is wanting, stale or about nothing is told', () => {
	const reason = (...ids: string[]): Reason => ({ kind: 'gap', because: 'It is so.', ids });
	const rows = [
		{ id: 'f:swap:1', kind: 'missed' },
		{ id: 'f:swap:2', kind: 'found' },
	] as const;
	expect(complaintsAbout(rows, [reason('f:swap:1')])).toEqual([]);
	expect(complaintsAbout(rows, [])).toEqual([expect.stringContaining('f:swap:1 is missed')]);
	expect(complaintsAbout(rows, [reason('f:swap:1', 'f:swap:2')])).toEqual([
		expect.stringContaining('f:swap:2 is not found, and it is found'),
	]);
	expect(complaintsAbout(rows, [reason('f:swap:1', 'f:swap:3')])).toEqual([
		expect.stringContaining('f:swap:3, which is not in the scorecard'),
	]);
	const unreached = [{ id: 'f:swap:1', kind: 'not reached' }] as const;
	expect(complaintsAbout(unreached, [])).toEqual([
		expect.stringContaining('f:swap:1 is not reached'),
	]);
	expect(complaintsAbout(unreached, [{ ...reason('f:swap:1'), kind: 'unreached' }])).toEqual([]);
	expect(complaintsAbout(unreached, [reason('f:swap:1')])).toHaveLength(1);
});

const remapped = `file f 2 pages cached
process A { map m f[0..1] shared; touch m read; remap m[0] -> f[1] }`;

function workloadOf(name: string, litmus: string): Workload {
	const read = parseLitmus(`scenario ${name}\n${litmus}\n`, name);
	if ('error' in read) throw new Error(read.error.message);
	return read.workload;
}

/** What becomes of a mutant on some litmus tests. */
function scoreOnAll(mutated: Subject, workloads: readonly Workload[]): Score {
	const host = variants[mutated.host]!;
	return scoreMutant(
		buildMutant(host, mutated, sourceOf(mutated.path)),
		mutated.functionName,
		workloads.map((each) => [each, baselineOf(host, each, defaultScoreLimits)] as const),
		defaultScoreLimits,
	);
}

const scoreOn = (mutated: Subject, litmus: string): Score =>
	scoreOnAll(mutated, [workloadOf('probe', litmus)]);

describe('a mutant on one litmus is', () => {
	test('found, with the oracle and where it spoke', () => {
		const dropped = subject('page_remove_rmap_obj:drop-store:1');
		expect(scoreOn(dropped, `${remapped}\ncpu user in A { unmap m }`)).toMatchObject({
			kind: 'found',
			oracle: 'mapcount wrong',
			workload: 'probe',
		});
	});

	test('missed where it did something else and nobody spoke', () => {
		const swapped = subject('install_page:swap:2');
		expect(scoreOn(swapped, `${remapped}\ncpu user in A { unmap m }`)).toMatchObject({
			kind: 'missed',
			reachedOn: ['probe'],
			cut: [],
		});
	});

	test('not reached where no schedule comes to it', () => {
		const unreached = subject('install_page:skip-check:1');
		expect(scoreOn(unreached, `${remapped}\ncpu user in A { unmap m }`).kind).toBe('not reached');
		const uncalled = subject('do_swap_page:drop-lock:2');
		expect(scoreOn(uncalled, `${remapped}\ncpu user in A { unmap m }`)).toEqual({
			kind: 'not reached',
			states: 0,
		});
	});

	test('different only where its place is reached', () => {
		const swapped = subject('page_convert_anon_begin:swap:1');
		const read = (name: string, before: string): Workload => {
			const process = `process A { map m f[0..1] shared${before} }`;
			return workloadOf(
				name,
				`file f 2 pages cached\n${process}\ncpu a in A { remap m[0] -> f[1] }`,
			);
		};
		const scored = scoreOnAll(swapped, [
			read('counted', '; touch m read'),
			read('not-counted', ''),
		]);
		expect(scored).toMatchObject({ kind: 'missed', reachedOn: ['counted'] });
	});

	test('broken when a call has no end', () => {
		const endless = subject('unmap_page_range:off-by-one:1');
		expect(scoreOn(endless, `${remapped}\ncpu user in A { unmap m }`)).toEqual({
			kind: 'broken',
			message: 'unmap_page_range() has no end: 2,000 operations',
		});
	});
});

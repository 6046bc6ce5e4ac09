/*
 * What no stack fixes, put together by what is wrong: which place a finding is put down to, and what is said of it.
 */
import { expect, test } from 'vitest';
import type { CauseResult, FaultyPlace } from './causes.ts';
import type { UnclosedFinding } from './combined.ts';
import { explained, unclosedByCause } from './unclosed.ts';

const finding = (workload: string, oracle: string, schedule = 'A1B1'): UnclosedFinding => ({
	workload,
	oracle,
	site: 's',
	open: false,
	token: `base:${workload}@0:${schedule}`,
});

const place = (id: string, workload: string, oracle: string): FaultyPlace => ({
	id,
	says: `${id} is wrong`,
	linux: `since ${id}`,
	finding: {
		workload,
		oracle,
		site: 's',
	},
});

function causeOf(
	id: string,
	of: readonly UnclosedFinding[],
	places: readonly FaultyPlace[],
	repairedBy = '',
): CauseResult {
	const { workload, oracle, site, token } = of[0]!;
	const keyOf = (each: UnclosedFinding): string =>
		[each.workload, each.oracle, each.site].join('\n');
	return {
		id,
		places,
		linux: 'of all places together',
		repairedBy,
		workload,
		oracle,
		site,
		name: '',
		findings: of.length,
		witness: token,
		closedBy: [],
		closes: [],
		keys: of.map(keyOf),
		placesOf: Object.fromEntries(
			of.map((each) => [
				keyOf(each),
				places.filter((one) => one.finding.workload === each.workload).map((one) => one.id),
			]),
		),
	};
}

test('findings of one cause that come from other places stand apart, the most first', () => {
	const some = ['BUG', 'orphan', 'lost'].map((each) => finding('w2', each, 'A1B22A3'));
	const one = finding('w1', 'BUG');
	const places = [place('p1', 'w1', 'BUG'), place('p2', 'w2', 'BUG'), place('p3', 'w2', 'lost')];
	const shorter = finding('w2', 'stale', 'A1');
	const unknown = finding('w3', 'BUG');
	const all = [one, ...some, shorter, unknown];
	const groups = unclosedByCause(all, [causeOf('C1', all, places, 'repair: 2.6.6')]);
	expect(groups.map(({ name, findings, linux }) => [name, findings.length, linux])).toEqual([
		['p2 p3', 4, 'since p2; since p3'],
		['p1', 1, 'since p1'],
		['BUG (s), w3', 1, 'repair: 2.6.6'],
	]);
	expect(groups[0]!.witness).toBe(shorter);
	expect(groups[0]!.places).toEqual(places.slice(1));
});

test('findings of two causes stand apart, though nothing is known of either', () => {
	const [one, two] = [finding('w1', 'BUG'), finding('w2', 'BUG')];
	const causes = [causeOf('C1', [one], [], 'repair: 2.6.6'), causeOf('C2', [two], [])];
	expect(explained([two, one], causes)).toEqual([
		{ ...two, cause: 'C2', name: 'BUG (s), w2', linux: null },
		{ ...one, cause: 'C1', name: 'BUG (s), w1', linux: 'repair: 2.6.6' },
	]);
});

test('without causes each finding has its own name', () => {
	const [one, two] = [finding('w1', 'BUG'), finding('w2', 'BUG')];
	expect(unclosedByCause([one, two], []).map(({ cause, name }) => [cause, name])).toEqual([
		[null, 'BUG (s), w1'],
		[null, 'BUG (s), w2'],
	]);
	expect(unclosedByCause([], [])).toEqual([]);
});

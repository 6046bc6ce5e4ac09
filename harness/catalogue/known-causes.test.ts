/*
 * What is known of the places that are wrong in 2.5.66: each repair that is named is there, and where repairs come from.
 */
import { expect, test } from 'vitest';
import { knownCauses } from '../../workloads/claims/causes.ts';
import { controlName, controlParts, variants } from '../../variants/index.ts';
import { workloadNames } from './litmus.ts';
import { knownCausesOf, originsOf, placesBehind } from './known-causes.ts';

test('each place names repairs and a litmus test that there are', () => {
	for (const { repair, finding } of knownCauses) {
		for (const name of repair.split(' and ')) expect(controlParts).toContain(name);
		expect(workloadNames()).toContain(finding.workload);
	}
	expect(new Set(knownCauses.map(({ id }) => id)).size).toBe(knownCauses.length);
});

test('a place is known by its plainest finding', () => {
	const [one, other] = knownCauses;
	const elsewhere = { ...other!.finding, site: 'elsewhere' };
	expect(knownCausesOf([elsewhere, one!.finding])).toEqual([one]);
});

test('a finding comes from the places on its litmus test, else from those that look the same', () => {
	const all = knownCauses;
	const ids = (workload: string, oracle: string, site: string, isRun = true): string =>
		placesBehind({ workload, oracle, site }, all, () => isRun)
			.map(({ id }) => id)
			.join(' ');
	expect(ids('trunc-vs-fault', 'orphan page mapped', 'page found by nobody')).toBe(
		'fault-maps-truncated fault-reads-beyond-eof',
	);
	const freed = ['freed object used', 'free_hot_page: free of page#1 as page'] as const;
	expect(ids('my-own', ...freed)).toBe('lru-takes-freed-page');
	expect(ids('my-own', 'freed object used', 'elsewhere')).toBe('');
	// Where referenced-vs-trunc was not run, nobody knows whether it is the same.
	expect(ids('my-own', ...freed, false)).toBe('');
	expect(ids('referenced-vs-trunc', ...freed, false)).toBe('lru-takes-freed-page');
});

test('a place that was not asked after may be the one', () => {
	const invalidated = knownCauses.filter(({ id }) => id === 'fault-maps-invalidated');
	const bug = { workload: 'my-own', oracle: 'kernel BUG', site: 'page_add_rmap: !page->mapping' };
	const ran = new Set(['my-own', 'recheck-invalidate']);
	expect(placesBehind(bug, invalidated, (each) => ran.has(each))).toEqual([]);
	expect(placesBehind(bug, invalidated, () => true)).toEqual(invalidated);
});

test('a repair that does with less is told instead of what stacks on it', () => {
	const page = 'fault-page-lock-linear';
	expect(originsOf([page, 'vmtruncate-twice', controlName])).toBe(
		`${page}: ${variants[page]!.from}`,
	);
	expect(originsOf(['vmtruncate-twice'])).toMatch(/^vmtruncate-twice: .*d00806b1/);
	expect(originsOf(['fork-vma-order', page])).toMatch(/^fork-vma-order: .*; fault-page-lock/);
});

test('the control is told only where no part of it does', () => {
	expect(originsOf([controlName])).toMatch(new RegExp(`^${controlName}: `));
	expect(originsOf(['fork-vma-order', controlName])).not.toContain(controlName);
	expect(originsOf([])).toBe('');
});

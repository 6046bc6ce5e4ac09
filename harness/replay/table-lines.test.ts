/*
 * Lines of a table: what is folded, and what is not.
 */
import { expect, test } from 'vitest';
import { locksIn, runsFolded } from './table-lines.ts';

test('one value for one element after the other is told in one line', () => {
	const zeros = [2, 3, 4, 5].map((block) => `  f.disk[${block}] = 0`);
	expect(runsFolded(['lock(IS f)', ...zeros, 'unlock(IS f)'])).toEqual([
		'lock(IS f)',
		'  f.disk[2..5] = 0',
		'unlock(IS f)',
	]);
});

test.each([
	['two', ['A.pte[8] = none', 'A.pte[9] = none']],
	['other values', ['A.pte[8] = 1', 'A.pte[9] = 2', 'A.pte[10] = 3']],
	['a gap', ['A.pte[8] = none', 'A.pte[10] = none', 'A.pte[11] = none']],
	['backwards', ['A.pte[9] = none', 'A.pte[8] = none', 'A.pte[7] = none']],
	['other columns', ['f.disk[1] = 0', '    f.disk[2] = 0', 'f.disk[3] = 0']],
	['other objects', ['A.pte[1] = 0', 'B.pte[2] = 0', 'C.pte[3] = 0']],
])('is not folded: %s', (_, lines) => {
	expect(runsFolded(lines)).toEqual(lines);
});

test('locks are named once, in the order of the alphabet', () => {
	const lines = [' trylock(PTL mm of A)', 'lock(PL f[2])', 'unlock(PL f[2])', 'lock_page()'];
	expect(
		locksIn([...lines, 'trylock(TL f) fails', 'downgrade(MS mm of A)', 'A.pte[1] = 0']),
	).toEqual(['MS', 'PL', 'PTL', 'TL']);
});

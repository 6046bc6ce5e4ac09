/*
 * What sets of patches come to together, as a person reads it.
 */
import { expect, test } from 'vitest';
import { combinedText } from './combined.ts';
import { smallComparison } from './fixture/small.ts';
import { takeLines } from './together.ts';

const { together, causes } = smallComparison;
const about = { reference: 'lock-page-convert', causes: causes! };

test('the report', async () => {
	const text = combinedText('3 stacks on 4 litmus.', together!, about);
	await expect(text).toMatchFileSnapshot('golden/combined.txt');
	expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('what adds nothing is taken, however much another fixes', () => {
	const [first, ...others] = together!.stacks;
	const adding = { ...together!, stacks: [{ ...first!, fixed: 9, added: 2 }, ...others] };
	expect(takeLines(adding, about, 200).join(' ')).toMatch(
		/^Take nonlinear-aware: fixes 2 .*forced-unmap\+nonlinear-aware fixes 9, adds 2/,
	);
	const none = { ...together!, stacks: [{ ...first!, fixed: 1, added: 1 }] };
	expect(takeLines(none, about, 200).join(' ')).toMatch(/^No stack fixes anything/);
});

test('what nobody fixes is told by cause', () => {
	expect(takeLines(together!, about, 200).join(' ')).toContain(
		'Fixed by none of them: 1 finding, 1 of C2.',
	);
	expect(takeLines({ ...together!, unclosed: [] }, about, 200).join(' ')).toContain(
		'Each finding is fixed by one of the stacks.',
	);
});

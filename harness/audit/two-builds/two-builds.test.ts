/*
 * The straight build does what the interleaved one does: every variant, random sequential programs, end states.
 */
import { expect, test } from 'vitest';
import { built } from '../../measure/straight/built.ts';
import { variants } from '../../../variants/index.ts';
import { firstDifference } from './compare-builds.ts';
import { below, seeded } from '../../engine/seeded.ts';
import { randomProgram } from './random-program.ts';
import { runInterleaved, runStraight } from './run-program.ts';

/** Few, since there are as many variants; npm run two-builds runs as many as it is told. */
const programsEach = 8;

test.each(Object.keys(variants))('%s: both builds agree', async (name) => {
	const straight = runStraight(await built(), (await built()).variants[name]!.functions);
	const interleaved = runInterleaved(variants[name]!);
	const random = seeded(2003);
	const draw = (bound: number): number => below(bound, random());
	for (let i = 0; i < programsEach; i++) {
		const program = randomProgram(draw, 24);
		const difference = firstDifference(program, interleaved(program), straight(program));
		expect(difference, JSON.stringify(program)).toBeNull();
	}
});

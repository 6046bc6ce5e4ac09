/*
 * harness/audit/two-builds/compare-builds.ts - the two builds of a variant held against each other on one program.
 */
import { describeWord } from '../../engine/layout.ts';
import { layoutFor } from '../../mm/layout.ts';
import type { ProgramCall } from './random-program.ts';
import { counted, type Ran } from './run-program.ts';

const { layout } = layoutFor({ accesses: 1 });

/** Where the straight build (second) went otherwise than the interleaved one, in one line; null where it did not. */
export function firstDifference(
	program: readonly ProgramCall[],
	interleaved: Ran,
	straight: Ran,
): string | null {
	const calls = Math.max(interleaved.returned.length, straight.returned.length);
	for (let i = 0; i < calls; i++) {
		if (interleaved.returned[i] === straight.returned[i]) continue;
		return `${program[i]!.name} returned ${interleaved.returned[i]} and ${straight.returned[i]}`;
	}
	if (interleaved.ended !== straight.ended) {
		return `ended by ${interleaved.ended} and by ${straight.ended}`;
	}
	// Who died left things half done in both, and how far engines undo the last step is their own affair.
	if (interleaved.ended !== null) return null;
	for (const name of counted) {
		const [one, other] = [interleaved.counts[name], straight.counts[name]];
		if (one !== other) return `${name} are ${one} and ${other}`;
	}
	const word = interleaved.memory.findIndex((value, i) => value !== straight.memory[i]);
	if (word < 0) return null;
	const called = word < layout.words ? describeWord(layout, word) : `word ${word}`;
	return `${called} is ${interleaved.memory[word]} and ${straight.memory[word]}`;
}

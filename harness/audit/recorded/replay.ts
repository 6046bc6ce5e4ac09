/*
 * harness/audit/recorded/replay.ts - a recorded sequence on a kernel, and which of its answers are the recorded ones.
 */
import { agrees, type Sequence } from '../../../workloads/sequence/recording.ts';
import type { Built, StraightTable } from '../../measure/straight/built.ts';
import { SequenceKernel } from './sequence-kernel.ts';

export interface Answers {
	/** Calls that were answered otherwise than recorded, or not at all because the kernel had died. */
	readonly wrong: number;
	/** Which call was the first of them, from 0; null for none. */
	readonly firstWrong: number | null;
	/** What it was answered; null when the kernel had died. */
	readonly said: string | null;
	/** How the kernel died; null when it lives. */
	readonly died: string | null;
}

/** Every call of a sequence on a kernel of these functions that has just booted. */
export function answersOf(built: Built, table: StraightTable, { calls }: Sequence): Answers {
	const kernel = new SequenceKernel(built, table);
	let wrong = 0;
	let firstWrong: number | null = null;
	let said: string | null = null;
	for (const [index, recorded] of calls.entries()) {
		const answer = kernel.answer(recorded);
		if (agrees(recorded.answer, answer)) continue;
		wrong++;
		if (firstWrong !== null) continue;
		firstWrong = index;
		said = answer;
	}
	return { wrong, firstWrong, said, died: kernel.ended };
}

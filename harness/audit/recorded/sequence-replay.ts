/*
 * harness/audit/recorded/sequence-replay.ts - calls on a kernel that has just booted: each answer, and what oracles find once
 * the last call is over.
 */
import type { RecordedCall } from '../../../workloads/sequence/recording.ts';
import type { Built, JudgeAtRest, StraightTable } from '../../measure/straight/built.ts';
import { judgesOf, type SequenceFinding } from './sequence-judges.ts';
import { bootedMachine, SequenceKernel } from './sequence-kernel.ts';

export interface ReplayedCalls {
	/** One for each call; null from the one on at which the kernel died. */
	readonly answers: readonly (string | null)[];
	readonly findings: readonly Omit<SequenceFinding, 'call'>[];
}

export function replayCalls(
	built: Built,
	judge: JudgeAtRest,
	table: StraightTable,
	calls: readonly RecordedCall[],
): ReplayedCalls {
	const machine = bootedMachine(built);
	const { oracles, watcher } = judgesOf(built, judge, machine);
	const kernel = new SequenceKernel(built, table, machine, watcher);
	const answers = calls.map((call) => kernel.answer(call));
	const { ended, diedOf } = kernel;
	if (ended !== null) {
		return { answers, findings: [{ oracle: diedOf!, site: ended, detail: ended, isDeath: true }] };
	}
	oracles.ask();
	const findings = oracles.findings.map(({ oracle, site, detail }) => ({
		oracle,
		site,
		detail,
		isDeath: false,
	}));
	return { answers, findings };
}

/*
 * harness/audit/recorded/shrink.ts - the fewest calls of a sequence at whose end two kernels answer otherwise.
 *
 * What was recorded holds for whole sequences only. So the judge is the stack that stands for the recorded kernel,
 * which answers every recorded call as that did.
 */
import type { RecordedCall, Sequence } from '../../../workloads/sequence/recording.ts';
import type { Built, StraightTable } from '../../measure/straight/built.ts';
import { callText } from './call-text.ts';
import type { RecordedExample } from '../../result.ts';
import { SequenceKernel } from './sequence-kernel.ts';

/** The first call that two kernels answer otherwise; null where they answer alike. */
interface Difference {
	readonly index: number;
	readonly theirs: string;
	readonly said: string;
}

function firstDifference(
	built: Built,
	own: StraightTable,
	later: StraightTable,
	calls: readonly RecordedCall[],
): Difference | null {
	// There is one machine for each thread, so the kernels run one after the other.
	const answers = [later, own].map((table) => {
		const kernel = new SequenceKernel(built, table);
		return calls.map((call) => kernel.answer(call) ?? `dies: ${kernel.ended}`);
	});
	const index = calls.findIndex((_, i) => answers[0]![i] !== answers[1]![i]);
	return index < 0 ? null : { index, theirs: answers[0]![index]!, said: answers[1]![index]! };
}

/**
 * Removes calls, halves first and single ones at last, as long as `shows` says that the last call still shows it. At
 * most so many tries are made, the first of them with all calls.
 * @returns the calls and what `shows` said of them; null where it says null of all
 */
export function fewestCalls<Shown>(
	all: readonly RecordedCall[],
	shows: (calls: readonly RecordedCall[]) => Shown | null,
	triesMax: number = Infinity,
): { readonly calls: readonly RecordedCall[]; readonly shown: Shown } | null {
	let shown = shows(all);
	if (shown === null) return null;
	let calls = all;
	let tries = 1;
	for (let size = calls.length >> 1; size >= 1; size = size === 1 ? 0 : size >> 1) {
		for (let at = calls.length - 1 - size; at >= 0; at -= size) {
			if (++tries > triesMax) return { calls, shown };
			const fewer = [...calls.slice(0, at), ...calls.slice(at + size)];
			const still = shows(fewer);
			if (still === null) continue;
			calls = fewer;
			shown = still;
		}
	}
	return { calls, shown };
}

/** The fewest calls of a sequence whose last one the kernels answer otherwise in the same way; null where they agree. */
export function shrunk(
	built: Built,
	own: StraightTable,
	later: StraightTable,
	sequence: Sequence,
): Omit<RecordedExample, 'cause'> | null {
	const begun = firstDifference(built, own, later, sequence.calls);
	if (begun === null) return null;
	const kind = kindOf(begun);
	const shows = (calls: readonly RecordedCall[]): Difference | null => {
		const found = firstDifference(built, own, later, calls);
		return found?.index === calls.length - 1 && kindOf(found) === kind ? found : null;
	};
	const { calls, shown } = fewestCalls(sequence.calls.slice(0, begun.index + 1), shows)!;
	return {
		sequence: sequence.number,
		calls: calls.map(callText),
		recorded: shown.theirs,
		said: shown.said,
	};
}

/** Values differ from one sequence to the other; that they are values is what counts. */
export const kindOf = ({ theirs, said }: Omit<Difference, 'index'>): string =>
	`${theirs} / ${said}`.replaceAll(/\d+/g, 'N');

/*
 * harness/audit/recorded/judge.ts - a variant on all sequences of a recording: what it answers, and why otherwise.
 */
import type { Sequence } from '../../../workloads/sequence/recording.ts';
import { type Built, tableOf } from '../../measure/straight/built.ts';
import type { AddedFunction } from '../../variant.ts';
import { causes } from './causes.ts';
import { type AnsweringKernel, answering, Explainer } from './explain.ts';
import type { RecordedExample } from '../../result.ts';
import type { Differing, Judged } from './recorded-job.ts';
import { nothingObserved, together } from './observed.ts';
import { Replays } from './replay.ts';
import { shrunk } from './shrink.ts';

/**
 * @param kernel name of the stack that stands for the recorded kernel, or what answers in its place
 * @param replays what other variants answered to the same sequences
 */
export function judge(
	built: Built,
	variant: { readonly name: string; readonly functions: Readonly<Record<string, AddedFunction>> },
	kernel: string | AnsweringKernel,
	sequences: readonly Sequence[],
	withExamples: boolean,
	replays: Replays = new Replays(built),
): Judged {
	const explainer = new Explainer(built, variant.functions, kernel, causes, replays);
	const later = tableOf(built, answering(built, kernel).functions);
	const accounts: Record<string, number> = {};
	const died: Record<string, number> = {};
	const examples = new Map<string | null, RecordedExample>();
	let results = 0;
	let wrong = 0;
	const differing: Differing[] = [];
	let unexplained = 0;
	let observed = nothingObserved;
	for (const sequence of sequences) {
		const explained = explainer.explain(sequence);
		const { before } = explained;
		results += sequence.calls.length - before.observed.looks;
		observed = together(observed, before.observed);
		wrong += before.wrong;
		unexplained += explained.unexplained;
		if (before.firstWrong !== null) {
			const { firstWrong: index, said, died: of } = before;
			const { causes: own, unexplained: left } = explained;
			differing.push({
				number: sequence.number,
				index,
				said,
				died: of,
				causes: own,
				unexplained: left,
			});
		}
		if (before.died !== null) add(died, before.died, 1);
		for (const [id, count] of Object.entries(explained.causes)) add(accounts, id, count);
		if (!withExamples) continue;
		for (const { id, behind } of explained.adopted) {
			if (examples.has(id)) continue;
			const found = shrunk(built, explainer.tableWith(behind), later, sequence);
			if (found !== null) examples.set(id, { cause: id, ...found });
		}
		if (explained.unexplained === 0 || examples.has(null)) continue;
		const found = shrunk(built, explainer.tableWith([]), later, sequence);
		if (found !== null) examples.set(null, { cause: null, ...found });
	}
	return {
		variant: variant.name,
		alike: sequences.length - differing.length,
		results,
		agree: results - wrong,
		unexplained,
		causes: Object.fromEntries(Object.entries(accounts).toSorted(([, a], [, b]) => b - a)),
		died,
		observed: observed.looks === 0 ? null : observed,
		examples: [...examples.values()],
		differing,
	};
}

function add(counts: Record<string, number>, name: string, count: number): void {
	counts[name] = (counts[name] ?? 0) + count;
}

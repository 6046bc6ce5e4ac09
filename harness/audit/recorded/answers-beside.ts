/*
 * harness/audit/recorded/answers-beside.ts - the answers of a variant to a workload, held against those of the variant that
 * a comparison takes for its reference, and the causes of what differs.
 */
import type { Sequence } from '../../../workloads/sequence/recording.ts';
import { type Built, tableOf } from '../../measure/straight/built.ts';
import type { SequenceAnswers, SequenceCause } from '../../result.ts';
import type { Answering } from './answering.ts';
import { causeNamed, causes, type Cause } from './causes.ts';
import { type AnsweringKernel, inseparable } from './explain.ts';
import { judge } from './judge.ts';
import type { Replays } from './replay.ts';
import { SequenceKernel } from './sequence-kernel.ts';

export interface ReferenceAnswers {
	readonly variant: Answering;
	readonly kernel: AnsweringKernel;
	/** The sequences with its answers, each up to where it dies. */
	readonly sequences: readonly Sequence[];
}

/** What the latest kernel is called here: its functions say which of two designs is the older one. */
const latest = 'linux-6-18';

export function referenceAnswers(
	built: Built,
	variant: Answering,
	sequences: readonly Sequence[],
): ReferenceAnswers {
	const table = tableOf(built, variant.functions);
	const answered = sequences.map(({ number, calls }) => {
		const kernel = new SequenceKernel(built, table);
		const own = calls.flatMap((call) => {
			const answer = call.call === 'obs' ? null : kernel.answer(call);
			return answer === null ? [] : [{ ...call, answer }];
		});
		return { number, calls: own };
	});
	// Where remapping is a mmap() already, causes are those of kernels in which it is.
	const emulation = built.variants[latest]!.functions['sys_remap_file_pages'];
	const isEmulating = variant.functions['sys_remap_file_pages'] === emulation;
	const stack = isEmulating ? latest : 'linux-3-14';
	return { variant, kernel: { stack, functions: variant.functions }, sequences: answered };
}

export function answersBeside(
	built: Built,
	variant: Answering,
	{ variant: reference, kernel, sequences }: ReferenceAnswers,
	replays: Replays,
): SequenceAnswers {
	const judged = judge(built, variant, kernel, sequences, true, replays);
	const { [inseparable]: together = 0, ...named } = judged.causes;
	return {
		reference: reference.name,
		compared: judged.results,
		differ: judged.results - judged.agree,
		causes: Object.entries(named).map(([id, answers]) =>
			causeOf(built, id, answers, variant, reference),
		),
		unexplained: judged.unexplained + together,
		examples: judged.examples.map((each) =>
			each.cause === inseparable ? { ...each, cause: null } : each,
		),
	};
}

function causeOf(
	built: Built,
	id: string,
	answers: number,
	variant: Answering,
	reference: Answering,
): SequenceCause {
	const { class: kind, what, source } = causeNamed(id);
	const named = causes.filter((each) => each.id === id);
	const base = built.mm.baseFunctions as unknown as Answering['functions'];
	const functionOf = ({ functions }: Pick<Answering, 'functions'>, name: string): unknown =>
		functions[name] ?? base[name];
	const functions = [...new Set(named.flatMap((each) => each.functions))].filter(
		(name) => functionOf(variant, name) !== functionOf(reference, name),
	);
	const later = (each: Answering): number =>
		functions.filter((name) => functionOf(each, name) === functionOf(built.variants[latest]!, name))
			.length;
	const [own, other] = [later(variant), later(reference)];
	const older = own === other ? null : own > other ? reference.name : variant.name;
	return {
		id,
		class: kind,
		what,
		source,
		functions,
		isOf: isOfLater(named) ? variant.name : older,
		answers,
	};
}

/** Whether the sentence of a cause is about a kernel that is later than the one it is held against. */
const isOfLater = (named: readonly Cause[]): boolean =>
	named.some(({ where }) => where?.isOf.includes(latest) === true);

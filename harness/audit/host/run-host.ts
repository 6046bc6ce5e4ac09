/*
 * harness/audit/host/run-host.ts - random sequences of calls on the running kernel and on a simulated one.
 */
import {
	type Call,
	randomSequence,
	sequenceLimits,
} from '../../../workloads/sequence/random-sequence.ts';
import type { Sequence } from '../../../workloads/sequence/recording.ts';
import { below, seeded } from '../../engine/seeded.ts';
import type { StraightVariant } from '../../measure/straight/functions-of.ts';
import type { HostDifference, HostResult } from '../../result.ts';
import type { Judged } from '../recorded/recorded-job.ts';
import { geometryWith } from '../recorded/sequence-geometry.ts';
import { LiveKernel } from './helper.ts';
import { SimulatedKernel } from './simulated-kernel.ts';
import { fewestCalls } from './fewest-calls.ts';

export interface HostPlan {
	readonly release: string;
	readonly variant: StraightVariant;
	readonly kernel: string;
	readonly seed: number;
	/** Milliseconds. */
	readonly time: number;
	/** Of a sequence. */
	readonly calls: number;
	/** At most; shrinking takes as long as some hundred sequences. */
	readonly differencesMax: number;
}

export interface HostWatcher {
	readonly onBatch: (results: number, differ: number) => void;
	readonly signal: AbortSignal;
}

const sequencesAtOnce = 50;

/** Sums of what is known so far. */
interface Sums {
	/** Sequences that were drawn; the last batch of them is not judged any more. */
	drawn: number;
	sequences: number;
	results: number;
	agree: number;
	unexplained: number;
	readonly causes: Record<string, number>;
}

/** @throws BadInput where the running kernel cannot be asked, or the variant cannot be run */
export async function runHost(plan: HostPlan, watcher: HostWatcher): Promise<HostResult> {
	const live = new LiveKernel();
	const simulated = new SimulatedKernel({
		geometry: geometryWith(sequenceLimits),
		variant: plan.variant,
		kernel: plan.kernel,
	});
	try {
		return await compareFor(plan, watcher, live, simulated);
	} finally {
		live.close();
		await simulated.close();
	}
}

async function compareFor(
	plan: HostPlan,
	{ onBatch, signal }: HostWatcher,
	live: LiveKernel,
	simulated: SimulatedKernel,
): Promise<HostResult> {
	const random = seeded(plan.seed);
	const draw = (count: number): number => below(count, random());
	const sums: Sums = { drawn: 0, sequences: 0, results: 0, agree: 0, unexplained: 0, causes: {} };
	const differences = new Map<string, HostDifference>();
	const begun = performance.now();
	const isOver = (): boolean => signal.aborted || performance.now() - begun >= plan.time;
	const nextBatch = async (): Promise<readonly Sequence[]> => {
		const first = sums.drawn;
		sums.drawn += sequencesAtOnce;
		const all = Array.from({ length: sequencesAtOnce }, () =>
			randomSequence(draw, draw(2) === 0 ? 't' : 'd', plan.calls),
		);
		// The helper is told all of them at once, and answers them in this order.
		const answers = await Promise.all(all.map(async (calls) => await live.answersTo(calls)));
		return all.map((calls, i) => ({
			number: first + i,
			calls: calls.map((each, n) => ({ ...each, answer: answers[i]![n]! })),
		}));
	};
	let coming = nextBatch();
	while (!isOver()) {
		const batch = await coming;
		// The running kernel goes on while the simulated one is asked about the batch before.
		coming = nextBatch();
		const said = await simulated.ask({ sequences: batch });
		if (!('judged' in said)) continue;
		add(sums, batch.length, said.judged);
		onBatch(sums.results, sums.results - sums.agree);
		for (const { number } of said.judged.differing) {
			if (isOver()) break;
			const { calls } = batch.find((each) => each.number === number)!;
			await note(calls, plan, live, simulated, differences);
		}
	}
	await coming;
	return {
		release: plan.release,
		variant: plan.variant.name,
		kernel: plan.kernel,
		seed: plan.seed,
		seconds: (performance.now() - begun) / 1000,
		sequences: sums.sequences,
		results: sums.results,
		agree: sums.agree,
		unexplained: sums.unexplained,
		causes: sums.causes,
		differences: [...differences.values()].toSorted((a, b) => a.calls.length - b.calls.length),
	};
}

async function note(
	calls: readonly Call[],
	{ differencesMax }: HostPlan,
	live: LiveKernel,
	simulated: SimulatedKernel,
	differences: Map<string, HostDifference>,
): Promise<void> {
	const found = await fewestCalls(calls, live, simulated, (kind) => {
		const known = differences.get(kind);
		if (known !== undefined) differences.set(kind, { ...known, count: known.count + 1 });
		return known === undefined && differences.size < differencesMax;
	});
	if (found !== null) differences.set(found.kind, { count: 1, ...found.difference });
}

function add(sums: Sums, sequences: number, judged: Judged): void {
	sums.sequences += sequences;
	sums.results += judged.results;
	sums.agree += judged.agree;
	sums.unexplained += judged.unexplained;
	for (const [id, count] of Object.entries(judged.causes)) {
		sums.causes[id] = (sums.causes[id] ?? 0) + count;
	}
}

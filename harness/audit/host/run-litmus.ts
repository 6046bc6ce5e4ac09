/*
 * harness/audit/host/run-litmus.ts - litmus tests without a race on the running kernel and on a simulated one.
 */
import type { StraightVariant } from '../../measure/straight/functions-of.ts';
import type { HostLitmus } from '../../result.ts';
import type { Workload } from '../../workload.ts';
import { geometryFor } from '../recorded/sequence-geometry.ts';
import { LiveKernel } from './helper.ts';
import { callsOfLitmus } from './litmus-calls.ts';
import { SimulatedKernel } from './simulated-kernel.ts';

/** Of two addresses that a test names some pages lie apart. */
const pagesMore = 64;

/** @throws BadInput where a test cannot be asked, before any is, or there is no running kernel to ask */
export async function runHostLitmus(
	workloads: readonly Workload[],
	variant: StraightVariant,
	kernel: string,
): Promise<readonly HostLitmus[]> {
	const tests = workloads.map((workload) => ({ workload, asked: callsOfLitmus(workload) }));
	const sequences = tests.map(({ asked }, number) => ({
		number,
		calls: asked.map(({ call }) => ({ ...call, answer: '' })),
	}));
	const room = { task: 0, call: 'r', args: [String(pagesMore)], answer: '' };
	const geometry = geometryFor([...sequences, { number: -1, calls: [room] }]);
	const live = new LiveKernel();
	const simulated = new SimulatedKernel({ geometry, variant, kernel });
	try {
		const results: HostLitmus[] = [];
		for (const { workload, asked } of tests) {
			const calls = asked.map(({ call }) => call);
			const host = await live.answersTo(calls);
			const here = await simulated.answersTo(calls);
			const rows = asked.flatMap(({ text }, i) =>
				text === '' ? [] : [{ call: text, host: host[i]!, simulated: here[i]! }],
			);
			results.push({
				workload: workload.name,
				variant: variant.name,
				rows,
				agree: rows.every((each) => each.host === each.simulated),
			});
		}
		return results;
	} finally {
		live.close();
		await simulated.close();
	}
}

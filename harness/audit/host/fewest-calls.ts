/*
 * harness/audit/host/fewest-calls.ts - the fewest calls at whose end the running and the simulated kernel answer
 * otherwise. Both are asked anew for each shorter sequence.
 */
import type { Call } from '../../../workloads/sequence/random-sequence.ts';
import type { HostDifference } from '../../result.ts';
import { callText } from '../recorded/call-text.ts';
import { kindOf } from '../recorded/shrink.ts';

interface Answering {
	answersTo(calls: readonly Call[]): Promise<readonly string[]>;
}

interface Found {
	readonly calls: readonly Call[];
	readonly host: string;
	readonly simulated: string;
	/** The last call and both answers, without numbers. */
	readonly kind: string;
}

/** Up to the first call that is answered otherwise; null where none is. */
async function differenceIn(
	calls: readonly Call[],
	live: Answering,
	simulated: Answering,
): Promise<Found | null> {
	const theirs = await live.answersTo(calls);
	const ours = await simulated.answersTo(calls);
	const index = calls.findIndex((_, i) => theirs[i] !== ours[i]);
	if (index < 0) return null;
	const [host, said] = [theirs[index]!, ours[index]!];
	const kind = `${calls[index]!.call}: ${kindOf({ theirs: host, said })}`;
	return { calls: calls.slice(0, index + 1), host, simulated: said, kind };
}

/** @param isWanted whether a difference of this kind is to be made smaller */
export async function fewestCalls(
	calls: readonly Call[],
	live: Answering,
	simulated: Answering,
	isWanted: (kind: string) => boolean,
): Promise<{ readonly kind: string; readonly difference: Omit<HostDifference, 'count'> } | null> {
	let found = await differenceIn(calls, live, simulated);
	if (found === null || !isWanted(found.kind)) return null;
	const { kind } = found;
	for (let size = found.calls.length >> 1; size >= 1; size = size === 1 ? 0 : size >> 1) {
		for (let at = found.calls.length - 1 - size; at >= 0; at -= size) {
			const fewer = [...found.calls.slice(0, at), ...found.calls.slice(at + size)];
			const still = await differenceIn(fewer, live, simulated);
			if (still?.kind === kind) found = still;
		}
	}
	return {
		kind,
		difference: {
			calls: found.calls.map(callText),
			host: found.host,
			simulated: found.simulated,
		},
	};
}

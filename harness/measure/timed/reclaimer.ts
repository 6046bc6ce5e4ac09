/*
 * harness/measure/timed/reclaimer.ts - the calls by which memory is freed, as steps of a task, and kswapd.
 */
import { call, type Task } from '../../engine/operation.ts';
import type { ZoneBalance } from '../reclaim.ts';
import type { Script } from './script.ts';

/** A function that makes the calls of zoneBalance() until it is enough. */
export function* reclaimTask(
	zone: ZoneBalance,
	isEnough: (freed: number) => boolean,
): Task<number> {
	const calls = zone.calls(isEnough);
	let next = calls.next();
	while (next.done !== true) {
		const [name, count] = next.value;
		next = calls.next(yield* call(name, [count]));
	}
	return 0;
}

/** Sleeps until memory runs low, and frees up to pages_high. */
export function* kswapd(zone: ZoneBalance): Script {
	for (;;) {
		yield { kind: 'await low memory' };
		yield { kind: 'steps', begin: () => reclaimTask(zone, () => zone.available() >= zone.high) };
	}
}

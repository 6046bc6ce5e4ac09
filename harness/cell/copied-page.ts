/*
 * harness/cell/copied-page.ts - which memory of programs the kernel copies to or from on behalf of a call.
 */
import type { Call, MapPage } from '../workload.ts';

/** The page of a map that a call has the kernel copy to or from, or null. */
export function copiedPage(call: Call): MapPage | null {
	if (call.call === 'write') return call.from ?? null;
	return call.call === 'mincore' ? (call.into ?? null) : null;
}

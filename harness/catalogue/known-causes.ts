/*
 * harness/catalogue/known-causes.ts - what is known of the places in 2.5.66 that are wrong.
 */
import { knownCauses, type KnownCause } from '../../workloads/claims/causes.ts';

export type { KnownCause } from '../../workloads/claims/causes.ts';

/** The places whose plainest finding is among these. */
export function knownCausesOf(findings: readonly KnownCause['finding'][]): KnownCause[] {
	const keyOf = ({ workload, oracle, site }: KnownCause['finding']): string =>
		[workload, oracle, site].join('\n');
	const keys = new Set(findings.map(keyOf));
	return knownCauses.filter(({ finding }) => keys.has(keyOf(finding)));
}

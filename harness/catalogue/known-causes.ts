/*
 * harness/catalogue/known-causes.ts - what is known of the places in 2.5.66 that are wrong.
 */
import { controlName, variants } from '../../variants/index.ts';
import { knownCauses, type KnownCause } from '../../workloads/claims/causes.ts';

export { caveatsOf } from '../../workloads/claims/caveats.ts';
export type { KnownCause } from '../../workloads/claims/causes.ts';

type Finding = KnownCause['finding'];

const sameSight = (one: Finding, other: Finding): boolean =>
	one.oracle === other.oracle && one.site === other.site;

/** The places whose plainest finding is among these. */
export function knownCausesOf(findings: readonly Finding[]): KnownCause[] {
	return knownCauses.filter(({ finding }) =>
		findings.some((each) => each.workload === finding.workload && sameSight(each, finding)),
	);
}

/**
 * Which of the places of its cause a finding comes from: those that are seen on its litmus test; else those that
 * look the same elsewhere, unless a place that was not asked after looks the same too. Empty where nobody knows.
 * @param isRun whether a litmus test was run
 */
export function placesBehind(
	finding: Finding,
	ofCause: readonly KnownCause[],
	isRun: (workload: string) => boolean,
): readonly KnownCause[] {
	const here = ofCause.filter((each) => each.finding.workload === finding.workload);
	if (here.length > 0) return here;
	const isMissed = knownCauses.some(
		(each) => sameSight(each.finding, finding) && !isRun(each.finding.workload),
	);
	return isMissed ? [] : ofCause.filter((each) => sameSight(each.finding, finding));
}

/**
 * Where the repairs come from that close something: those that do with the least, so none that stacks on another of
 * them, and the control only where nobody else does. Empty where none is given.
 */
export function originsOf(repairs: readonly string[]): string {
	const isAbove = (name: string, below: string): boolean => {
		for (let each = variants[name]?.base; each !== undefined; each = each.base) {
			if (each.name === below) return true;
		}
		return false;
	};
	const single = repairs.filter((name) => name !== controlName);
	return (single.length > 0 ? single : repairs)
		.filter((name) => !repairs.some((below) => isAbove(name, below)))
		.flatMap((name) => (variants[name] === undefined ? [] : [`${name}: ${variants[name].from}`]))
		.join('; ');
}

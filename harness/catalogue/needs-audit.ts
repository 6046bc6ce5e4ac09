/*
 * harness/catalogue/needs-audit.ts - litmus files that ask for what is looked for with --audit-races only.
 */
import { BadInput, needsAudit } from '../messages/index.ts';
import type { Place, Workload } from '../workload.ts';

export const audited = 'data race';

/** The first line of a litmus file that asks for it, as 'file:line:column'; null where none does. */
export function auditedAt({ path, never, expects }: Workload): string | null {
	const asked = [
		...never.flatMap(({ conditions }) =>
			conditions.filter((each) => each.holds === 'oracle' && each.oracle === audited),
		),
		...expects.filter(({ oracle }) => oracle === audited),
	].map(({ place }) => place);
	const first = asked.toSorted((a: Place, b: Place) => a.line - b.line)[0];
	return first === undefined ? null : `${path}:${first.line}:${first.column}`;
}

/** @throws BadInput, since without the option the answer would always be 'never' */
export function refuseUnaudited(workloads: readonly Workload[]): void {
	for (const each of workloads) {
		const place = auditedAt(each);
		if (place !== null) throw new BadInput(needsAudit(place, audited));
	}
}

/*
 * harness/audit/recorded/litmus-that-shows.ts - a few calls as a litmus test of which a search says that it shows the same.
 */
import { parseLitmus } from '../../../workloads/litmus/index.ts';
import type { RecordedCall } from '../../../workloads/sequence/recording.ts';
import { bootVariant } from '../../cell/boot.ts';
import { runCell } from '../../cell/cell.ts';
import { verdictOnly } from '../../cell/options.ts';
import { oracles } from '../../check/index.ts';
import type { Variant } from '../../variant.ts';
import { sequenceAsLitmus } from './sequence-as-litmus.ts';

/** Null where there is none. */
export function litmusThatShows(
	variant: Variant,
	calls: readonly RecordedCall[],
	oracle: string,
	workload: string,
): string | null {
	const name = `${workload.replaceAll(/[^\w-]/g, '-')}-min`;
	const text = sequenceAsLitmus(calls, { oracle, variant: variant.name, name });
	if (text === null) return null;
	const read = parseLitmus(text, `${name}.litmus`, {
		oracles: Object.keys(oracles),
		judgedAtEnd: Object.values(oracles).flatMap((each) =>
			each.atEnd === undefined ? [] : [each.name],
		),
	});
	if ('error' in read) return null;
	const { violations } = runCell(bootVariant(variant), read.workload, verdictOnly);
	return violations.some((each) => each.oracle === oracle) ? text : null;
}

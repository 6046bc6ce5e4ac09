/*
 * harness/audit/recorded/sequence-workload.ts - a file with sequences of calls, imported or recorded, as a workload that a
 * comparison runs beside litmus tests.
 */
import { basename } from 'node:path';
import { sequencesOf } from '../../../workloads/sequence/recording.ts';
import { textIn } from '../../catalogue/given-text.ts';
import type { MachineName } from '../../measure/machines.ts';
import { sequenceSaid } from '../../messages/index.ts';
import { withoutEnding } from '../../text/sequence-file.ts';
import type { Workload } from '../../workload.ts';
import { digestOfSequences } from './sequence-cells.ts';
import { geometryFor } from './sequence-geometry.ts';

const bytesMax = 2 ** 26;

/** The machine whose cycles the cost is made of, as for loads. */
export const usualMachine: MachineName = 'p4-2.7ghz-up';

/** @throws BadInput with the place of the first line that is none of a recording */
export function readSequences(
	path: string,
	machine: MachineName = usualMachine,
): Workload & Required<Pick<Workload, 'sequences'>> {
	const of = sequencesOf(textIn(path, bytesMax), path);
	const calls = of.reduce((sum, each) => sum + each.calls.length, 0);
	return {
		// A token has no room for more, and no such letters.
		name: withoutEnding(basename(path))
			.replaceAll(/[^\w.+-]/g, '-')
			.slice(0, 64),
		path,
		question: sequenceSaid.question(calls, of.length),
		serves: [],
		digest: digestOfSequences(of),
		memory: 'sc',
		files: [],
		processes: [],
		cpus: [],
		after: [],
		never: [],
		counts: [],
		expects: [],
		sequences: { of, geometry: { ...geometryFor(of, machine) } },
	};
}

/*
 * harness/commands/given-workloads.ts - what a comparison is told to run: litmus tests by name or path, and files with
 * sequences of calls.
 */
import { readSequences } from '../audit/recorded/sequence-workload.ts';
import { givenOnce, placeOf } from '../catalogue/given-once.ts';
import { readWorkloads } from '../catalogue/litmus.ts';
import { matchingFiles } from '../catalogue/matching-files.ts';
import { BadInput, sequenceSaid } from '../messages/index.ts';
import { isSequenceFile } from '../text/sequence-file.ts';
import type { Workload } from '../workload.ts';

/**
 * Litmus tests come first, each kind in the order in which it is asked for.
 * @param variants of which `expect` lines may speak
 * @throws BadInput when one cannot be read, or two have one name
 */
export function givenWorkloads(
	asked: readonly string[],
	variants: readonly string[],
): readonly Workload[] {
	const files = asked.flatMap(matchingFiles);
	const paths = givenOnce(files.filter(isSequenceFile), placeOf);
	const workloads = [
		...readWorkloads(
			files.filter((each) => !isSequenceFile(each)),
			variants,
		),
	];
	for (const path of paths) {
		const workload = readSequences(path);
		const earlier = workloads.find(({ name }) => name === workload.name);
		if (earlier !== undefined) {
			throw new BadInput(sequenceSaid.oneNameForTwo(workload.name, earlier.path, path));
		}
		workloads.push(workload);
	}
	return workloads;
}

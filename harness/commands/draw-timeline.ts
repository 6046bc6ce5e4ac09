/*
 * harness/commands/draw-timeline.ts - replay --svg: the picture of an execution, as a file.
 */
import { writeFileSync } from 'node:fs';
import { timelineSvg } from '../../reports/index.ts';
import { isPath } from '../catalogue/variant.ts';
import { BadInput, type NamedFiles, notWritable, replayCommand } from '../messages/index.ts';
import type { Execution, TokenFlags } from '../replay/execution.ts';
import { timelineOf } from '../replay/timeline.ts';

/** What a printed command needs besides the token, as the flags had it. */
export const filesOfFlags = ({ booted, workload }: Execution, flags: TokenFlags): NamedFiles => ({
	variants: [
		{
			name: booted.variant.name,
			...(flags.variant !== undefined && isPath(flags.variant) ? { file: flags.variant } : {}),
		},
	],
	workloads: [
		{ name: workload.name, ...(flags.workload === undefined ? {} : { file: flags.workload }) },
	],
});

/** @throws BadInput when the file cannot be written */
export function drawTimeline(
	execution: Execution,
	token: string,
	file: string,
	flags: TokenFlags,
): void {
	const timeline = timelineOf(execution, { token, schedule: execution.token.schedule });
	const command = replayCommand(token, filesOfFlags(execution, flags));
	try {
		writeFileSync(file, timelineSvg(timeline, { command }));
	} catch (error) {
		throw new BadInput(notWritable(file, error));
	}
}

/*
 * harness/commands/serve-queue.ts - rmaplab serve-queue: a comparison whose jobs are done by `rmaplab work`, on this
 * machine and others.
 */
import { BadInput, queueSays } from '../messages/index.ts';
import { note } from '../terminal/look.ts';
import { runCompare } from './compare.ts';
import type { CompareFlags } from './compare-plan.ts';
import { openQueue } from './queue.ts';
import { QueueCrew } from './queue-crew.ts';

/** Jobs that lie in the queue at once. More than there are workers, so that none of them waits for us. */
const jobsOut = 256;

/** Returns the exit status. */
export async function runServeQueue(flags: CompareFlags, redis: string): Promise<number> {
	if (flags.budget !== undefined) throw new BadInput(queueSays.notWith('--budget'));
	if (flags.watch) throw new BadInput(queueSays.notWith('--watch'));
	const { bullMq, connection } = await openQueue(redis);
	const crew = new QueueCrew(bullMq, connection);
	note(queueSays.serving(redis));
	try {
		return await runCompare(flags, { size: jobsOut, crew });
	} finally {
		await crew.close();
	}
}

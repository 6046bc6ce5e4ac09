/*
 * harness/commands/shard.ts - rmaplab compare --shard: the cells of a run that are this machine's. They stay in a
 * journal that names the whole run, and `rmaplab merge` makes its reports of all of them.
 */
import { Board } from '../compare/board.ts';
import { Crew } from '../compare/crew.ts';
import { lockFolder } from '../compare/folder-lock.ts';
import { wantedOf } from '../compare/matrix.ts';
import { isOf, type Shard } from '../compare/shard.ts';
import { BadInput, noVerdicts, resumeHint, shardSays } from '../messages/index.ts';
import { fitForTerminal } from '../terminal/fit.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { note } from '../terminal/look.ts';
import { type CompareFlags, planOf, search } from './compare-plan.ts';
import { noteShard } from './shard-file.ts';

/** Returns the exit status. `asked` is what stands behind `compare` on the command line. */
export async function runShard(
	flags: CompareFlags,
	shard: Shard,
	asked: readonly string[],
): Promise<number> {
	const began = performance.now();
	if (flags.budget !== undefined) throw new BadInput(shardSays.notWith('--budget'));
	if (flags.json) throw new BadInput(shardSays.notWith('--json'));
	const plan = await planOf(flags, began);
	const wanted = wantedOf({ ...plan, variants: plan.known });
	const mine = wanted.filter(isOf(shard));
	const board = new Board(plan.jobs);
	onInterrupt(() => board.stop('interrupted'));
	const unlock = lockFolder(flags.out);
	const crew = new Crew(board);
	try {
		noteShard(flags.out, { shard, asked });
		const matrix = await search(plan, flags, board, crew, shard);
		const done = mine.length - matrix.notRun.length;
		const seconds = ((performance.now() - began) / 1000).toFixed(1);
		note(shardSays.done({ shard, done, mine: mine.length, all: wanted.length, seconds }));
		for (const each of noVerdicts(matrix.cells)) process.stderr.write(`${each}\n`);
		for (const { why } of matrix.failures) process.stderr.write(`${fitForTerminal(why)}\n`);
		if (board.stopped === 'interrupted') {
			note(resumeHint(done - matrix.cutOff, mine.length, matrix.cutOff));
			return interruptedStatus();
		}
		note(shardSays.next(shard, flags.out));
		return matrix.failures.length > 0 ? 2 : 0;
	} finally {
		crew.end();
		unlock();
	}
}

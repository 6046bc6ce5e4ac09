/*
 * harness/commands/many-commands.ts - the commands for several machines, as the command line has them.
 */
import type { Command } from '@commander-js/extra-typings';
import { exitStatus } from './exit-status.ts';
import { budget, jobs, redisUsual, target } from './option-values.ts';

export function declareManyCommands<Options extends Record<string, unknown>>(
	program: Command<[], Options>,
): void {
	program
		.command('work')
		.description('do jobs of rmaplab serve-queue until Ctrl-C, on as many machines as there are')
		.option('--redis <url>', 'the Redis with the queue (default: here)')
		.option('-j, --jobs <n>', 'worker threads (default: one per core)', jobs)
		.option('--idle <time>', 'end after so long without a job, such as 30s', budget)
		.addHelpText('after', exitStatus('no job came for the time of --idle'))
		.action(async ({ redis = redisUsual, ...options }) => {
			const { runWork } = await import('./work.ts');
			process.exitCode = await runWork(redis, options);
		});
	program
		.command('merge')
		.description('put the parts of a comparison together that --shard has made; write its reports')
		.argument('<folders...>', 'the folders of all parts')
		.option('-o, --out <folder>', 'where reports go', target, 'rmaplab-report')
		.option('-j, --jobs <n>', 'worker threads for what is left to do (default: one per core)', jobs)
		.option('--json', 'print results.json on stdout')
		.addHelpText(
			'after',
			exitStatus('done, whatever was found', 'an expect line of a litmus file was not met'),
		)
		.action(async (folders, options) => {
			const { runMerge } = await import('./merge.ts');
			process.exitCode = await runMerge(folders, options);
		});
}

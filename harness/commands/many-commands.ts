/*
 * harness/commands/many-commands.ts - the commands for several machines, as the command line has them.
 */
import type { Command } from '@commander-js/extra-typings';
import { exitStatus } from './exit-status.ts';
import { jobs, target } from './option-values.ts';

export function declareManyCommands<Options extends Record<string, unknown>>(
	program: Command<[], Options>,
): void {
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

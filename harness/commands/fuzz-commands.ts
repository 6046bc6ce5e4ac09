/*
 * harness/commands/fuzz-commands.ts - the command that runs random programs, as the command line has it.
 */
import type { Command } from '@commander-js/extra-typings';
import { exitStatus } from './exit-status.ts';
import { budget, jobs, positive, target } from './option-values.ts';

export function declareFuzzCommand<Options extends Record<string, unknown>>(
	program: Command<[], Options>,
): void {
	program
		.command('fuzz')
		.description('run random concurrent programs; minimise and file what they show')
		.option(
			'-v, --variant <names-or-paths...>',
			'variants, one after the other (default: the base)',
		)
		.option(
			'--for <time>',
			'how long in all: 90s, 10m, ... (default: 1m, or as --programs takes)',
			budget,
		)
		.option('--programs <n>', 'so many programs of each variant, at most', positive)
		.option('--seed <n>', 'what is drawn (default: the seed of the folder, or 2003)', positive)
		.option(
			'-o, --out <folder>',
			'the corpus, which a later run goes on with',
			target,
			'rmaplab-fuzz',
		)
		.option('-j, --jobs <n>', 'threads (default: one per core)', jobs)
		.option('--json', 'as JSON')
		.addHelpText('after', exitStatus('done, whatever was found'))
		.action(async (options) => {
			const { runFuzzCommand } = await import('./fuzz.ts');
			process.exitCode = await runFuzzCommand(options);
		});
}

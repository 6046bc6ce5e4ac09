/*
 * harness/commands/perf-commands.ts - the command that says what loads cost, as the command line has it.
 */
import type { Command } from '@commander-js/extra-typings';
import { exitStatus } from './exit-status.ts';
import { jobs, positive, target } from './option-values.ts';

export function declarePerfCommand(program: Command): void {
	program
		.command('perf')
		.description(
			'what loads at full size cost on variants, modelled: time, memory, VM_LOCKED pages lost',
		)
		.argument(
			'[options...]',
			"after '--': the options of one load, such as -l -i 10 -n 100 of rmap-test",
		)
		.option(
			'-v, --variant <names-or-paths...>',
			"variants to run beside the base: names, files of your own, stacks 'a+b' (default: the mail's)",
		)
		.option(
			'-l, --load <names...>',
			'loads to run: names, or .jsonl files of imported calls (default: all)',
		)
		.option('--full', 'sizes as they were published, not the small ones')
		.option('--set <name=number...>', 'a parameter of the loads that have it')
		.option(
			'--machine <name>',
			'whose cycles time is made of (default: p4-2.7ghz-up, with --cpus numaq-16way)',
		)
		.option('--cpus <list>', 'several cpus and their waiting, such as 1,2,4,8; up to 64')
		.option(
			'--curve [parameter]',
			'how the cost grows with a parameter (default: the one that scales the load)',
		)
		.option('--points <list>', 'sizes of that parameter, such as 4,8,16,32')
		.option(
			'--rounds <n>',
			'also time the simulation itself in n rounds, with statistics (default: not at all)',
			positive,
		)
		.option('--with <results>', "findings of 'rmaplab compare' beside the cost: its folder or file")
		.option('-j, --jobs <n>', 'worker threads (default: one per core)', jobs)
		.option('--published', 'published tables beside simulated ones, instead; takes minutes')
		.option(
			'-o, --out <folder>',
			'write perf.csv, perf.json and charts there, and go on with a run that was stopped',
			target,
		)
		.option('--json', 'print perf.json on stdout')
		.addHelpText('after', exitStatus('done, whatever was found'))
		.action(async (ownOptions, options) => {
			if (options.published === true) {
				const { runPublished } = await import('./published.ts');
				process.exitCode = await runPublished(ownOptions, options);
				return;
			}
			const { runPerfCommand } = await import('./perf.ts');
			process.exitCode = await runPerfCommand(ownOptions, options);
		});
}

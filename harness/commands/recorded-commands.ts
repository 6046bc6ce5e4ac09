/*
 * harness/commands/recorded-commands.ts - the command that holds variants against answers of real kernels, as the
 * command line has it.
 */
import type { Command } from '@commander-js/extra-typings';
import { exitStatus } from './exit-status.ts';
import { budget, jobs, positive, target } from './option-values.ts';

const patienceUnsaid = 30_000;

interface WithPatience extends Record<string, unknown> {
	readonly patience?: number | undefined;
}

export function declareRecordedCommands<Options extends WithPatience>(
	program: Command<[], Options>,
): void {
	program
		.command('recorded')
		.description('hold variants against what real kernels answered, call by call')
		.argument('[files...]', 'recordings (.jsonl or .jsonl.gz; default: the five that are shipped)')
		.option(
			'--variant <names-or-paths...>',
			"variants beside the stack that stands for the kernel; 'all' for all (default: the base)",
		)
		.option(
			'--kernel <name>',
			'linux-3-14 or linux-6-18: what stands for the kernel that answered (default: by file name)',
		)
		.option('--examples', 'the fewest calls that show each cause')
		.option(
			'--cost [machine]',
			'what the calls cost too, modelled, and VM_LOCKED pages that went (default: p4-2.7ghz-up)',
		)
		.option('--jobs <n>', 'threads (default: one for each core)', jobs)
		.option('--json', 'as JSON')
		.addHelpText(
			'after',
			exitStatus(
				'every difference has its cause',
				'a stack differs from its kernel, or a difference is unexplained',
			),
		)
		.action(async (files, options) => {
			const { runRecordedCommand } = await import('./recorded.ts');
			const patience = program.opts().patience ?? patienceUnsaid;
			process.exitCode = await runRecordedCommand(files, patience, options);
		});

	declareExternal(program);
	program
		.command('host')
		.description('hold a variant against the Linux that runs here (needs cc)')
		.argument('[files...]', 'litmus tests in which nothing races (default: random calls)')
		.option('--variant <name-or-path>', 'the variant', 'linux-6-18')
		.option('--for <time>', 'how long: 10s, 5m, ...', budget, 10_000)
		.option('--seed <n>', 'seed of the random calls', positive, 2003)
		.option('--json', 'as JSON')
		.addHelpText(
			'after',
			exitStatus(
				'every difference has its cause',
				'a difference is unexplained, or a litmus test has one',
			),
		)
		.action(async (files, options) => {
			const { runHostCommand, runHostFiles } = await import('./host.ts');
			process.exitCode =
				files.length > 0 ? await runHostFiles(files, options) : await runHostCommand(options);
		});
}

function declareExternal<Options extends WithPatience>(program: Command<[], Options>): void {
	program
		.command('external')
		.description('run tests of suites from elsewhere (LTP, xfstests, selftests) on the variants')
		.argument(
			'[names...]',
			"beginnings of their names, or files of your own (default: all; 'rmaplab list external')",
		)
		.option('--variant <names-or-paths...>', 'variants to run them on (default: all)')
		.option('--jobs <n>', 'threads (default: one for each core)', jobs)
		.option('--json', 'as JSON')
		.addHelpText('after', exitStatus('done, whatever was found; --json has it for scripts'))
		.action(async (names, options) => {
			const { runExternalCommand } = await import('./external.ts');
			const patience = program.opts().patience ?? patienceUnsaid;
			process.exitCode = await runExternalCommand(names, patience, options);
		});

	program
		.command('fsx')
		.description('hold the page cache of a variant against a copy, on random operations')
		.option('--variant <name-or-path>', 'the variant', 'linux-6-18')
		.option('--count <n>', 'operations', positive, 1_000_000)
		.option('--seed <n>', 'seed of the random operations', positive, 2003)
		.option('--replay <file>', 'operations of a .fsxops file instead (of fsx --record-ops)')
		.option('--out <folder>', 'each failure as .fsxops, .jsonl and .litmus', target)
		.option('--json', 'as JSON')
		.addHelpText(
			'after',
			exitStatus(
				'each answer is right, or wrong as the base is, for a known cause',
				'an answer is wrong that the base gives right, or no cause is known',
			),
		)
		.action(async (options) => {
			const { runFsxCommand } = await import('./fsx.ts');
			const patience = program.opts().patience ?? patienceUnsaid;
			process.exitCode = await runFsxCommand(options, patience);
		});
}

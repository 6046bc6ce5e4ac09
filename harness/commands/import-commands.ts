/*
 * harness/commands/import-commands.ts - the command that makes workloads of recordings of real programs, as the command
 * line has it.
 */
import type { Command } from '@commander-js/extra-typings';
import { exitStatus } from './exit-status.ts';
import { target } from './option-values.ts';

export function declareImportCommands<Options extends Record<string, unknown>>(
	program: Command<[], Options>,
): void {
	program
		.command('import')
		.description('make a workload of a recording of a real program, for rmaplab recorded')
		.argument('<kind>', 'what made the recording: strace, perf or fsx')
		.argument('<file>', 'the recording, which may be compressed with gzip')
		.option('--out <file>', 'where the workload goes (default: NAME.jsonl in this folder)', target)
		.option('--force', 'write over a file of that name')
		.option('--json', 'what was imported and skipped as JSON')
		.addHelpText('after', exitStatus('the workload is written'))
		.action(async (kind, file, options) => {
			const { runImport } = await import('./import.ts');
			runImport(kind, file, options);
		});
}

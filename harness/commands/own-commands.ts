/*
 * harness/commands/own-commands.ts - the commands with which a proposal of one's own is written, as the command line has
 * them.
 */
import type { Command } from '@commander-js/extra-typings';
import { litmusHelp } from '../messages/litmus-help.ts';
import { exitStatus } from './exit-status.ts';
import { target } from './option-values.ts';

export function declareOwnCommands(program: Command): void {
	program
		.command('init')
		.description('write a variant of your own and a litmus test to start from')
		.argument('<name>', 'of the variant, and of the two files in this folder')
		.option(
			'--from <function>',
			'the kernel function that it starts with (default: truncate_complete_page)',
		)
		.option('--force', 'begin files anew that are there')
		.addHelpText('after', exitStatus('both files are written'))
		.action(async (name, options) => {
			const { runInit } = await import('./init.ts');
			process.exitCode = runInit(name, options);
		});

	program
		.command('show')
		.description('what is known of a function, an oracle, a litmus test, a variant or a claim')
		.argument(
			'<name...>',
			"do_no_page, 'orphan page mapped', trunc-vs-fault, forced-unmap, ./mine.ts, S4, E12",
		)
		.option(
			'--results <file>',
			'of a run, for what came out of a claim',
			'rmaplab-report/results.json',
		)
		.option('--json', 'as JSON')
		.addHelpText('after', exitStatus('done'))
		.action(async (words, options) => {
			const { runShow } = await import('./show.ts');
			process.exitCode = await runShow(words, options);
		});
	declareFileCommands(program);
}

function declareFileCommands(program: Command): void {
	program
		.command('patch')
		.description('print a variant as a unified diff against what it stacks on')
		.argument('<variant>', "a name, a file of your own, or a stack 'a+b'")
		.option('--json', 'as JSON')
		.addHelpText('after', exitStatus('done'))
		.action(async (variant, options) => {
			const { runPatch } = await import('./patch.ts');
			process.exitCode = await runPatch(variant, options);
		});

	program
		.command('stack')
		.description('merge patches into one variant, written as a file of your own')
		.argument('<variants...>', 'names, or files of your own, from the lowest')
		.option('-o, --out <file>', 'where it goes (default: standard output)', target)
		.addHelpText('after', exitStatus('merged', 'written with conflict markers'))
		.action(async (variants, options) => {
			const { runStack } = await import('./stack.ts');
			process.exitCode = await runStack(variants, options);
		});

	program
		.command('check')
		.description('say what is wrong with litmus files and with variants of your own')
		.argument(
			'<files...>',
			'litmus files; variants (.ts, .js) and stacks, whose functions are run twice',
		)
		.option(
			'--nodes [variant]',
			'also count local states by kernel function, as a search of it meets them (default: the base)',
		)
		.addHelpText('after', litmusHelp)
		.addHelpText('after', exitStatus('nothing is wrong with any of the files'))
		.action(async (files, options) => {
			const { runCheck } = await import('./check.ts');
			process.exitCode = await runCheck(files, options);
		});
}

/*
 * harness/commands/machine-commands.ts - the commands about the machine and its shell, as the command line has them.
 */
import { Argument, type Command } from '@commander-js/extra-typings';
import { exitStatus } from './exit-status.ts';

export function declareMachineCommands(program: Command): void {
	program
		.command('doctor')
		.description('say what this machine has of what the tool can use, and what each is for')
		.option('--json', 'as JSON')
		.addHelpText(
			'after',
			exitStatus('all that is needed is there', 'something that everything needs is missing'),
		)
		.action(async (options) => {
			const { runDoctor } = await import('./doctor.ts');
			process.exitCode = runDoctor(options);
		});

	program
		.command('completion')
		.description('print a script with which a shell completes commands, options and names')
		.addArgument(new Argument('<shell>', 'yours').choices(['bash', 'zsh', 'fish'] as const))
		.addHelpText('after', exitStatus('the script is printed'))
		.action(async (shell) => {
			const { runCompletion } = await import('./completion.ts');
			process.exitCode = runCompletion(shell, program);
		});
}

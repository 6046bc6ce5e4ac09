/*
 * harness/commands/completion.ts - rmaplab completion: a script with which a shell completes commands, options and names.
 * All names are in the script, so that the shell need not wait for Node.
 */
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { completionNote } from '../messages/index.ts';
import { bashScript, zshScript } from './completion-bash.ts';
import { fishScript } from './completion-fish.ts';
import { completionTree } from './completion-tree.ts';

/** Returns the exit status. */
export function runCompletion(shell: 'bash' | 'zsh' | 'fish', program: CommandUnknownOpts): number {
	const script = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell];
	const head = completionNote[shell]().map((line) => `# ${line}\n`);
	const text = script(completionTree(program));
	// What zsh looks for has to be the first line.
	const [first, rest] = shell === 'zsh' ? ['#compdef rmaplab\n', text] : ['', text];
	process.stdout.write(`${first}${head.join('')}${rest}\n`);
	return 0;
}

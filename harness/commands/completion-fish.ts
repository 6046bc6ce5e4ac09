/*
 * harness/commands/completion-fish.ts - the completion script of fish, which knows options by itself.
 */
import type { CompletedOption, CompletionTree, Wanted } from './completion-tree.ts';

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

export function fishScript({ options, commands }: CompletionTree): string {
	return [
		'complete -c rmaplab -f',
		...options.map((each) => lineOf('', each)),
		...commands.flatMap(({ name, says, options: own, arguments: places }) => {
			const when = `-n ${quoted(`__fish_seen_subcommand_from ${name}`)}`;
			return [
				`complete -c rmaplab -n __fish_use_subcommand -a ${name} -d ${quoted(says)}`,
				...own.map((each) => lineOf(when, each)),
				...places.flatMap((wanted) =>
					wanted === null ? [] : [`complete -c rmaplab ${when} ${valuesOf(wanted)}`],
				),
			];
		}),
	].join('\n');
}

function lineOf(when: string, { flags, says, takes, wanted }: CompletedOption): string {
	const names = flags.map((flag) =>
		flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
	);
	const values = takes === 'nothing' ? '' : wanted === null ? '-x' : `-r ${valuesOf(wanted)}`;
	return ['complete -c rmaplab', when, ...names, values, `-d ${quoted(says)}`]
		.filter((part) => part !== '')
		.join(' ');
}

/** `-F` lets fish offer files, `-f` does not. */
const valuesOf = ({ words, files }: Wanted): string =>
	`${files ? '-F' : '-f'}${words.length === 0 ? '' : ` -a ${quoted(words.join(' '))}`}`;

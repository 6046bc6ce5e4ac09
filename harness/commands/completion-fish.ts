/*
 * harness/commands/completion-fish.ts - the completion script of fish. It knows options by itself, but neither that one may
 * take several values, nor which word is the command where an option with a value stands before it.
 */
import type {
	CompletedCommand,
	CompletedOption,
	CompletionTree,
	Wanted,
} from './completion-tree.ts';

const quoted = (text: string): string => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

/** What is asked about the line: its command, the option whose values come next, how many arguments there were. */
const functions = `function __rmaplab_state
	set -l words (commandline -opc)
	set -l command ''
	set -l option ''
	set -l place 0
	for word in $words[2..-1]
		if string match -q -- '-*' $word
			set option ''
			if contains -- "$command $word" $__rmaplab_takers; or contains -- "* $word" $__rmaplab_takers
				set option $word
			end
		else if test -n "$option"
			contains -- "$command $option" $__rmaplab_many; or set option ''
		else if test -z "$command"
			set command $word
		else
			set place (math $place + 1)
		end
	end
	printf '%s\\n' "$command" "$option" $place
end
function __rmaplab_begins
	set -l state (__rmaplab_state)
	test -z "$state[1]" -a -z "$state[2]"
end
function __rmaplab_in
	set -l state (__rmaplab_state)
	test "$state[1]" = $argv[1]
end
function __rmaplab_after
	set -l state (__rmaplab_state)
	test "$state[1]" = $argv[1]; and contains -- "$state[2]" $argv[2..-1]
end
function __rmaplab_at
	set -l state (__rmaplab_state)
	test "$state[1]" = $argv[1] -a -z "$state[2]" -a $state[3] $argv[2] $argv[3]
end
function __rmaplab_give
	set -l token (commandline -ct)
	set -l before ''
	# Names of a stack are completed one after the other.
	if test "$argv[2]" = joined
		set before (string replace -r '[^+]*$' '' -- "$token")
	end
	printf '%s\\n' $before$$argv[1]
end`;

export function fishScript({ options, commands }: CompletionTree): string {
	const lists = new Lists();
	const lines = [
		'complete -c rmaplab -f',
		...options.flatMap((each) => linesOf(null, each, lists)),
		...commands.flatMap((command) => commandLines(command, lists)),
		`complete -c rmaplab -n __rmaplab_begins -a help`,
	];
	return [
		functions,
		`set -g __rmaplab_takers ${takersOf(options, commands, 'one', 'many')}`,
		`set -g __rmaplab_many ${takersOf(options, commands, 'many')}`,
		...lists.lines(),
		...lines,
	].join('\n');
}

function commandLines(
	{ name, says, options, arguments: places, isVariadic }: CompletedCommand,
	lists: Lists,
): string[] {
	return [
		`complete -c rmaplab -n __rmaplab_begins -a ${name} -d ${quoted(says)}`,
		...options.flatMap((each) => linesOf(name, each, lists)),
		...places.flatMap((wanted, i) => {
			if (wanted === null) return [];
			const isOpen = isVariadic && i === places.length - 1;
			const when = quoted(`__rmaplab_at ${name} ${isOpen ? '-ge' : '-eq'} ${i}`);
			return [`complete -c rmaplab -n ${when} ${valuesOf(wanted, lists)}`];
		}),
	];
}

/** An option, and what comes behind its first value; `command` is null of one that all have. */
function linesOf(
	command: string | null,
	{ flags, says, takes, wanted }: CompletedOption,
	lists: Lists,
): string[] {
	const names = flags.map((flag) =>
		flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
	);
	const given = wanted === null ? '' : valuesOf(wanted, lists);
	const values = takes === 'nothing' ? '' : wanted === null ? '-x' : `-r ${given}`;
	const when = command === null ? '' : `-n ${quoted(`__rmaplab_in ${command}`)}`;
	const own = ['complete -c rmaplab', when, ...names, values, `-d ${quoted(says)}`]
		.filter((part) => part !== '')
		.join(' ');
	if (takes !== 'many' || command === null || wanted === null) return [own];
	const after = quoted(`__rmaplab_after ${command} ${flags.join(' ')}`);
	return [own, `complete -c rmaplab -n ${after} ${given}`];
}

/** `-F` lets fish offer files, `-f` does not. */
function valuesOf({ words, files, joined }: Wanted, lists: Lists): string {
	const names = words.length === 0 ? '' : lists.nameOf(words);
	const give = `(__rmaplab_give ${names}${joined ? ' joined' : ''})`;
	return `${files ? '-F' : '-f'}${names === '' ? '' : ` -a ${quoted(give)}`}`;
}

/** Options that take values, behind their commands; `*` stands for all. */
function takersOf(
	options: readonly CompletedOption[],
	commands: readonly CompletedCommand[],
	...some: CompletedOption['takes'][]
): string {
	const words = (command: string, of: readonly CompletedOption[]): string[] =>
		of.flatMap(({ flags, takes }) =>
			some.includes(takes) ? flags.map((flag) => quoted(`${command} ${flag}`)) : [],
		);
	return [
		...words('*', options),
		...commands.flatMap(({ name, options: own }) => words(name, own)),
	].join(' ');
}

/** Lists of words, each once, as variables of the shell. */
class Lists {
	readonly #names = new Map<string, string>();

	nameOf(words: readonly string[]): string {
		const text = words.map(quoted).join(' ');
		const known = this.#names.get(text) ?? `__rmaplab_list_${this.#names.size}`;
		this.#names.set(text, known);
		return known;
	}

	lines(): string[] {
		return [...this.#names].map(([text, name]) => `set -g ${name} ${text}`);
	}
}

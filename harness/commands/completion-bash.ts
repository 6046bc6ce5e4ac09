/*
 * harness/commands/completion-bash.ts - the completion scripts of bash and zsh, which differ in little: words are found by
 * the command and by the last option before the cursor.
 */
import type {
	CompletedCommand,
	CompletedOption,
	CompletionTree,
	Wanted,
} from './completion-tree.ts';

/** What differs: how the words of the line are numbered, and how answers are given. */
interface Dialect {
	readonly words: string;
	/** Index of the word at the cursor, and of the first word behind the program's name. */
	readonly cursor: string;
	readonly first: number;
	/** Gives the words of a list that is in `list`, one a line; `before` is put in front of each. */
	readonly give: string;
	readonly files: string;
	readonly end: string;
}

const bash: Dialect = {
	words: 'COMP_WORDS',
	cursor: 'COMP_CWORD',
	first: 1,
	give: 'COMPREPLY+=($(compgen -P "$before" -W "$list" -- "${current#"$before"}"))',
	files: 'compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$current"))',
	end: 'complete -F _rmaplab rmaplab',
};

const zsh: Dialect = {
	words: 'words',
	cursor: 'CURRENT',
	first: 2,
	give: 'compadd -p "$before" -- ${(f)list}',
	files: '_files',
	end: 'if [ "$funcstack[1]" = _rmaplab ]; then _rmaplab; else compdef _rmaplab rmaplab; fi',
};

export const bashScript = (tree: CompletionTree): string => scriptOf(tree, bash);
export const zshScript = (tree: CompletionTree): string => scriptOf(tree, zsh);

function scriptOf(tree: CompletionTree, dialect: Dialect): string {
	const { options, commands } = tree;
	const { words, cursor, first, give, files, end } = dialect;
	const lists = new Lists();
	const own = [...options].flatMap(({ flags }) => flags);
	const names = lists.nameOf([...commands.map(({ name }) => name), 'help']);
	const cases = commands.flatMap((command) => casesOf(command, lists));
	const flagCases = commands.map(
		(command) =>
			`\t\t\t${command.name}) list=$_rmaplab_${lists.nameOf([
				...command.options.flatMap(({ flags }) => flags),
				...own,
			])} ;;`,
	);
	const body = [
		'_rmaplab() {',
		`\tlocal current=\${${words}[${cursor}]} command= option= word= before= list= files= place=0 i`,
		"\tlocal IFS=$'\\n'",
		`\tfor ((i = ${first}; i < ${cursor}; i++)); do`,
		'\t\tword=${' + words + '[i]}',
		'\t\tcase $word in',
		'\t\t\t-*) case "$command $word" in',
		`\t\t\t\t${takersOf(tree, 'one', 'many').join(' | ')}) option=$word ;;`,
		'\t\t\t\t*) option= ;;',
		'\t\t\tesac ;;',
		'\t\t\t*) if [ -n "$option" ]; then case "$command $option" in',
		'\t\t\t\t# These take one more value, all others have had theirs.',
		`\t\t\t\t${takersOf(tree, 'many').join(' | ')}) ;;`,
		'\t\t\t\t*) option= ;;',
		'\t\t\tesac; elif [ -z "$command" ]; then command=$word; else place=$((place + 1)); fi ;;',
		'\t\tesac',
		'\tdone',
		'\tif [ -z "$command" ]; then',
		`\t\tcase $current in -*) list=$_rmaplab_${lists.nameOf(own)} ;; *) list=$_rmaplab_${names} ;; esac`,
		'\telif [[ $current == -* ]]; then',
		'\t\tcase $command in',
		...flagCases,
		'\t\tesac',
		'\telse',
		'\t\tcase "$command $option $place" in',
		...cases,
		'\t\tesac',
		'\tfi',
		// Names of a stack are completed one after the other.
		'\tif [ "$files" = joined ] && [[ $current == *+* ]]; then before=${current%+*}+; fi',
		`\t${give}`,
		`\tif [ -n "$files" ]; then ${files}; fi`,
		'}',
		end,
	];
	return [...lists.lines(), ...body].join('\n');
}

/** Options that take values, with their commands, as patterns of the shell. */
function takersOf(
	{ options, commands }: CompletionTree,
	...some: CompletedOption['takes'][]
): string[] {
	const patterns = (command: string, of: readonly CompletedOption[]): string[] =>
		of.flatMap(({ flags, takes }) =>
			some.includes(takes) ? flags.map((flag) => `${command}' ${flag}'`) : [],
		);
	return [
		...patterns('*', options),
		...commands.flatMap(({ name, options: own }) => patterns(name, own)),
	];
}

function casesOf(
	{ name, options, arguments: places, isVariadic }: CompletedCommand,
	lists: Lists,
): string[] {
	const line = (pattern: string, wanted: Wanted | null): string => {
		if (wanted === null) return `\t\t\t${pattern}) ;;`;
		const files = wanted.joined ? 'joined' : wanted.files ? 'yes' : '';
		const list = wanted.words.length === 0 ? '' : `$_rmaplab_${lists.nameOf(wanted.words)}`;
		return `\t\t\t${pattern}) list=${list} files=${files} ;;`;
	};
	const taken = options
		.filter(({ takes }) => takes !== 'nothing')
		.map(({ flags, wanted }) =>
			line(flags.map((flag) => `'${name} ${flag} '*`).join(' | '), wanted),
		);
	const argumentLines = places.map((wanted, i) => {
		const isLast = isVariadic && i === places.length - 1;
		// Behind an option that takes nothing stands an argument, too.
		return line(isLast ? `"${name} "*` : `"${name} "*" ${i}"`, wanted);
	});
	return [...taken, ...argumentLines];
}

/** Lists of words, each once, as variables of the shell. */
class Lists {
	readonly #names = new Map<string, string>();

	nameOf(words: readonly string[]): string {
		const text = words.join('\n');
		const known = this.#names.get(text) ?? `list_${this.#names.size}`;
		this.#names.set(text, known);
		return known;
	}

	lines(): string[] {
		return [...this.#names].map(([text, name]) => `_rmaplab_${name}='${text}'`);
	}
}

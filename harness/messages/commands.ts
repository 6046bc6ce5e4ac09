/*
 * harness/messages/commands.ts - commands that are printed for others to run: each works as it stands, files of the
 * user's own included, and a reader is told where the tool comes from.
 */

interface Named {
	readonly name: string;
	/** As it was given on the command line; left out of what comes with the tool. */
	readonly file?: string | undefined;
}

/** What the variants and workloads of tokens are called, and which of them are files of the user's own. */
export interface NamedFiles {
	readonly variants: readonly Named[];
	readonly workloads: readonly Named[];
}

const none: NamedFiles = { variants: [], workloads: [] };

/** The command that prints the execution behind a token. */
export function replayCommand(token: string, named: NamedFiles = none): string {
	return `npx rmaplab replay ${replayArguments(token, named)}`;
}

/** The same in lines that a shell takes as one; each has at most `width` characters, unless a word has more. */
export const replayLines = (token: string, named: NamedFiles, width: number): string[] =>
	foldedCommand(['npx rmaplab replay', ...replayWords(token, named)], width);

/** A whole command, in such lines. */
export const commandLines = (command: string, width: number): string[] =>
	foldedCommand(command.match(/(?:--\S+ (?!--))?(?:'[^']*'|\\.|[^\s'])+/g) ?? [], width);

function foldedCommand([first = '', ...words]: readonly string[], width: number): string[] {
	const lines: string[] = [first];
	for (const word of words) {
		const longer = `${lines.at(-1)!} ${word}`;
		// Two more for what says that the command goes on.
		if (longer.length + 2 <= width) lines[lines.length - 1] = longer;
		else lines.push(`  ${word}`);
	}
	return lines.map((line, i) => (i < lines.length - 1 ? `${line} \\` : line));
}

/** The token, with the flags that it needs. */
export function replayArguments(token: string, named: NamedFiles = none): string {
	return replayWords(token, named).join(' ');
}

function replayWords(token: string, named: NamedFiles): string[] {
	const [, variant, workload] = /^([^:]*):([^:@]*)/.exec(token) ?? [];
	return [
		token,
		...flag('--variant', variant ?? '', named.variants),
		...flag('--workload', workload ?? '', named.workloads),
	];
}

/** None for what `replay` finds by itself; a name that is cut off in the token is told whole. */
function flag(flagName: string, inToken: string, known: readonly Named[]): string[] {
	const isCut = inToken.endsWith('..');
	const found = known.find(({ name }) =>
		isCut ? name.startsWith(inToken.slice(0, -2)) : name === inToken,
	);
	const where = found?.file ?? (isCut ? found?.name : undefined);
	return where === undefined ? [] : [`${flagName} ${shellWord(where)}`];
}

/** What compares once more what a result holds; how long it may take and where it writes are no part of that. */
export function compareCommand(asked: {
	readonly variant?: readonly string[] | undefined;
	readonly workload?: readonly string[] | undefined;
	readonly against?: string | undefined;
	readonly all?: true | undefined;
	readonly seed: number;
	readonly states: number;
	readonly runs: number;
	readonly sampleStrategy: string;
	readonly setupSteps?: number | undefined;
	readonly auditRaces?: true | undefined;
}): string {
	const { variant = [], workload = [], against, setupSteps } = asked;
	const many = (flagName: string, names: readonly string[]): string[] =>
		names.length === 0 ? [] : [flagName, ...names.map(shellWord)];
	return [
		'npx rmaplab compare',
		...many('--variant', variant),
		...many('--workload', workload),
		...many('--against', against === undefined ? [] : [against]),
		...(asked.all ? ['--all'] : []),
		`--seed ${asked.seed} --states ${asked.states} --runs ${asked.runs}`,
		`--sample-strategy ${asked.sampleStrategy}`,
		...(setupSteps === undefined ? [] : [`--setup-steps ${setupSteps}`]),
		...(asked.auditRaces ? ['--audit-races'] : []),
	].join(' ');
}

/** The same run for these variants and this litmus test alone. */
export function compareCommandOf(
	command: string,
	variants: readonly string[],
	workload: string,
): string {
	const at = command.indexOf(' --seed ');
	const how = at < 0 ? '' : command.slice(at);
	const names = variants.map(shellWord).join(' ');
	return `npx rmaplab compare --variant ${names} --workload ${shellWord(workload)}${how}`;
}

/** As a shell takes it for one word. */
const shellWord = (text: string): string =>
	/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * Where what `npx rmaplab` runs comes from; `tool` has its version. Without this a reader's npx would ask npm
 * for a package of that name, and run whatever it gets.
 */
export function toolOrigin(tool: string, repository: string | null): string {
	const where = repository === null ? 'its repository' : repository;
	return (
		`The commands are of ${tool}, which is not on npm: they work in a clone of ${where}, after ` +
		`'npm ci', or where its package file is installed.`
	);
}

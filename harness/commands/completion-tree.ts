/*
 * harness/commands/completion-tree.ts - what a shell may complete: the tree of commands as plain data, and the names that
 * options and arguments take.
 */
import type { Argument, CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { loadNames } from '../../workloads/load/index.ts';
import { variantNames } from '../catalogue/variants.ts';
import { workloadNames } from '../catalogue/litmus.ts';
import { listNames } from './list.ts';
import { machines } from '../measure/machines.ts';
import { baseFunctions } from '../mm/index.ts';

/** What stands there; null for what no shell can know, such as a number. */
export interface Wanted {
	/** Names, in order. */
	readonly words: readonly string[];
	/** Whether files are meant, too. */
	readonly files: boolean;
	/** Whether names are joined with '+'. */
	readonly joined: boolean;
}

export interface CompletedOption {
	/** '-v' and '--variant'. */
	readonly flags: readonly string[];
	readonly says: string;
	/** Whether a value follows, and whether more than one does. */
	readonly takes: 'nothing' | 'one' | 'many';
	readonly wanted: Wanted | null;
}

export interface CompletedCommand {
	readonly name: string;
	readonly says: string;
	readonly options: readonly CompletedOption[];
	/** By position; the last stands for all further ones where it is variadic. */
	readonly arguments: readonly (Wanted | null)[];
	readonly isVariadic: boolean;
}

export interface CompletionTree {
	/** Of the program itself; each command has them, too. */
	readonly options: readonly CompletedOption[];
	readonly commands: readonly CompletedCommand[];
}

type Kind =
	| 'variants'
	| 'workloads'
	| 'loads'
	| 'machines'
	| 'functions'
	| 'anything'
	| 'lists'
	| 'formats'
	| 'files';

const kindOfOption: Readonly<Record<string, Kind>> = {
	'--variant': 'variants',
	'--against': 'variants',
	'--nodes': 'variants',
	'--workload': 'workloads',
	'--load': 'loads',
	'--machine': 'machines',
	'--from': 'functions',
	'--out': 'files',
	'--results': 'files',
	'--mail': 'files',
};

/** By the name of the argument, after that of its command where that matters. */
const kindOfArgument: Readonly<Record<string, Kind>> = {
	variant: 'variants',
	variants: 'variants',
	other: 'variants',
	'combine names': 'variants',
	workload: 'workloads',
	'check files': 'workloads',
	'show name': 'anything',
	'list what': 'lists',
	'export format': 'formats',
	'calibrate files': 'files',
	earlier: 'files',
	later: 'files',
	results: 'files',
	folder: 'files',
};

function wantedOf(kind: Kind | undefined, choices: readonly string[] | undefined): Wanted | null {
	if (choices !== undefined) return { words: choices, files: false, joined: false };
	if (kind === undefined) return null;
	const words: Readonly<Record<Kind, () => readonly string[]>> = {
		variants: () => variantNames,
		workloads: workloadNames,
		loads: () => loadNames,
		machines: () => Object.keys(machines),
		functions: () => Object.keys(baseFunctions),
		anything: () => [...variantNames, ...workloadNames(), ...Object.keys(baseFunctions)],
		lists: () => listNames,
		formats: () => ['promela'],
		files: () => [],
	};
	return {
		words: words[kind](),
		files: ['variants', 'workloads', 'anything', 'files'].includes(kind),
		joined: kind === 'variants',
	};
}

const optionOf = (option: Option): CompletedOption => ({
	flags: [option.short, option.long].filter((each) => each !== undefined),
	says: option.description,
	takes: option.variadic ? 'many' : option.required || option.optional ? 'one' : 'nothing',
	wanted: wantedOf(kindOfOption[option.long ?? ''], option.argChoices),
});

const argumentOf = (command: string, argument: Argument): Wanted | null =>
	wantedOf(
		kindOfArgument[`${command} ${argument.name()}`] ?? kindOfArgument[argument.name()],
		argument.argChoices,
	);

const optionsOf = (command: CommandUnknownOpts): CompletedOption[] =>
	command.createHelp().visibleOptions(command).map(optionOf);

/** The tree below a program. */
export const completionTree = (program: CommandUnknownOpts): CompletionTree => ({
	options: optionsOf(program),
	commands: program
		.createHelp()
		.visibleCommands(program)
		.filter((command) => command.name() !== 'help')
		.map((command) => ({
			name: command.name(),
			says: command.description(),
			options: optionsOf(command),
			arguments: command.registeredArguments.map((each) => argumentOf(command.name(), each)),
			isVariadic: command.registeredArguments.at(-1)?.variadic ?? false,
		})),
});

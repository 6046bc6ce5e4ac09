/*
 * workloads/load/rmap-test-options.ts - the options of rmap-test, as its command line took them.
 */
import type { Parameters } from '../../harness/measure/load.ts';
import { BadInput } from '../../harness/messages/error.ts';
import {
	loadModesExclude,
	loadOptionLacksNumber,
	loadOptionTwice,
	loadTakesNoFile,
	noSuchLoadOption,
	parameterOutOfRange,
} from '../../harness/messages/load.ts';
import { nearest } from '../../harness/text/nearest.ts';
import { checkGiven, parametersOf } from './given.ts';
import { rmapTest, rmapTestModes, type RmapTestName } from './rmap-test.ts';

const modeOf: Readonly<Record<string, number>> = {
	'-l': rmapTestModes.linear,
	'-r': rmapTestModes.random,
	'-h': rmapTestModes.half,
};

const nameOf: Readonly<Record<string, RmapTestName>> = {
	'-i': 'iterations',
	'-n': 'windows',
	'-s': 'pages',
	'-t': 'tasks',
	'-V': 'visits',
};

/** Says more while it runs, which costs nothing here. */
const verbose = '-v';
const options: readonly string[] = [...Object.keys(modeOf), ...Object.keys(nameOf), verbose];

/** What nobody meant to write: `--tasks` and the like is taken for the option of that parameter. */
const longNames: Readonly<Record<string, string>> = {
	'--linear': '-l',
	'--random': '-r',
	'--half': '-h',
	'--iterations': '-i',
	'--windows': '-n',
	'--pages': '-s',
	'--tasks': '-t',
	'--visits': '-V',
};

interface Read {
	mode: string | null;
	readonly numbers: Map<string, number>;
}

/**
 * What comes after `--`. Options that are left out have the values of the small size, the memory is that of
 * the published machine, and letters can be written in one word, as in `-li 10` and `-i10`.
 */
export function parseRmapTest(args: readonly string[]): Parameters<RmapTestName> {
	const read: Read = { mode: null, numbers: new Map() };
	for (let index = 0; index < args.length; index++) {
		const word = args[index]!;
		if (!word.startsWith('-') || word === '-') fail(loadTakesNoFile(rmapTest.name, word));
		if (word.startsWith('--')) failUnknown(word);
		index += readWord(word, args[index + 1], read) ? 1 : 0;
	}
	const { memory, slice } = parametersOf(rmapTest, 'full');
	const given: Record<RmapTestName, number> = { ...parametersOf(rmapTest, 'small'), memory, slice };
	if (read.mode !== null) given.mode = modeOf[read.mode]!;
	for (const [option, value] of read.numbers) given[nameOf[option]!] = value;
	return checkGiven(rmapTest, given);
}

/** The letters of one word; says whether the number of the last one is the next word. */
function readWord(word: string, next: string | undefined, read: Read): boolean {
	for (let at = 1; at < word.length; at++) {
		const option = `-${word[at]!}`;
		if (option in nameOf) {
			const rest = word.slice(at + 1);
			readNumber(option, rest === '' ? next : rest, read);
			return rest === '';
		}
		if (option in modeOf) readMode(option, read);
		else if (option !== verbose) failUnknown(option);
	}
	return false;
}

function readMode(option: string, read: Read): void {
	if (read.mode !== null && read.mode !== option)
		fail(loadModesExclude(rmapTest.name, read.mode, option));
	read.mode = option;
}

function readNumber(option: string, text: string | undefined, read: Read): void {
	const { least, most, full } = rmapTest.parameters[nameOf[option]!];
	// To leave -V out is to say as many as there are windows; to write 0 is not.
	const [lowest, example] = [Math.max(1, least), Math.max(2, full)];
	// What begins like an option is the next one, and the number was forgotten; '-5' is a number.
	if (text === undefined || /^-\D/.test(text))
		fail(loadOptionLacksNumber(rmapTest.name, option, example));
	if (read.numbers.has(option)) fail(loadOptionTwice(rmapTest.name, option));
	const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
	if (!(value >= lowest && value <= most))
		fail(parameterOutOfRange(rmapTest.name, option, text, lowest, most));
	read.numbers.set(option, value);
}

function failUnknown(option: string): never {
	const long = nearest(option, Object.keys(longNames));
	// A letter is near to the same one in the other case, and to no other.
	const other = option === option.toLowerCase() ? option.toUpperCase() : option.toLowerCase();
	const meant = long === null ? (options.includes(other) ? other : null) : longNames[long]!;
	fail(noSuchLoadOption(rmapTest.name, option, meant, options));
}

function fail(message: string): never {
	throw new BadInput(message);
}

/*
 * harness/messages/external.ts - what rmaplab external says, of its rows and of what is wrong with them.
 */
import { counted, grouped } from '../text/count.ts';

const named = (name: string, close: string | null): string =>
	`'${name}'${close === null ? '' : ` (did you mean '${close}'?)`}`;

/** Sentences of `rmaplab external`, and of the files that it reads. */
export const externalSaid = {
	bad: (place: string, why: string): string => `${place}: error: ${why}`,
	noJson: (place: string): string => `${place}: error: this is no JSON`,
	tooDeep: (place: string): string =>
		`${place}: error: lists and objects inside each other are too many`,
	twice: (place: string, name: string): string => `${place}: error: '${name}' is there twice`,
	theRow: (): string => 'a row',
	itemOf: (name: string): string => `each of ${name}`,
	noText: (name: string): string => `${name} is a text`,
	noMatch: (name: string, pattern: string): string => `${name} does not match /${pattern}/`,
	noNumber: (name: string, least: number, most: number): string =>
		`${name} is a whole number from ${least} to ${most}`,
	noList: (name: string): string => `${name} is a list`,
	tooMany: (name: string, most: number): string => `${name} has 1 to ${grouped(most)} entries`,
	noObject: (name: string): string => `${name} is an object`,
	unknown: (name: string, close: string | null): string =>
		`no field has the name ${named(name, close)}`,
	missing: (name: string, field: string): string => `${name} has no '${field}'`,
	notOne: (choices: readonly string[], there: readonly string[]): string =>
		`a row has one of ${choices.join(', ')}, and this has ${there.length === 0 ? 'none' : there.join(' and ')}`,
	otherName: (name: string, file: string): string =>
		`the row calls itself '${name}', and its file ${file}.json`,
	noAnswer: (): string =>
		"behind '->' stands ok, EOF, value N, VmLck N, SIGBUS, SIGSEGV or the name of an error",
	noRow: (name: string, close: string | null): string =>
		`error: no row begins with ${named(name, close)}; rmaplab list external names them`,
	twoFiles: (name: string, one: string, other: string): string =>
		`error: ${one} and ${other} both have a row '${name}'`,
	head: (rows: number, ran: number, variants: number): string =>
		`${counted(rows, 'test')} of suites that nobody here wrote, ${ran} of them run on ${counted(variants, 'variant')}.`,
	legend: (): string =>
		'. passes; h fails as history says, causes below; F fails; ? the search was not complete; - skipped; ! no answer',
	group: (letter: string, names: readonly string[]): string => `${letter}  ${names.join(', ')}`,
	sum: (passes: number, history: number, fails: number, open: number, none: number): string =>
		`${grouped(passes)} pass, ${grouped(history)} fail as history says, ${fails === 0 ? 'none fails otherwise' : `${grouped(fails)} fail otherwise`}` +
		`${open === 0 ? '' : `, ${grouped(open)} were not searched to the end`}${none === 0 ? '' : `, ${grouped(none)} have no answer`}.`,
	whyHead: (): string => 'Why they fail:',
	why: (row: string, cause: string, on: string): string => `${row}: ${cause} (${on})`,
	cause: (id: string, what: string, source: string): string => `${id}: ${what} (${source})`,
	failsHead: (): string => 'What fails without a cause:',
	fails: (row: string, what: string): string => `${row}: ${what}`,
	where: (line: string, on: string): string => `${line} (${on})`,
	answerFails: (call: string, expected: string, said: string): string =>
		`${call}: expected ${expected}, is ${said}`,
	scheduleFails: (question: string, token: string | null): string =>
		`never ${question}${token === null ? '' : `; rmaplab replay ${token}`}`,
	skippedHead: (): string => 'Skipped:',
	skipped: (row: string, why: string): string => `${row}: ${why}`,
	died: (of: string): string => `nothing, the kernel died: ${of}`,
	noVerdict: (workload: string, variant: string): string =>
		`error: ${variant} on ${workload}: the search was not run`,
};

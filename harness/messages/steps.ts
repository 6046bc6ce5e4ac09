/*
 * harness/messages/steps.ts - what can be wrong with a program of the step language.
 */

const perhaps = (near: string | null): string =>
	near === null ? '' : ` (did you mean '${near}'?)`;

/** One mistake, as compilers print it. */
export function stepsError(path: string, line: number, column: number, what: string): string {
	return `${path}:${line}:${column}: error: ${what}`;
}

/** The mistakes that reading it finds, and those that only come up once N is known or it runs. */
export const stepsText = {
	noStep: (text: string): string => `'${text}' belongs to no step`,
	noDeclaration: (text: string): string => `expected var, mutex, thread or expect, not '${text}'`,
	noThread: (): string => 'no thread in it',
	noExpectation: (): string => 'expected executions, preemptions or states',
	oneCount: (what: string): string => `one number of ${what} for each N`,
	onlyAssignments: (): string => 'only assignments can follow a guard',
	outcomeToLocal: (): string => 'an outcome goes to a local',
	arguments: (what: string, count: number): string => `${what} takes ${count} arguments`,
	noNumber: (text: string): string => `expected a number, not '${text}'`,
	tooLarge: (): string => 'a number above 2147483647',
	noName: (text: string): string => `expected a name, not '${text}'`,
	expected: (wanted: string, text: string): string => `expected '${wanted}', not '${text}'`,
	endsEarly: (): string => 'the program ends too early',
	tooDeep: (most: number): string => `deeper than ${most} blocks and brackets in each other`,
	tooLong: (most: number): string => `more than ${most} operators in a row`,
	declaredTwice: (name: string): string => `'${name}' is declared already`,
	tooFewWords: (name: string, size: number, n: number): string =>
		`${name} has ${size} words with N = ${n}`,
	tooManyWords: (most: number, n: number): string => `more than ${most} shared words with N = ${n}`,
	tooManyCounts: (most: number): string =>
		`more than ${most} counts are expected; write a second program`,
	tooManyThreads: (most: number, n: number): string => `more than ${most} threads with N = ${n}`,
	readFirst: (name: string): string => `'${name}' is shared: read it into a local first`,
	noLocal: (name: string, near: string | null): string => `no '${name}' here${perhaps(near)}`,
	noShared: (name: string, near: string | null): string => `no shared '${name}'${perhaps(near)}`,
	isMutex: (name: string): string => `'${name}' is a mutex, not a word`,
	isNoMutex: (name: string): string => `'${name}' is no mutex`,
	isShared: (name: string): string => `'${name}' is shared, not a local`,
	noElement: (name: string, index: number, n: number): string =>
		`${name} has no element ${index} with N = ${n}`,
	noStepInLoop: (): string => 'it goes round and round without a step',
} as const;

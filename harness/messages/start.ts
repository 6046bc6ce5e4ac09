/*
 * harness/messages/start.ts - what the tool says when nothing is asked of it.
 */

/** What it is for, and what somebody who meets it runs first, each with what that gives. */
export const startScreen = {
	says: (): string =>
		'rmaplab runs every proposal of a mail about a kernel memory manager on the same ' +
		'workloads under all interleavings, and says which of them hold.',
	commands: (): readonly (readonly [command: string, gives: string])[] => [
		['rmaplab compare', 'what each proposal fixes and adds, in rmaplab-report/ (two minutes)'],
		['rmaplab init mine', 'a proposal of your own to start from, with a litmus test'],
		['rmaplab replay TOKEN', 'a finding, step by step: compare prints the tokens'],
	],
	help: (): string =>
		"'rmaplab --help' lists all commands, 'rmaplab COMMAND --help' says what one takes, and " +
		"'rmaplab doctor' what this machine has of what some of them need.",
} as const;

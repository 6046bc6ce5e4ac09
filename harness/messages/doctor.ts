/*
 * harness/messages/doctor.ts - what this machine has, and what each part is for.
 */

/** Whether all needs it, or some one thing does. */
export type Need = 'needed' | 'optional';

export const doctorSays = {
	heads: {
		needed: (): string => 'Everything needs these:',
		optional: (): string => 'Each of these is for one thing, and all else works without it:',
	},
	states: { there: 'ok', missing: 'missing' },
	/** What each part is for, and what to do where it is missing. */
	uses: {
		node: (): string => '20.19 or newer runs everything',
		temporary: (): string =>
			'variants of your own are loaded by way of it; TMPDIR names another folder',
		here: (): string => 'reports, and the files of init and minimise, are written below it',
		cores: (): string => 'as many workers search at once; --jobs says otherwise',
		spin: (): string =>
			'npm run judge: SPIN, another model checker, walks the same models; Debian: apt install spin',
		cc: (): string =>
			"npm run judge compiles SPIN's models, npm run bench measures a fault of this kernel; " +
			'Debian: apt install tcc or gcc',
		git: (): string => 'git apply takes what rmaplab patch prints',
		chromium: (): string =>
			'rmaplab report --png draws charts with it, and the tests of report.html look at the page; ' +
			'Debian: apt install chromium',
		browser: (): string => 'rmaplab open shows report.html; else it prints where it is',
		fonts: (): string =>
			'charts are drawn with Arial, or with what stands for it; without fonts a viewer shows none of ' +
			'their words; Debian: apt install fonts-dejavu-core',
		redis: (): string =>
			'nothing of this version: a queue of cells for several machines would use it',
		processes: (): string =>
			'/proc tells whether the run that has the folder of a report is still that run; else its number ' +
			'alone is asked for',
		memfd: (): string => 'npm run bench measures a fault of this kernel in a file in memory',
	},
	cores: (cores: number, gigabytes: string): string => `${cores}, with ${gigabytes} GB of memory`,
	families: (count: number): string => `${count} families`,
	allThere: (): string => 'All that is needed is there.',
	noRoom: (name: string, folder: string): string => `${name} (${folder} cannot be written)`,
	/** What of those parts. */
	someMissing: (names: readonly string[]): string =>
		`error: missing, and everything needs it: ${names.join(', ')}`,
} as const;

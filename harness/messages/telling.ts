/*
 * harness/messages/telling.ts - an execution in a few plain sentences. Each goes on from the cpu that acts: 'CPU1
 * faulter finds f[1] in the page cache of f'.
 */

const cacheOf = (file: string): string =>
	file === 'swapper_space' ? 'the swap cache' : `the page cache of ${file}`;

const pages = (count: number): string => (count === 1 ? '1 page' : `${count} pages`);

/** What one step does to a page, to a pte or to a file. `slot` is 'page 9 of process A'. */
export const tells = {
	found: (page: string, file: string): string => `finds ${page} in ${cacheOf(file)}`,
	missed: (index: number, file: string): string =>
		`does not find page ${index} of ${file} in the page cache`,
	removed: (page: string, file: string): string => `takes ${page} out of ${cacheOf(file)}`,
	added: (page: string, file: string): string => `puts ${page} into ${cacheOf(file)}`,
	shrunk: (file: string, size: number): string =>
		size === 0
			? `cuts ${file} to nothing: all of it lies beyond EOF now`
			: `cuts ${file} to ${pages(size)}: ${file}[${size}] and all behind it lie beyond EOF now`,
	grown: (file: string, size: number): string => `makes ${file} ${pages(size)} long`,
	nothingMapped: (slot: string): string => `looks at the pte of ${slot}: nothing is mapped there`,
	pteSeen: (slot: string, page: string): string => `looks at the pte of ${slot}: it maps ${page}`,
	mapped: (page: string, slot: string): string => `maps ${page} at ${slot}`,
	unmapped: (page: string, slot: string): string => `unmaps ${page} from ${slot}`,
	placed: (slot: string, index: string): string =>
		`leaves a file pte at ${slot}, which notes page ${index} of the file`,
	noMapping: (page: string): string => `sees that ${page}->mapping is NULL: it belongs to no file`,
	mappingCleared: (page: string): string => `sets ${page}->mapping to NULL`,
	mappingSet: (page: string, file: string): string => `sets ${page}->mapping to ${file}`,
	dirtied: (page: string): string => `marks ${page} dirty`,
	cleaned: (page: string): string => `takes the dirty mark from ${page}`,
	takenForAnon: (page: string): string => `takes ${page} for an anonymous page: PG_anon = 1`,
	stored: (page: string): string => `stores to ${page}`,
	dies: (what: string): string => `stops for good: ${what}`,
} as const;

/** Behind the last sentence of a cpu that does not go on. */
export const toldSwitch = {
	preempted: (isAtOnce: boolean): string =>
		`, and is preempted${isAtOnce ? '' : ' some steps later'}: another cpu goes on`,
	waits: (what: string): string => `, then ${what}`,
} as const;

/** Who does what is done once all cpus have ended, so that it is seen what they left. */
export const toldAfter = (): string => 'Afterwards the test';

/** How it ends, for whoever reads no more than that. */
export const toldEnd = (oracle: string, detail: string): string => `${oracle}: ${detail}`;

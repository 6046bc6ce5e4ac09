/*
 * harness/workload.ts - the contract of a workload: what a litmus file means once it is read.
 *
 * Plain data, and what follows from one call alone. Page numbers count 4 KiB pages; names refer to files, maps and processes declared in
 * the same workload, and the reader has already checked that they exist.
 */
import type { MemoryName, SequenceWorkload } from './result.ts';

/** Oracles that judge a whole search: of these no end of an execution says anything. */
export { ofWholeSearches } from './result.ts';

/** Where a statement stood, for messages. Lines and columns count from 1. */
export interface Place {
	readonly line: number;
	readonly column: number;
}

/** A range of pages of a map, both ends included: m[2..4]. */
export interface MapRange {
	readonly map: string;
	readonly first: number;
	readonly last: number;
	/** It may reach beyond the end of the map, to what lies behind it in the address space. */
	readonly beyond?: true;
}

/** What a cpu can be told to run out of. */
export const allocationKinds = ['page', 'pte_table', 'pte_chain', 'vma'] as const;
export type AllocationKind = (typeof allocationKinds)[number];

export type Protection = 'none' | 'read' | 'write';

/** A page of a map that the kernel copies to or from. */
export interface MapPage {
	readonly map: string;
	readonly page: number;
}

/** One user-visible call. `place` is where it was written. */
export type Call = { readonly place: Place } & (
	| {
			readonly call: 'map';
			/** Name of the new map. */
			readonly map: string;
			/** null maps anonymous memory of `pages` pages. */
			readonly file: string | null;
			/** First page of the file (vm_pgoff). */
			readonly pgoff: number;
			readonly pages: number;
			readonly shared: boolean;
			readonly locked: boolean;
			readonly populate: boolean;
			/** PROT_READ alone. */
			readonly readonly: boolean;
			/** The file is open for reading only, so that no mapping of it is VM_SHARED. */
			readonly openedReadonly: boolean;
			/** MAP_FIXED over this page of an existing map. */
			readonly fixed: {
				readonly map: string;
				readonly page: number;
				/** As of a range. */
				readonly beyond?: true;
			} | null;
	  }
	| { readonly call: 'unmap'; readonly range: MapRange }
	/** mremap; the moved part gets the name `to`. */
	| { readonly call: 'move'; readonly range: MapRange; readonly to: string }
	/** mremap as the kernel has it: `range` (which may be of no page) gets `pages` pages, and the result the name `to`. */
	| {
			readonly call: 'mremap';
			readonly range: MapRange;
			readonly pages: number;
			/** MREMAP_MAYMOVE. */
			readonly mayMove: boolean;
			/** MREMAP_FIXED: over this page of an existing map. */
			readonly fixed: {
				readonly map: string;
				readonly page: number;
				/** As of a range. */
				readonly beyond?: true;
			} | null;
			readonly to: string;
	  }
	| { readonly call: 'mlock' | 'munlock'; readonly range: MapRange }
	/** Locks what there is, what will be mapped, or both. */
	| { readonly call: 'mlockall'; readonly current: boolean; readonly future: boolean }
	| { readonly call: 'munlockall' }
	/** remap_file_pages: page `range.first` + i shows file page `pgoff` + i. */
	| {
			readonly call: 'remap';
			readonly range: MapRange;
			readonly file: string;
			readonly pgoff: number;
			readonly nonblock: boolean;
	  }
	| { readonly call: 'touch'; readonly range: MapRange; readonly write: boolean }
	| { readonly call: 'read'; readonly file: string; readonly page: number }
	/** `from`: what is written lies in this page of a map. */
	| {
			readonly call: 'write';
			readonly file: string;
			readonly page: number;
			readonly from?: MapPage;
	  }
	/** ftruncate to `pages` pages plus `bytes` bytes (0..4095). */
	| {
			readonly call: 'truncate';
			readonly file: string;
			readonly pages: number;
			readonly bytes: number;
	  }
	/** A hole: pages `first` to `last` of the file are gone and read as zero; its size stays. */
	| {
			readonly call: 'punch';
			readonly file: string;
			readonly first: number;
			readonly last: number;
	  }
	| { readonly call: 'fsync'; readonly file: string }
	/** O_DIRECT write of one page: writes to disk, then invalidate_inode_pages2. */
	| { readonly call: 'direct-write'; readonly file: string; readonly page: number }
	/** O_DIRECT read of one page: from disk, behind a write of what is dirty in the cache. */
	| { readonly call: 'direct-read'; readonly file: string; readonly page: number }
	| { readonly call: 'invalidate'; readonly file: string }
	/** MS_SYNC, MS_ASYNC or neither, which is null; and MS_INVALIDATE. */
	| {
			readonly call: 'msync';
			readonly range: MapRange;
			readonly wait: boolean | null;
			readonly invalidate: boolean;
	  }
	| { readonly call: 'dontneed'; readonly range: MapRange }
	/** `write` is PROT_READ and PROT_WRITE. */
	| { readonly call: 'mprotect'; readonly range: MapRange; readonly to: Protection }
	/** `into`: the answer is put into this page of a map. */
	| { readonly call: 'mincore'; readonly range: MapRange; readonly into?: MapPage }
	/** get_user_pages of the one page of `range`; what holds it is called `pin` in this process. */
	| {
			readonly call: 'pin';
			readonly range: MapRange;
			readonly write: boolean;
			readonly pin: string;
	  }
	/** What a device, or the kernel, reads from a pinned page or stores in it; and the put. */
	| { readonly call: 'load' | 'store' | 'unpin'; readonly pin: string }
	/** The child gets the name `child`; it shares the parent's map names. */
	| { readonly call: 'fork'; readonly child: string }
	| { readonly call: 'exit' }
	/** kswapd's pass: refill_inactive_zone, then shrink_cache over up to `pages` pages. */
	| { readonly call: 'reclaim'; readonly pages: number }
	| { readonly call: 'refill'; readonly pages: number }
	/** shrink_cache alone: shrink_list over up to `pages` pages of the inactive list. */
	| { readonly call: 'shrink'; readonly pages: number }
	| { readonly call: 'swapoff' }
	/** The `nth` allocation (from 1) of this kind by this cpu from here on fails. */
	| { readonly call: 'fail'; readonly kind: AllocationKind; readonly nth: number }
);

/** A sequence of calls run by one task; `process` is null for kernel threads. */
export interface Program {
	readonly name: string;
	readonly process: string | null;
	readonly calls: readonly Call[];
	readonly place: Place;
}

export interface FileDeclaration {
	readonly name: string;
	readonly pages: number;
	/** Whether its pages are in the page cache, uptodate and clean, when the race begins. */
	readonly cached: boolean;
	/** Reads of this file from disk fail with -EIO. */
	readonly readError: boolean;
	readonly place: Place;
}

/** A call of the text. */
export interface CallName {
	readonly block: 'before' | 'cpu' | 'after';
	/** Of the process before the race, or of the cpu; '' after the race. */
	readonly name: string;
	/** Counts from 0: the calls of the process, of the cpu, or of all that runs after the race. */
	readonly order: number;
}

/** What a page can hold. */
export type Contents =
	/** What this page of a file held on disk before anything ran. */
	| { readonly of: 'page'; readonly file: string; readonly page: number }
	/** What this call stores. */
	| { readonly of: 'store'; readonly store: CallName }
	| { readonly of: 'zero' };

/** What can come of a call. */
export type Result =
	/** End of file is a success of read(), which returns 0. */
	| { readonly is: 'success' | 'failure' | 'end of file' }
	/** The process is killed, for want of memory in the last case. */
	| { readonly is: 'signal'; readonly signal: 'SIGBUS' | 'SIGSEGV' | 'OOM' }
	| { readonly is: 'errno'; readonly errno: number }
	/** What was read. */
	| { readonly is: 'contents'; readonly contents: Contents }
	/** What mincore() says, a bit for each page, the lowest for the first. */
	| { readonly is: 'mask'; readonly mask: number };

/** What a `never` or `count` line may say; all parts of a `never` line must hold together. */
export type Condition = { readonly place: Place; readonly not?: true } &
	/** Some pte maps a frame that is or was this file page. */
	(
		| { readonly holds: 'mapped'; readonly file: string; readonly page: number }
		/** The page lies at or beyond the end of the file. */
		| { readonly holds: 'beyond-eof'; readonly file: string; readonly page: number }
		| { readonly holds: 'cached'; readonly file: string; readonly page: number }
		| { readonly holds: 'lost-dirty'; readonly file: string; readonly page: number }
		/** The page in the cache is clean and uptodate, and the disk holds something else. */
		| { readonly holds: 'stale'; readonly file: string; readonly page: number }
		/** The next access to this page of the map shows file page `shows`, or raises SIGBUS (null). */
		| {
				readonly holds: 'shows';
				readonly process: string;
				readonly map: string;
				readonly page: number;
				readonly shows: { readonly file: string; readonly page: number } | null;
		  }
		/** The pte of this page of the map is present. */
		| {
				readonly holds: 'present';
				readonly process: string;
				readonly map: string;
				readonly page: number;
		  }
		/** The call is over and came to this. */
		| { readonly holds: 'returns'; readonly call: CallName; readonly result: Result }
		/** The disk holds this as the contents of the page. */
		| {
				readonly holds: 'on-disk';
				readonly file: string;
				readonly page: number;
				readonly contents: Contents;
		  }
		/** Some oracle is violated; the phrase is verbatim, e.g. 'orphan page mapped'. */
		| { readonly holds: 'oracle'; readonly oracle: string }
	);

export interface NeverLine {
	readonly text: string;
	readonly conditions: readonly Condition[];
	readonly place: Place;
}

export interface ExpectLine {
	readonly text: string;
	readonly variant: string;
	readonly frequency: 'never' | 'sometimes' | 'always';
	/** null speaks about the `never` lines together, else about one oracle. */
	readonly oracle: string | null;
	readonly place: Place;
}

/** One litmus file, or sequences of calls, of which `sequences` has everything and all else is empty. */
export interface Workload {
	/** From the `scenario` line; equals the file's name without `.litmus`. */
	readonly name: string;
	/** Path as given, for messages. */
	readonly path: string;
	/** Head comment, joined into one paragraph. */
	readonly question: string;
	/** From `serves S3 S15 E1`. */
	readonly serves: readonly string[];
	/** SHA-256 of the normalised text (comments and blank space left out), in hex; tells workloads apart. */
	readonly digest: string;
	/** How weak the cpus' memory is; `tlb`: sequentially consistent, and cpus keep translations until they are flushed. */
	readonly memory: MemoryName;
	readonly files: readonly FileDeclaration[];
	/** Processes with what they do before the race, one after the other, on one CPU. */
	readonly processes: readonly Program[];
	/** What races. */
	readonly cpus: readonly Program[];
	/** What runs after the race, in order, once every cpu has finished. */
	readonly after: readonly Program[];
	readonly never: readonly NeverLine[];
	/** Process names of `count unmapped-locked A` lines. */
	readonly counts: readonly string[];
	readonly expects: readonly ExpectLine[];
	readonly sequences?: SequenceWorkload;
}

/** Pages of a range, both ends counted. */
export const pagesIn = ({ first, last }: Pick<MapRange, 'first' | 'last'>): number =>
	last - first + 1;

/** The map that a call makes, if it makes one. */
export function mapMade(call: Call): string | null {
	if (call.call === 'map') return call.map;
	return call.call === 'move' || call.call === 'mremap' ? call.to : null;
}

/** Pages of the map that a call makes; 0 if it makes none. */
export function pagesMade(call: Call): number {
	if (call.call === 'map' || call.call === 'mremap') return call.pages;
	return call.call === 'move' ? pagesIn(call.range) : 0;
}

const changing: ReadonlySet<Call['call']> = new Set<Call['call']>([
	'unmap',
	'move',
	'mremap',
	'remap',
]);

/** The pages of a map that a call removes or shows something else in, as the call names them. */
export function rangeChanged(call: Call): MapRange | null {
	if ('range' in call && changing.has(call.call)) return call.range;
	if (call.call !== 'map' || call.fixed === null) return null;
	const { map, page } = call.fixed;
	return { map, first: page, last: page + call.pages - 1 };
}

/** What stands for a call in tables of all calls. */
export function callKey(call: CallName, { cpus }: Pick<Workload, 'cpus'>): string {
	const { block, name, order } = call;
	if (block === 'before') return callKeyAt(name, order);
	const cpu = cpus.findIndex((each) => each.name === name);
	return callKeyAt(block === 'after' ? cpus.length : cpu, order);
}

/** The same from where it stands: in a process before the race, else in a cpu, or behind the last one. */
export const callKeyAt = (program: string | number, order: number): string => `${program} ${order}`;

/** Who forks a child in the race or after it, by child: it has the maps of its parent under their names. */
export function parentsInRace({
	cpus,
	after,
}: Pick<Workload, 'cpus' | 'after'>): Map<string, string> {
	const parents = new Map<string, string>();
	for (const { process, calls } of [...cpus, ...after]) {
		for (const each of calls) {
			if (each.call === 'fork' && process !== null) parents.set(each.child, process);
		}
	}
	return parents;
}

/** The process and its ancestors, from each of which it may have a map; the nearest first. */
export function heirLine(parents: ReadonlyMap<string, string>, process: string): string[] {
	const line = [process];
	for (let each = parents.get(process); each; each = parents.get(each)) line.push(each);
	return line;
}

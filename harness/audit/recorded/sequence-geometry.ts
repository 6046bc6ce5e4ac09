/*
 * harness/audit/recorded/sequence-geometry.ts - a machine that is large enough for each sequence of a recording.
 */
import type { RecordedCall, Sequence } from '../../../workloads/sequence/recording.ts';
import type { Geometry, PoolCount } from '../../mm/include/geometry.ts';
import { firstPage } from './first-page.ts';

/** What sequences need at most. */
export interface Needs {
	/** Addresses, in pages. */
	readonly pages: number;
	readonly filePages: number;
	readonly files: number;
	readonly processes: number;
}

const ptesPerTable = 8;

/** One cpu makes all calls, so only the boot cpu's slices hold anything. */
const only = (boot: number): PoolCount => ({ boot, each: 0 });

export const geometryFor = (sequences: readonly Sequence[]): Geometry =>
	geometryWith(needsOf(sequences));

export function geometryWith({ pages, filePages, files, processes }: Needs): Geometry {
	const tables = Math.ceil((firstPage + pages) / ptesPerTable) + 1;
	const vmas = pages + 2;
	const frames = files * filePages + processes * pages + 16;
	return {
		ptesPerTable,
		tablesPerMm: tables,
		slotsPerChain: 3,
		files,
		filePagesMax: filePages,
		swapSlots: 8,
		vmasPerMm: vmas,
		vmasPerFile: vmas * processes,
		lruPages: frames + 1,
		gatherPages: 32,
		intendedPages: tables * ptesPerTable,
		pages: only(frames + 1),
		pteTables: only(tables * processes),
		pteChains: only(frames + processes * pages),
		vmas: only(vmas * processes),
		mms: only(processes),
		pagevecs: only(4),
		gathers: only(4),
		outcomes: 1,
	};
}

function needsOf(sequences: readonly Sequence[]): Needs {
	const most = { pages: 1, filePages: 1, files: 1, processes: 1 };
	const atLeast = (what: keyof Needs, value: number): void => {
		most[what] = Math.max(most[what], value);
	};
	for (const { calls } of sequences) {
		const files = new Set<string>();
		let processes = 1;
		for (const call of calls) {
			if (call.call === 'fork') processes++;
			const { pages = 0, filePages = 0, file } = needsOfCall(call);
			if (file !== undefined) files.add(file);
			atLeast('pages', pages);
			atLeast('filePages', filePages);
		}
		atLeast('files', files.size);
		atLeast('processes', processes);
	}
	return most;
}

/** The address, and the page of a file, behind the last that a call names. */
function needsOfCall({ call, args }: RecordedCall): {
	readonly pages?: number;
	readonly filePages?: number;
	readonly file?: string;
} {
	const [first = '', second = '', third = '', fourth = ''] = args;
	const end = Number(first) + Number(second);
	switch (call) {
		case 'mmap':
			if (third === '-') return { pages: end };
			return { pages: end, filePages: Number(fourth) + Number(second), file: third };
		case 'mremap':
			return { pages: Math.max(end, Number(fourth) + Number(third)) };
		case 'remap':
			return { pages: end, filePages: Number(third) + Number(second) };
		case 'munmap':
		case 'mlock':
		case 'munlock':
		case 'madvise':
		case 'mprotect':
		case 'msync':
		case 'mincore':
			return { pages: end };
		case 'r':
		case 'w':
			return { pages: Number(first) + 1 };
		case 'trunc':
			return { filePages: Number(second), file: first };
		case 'punch':
			return { filePages: Number(second) + Number(third), file: first };
		case 'pread':
		case 'pwrite':
		case 'dwrite':
			return { filePages: Number(second) + 1, file: first };
		case 'fsync':
			return { file: first };
		default:
			return {};
	}
}

/*
 * harness/audit/recorded/sequence-geometry.ts - a machine that is large enough for each sequence of a recording.
 */
import type { RecordedCall, Sequence } from '../../../workloads/sequence/recording.ts';
import type { Geometry, PoolCount } from '../../mm/include/geometry.ts';
import { BadInput, machineTooLarge } from '../../messages/index.ts';
import type { Shape } from '../../measure/load.ts';
import { type MachineName, machines } from '../../measure/machines.ts';
import { firstPage } from './first-page.ts';

/** What sequences need at most. */
export interface Needs {
	/** Addresses, in pages. */
	readonly pages: number;
	readonly filePages: number;
	readonly files: number;
	/** Pages of all files together; files times filePages where it is not known. */
	readonly allFilePages?: number;
	/** That live at the same time. */
	readonly processes: number;
	/** Calls on memory, each of which makes two vmas more at most; left out where there may be any number. */
	readonly rangeCalls?: number;
}

/** That of the litmus tests. */
const smallShape: Shape = { ptesPerTable: 8, slotsPerChain: 3 };

/** One cpu makes all calls, so only the boot cpu's slices hold anything. */
const only = (boot: number): PoolCount => ({ boot, each: 0 });

/** Pages, vmas and places in lists of a machine: some hundred megabytes. */
const objectsMax = 2 ** 24;

/**
 * @param modelled the machine whose page tables and chains the cost depends on; null where only answers count
 * @throws BadInput where the machine would be too large
 */
export function geometryFor(
	sequences: readonly Sequence[],
	modelled: MachineName | null = null,
): Geometry {
	const shape = modelled === null ? smallShape : shapeOf(modelled);
	const geometry = geometryWith(needsOf(sequences), shape);
	const { pages, files, vmasPerFile, filePagesMax, pteChains, vmas } = geometry;
	const objects = pages.boot + pteChains.boot + vmas.boot + files * (vmasPerFile + filePagesMax);
	if (objects > objectsMax) throw new BadInput(machineTooLarge(objects, objectsMax));
	return geometry;
}

const shapeOf = (name: MachineName): Shape => ({
	ptesPerTable: machines[name].ptesPerTable.value,
	slotsPerChain: machines[name].pteChainSlots.value,
});

export function geometryWith(needs: Needs, shape: Shape = smallShape): Geometry {
	const { ptesPerTable, slotsPerChain } = shape;
	const { pages, filePages, files, processes } = needs;
	const { allFilePages = files * filePages, rangeCalls = pages } = needs;
	const tables = Math.ceil((firstPage + pages) / ptesPerTable) + 1;
	const vmas = Math.min(pages, 2 * rangeCalls) + 2;
	const frames = allFilePages + processes * pages + 16;
	return {
		ptesPerTable,
		tablesPerMm: tables,
		slotsPerChain,
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
	const most = { pages: 1, filePages: 1, files: 1, allFilePages: 1, processes: 1, rangeCalls: 1 };
	for (const sequence of sequences) {
		const needs = needsOfSequence(sequence);
		for (const what of Object.keys(most) as (keyof typeof most)[]) {
			most[what] = Math.max(most[what], needs[what]);
		}
	}
	return most;
}

function needsOfSequence({ calls }: Sequence): Required<Needs> {
	const files = new Map<string, number>();
	let [pages, filePages, rangeCalls] = [1, 1, 0];
	const living = new Set([0]);
	let processes = 1;
	for (const recorded of calls) {
		const { task, call, args } = recorded;
		living.add(task);
		if (call === 'fork') living.add(Number(args[0]));
		processes = Math.max(processes, living.size);
		if (call === 'exit') living.delete(task);
		const needs = needsOfCall(recorded);
		if (needs.pages !== undefined) rangeCalls++;
		pages = Math.max(pages, needs.pages ?? 0);
		filePages = Math.max(filePages, needs.filePages ?? 0);
		if (needs.file === undefined) continue;
		files.set(needs.file, Math.max(files.get(needs.file) ?? 0, needs.filePages ?? 0));
	}
	const remapped = calls.reduce((most, each) => Math.max(most, remappedPages(each)), 0);
	const own = [...files.values()].map((each) => Math.max(each, remapped));
	return {
		pages,
		filePages,
		files: Math.max(1, files.size),
		allFilePages: own.reduce((sum, each) => sum + each, 1),
		processes,
		rangeCalls,
	};
}

/** Any file may be the one that remap shows. */
const remappedPages = ({ call, args }: RecordedCall): number =>
	call === 'remap' ? Number(args[2]) + Number(args[1]) : 0;

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
		case 'obs':
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
			return { filePages: Number(second) + (third === '' ? 0 : 1), file: first };
		case 'punch':
			return { filePages: Number(second) + Number(third), file: first };
		case 'pread':
		case 'pwrite':
		case 'dread':
		case 'dwrite':
			return { filePages: Number(second) + 1, file: first };
		case 'fsync':
		case 'invalidate':
			return { file: first };
		default:
			return {};
	}
}

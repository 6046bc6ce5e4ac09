/*
 * harness/cell/scene.ts - shows an oracle the memory of a workload at its end.
 */
import { slotOfPte } from '../check/address-spaces.ts';
import type { Scene } from '../check/oracle.ts';
import type { NameOf } from '../engine/layout.ts';
import type { Machine } from '../engine/machine.ts';
import { userMapAddress } from '../mm/bookkeeping.ts';
import { page_tree } from '../mm/include/fs.ts';
import { page_index, page_mapping } from '../mm/include/mm.ts';
import { PTRS_PER_PTE } from '../mm/include/sizes.ts';
import {
	pteTableFirst,
	pteTableStruct,
	type address_space,
	type page,
	type pte_table,
} from '../mm/include/structs.ts';
import { describePage, fileMappings } from '../mm/layout.ts';
import { initialContents } from './place.ts';
import type { Placed } from './placed.ts';

/**
 * The scene reads the memory that it is given at the time of the call, it copies nothing. Its findings call
 * pages by `nameOf`.
 */
export function sceneOf(placed: Placed, memory: Int32Array, nameOf: NameOf = describePage): Scene {
	return {
		memory,
		read: (field, object) => memory[object + field.offset]!,
		start: {
			memory: placed.image,
			read: (field, object) => placed.image[object + field.offset]!,
		},
		nameOf: (page) => (placed.layout.names.has(page) ? nameOf(page) : describePage(page)),
		files: placed.workload.files.map((file, n) => ({
			name: file.name,
			mapping: fileMappings[n]!,
			pages: file.pages,
		})),
		processes: processesIn(placed, memory),
		accesses: placed.accesses,
		calls: placed.calls,
		initialContents,
		workload: placed.workload,
		maps: placed.maps,
		userMaps: placed.userMaps,
	};
}

/**
 * The processes that have a name by now. An mm belongs to who had it last, and that is who comes last in the
 * text: a cpu hands out again only what it has handed out itself.
 */
function processesIn(placed: Placed, memory: Int32Array): Scene['processes'] {
	const { userMaps, processes } = placed;
	const children = [...userMaps].filter(([key]) => !key.includes(' '));
	if (children.length === 0) return processes;
	const told = children.map(([name, word]) => ({
		name,
		mm: memory[word + userMapAddress.offset]!,
	}));
	const last = new Map([...processes, ...told].map(({ name, mm }) => [mm, name]));
	return [...last].filter(([mm]) => mm > 0).map(([mm, name]) => ({ name, mm }));
}

/** Whether a page is in a cache, and not at this place. */
function isElsewhere(
	memory: Int32Array,
	page: page,
	mapping: address_space,
	index: number,
): boolean {
	const holder = memory[page + page_mapping.offset]!;
	return holder !== 0 && (holder !== mapping || memory[page + page_index.offset]! !== index);
}

/**
 * Names objects as the workload does: a cached page 'f[1]', an mm 'mm of A', a mapping 'f', the pte of page 9 of
 * process A 'A.pte[9]'. A frame that holds another page in `ended`, the memory at the end of the execution, is
 * 'page#3' all the time: it was handed out again. A page table belongs to whom `live` says at the time of the call,
 * and is 'pte_table#3' as long as it belongs to nobody.
 */
export function namesOf(
	placed: Placed,
	machine: Machine,
	ended: Int32Array,
	live: Int32Array = machine.memory,
): NameOf {
	const names = new Map<number, string>();
	for (const [n, file] of placed.workload.files.entries()) {
		const mapping = fileMappings[n]!;
		names.set(mapping, file.name);
		for (let i = 0; i < file.pages; i++) {
			const page = placed.image[mapping + page_tree.offset + i]!;
			if (page === 0 || isElsewhere(ended, page, mapping, i)) continue;
			names.set(page, `${file.name}[${i}]`);
		}
	}
	for (const { name, mm } of placed.processes) names.set(mm, `mm of ${name}`);
	const { objectOf } = machine.layout;
	return (address) => {
		const object = objectOf[address] ?? 0;
		if (isPteTable(machine, object)) {
			return pteName(placed, live, object, address) ?? machine.nameOf(address);
		}
		const owner = names.get(object);
		const name = names.get(address) ?? machine.nameOf(address);
		return owner === undefined ? name : name.replace(/^\w+#\d+(?=\.)/, owner);
	};
}

function isPteTable({ layout }: Machine, object: number): boolean {
	return object > 0 && layout.structAt[object] === pteTableStruct.id;
}

/** 'A.pte[9]' of a pte, 'A.pte[8..15]' of a table; null while it is nobody's. */
function pteName(
	placed: Placed,
	memory: Int32Array,
	table: pte_table,
	address: number,
): string | null {
	const isWhole = address === table;
	const slot = slotOfPte(memory, isWhole ? table + pteTableFirst : address);
	const owner = processesIn(placed, memory).find(({ mm }) => mm === slot?.mm);
	if (slot === null || owner === undefined) return null;
	const last = isWhole ? `..${slot.page + PTRS_PER_PTE - 1}` : '';
	return `${owner.name}.pte[${slot.page}${last}]`;
}

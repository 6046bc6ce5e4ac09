/*
 * harness/check/kernel-object-leaked.ts - what the kernel has allocated for itself and nobody refers to any more.
 *
 * When every system call is over, a vma is on the list of its mm, a page table in its directory, a pte_chain node on
 * the chain of a page, and a pagevec or a gather, which stand for what lies on a kernel stack, are none at all.
 */
import { poolObjects } from '../engine/layout.ts';
import type { Pool } from '../engine/operation.ts';
import {
	layout,
	mem_map,
	mm_pgd,
	mmPool,
	mmuGatherPool,
	page_pte,
	pagevecPool,
	pte_chain_next,
	pteChainPool,
	pteTablePool,
	PTRS_PER_PGD,
	vmaPool,
} from '../mm/mm_types.ts';
import type { Program, Workload } from '../workload.ts';
import { failed } from './locks-asked.ts';
import type { Census, Complaint, Oracle, Scene } from './oracle.ts';
import { isLive, vmasOf, words } from './page-tables.ts';
import { unionKind } from './reverse.ts';
import { readingOf } from './targets.ts';

const pgd = words(mm_pgd, PTRS_PER_PGD);

const objectsOf = (pool: Pool<number>): readonly number[] =>
	poolObjects(layout.pools.get(pool.name)!);

type Finder = (scene: Scene, census: Census) => Set<number>;

function vmasFound(scene: Scene, { mms }: Census): Set<number> {
	return new Set(mms.flatMap((mm) => vmasOf(scene, mm)));
}

function tablesFound(scene: Scene, { mms }: Census): Set<number> {
	return new Set(mms.flatMap((mm) => pgd.map((slot) => scene.read(slot, mm))));
}

function chainNodesFound(scene: Scene): Set<number> {
	const found = new Set<number>();
	for (const page of mem_map) {
		if (!isLive(scene, page)) continue;
		let node = scene.read(page_pte, page);
		if (unionKind(node) !== 'pte_chain') continue;
		while (node !== 0 && !found.has(node)) {
			found.add(node);
			node = scene.read(pte_chain_next, node);
		}
	}
	return found;
}

const none: Finder = () => new Set();

/** By what findings call it: where it comes from, and who refers to it. */
const kinds: readonly {
	readonly site: string;
	readonly objects: readonly number[];
	readonly found: Finder;
}[] = [
	{ site: 'vm_area_struct', objects: objectsOf(vmaPool), found: vmasFound },
	{ site: 'page table', objects: objectsOf(pteTablePool), found: tablesFound },
	{ site: 'pte_chain', objects: objectsOf(pteChainPool), found: chainNodesFound },
	{ site: 'pagevec', objects: objectsOf(pagevecPool), found: none },
	{ site: 'mmu_gather', objects: objectsOf(mmuGatherPool), found: none },
];

const mmObjects = objectsOf(mmPool);

/** Processes that have ended when all is over: see usersOf() in harness/cell/users.ts. */
function exited({ cpus, after }: Workload): Set<string> {
	const exits = ({ calls }: Program): boolean => calls.some((each) => each.call === 'exit');
	const names = new Set([...cpus, ...after].flatMap(({ process }) => process ?? []));
	return new Set(
		[...names].filter((name) => {
			const behind = after.filter((each) => each.process === name);
			const tasks = cpus.filter((each) => each.process === name);
			return behind.some(exits) || (behind.length === 0 && tasks.every(exits));
		}),
	);
}

/** More address spaces than processes are alive. */
export function spareMms({ mms }: Census, alive: number): Complaint[] {
	if (mms.length <= alive) return [];
	const detail = `${mms.length} address spaces are there for ${alive} processes`;
	return [{ site: 'mm_struct', detail }];
}

/** How many processes can be alive; null where nobody knows what ran. */
function processesAlive(scene: Scene): number | null {
	const { workload, start } = scene;
	if (workload === undefined || start === undefined) return null;
	const before = mmObjects.filter((mm) => isLive(start, mm)).length;
	const forks = readingOf(workload).calls.made.filter(
		({ call, when }) => call.call === 'fork' && when.task !== -1,
	);
	const unborn = new Set<string>();
	for (const fork of forks) {
		if (fork.call.call === 'fork' && failed(scene, fork)) unborn.add(fork.call.child);
	}
	const ended = [...exited(workload)].filter((name) => !unborn.has(name)).length;
	return before + forks.length - unborn.size - ended;
}

export const kernelObjectLeaked: Oracle = {
	says: 'a vma, page table, pte_chain node, pagevec or mm is allocated, and nothing refers to it',
	mutant: 'chain-node-is-not-freed',
	atEnd: (scene, census) => {
		const complaints: Complaint[] = [];
		for (const { site, objects, found } of kinds) {
			const live = objects.filter((each) => isLive(scene, each));
			if (live.length === 0) continue;
			const known = found(scene, census);
			for (const each of live) {
				if (known.has(each)) continue;
				const detail = `${scene.nameOf(each)} is allocated and nothing refers to it`;
				complaints.push({ site, detail });
			}
		}
		const alive = processesAlive(scene);
		return alive === null ? complaints : [...complaints, ...spareMms(census, alive)];
	},
};

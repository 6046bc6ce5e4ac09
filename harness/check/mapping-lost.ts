/*
 * harness/check/mapping-lost.ts - what a program has mapped is mapped, and what it has unmapped is not: mmap, munmap,
 * mremap and fork do what they say that they did.
 *
 * What the program has asked for is written down by the system call's caller (mm.intended) and by no kernel
 * function that is judged.
 */
import {
	INTENDS_NOTHING,
	INTENDS_UNCERTAIN,
	mmIntended,
	PAGE_SHIFT,
	INTENDED_PAGES,
	vm_end,
	vm_start,
} from '../mm/mm_types.ts';
import { mapMade, rangeChanged, type Workload } from '../workload.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { isLive, processName, vmasOf, words } from './page-tables.ts';

const intended = words(mmIntended, INTENDED_PAGES);
/** Reused: the pages that a vma covers. */
const covered = new Uint8Array(intended.length);

/**
 * Whether one cpu forks a process while another maps or unmaps something there: what the child has inherited is
 * written down later, when the parent has something else.
 */
function forksBesideMaps({ cpus }: Pick<Workload, 'cpus'>): boolean {
	return cpus.some(
		(forker) =>
			forker.calls.some(({ call }) => call === 'fork') &&
			cpus.some(
				(other) =>
					other !== forker &&
					other.process === forker.process &&
					other.calls.some((each) => mapMade(each) !== null || rangeChanged(each) !== null),
			),
	);
}

export const mappingLost: Oracle = {
	says: 'a page that a program has mapped lies in no vma, or one that it has unmapped in a vma',
	mutant: 'fork-loses-the-last-vma',
	atEnd: (scene, census) => {
		const complaints: Complaint[] = [];
		for (const mm of census.mms) {
			covered.fill(0);
			for (const vma of vmasOf(scene, mm)) {
				const first = scene.read(vm_start, vma) >> PAGE_SHIFT;
				covered.fill(1, first, scene.read(vm_end, vma) >> PAGE_SHIFT);
			}
			const isOld = scene.start !== undefined && isLive(scene.start, mm);
			if (!isOld && scene.workload !== undefined && forksBesideMaps(scene.workload)) continue;
			for (const [page, field] of intended.entries()) {
				const wants = scene.read(field, mm);
				if (wants === INTENDS_UNCERTAIN || (covered[page] === 1) === (wants !== INTENDS_NOTHING))
					continue;
				if (wants === INTENDS_NOTHING && !isOld) continue;
				const where = `page ${page} of process ${processName(scene, mm)}`;
				complaints.push(
					wants === INTENDS_NOTHING
						? {
								site: 'vma where none should be',
								detail: `${where} was unmapped, and a vma is there`,
							}
						: { site: 'no vma', detail: `${where} was mapped, and no vma is there` },
				);
			}
		}
		return complaints;
	},
};

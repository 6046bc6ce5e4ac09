/*
 * harness/measure/tree-lookups.ts - what find_vma() costs in the tree of 2.5.66, where the vmas are on a list here.
 *
 * The simulated kernel walks the list of an mm. 2.5.66 descends its red-black tree, so that whatever the walk
 * counted is taken back, and one link and one vm_end are counted for each level of a balanced tree.
 */
import { eventNames } from './events.ts';
import type { Around, Built } from './straight/built.ts';
import type { State } from './straight/state.ts';

/** Functions that walk an mm's list from behind their third argument on; 0 is the root of the tree. */
const lookups = ['find_vma_in', 'find_vma_prev_in'] as const;

/** What makes lookups cost what they cost in a tree. Where they find what, and memory, stay as they are. */
export function treeCharges({ types }: Built, machine: State): Around[] {
	const { memory, counts } = machine;
	return lookups.map((name) => ({
		name,
		isOnce: true,
		around:
			(inner) =>
			(...args) => {
				machine.settle();
				const before = eventNames.map((event) => counts[event]);
				const result = inner(...args);
				const vmas = memory[args[0]! + types.mm_map_count.offset]!;
				const levels = Math.ceil(Math.log2(vmas + 1));
				machine.settle();
				for (const [i, event] of eventNames.entries()) counts[event] = before[i]!;
				counts.calls++;
				counts.listSteps += levels;
				counts.loads += levels;
				return result;
			},
	}));
}

/*
 * harness/measure/tree-lookups.ts - what find_vma() costs in the tree of 2.5.66, where the vmas are on a list here.
 *
 * The simulated kernel walks the list of an mm. 2.5.66 descends its red-black tree, so that whatever the walk
 * counted is taken back, and one link and one vm_end are counted for each level of a balanced tree.
 */
import { eventNames } from './events.ts';
import type { Built, StraightTable } from './straight/built.ts';
import type { State } from './straight/state.ts';

/** Functions that walk an mm's list from behind their third argument on; 0 is the root of the tree. */
const lookups = ['find_vma_in', 'find_vma_prev_in'] as const;

/** From here on lookups cost what they cost in a tree. Where they find what, and memory, stay as they are. */
export function chargeTrees(
	{ types }: Built,
	{ memory, counts }: State,
	table: StraightTable,
): void {
	// A lookup that calls itself is a loop only as long as the table has it as it was.
	const bare = { ...table };
	for (const name of lookups) {
		const inner = table[name]!;
		table[name] = (...args: number[]) => {
			const before = eventNames.map((event) => counts[event]);
			const result = inner.apply(bare, args);
			const vmas = memory[args[0]! + types.mm_map_count.offset]!;
			const levels = Math.ceil(Math.log2(vmas + 1));
			for (const [i, event] of eventNames.entries()) counts[event] = before[i]!;
			counts.calls++;
			counts.listSteps += levels;
			counts.loads += levels;
			return result;
		};
	}
}

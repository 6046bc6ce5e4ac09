/*
 * harness/measure/vma-tree.ts - mm/prio_tree.ts for long lists: what a lookup in a tree of vmas finds, and what it
 * costs, while the vmas are still on lists.
 *
 * A prio_tree looks at the path from its root and at what it finds: so many list steps are counted for a lookup,
 * however the vma was found here.
 */
import type { AtomicStep } from '../engine/atomic.ts';
import type { Built } from './straight/built.ts';
import type { State } from './straight/state.ts';

/** prio_tree_next of mm/atomics.ts, on this machine. */
export function vmaTreeOf({ types }: Built, machine: State): AtomicStep {
	const { i_mmap, i_mmap_shared, vm_start, vm_end, vm_pgoff, PAGE_SHIFT } = types;
	return (_memory, args) => {
		const [mapping, shared, after, index] = args as [number, number, number, number];
		const { memory, counts } = machine;
		const list = shared ? i_mmap_shared : i_mmap;
		const base = mapping + list.head.offset;
		const count = memory[base]!;
		counts.listSteps += after === 0 ? Math.ceil(Math.log2(count + 1)) : 1;
		const holds = (vma: number): boolean => {
			const first = memory[vma + vm_pgoff.offset]!;
			const bytes = memory[vma + vm_end.offset]! - memory[vma + vm_start.offset]!;
			return first <= index && index < first + (bytes >>> PAGE_SHIFT);
		};
		let vma = machine.nextOf(list, base, after);
		while (vma !== 0 && !holds(vma)) vma = machine.nextOf(list, base, vma);
		return vma;
	};
}

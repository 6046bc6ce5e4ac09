/*
 * harness/measure/straight/memory-with-lists.ts - a copy of the memory in which long lists are arrays, as the engine has
 * them and as oracles read them. The words that it fills have no other use here, see side-lists.ts.
 */
import type { ListField } from '../../engine/struct.ts';
import type { Built } from './built.ts';
import type { State } from './state.ts';

export function memoryWithLists({ types }: Built, machine: State): Int32Array {
	const memory = machine.memory.slice();
	const put = (list: ListField, object: number): void => {
		const base = object + list.head.offset;
		const count = machine.memory[base]!;
		for (let i = 0, item = 0; i < count; i++) {
			item = machine.nextOf(list, base, item);
			memory[base + 1 + i] = item;
		}
	};
	const { i_mmap, i_mmap_shared, i_mmap_nonlinear, active_list, inactive_list, mm_mmap } = types;
	for (const mapping of types.fileMappings) {
		for (const list of [i_mmap, i_mmap_shared, i_mmap_nonlinear]) put(list, mapping);
	}
	for (const list of [active_list, inactive_list]) put(list, types.mm_zone);
	const { first, stride, count } = machine.pools.get('mm')!;
	for (let mm = first; mm < first + stride * count; mm += stride) {
		if (machine.memory[mm] === 1) put(mm_mmap, mm);
	}
	return memory;
}

/*
 * harness/measure/tree-lookups.ts - what find_vma() costs in the tree of 2.5.66, where the vmas are on a list here.
 *
 * The simulated kernel walks the list of an mm. 2.5.66 descends its red-black tree, so that whatever the walk
 * counted is taken back, and one link and one vm_end are counted for each level of a balanced tree.
 */
import { eventNames } from './events.ts';
import { MmIndex, type WhenInArray } from './mm-vmas.ts';
import { type Around, type Built, type StraightTable, tableOf } from './straight/built.ts';
import type { State } from './straight/state.ts';

/** Functions that walk an mm's list from behind their third argument on; 0 is the root of the tree. */
export const lookups = ['find_vma_in', 'find_vma_prev_in'] as const;

/** Levels of a balanced tree of so many vmas. */
export const levelsOf = (vmas: number): number => Math.ceil(Math.log2(vmas + 1));

/** A list that changes between two lookups is walked. */
const usualArray: WhenInArray = { vmas: 1024, walks: 8, part: 512 };

type Lookup = (typeof lookups)[number];

/** What makes lookups cost what they cost in a tree. Where they find what, and memory, stay as they are. */
export function treeCharges(
	built: Built,
	machine: State,
	functions: StraightTable,
	inArray: WhenInArray = usualArray,
): Around[] {
	const { memory, counts } = machine;
	const { mm_map_count } = built.types;
	const charge = (mm: number): void => {
		const levels = levelsOf(memory[mm + mm_map_count.offset]!);
		counts.calls++;
		counts.listSteps += levels;
		counts.loads += levels;
	};
	const walk = walkerOf(built, machine, inArray);
	const base = tableOf(built, {});
	return lookups.map((name) => ({
		name,
		isOnce: true,
		around: (inner) => {
			const isBase = functions[name] === base[name];
			return (...args) => {
				const found = isBase ? walk(name, args[0]!, args[1]!, args[2]!) : -1;
				if (found >= 0) {
					charge(args[0]!);
					return found;
				}
				machine.settle();
				const before = eventNames.map((event) => counts[event]);
				const result = inner(...args);
				machine.settle();
				for (const [i, event] of eventNames.entries()) counts[event] = before[i]!;
				charge(args[0]!);
				return result;
			};
		},
	}));
}

/**
 * The walk of the base's functions, without their counts: the cache is what it is after them. -1 where the kernel
 * would die.
 */
function walkerOf(
	built: Built,
	machine: State,
	inArray: WhenInArray,
): (name: Lookup, mm: number, addr: number, after: number) => number {
	const { memory, kinds } = machine;
	const { mm_mmap, vm_end } = built.types;
	const index = new MmIndex(built, machine, inArray);
	const { head } = mm_mmap;
	return (name, mm, addr, after) => {
		if (!kinds.lives(head.struct, mm)) return -1;
		// Whatever a walk counts is taken back, misses among it.
		const { lineMisses } = machine.counts;
		const known = after === 0 ? index.around(mm, addr) : null;
		if (known !== null) {
			machine.counts.lineMisses = lineMisses;
			return known[name === 'find_vma_in' ? 1 : 0];
		}
		const base = mm + head.offset;
		const isBehind = (vma: number): boolean => vma === 0 || memory[vma + vm_end.offset]! > addr;
		let last = after;
		let vma = machine.nextOf(mm_mmap, base, after);
		for (; !isBehind(vma); vma = machine.nextOf(mm_mmap, base, vma)) {
			if (!kinds.lives(vm_end.struct, vma)) return -1;
			last = vma;
		}
		if (vma !== 0 && !kinds.lives(vm_end.struct, vma)) return -1;
		for (let each = after; ;) {
			machine.touchLine(base);
			each = machine.nextOf(mm_mmap, base, each);
			if (each !== 0) machine.touchLine(each + vm_end.offset);
			if (each === vma) break;
		}
		machine.counts.lineMisses = lineMisses;
		return name === 'find_vma_in' ? vma : last;
	};
}

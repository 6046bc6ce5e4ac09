/*
 * harness/audit/fuzz/histories.ts - what a kernel's automata have come to since they were asked last: calls of kernel
 * functions, each with what it observed.
 */
import type { BootedVariant } from '../../cell/boot.ts';
import type { History } from './fuzz-job.ts';

export class NewHistories {
	#of: BootedVariant | null = null;
	#from = 0;

	/** Those that no other goes on. */
	take(booted: BootedVariant): History[] {
		if (this.#of !== booted) this.#from = 0;
		this.#of = booted;
		const { nodes } = booted;
		const histories: History[] = [];
		for (let node = this.#from; node < nodes.size; node++) {
			const { children, isProgram, name, args } = nodes.get(node);
			if (isProgram || children.size > 0) continue;
			const observed: number[] = [];
			for (let each = node; nodes.get(each).parent >= 0; each = nodes.get(each).parent) {
				observed.push(nodes.get(each).observed);
			}
			histories.push({ name, args, observed: observed.toReversed() });
		}
		this.#from = nodes.size;
		return histories;
	}
}

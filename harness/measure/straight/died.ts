/*
 * harness/measure/straight/died.ts - what is thrown where the kernel ends.
 */
import type { Death } from '../../engine/death.ts';

/** The kernel has died, or cannot go on: a result. */
export class Died extends Error {
	override readonly name: string = 'Died';
	readonly death: Death | { readonly oracle: 'deadlock'; readonly text: string };

	constructor(death: Died['death']) {
		super(death.text);
		this.death = death;
	}
}

/** What a task on a single cpu cannot wait for. */
export const waitsForEver = (why: string): Died =>
	new Died({ oracle: 'deadlock', text: `${why}, and nobody else runs` });

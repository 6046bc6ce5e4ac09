/*
 * harness/engine/words.ts - memory as those parts of the machine see it that change it.
 */

export interface Words {
	readonly memory: Int32Array;
	/** Every change goes through it, so that it can be taken back. */
	write(address: number, value: number): void;
}

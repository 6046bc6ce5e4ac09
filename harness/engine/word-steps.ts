/*
 * harness/engine/word-steps.ts - steps that read or write one word, or look along a list, and cannot fail.
 */
import { listNext } from './lists.ts';
import type { Step } from './step.ts';
import type { Words } from './words.ts';

/** Does what the step does to its word, and returns what it observed. */
export function accessWord(words: Words, step: Step): number {
	const { address, mask, value } = step;
	const word = words.memory[address]!;
	const wasSet = word & mask ? 1 : 0;
	switch (step.kind) {
		case 'load':
			return word;
		case 'store':
			words.write(address, value);
			return 0;
		case 'add':
			words.write(address, word + value);
			return 0;
		case 'xadd':
			words.write(address, word + value);
			return word + value;
		case 'xchg':
			words.write(address, value);
			return word;
		case 'test-bit':
			return wasSet;
		case 'set-bit':
			words.write(address, word | mask);
			return 0;
		case 'clear-bit':
			words.write(address, word & ~mask);
			return 0;
		case 'test-and-set-bit':
			words.write(address, word | mask);
			return wasSet;
		case 'test-and-clear-bit':
			words.write(address, word & ~mask);
			return wasSet;
		case 'list-next':
			return listNext(words.memory, step);
		case 'list-empty':
			return word === 0 ? 1 : 0;
		default:
			throw new Error(`a ${step.kind} is more than an access to a word`);
	}
}

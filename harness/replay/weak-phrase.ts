/*
 * harness/replay/weak-phrase.ts - in words: the steps of weak memory and of TLBs, and the few others that are registered.
 */
import { pageListName } from '../check/word-values.ts';
import type { LiveEvent } from '../engine/live.ts';
import { accessPhrase, flushed, loadsFresh, storesSeen } from '../messages/index.ts';

/** Steps that only look at a weak word. */
export const looksOnly = (name: string): boolean =>
	name === 'weak_load' || name === 'weak_test_bit';

/** How a mask of one bit is written. */
const bitOf = (mask: number): number => 31 - Math.clz32(mask);

/**
 * What such a step did to `place`, or null when it is none. `value` says a value of the place's field in
 * words, and `nameOf` an address.
 */
export function weakPhrase(
	{ step, observed, wrote }: Pick<LiveEvent, 'step' | 'observed' | 'wrote'>,
	place: string,
	value: (number: number) => string,
	nameOf: (address: number) => string,
): string | null {
	const { name, args } = step.operation;
	const operand = args[1] ?? 0;
	switch (name) {
		case 'weak_load':
			return `${place} is ${value(observed)}`;
		case 'weak_store':
			return `${place} = ${value(operand)}, in the buffer`;
		case 'weak_xchg':
			return `${place} = ${value(operand)}`;
		case 'weak_add':
			return `${place} ${operand < 0 ? '-' : '+'}= ${Math.abs(operand)}`;
		case 'weak_test_bit':
			return `${place}: bit ${bitOf(operand)} is ${observed}`;
		case 'weak_set_bit':
			return `${place}: sets bit ${bitOf(operand)}`;
		case 'weak_clear_bit':
			return `${place}: clears bit ${bitOf(operand)}`;
		case 'weak_test_and_set_bit':
			return `${place}: sets bit ${bitOf(operand)}, which was ${observed}`;
		case 'weak_test_and_clear_bit':
			return `${place}: clears bit ${bitOf(operand)}, which was ${observed}`;
		case 'weak_drain':
			return wrote ? storesSeen() : 'nothing in the buffer';
		case 'weak_fresh':
			return loadsFresh(wrote);
		case 'weak_wmb':
			return 'smp_wmb()';
		case 'weak_end':
			return 'ends';
		case 'tlb_flush':
		case 'tlb_flush_pte':
		case 'tlb_flush_gather':
			return flushed(wrote);
		case 'tlb_access':
		case 'userAccess':
			return accessPhrase(args[2] ?? 0, args[3] ?? 0, observed);
		case 'firstOnList':
			return `${nameOf(args[0]!)}.${pageListName(operand)}: ${observed === 0 ? 'none' : nameOf(observed)}`;
		case 'spliceLists':
			return `${nameOf(args[0]!)}.${pageListName(operand)} onto ${pageListName(args[2]!)}`;
		case 'userMapTold':
			return `is told where ${nameOf(args[0]!)} is`;
		case 'userCallBegins':
			return 'the call begins';
		case 'userCallEnds':
		case 'userForkEnds':
			return 'the call ends';
		case 'weak_commit':
			if (observed === 0) return 'ends';
			return observed > 0
				? `${nameOf(observed)} is seen by all`
				: `sees the new ${nameOf(-observed)}`;
		default:
			return null;
	}
}

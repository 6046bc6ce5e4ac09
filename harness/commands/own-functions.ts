/*
 * harness/commands/own-functions.ts - runs a user's own functions in a load so that whoever looks on from another thread
 * can tell which of them the load is in.
 *
 * A load that makes its next call goes on, whatever its functions do meanwhile: one that the kernel asks again and again
 * without end never returns to the load.
 */
import type { LoadKernel } from '../measure/load.ts';
import type { StraightFunction } from '../measure/straight/built.ts';
import { ends, goesOn, numberOf, ran, type UserFunction } from '../engine/running.ts';
import { thrownAt } from '../measure/straight/places.ts';
import { BadInput, userCodeThrows } from '../messages/index.ts';
import type { Variant } from '../variant.ts';

/** The functions of a variant, of which `own` are the user's; `isDeath` says what only the kernel throws. */
export function noting(
	functions: Variant['functions'],
	own: readonly UserFunction[],
	isDeath: (error: unknown) => boolean,
): Variant['functions'] {
	const noted = own.map((each): [string, StraightFunction] => {
		const inner = functions[each.name!] as unknown as StraightFunction;
		const number = numberOf(each);
		const runs: StraightFunction = function (this: unknown, ...args) {
			ran(number);
			try {
				return inner.apply(this, args);
			} catch (error) {
				if (isDeath(error) || error instanceof BadInput) throw error;
				throw new BadInput(userCodeThrows(placeIn(each, error), each.name!, error));
			}
		};
		return [each.name!, runs];
	});
	return { ...functions, ...(Object.fromEntries(noted) as unknown as Variant['functions']) };
}

/** The line of the user's file that threw, or called what did; the function's own place where the stack does not tell. */
function placeIn({ place }: UserFunction, error: unknown): string {
	const at = thrownAt(error, (path) => place.startsWith(`${path}:`));
	return at === null ? place : `${at.path}:${at.line}:1`;
}

/** Does a load on a kernel of which each call is noted. */
export function notingCalls(kernel: LoadKernel, run: (kernel: LoadKernel) => void): void {
	const noted = Object.entries(kernel).map(([name, call]) => [
		name,
		(...args: readonly never[]) => {
			goesOn();
			return (call as (...args: readonly never[]) => unknown)(...args);
		},
	]);
	try {
		run(Object.fromEntries(noted) as LoadKernel);
	} finally {
		ends();
	}
}

/*
 * harness/check/mutants.ts - kernels broken on purpose, under test only: at least one for each oracle, and
 * one that is no fault that any of them sees: it asks for more than the simulated memory has.
 */
import { callMutants } from './mutants/calls.ts';
import { countMutants } from './mutants/counts.ts';
import { engineMutants } from './mutants/engine.ts';
import type { Mutant } from './mutants/mutation.ts';
import { userMutants } from './mutants/user.ts';

/** By name, as the `mutant` field of the oracles gives it. */
export const mutants: Readonly<Record<string, Mutant>> = {
	...userMutants,
	...callMutants,
	...countMutants,
	...engineMutants,
};

/*
 * harness/check/outcome.ts - what came of a user-visible access.
 */
import { OUTCOME_VALUE, outcomeResult } from '../mm/mm_types.ts';
import type { PlacedAccess, Scene } from './oracle.ts';

/** Whether a store took place. */
export const succeeded = (scene: Scene, access: PlacedAccess): boolean =>
	scene.read(outcomeResult, access.outcome) === OUTCOME_VALUE;

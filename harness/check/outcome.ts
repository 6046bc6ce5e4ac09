/*
 * harness/check/outcome.ts - what came of a user-visible access.
 */
import { OUTCOME_VALUE, outcomeResult } from '../mm/mm_types.ts';
import type { PlacedAccess, Scene } from './oracle.ts';

/** Whether the access stores something. */
export const isStore = ({ what }: PlacedAccess): boolean =>
	what === 'touch-write' || what === 'write' || what === 'direct-write';

/** Whether a store took place. */
export const succeeded = (scene: Scene, access: PlacedAccess): boolean =>
	scene.read(outcomeResult, access.outcome) === OUTCOME_VALUE;

/** Whether anything is stored in pages that nobody can name: then nobody knows what they may show. */
export const storesByPin = ({ accesses }: Scene): boolean =>
	accesses.some(({ what }) => what === 'pin-write');

/*
 * harness/check/outcome.ts - what came of a user-visible access.
 */
import type { PlacedAccess, Scene } from './oracle.ts';

/** Whether a store took place. */
export const succeeded = (scene: Scene, access: PlacedAccess): boolean =>
	scene.memory[access.outcome]! > 0;

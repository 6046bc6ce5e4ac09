/*
 * harness/explore/strategies.ts - the random strategies under the names that users type.
 */
import { pct } from './pct.ts';
import { randomRuns } from './random.ts';
import type { Sampler } from './sampling.ts';
import { swarm } from './swarm.ts';
import { walk } from './urw.ts';

export type Strategy = 'uniform' | 'walk' | 'pct' | 'swarm';

export const strategies: Readonly<Record<Strategy, Sampler>> = {
	uniform: randomRuns,
	walk,
	pct: pct(5),
	swarm,
};

/*
 * harness/compare/fixture.ts - a run that journals are kept of in tests.
 */
import type { RunIdentity } from './identity.ts';

export const someRun: RunIdentity = {
	tool: 'rmaplab 0',
	code: { 'the oracles': 'a' },
	variants: { v: { 'v.ts': 'a' } },
	workloads: { w: 'a' },
	options: { seed: 1 },
	cells: 'a',
};

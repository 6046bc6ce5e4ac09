/*
 * harness/commands/perf-finding.ts - a finding of an oracle as a row of `rmaplab perf` has it.
 */
import type { LoadFinding } from '../measure/load-oracles.ts';
import { loadFinding } from '../messages/index.ts';
import type { PerfFinding } from '../result.ts';

export const perfFinding = (found: LoadFinding): PerfFinding => ({
	oracle: found.oracle,
	site: found.site,
	text: loadFinding(found),
});

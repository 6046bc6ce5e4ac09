/*
 * harness/audit/recorded/call-text.ts - a call in the recording's own words.
 */
import type { Call } from '../../../workloads/sequence/random-sequence.ts';

export const callText = ({ task, call, args }: Call): string =>
	[`p${task}`, call, ...args].join(' ');

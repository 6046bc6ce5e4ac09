/*
 * harness/audit/recorded/call-text.ts - a call in the recording's own words.
 */
import type { RecordedCall } from '../../../workloads/sequence/recording.ts';

export const callText = ({ task, call, args }: RecordedCall): string =>
	[`p${task}`, call, ...args].join(' ');

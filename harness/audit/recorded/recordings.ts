/*
 * harness/audit/recorded/recordings.ts - the recordings that are kept here, and the variant that is to answer alike.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { packageRoot } from '../../catalogue/source.ts';
import { sequencesOf, type Sequence } from './recording.ts';

/** By name of the recording: the variant that stands for the kernel that answered. */
export const recordings: Readonly<Record<string, string>> = {
	'linux-3.14-tmpfs-1': 'linux-3-14',
	'linux-3.14-tmpfs-2': 'linux-3-14',
	'linux-6.18-tmpfs-1': 'linux-6-18',
	'linux-6.18-tmpfs-2': 'linux-6-18',
	'linux-6.18-ext4-3': 'linux-6-18',
};

/** The sequences of one of them. @throws Error where the file is not there, as in an installed package */
export function readRecording(name: string): Sequence[] {
	const file = join(packageRoot(), 'harness', 'audit', 'recorded', 'data', `${name}.jsonl.gz`);
	return sequencesOf(gunzipSync(readFileSync(file)).toString());
}

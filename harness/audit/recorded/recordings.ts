/*
 * harness/audit/recorded/recordings.ts - the recordings that come with the tool.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../catalogue/source.ts';

/** Their paths, by name. */
export function recordings(): readonly string[] {
	const folder = join(packageRoot(), 'workloads', 'sequence', 'data');
	return readdirSync(folder)
		.filter((name) => name.endsWith('.jsonl.gz'))
		.toSorted()
		.map((name) => join(folder, name));
}

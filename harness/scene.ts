/*
 * harness/scene.ts - shows an oracle the memory of a workload at its end.
 */
import type { Scene } from './check/oracle.ts';
import { fileMappings } from './mm/mm_types.ts';
import { initialContents, type Placed } from './program.ts';

/** The scene reads the memory that it is given at the time of the call, it copies nothing. */
export function sceneOf(placed: Placed, memory: Int32Array): Scene {
	return {
		memory,
		read: (field, object) => memory[object + field.offset]!,
		files: placed.workload.files.map((file, n) => ({
			name: file.name,
			mapping: fileMappings[n]!,
			pages: file.pages,
		})),
		processes: placed.processes,
		accesses: placed.accesses,
		initialContents,
		workload: placed.workload,
		maps: placed.maps,
	};
}

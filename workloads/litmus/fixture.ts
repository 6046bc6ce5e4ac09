/*
 * workloads/litmus/fixture.ts - litmus tests that are written into a test.
 */
import type { Workload } from '../../harness/workload.ts';
import { parseLitmus } from './index.ts';

/** A litmus test without its first line, which names it. @throws Error where it does not parse */
export function written(text: string): Workload {
	const read = parseLitmus(`scenario written\n${text}\n`, 'written.litmus');
	if ('error' in read) throw new Error(read.error.message);
	return read.workload;
}

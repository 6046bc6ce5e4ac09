/*
 * harness/audit/fsx/as-sequence.ts - operations of fsx as a sequence of calls with the answers that the copy wants: a
 * workload for `rmaplab recorded`.
 */
import type { FsxOperation } from '../../../workloads/sequence/fsx-operations.ts';
import {
	answerText,
	type Answer,
	type RecordedCall,
} from '../../../workloads/sequence/recording.ts';
import { callText } from '../recorded/call-text.ts';
import {
	type FsxCall,
	FsxFile,
	fsxPageBytes,
	wantsEof,
	wantsSigbus,
	wantsSuccess,
} from './fsx-file.ts';

/** The file, by its name in a recording. */
const file = 't1';

export interface FsxSequence {
	readonly calls: readonly RecordedCall[];
	/** Of a recording, with the line that begins it. */
	readonly lines: readonly string[];
}

/** @param pages of the map */
export function asSequence(operations: readonly FsxOperation[], pages: number): FsxSequence {
	const calls: RecordedCall[] = [];
	const lines = ['{"sequence":0}'];
	const copy = new FsxFile(pages, (call, first, second, third, wanted) => {
		const answer = answerOf(call, wanted);
		const made = { task: 0, call, args: argumentsOf(call, first, second, third) };
		calls.push({ ...made, answer: answerText(answer)! });
		lines.push(JSON.stringify([callText(made), answer]));
		return true;
	});
	copy.begin();
	for (const operation of operations) copy.perform(operation);
	return { calls, lines };
}

function answerOf(call: FsxCall, wanted: number): Answer {
	if (wanted === wantsSigbus) return { sig: 'SIGBUS' };
	if (wanted === wantsSuccess || wanted === wantsEof) return { ok: 0 };
	return call === 'r' || call === 'pread' || call === 'dread' ? { val: wanted } : { ok: 0 };
}

function argumentsOf(
	call: FsxCall,
	first: number,
	second: number,
	third: number,
): readonly string[] {
	const [a, b, c] = [first, second, third].map(String) as [string, string, string];
	switch (call) {
		case 'mmap':
			return [a, b, file, '0', 'rw', 's'];
		case 'munmap':
			return [a, b];
		case 'remap':
			return [a, b, c];
		case 'madvise':
			return [a, b, 'DONTNEED'];
		case 'msync':
			return [a, b, 'SYNC'];
		case 'w':
			return [a, b];
		case 'r':
		case 'refill':
		case 'shrink':
			return [a];
		case 'trunc':
			return [file, String(Math.ceil(first / fsxPageBytes))];
		case 'punch':
		case 'pwrite':
		case 'dwrite':
			return [file, a, b];
		case 'pread':
		case 'dread':
			return [file, a];
		case 'fsync':
		case 'invalidate':
			return [file];
	}
}

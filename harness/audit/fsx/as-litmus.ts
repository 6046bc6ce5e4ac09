/*
 * harness/audit/fsx/as-litmus.ts - operations of fsx as a litmus test: one process makes the calls, one after the other,
 * and a cpu the last of them, whose answer is asked for.
 */
import type { FsxOperation } from '../../../workloads/sequence/fsx-operations.ts';
import {
	type FsxCall,
	FsxFile,
	fsxPageBytes,
	wantsEof,
	wantsSigbus,
	wantsSuccess,
} from './fsx-file.ts';
import { fsxFound } from '../../messages/index.ts';
import type { Wrong } from './fsx-kernel.ts';

/** The largest file of a litmus test. */
const litmusPages = 16;

interface MadeCall {
	/** Null where the language has no such call. */
	readonly text: string | null;
	readonly wanted: number;
	readonly stores: number | null;
}

/**
 * The text; null where the language has no words for it.
 * @param name after `scenario`
 * @param expects the variant that gives the wrong answer; null for one that has no name here
 */
export function asLitmus(
	operations: readonly FsxOperation[],
	pages: number,
	wrong: Wrong,
	name: string,
	expects: string | null,
): string | null {
	if (pages > litmusPages) return null;
	const calls: MadeCall[] = [];
	const copy = new FsxFile(pages, (call, first, second, third, wanted) => {
		const stores = call === 'w' || call === 'pwrite' || call === 'dwrite' ? second : null;
		calls.push({ text: textOf(call, first, second, third, pages), wanted, stores });
		return true;
	});
	copy.begin();
	const before = calls.length;
	for (const operation of operations) copy.perform(operation);
	const made = calls.slice(0, wrong.at);
	if (made.length <= before || made.some(({ text }) => text === null)) return null;
	const last = made.at(-1)!;
	// The first call of the process empties the file.
	const asked = askedFor(
		last.wanted,
		wrong,
		(value) => made.slice(0, -1).findLastIndex(({ stores }) => stores === value) + 2,
	);
	return [
		`# ${fsxFound()}`,
		`scenario ${name}`,
		'',
		`file f ${pages} pages`,
		'',
		'process A {',
		'    truncate f 0',
		...made.slice(0, -1).map(({ text }) => `    ${text}`),
		'}',
		`cpu a in A { ${last.text} }`,
		'',
		`never ${asked}`,
		...(expects === null ? [] : [`expect ${expects} always`]),
		'',
	].join('\n');
}

function askedFor(wanted: number, { oracle }: Wrong, storedBy: (value: number) => number): string {
	if (oracle !== null) return `"${oracle}"`;
	return `not returns a ${answerText(wanted, storedBy)}`;
}

function answerText(wanted: number, storedBy: (value: number) => number): string {
	if (wanted === wantsSuccess) return 'success';
	if (wanted === wantsSigbus) return 'SIGBUS';
	if (wanted === wantsEof) return 'EOF';
	return wanted === 0 ? 'zero' : `stored-by A call ${storedBy(wanted)}`;
}

function textOf(
	call: FsxCall,
	first: number,
	second: number,
	third: number,
	pages: number,
): string | null {
	const range = (from: number, count: number): string => `[${from}..${from + count - 1}]`;
	switch (call) {
		case 'mmap':
			return `map m f${range(0, pages)} shared`;
		case 'remap':
			return `remap m${range(first, second)} -> f[${third}]`;
		case 'madvise':
			return `dontneed m${range(first, second)}`;
		case 'msync':
			return `msync m${range(first, second)}`;
		case 'r':
			return `touch m[${first}] read`;
		case 'w':
			return `touch m[${first}] write`;
		case 'trunc': {
			const rest = first % fsxPageBytes;
			return `truncate f ${Math.floor(first / fsxPageBytes)}${rest === 0 ? '' : `+${rest}`}`;
		}
		case 'punch':
			return `punch f${range(first, second)}`;
		case 'pread':
			return `read f[${first}]`;
		case 'pwrite':
			return `write f[${first}]`;
		case 'dread':
			return `direct-read f[${first}]`;
		case 'dwrite':
			return `direct-write f[${first}]`;
		case 'fsync':
		case 'invalidate':
			return `${call} f`;
		case 'refill':
		case 'shrink':
			return `${call} ${first}`;
		// The address of a second map has another name.
		case 'munmap':
			return null;
	}
}

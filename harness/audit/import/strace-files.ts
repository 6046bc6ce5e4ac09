/*
 * harness/audit/import/strace-files.ts - reads, writes and sizes of files in a recording of strace.
 *
 * A call on a part of a page is one on the page: a workload has one value for each. So a write of many pages becomes
 * as many calls, and the size of a file is a number of pages.
 */
import type { Files } from './files.ts';
import {
	filePagesMax,
	type ImportedFile,
	pageBytes,
	type Process,
	type Program,
} from './program.ts';
import { describedIn, numberIn, type TracedCall } from './strace-lines.ts';

const pagesOf = (bytes: number): number => Math.ceil(bytes / pageBytes);

/** Imports the call, or says that it is none of a workload. */
export function importFileCall(
	program: Program,
	files: Files,
	process: Process,
	traced: TracedCall,
): void {
	const { name, args, returned, error } = traced;
	const given = describedIn(args[0]);
	if (error !== null) return program.skip(`${name} that failed`);
	const file = given === null ? null : files.at(given.path);
	const { task } = process;
	const got = Number(returned);
	switch (name) {
		case 'open':
		case 'openat':
		case 'creat':
			opened(program, files, process, traced);
			return program.skip(name);
		case 'unlink':
			files.unlink(stringIn(args[0]));
			return program.skip(name);
		case 'lseek':
			if (given !== null) files.moveTo(task, given.descriptor, got);
			return program.skip(name);
		case 'ftruncate':
			return truncate(program, process, file, numberIn(args[1]));
		case 'fsync':
		case 'fdatasync':
			if (file === null) return program.skip(`${name} of no file`);
			program.say(process, 'fsync', [file.name]);
			return program.done();
		case 'pread64':
		case 'pwrite64':
			if (file === null) return program.skip(`${name} of no file`);
			return transfer(program, process, traced, file, numberIn(args[3]), got);
		case 'read':
		case 'write': {
			if (file === null || given === null) return program.skip(`${name} of no file`);
			const from = files.position(task, given.descriptor);
			if (from === null) return program.skip(`${name} at a place that is not known`);
			files.moveTo(task, given.descriptor, from + got);
			return transfer(program, process, traced, file, from, got);
		}
		default:
			return program.skip(name);
	}
}

const stringIn = (text: string | undefined): string => (text ?? '').replaceAll(/^"|"$/g, '');

/** What a new file is like, and that its descriptor stands at its beginning. */
function opened(program: Program, files: Files, process: Process, traced: TracedCall): void {
	const { name, args, returned } = traced;
	const found =
		/^\d+<(.*)>$/.exec(returned) ?? /^(.*)$/.exec(stringIn(args[name === 'openat' ? 1 : 0]));
	const path = found?.[1] ?? '';
	const flags = args[name === 'openat' ? 2 : 1] ?? '';
	files.moveTo(process.task, Number.parseInt(returned, 10), 0);
	if (!files.holdsWrites || (!/O_TRUNC|O_EXCL/.test(flags) && name !== 'creat')) return;
	const wasKnown = files.has(path);
	const file = files.at(path);
	if (file === null) return;
	if (wasKnown) program.truncate(process, file, 0);
	else file.isSized = true;
}

function truncate(
	program: Program,
	process: Process,
	file: ImportedFile | null,
	bytes: number,
): void {
	if (file === null) return program.skip('ftruncate of no file');
	const pages = pagesOf(bytes);
	if (!(pages <= filePagesMax)) return program.skip(`ftruncate to more than ${filePagesMax} pages`);
	program.truncate(process, file, pages);
	program.done();
}

/** Reads or writes of each page that `got` bytes from `from` on lie in. */
function transfer(
	program: Program,
	process: Process,
	{ name, args }: TracedCall,
	file: ImportedFile,
	from: number,
	got: number,
): void {
	const isWrite = name.startsWith('pwrite') || name === 'write';
	const end = pagesOf(from + got);
	if (!(end <= filePagesMax)) return program.skip(`${name} beyond ${filePagesMax} pages of a file`);
	if (!isWrite) {
		program.found(file, got > 0 ? end : 0);
		// Less than was asked for: the file ends here.
		if (got < numberIn(args[2]) && (got > 0 || from === 0)) file.isSized = true;
	}
	for (let page = Math.floor(from / pageBytes); page < end; page++) {
		if (isWrite) program.write(process, file, page);
		else program.say(process, 'pread', [file.name, String(page)]);
	}
	program.done();
}

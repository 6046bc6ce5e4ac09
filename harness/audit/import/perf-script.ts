/*
 * harness/audit/import/perf-script.ts - the text of `perf script` as a workload: the pages that a program touched first,
 * and its calls on memory.
 *
 * A fault that was recorded is a load or a store of that page. Names of files are in the recording for code only:
 * any other file is known by its descriptor, from one whole mapping to the next. Writes are not recorded. A touch
 * that worked beyond the end of a file says that the file had grown.
 */
import * as errnos from '../../mm/include/errno.ts';
import {
	importHeap,
	importMap,
	importMove,
	importRange,
	importRemap,
	importTouch,
	importUnmap,
} from './memory-calls.ts';
import {
	filePagesMax,
	type ImportedFile,
	pageBytes,
	type Process,
	Program,
	tooLong,
} from './program.ts';
import type { Read } from './read.ts';

/** A call that has begun: what it is and its numbers, by name. */
interface Entered {
	readonly name: string;
	readonly numbers: Readonly<Record<string, number>>;
}

const line = /^\s*(\d+)\/(\d+)\s+\d+\.\d+:\s+(\S+?)(?: -?\d+\/\d+)?:(?:\s+(.*))?$/;
const lineMax = 4096;

const PROT_READ = 1;
const PROT_WRITE = 2;
const PROT_EXEC = 4;
const MAP_SHARED = 1;
const MAP_FIXED = 0x10;
const MAP_ANONYMOUS = 0x20;
const MAP_LOCKED = 0x2000;
const MAP_POPULATE = 0x8000;
const MADV_DONTNEED = 4;
const MS_ASYNC = 1;
const MS_INVALIDATE = 2;
const MS_SYNC = 4;
const writeFault = 2;

class Perf {
	readonly program = new Program();
	readonly #processes = new Map<number, Process | null>();
	/** By thread. */
	readonly #entered = new Map<number, Entered>();
	/** By process and descriptor. */
	readonly #files = new Map<string, ImportedFile>();

	/** Where exactly one process lives, one that nobody was seen to start is its child. */
	#processOf(id: number): Process | null {
		const known = this.#processes.get(id);
		if (known !== undefined) return known;
		const living = [...this.#processes.values()].filter((each) => each !== null);
		const process = living.length === 1 ? this.program.fork(living[0]!) : this.program.begin();
		this.#processes.set(id, process);
		return process;
	}

	event(id: number, thread: number, name: string, rest: string): void {
		const { program } = this;
		// Of the kernel itself.
		if (id <= 0) return program.skip(name);
		const process = this.#processOf(id);
		if (process === null) return program.skip('event of one process too many');
		const enter = /^syscalls:sys_enter_(\w+)$/.exec(name);
		if (enter !== null) {
			if (this.#entered.has(thread)) program.skip('call without an end');
			this.#entered.set(thread, { name: enter[1]!, numbers: numbersIn(rest) });
			return;
		}
		const exit = /^syscalls:sys_exit_(\w+)$/.exec(name);
		if (exit !== null) return this.#exit(process, id, thread, exit[1]!, rest);
		switch (name) {
			case 'exceptions:page_fault_user': {
				const { address = NaN, error_code: code = 0 } = numbersIn(rest);
				return importTouch(program, process, address, (code & writeFault) !== 0, 'ok');
			}
			case 'sched:sched_process_fork':
				return this.#forks(process, numbersIn(rest)['child_pid'] ?? NaN);
			case 'sched:sched_process_exit':
				if (!rest.includes('group_dead=false')) {
					program.say(process, 'exit', []);
					this.#processes.delete(id);
				}
				return program.done();
			case 'PERF_RECORD_MMAP2':
				return this.#code(process, thread, rest);
			default:
				return program.skip(name);
		}
	}

	#forks(parent: Process, child: number): void {
		const forked = this.#processes.has(child) ? null : this.program.fork(parent);
		if (forked === null) return this.program.skip('sched:sched_process_fork');
		this.#processes.set(child, forked);
		this.program.done();
	}

	/** Code that is mapped: by a call that is in the recording itself, or else by execve(). */
	#code(process: Process, thread: number, rest: string): void {
		const found = /^\[(0x[\da-f]+)\((0x[\da-f]+)\) @ (0x[\da-f]+|0) .*\]: \S+ (.*)$/.exec(rest);
		if (found === null) return this.program.skip('PERF_RECORD_MMAP2');
		const [, at, bytes, offset, path = ''] = found;
		if (this.#entered.get(thread)?.name === 'mmap') {
			return this.program.skip('PERF_RECORD_MMAP2 of an mmap');
		}
		if (!path.startsWith('/')) return this.program.skip('PERF_RECORD_MMAP2 of no file');
		const file = this.program.newFile('d');
		if (file === null) return this.program.skip('mmap of one file too many');
		importMap(
			this.program,
			process,
			{ ...mapped, at: Number(at), bytes: Number(bytes), prot: 'r' },
			{ file, index: Number(offset) / pageBytes },
		);
	}

	#exit(process: Process, id: number, thread: number, name: string, rest: string): void {
		const { program } = this;
		const entered = this.#entered.get(thread);
		this.#entered.delete(thread);
		if (entered?.name !== name) return program.skip('call without a beginning');
		const returned = BigInt.asIntN(64, bigIn(rest));
		const error = returned < 0 && returned > -4096 ? errnoName(-Number(returned)) : null;
		const { numbers } = entered;
		if (name === 'mmap') return this.#mmap(process, id, numbers, Number(returned), error);
		if (name === 'ftruncate') {
			const file = error === null ? this.#fileOf(id, numbers, false) : null;
			if (file === null) return program.skip('ftruncate of no file');
			const pages = Math.ceil((numbers['length'] ?? NaN) / pageBytes);
			if (!(pages <= filePagesMax))
				return program.skip(`ftruncate to more than ${filePagesMax} pages`);
			program.truncate(process, file, pages);
			return program.done();
		}
		importCall(program, process, entered, Number(returned), error);
	}

	#mmap(
		process: Process,
		id: number,
		numbers: Entered['numbers'],
		at: number,
		error: string | null,
	): void {
		if (error !== null) return this.program.skip('mmap that failed');
		const { len = NaN, prot = 0, flags = 0, off = 0 } = numbers;
		const isAnonymous = (flags & MAP_ANONYMOUS) !== 0;
		const isNew = (flags & (MAP_FIXED | MAP_SHARED)) === 0 && off === 0;
		const file = isAnonymous ? null : this.#fileOf(id, numbers, isNew);
		if (file === null && !isAnonymous) return this.program.skip('mmap of one file too many');
		const map = {
			at,
			bytes: len,
			prot: prot & PROT_WRITE ? 'rw' : prot & (PROT_READ | PROT_EXEC) ? 'r' : 'none',
			isShared: (flags & MAP_SHARED) !== 0,
			isLocked: (flags & MAP_LOCKED) !== 0,
			isPopulated: (flags & MAP_POPULATE) !== 0,
		};
		const from = file === null ? null : { file, index: Math.floor(off / pageBytes) };
		importMap(this.program, process, map, from);
	}

	/** @param isNew whether the descriptor means another file from now on */
	#fileOf(id: number, { fd = -1 }: Entered['numbers'], isNew: boolean): ImportedFile | null {
		const known = this.#files.get(`${id}:${fd}`);
		if (known !== undefined && !isNew) return known;
		const file = this.program.newFile('d');
		if (file !== null) this.#files.set(`${id}:${fd}`, file);
		return file;
	}
}

const mapped = { isShared: false, isLocked: false, isPopulated: false };

/** A call on memory but mmap(): imported, or skipped by its name. */
function importCall(
	program: Program,
	process: Process,
	{ name, numbers }: Entered,
	returned: number,
	error: string | null,
): void {
	const at = numbers['start'] ?? numbers['addr'] ?? NaN;
	const bytes = numbers['len'] ?? numbers['len_in'] ?? numbers['size'] ?? numbers['old_len'] ?? NaN;
	const answer = error ?? 'ok';
	const { prot = 0, flags = 0 } = numbers;
	const range = (call: string, words: readonly string[] = [], isRounded?: true): void => {
		const rounded = isRounded === undefined ? {} : { isRounded };
		importRange(program, process, { said: name, call, words, ...rounded }, at, bytes, answer);
	};
	switch (name) {
		case 'brk':
			return importHeap(program, process, returned);
		case 'munmap':
			if (error !== null) return program.skip('munmap that failed');
			return importUnmap(program, process, at, bytes);
		case 'mprotect':
			return range(name, [
				prot & PROT_WRITE ? 'rw' : prot & (PROT_READ | PROT_EXEC) ? 'r' : 'none',
			]);
		case 'mlock':
		case 'munlock':
			return range(name, [], true);
		case 'msync': {
			const wait = flags & MS_SYNC ? 'SYNC' : flags & MS_ASYNC ? 'ASYNC' : 'NONE';
			return range(name, [flags & MS_INVALIDATE ? `${wait},INVALIDATE` : wait]);
		}
		case 'madvise':
			return numbers['behavior'] === MADV_DONTNEED
				? range(name, ['DONTNEED'])
				: program.skip('madvise with other advice');
		case 'remap_file_pages':
			if (prot !== 0) return program.skip('remap_file_pages with a protection');
			return importRemap(program, process, at, bytes, numbers['pgoff'] ?? NaN, answer);
		case 'mremap': {
			const sizes = [bytes, numbers['new_len'] ?? NaN] as const;
			return importMove(program, process, at, sizes, error === null ? returned : null, answer);
		}
		default:
			return program.skip(name);
	}
}

/** Numbers as perf writes them, `addr: 0x1000, len: 0x2000` and `address=0x1000 ip=0x2000`. */
function numbersIn(text: string): Record<string, number> {
	const numbers: Record<string, number> = {};
	for (const [, name = '', number] of text.matchAll(/(\w+)(?:: |=)(0x[\da-f]+|\d+)/g)) {
		numbers[name] = Number(number);
	}
	return numbers;
}

function bigIn(text: string): bigint {
	const found = /^\s*(0x[\da-f]{1,16}|\d{1,18})\s*$/.exec(text);
	return found === null ? 0n : BigInt(found[1]!);
}

function errnoName(number: number): string {
	const named = Object.entries(errnos).find(([, value]) => value === number);
	return named?.[0] ?? `E${number}`;
}

/** The workload of a recording of perf. */
export function importPerf(text: string): Read {
	const perf = new Perf();
	let known = 0;
	let events = 0;
	for (const each of text.split('\n')) {
		if (each.trim() === '') continue;
		const found = each.length > lineMax ? null : line.exec(each);
		if (found === null) {
			events++;
			perf.program.skip('line that is no event');
			continue;
		}
		known++;
		const [, id, thread, name = '', rest = ''] = found;
		// A call is counted where it ends.
		if (!name.startsWith('syscalls:sys_enter_')) events++;
		if (perf.program.isFull) perf.program.skip(tooLong);
		else perf.event(Number(id), Number(thread), name, rest);
	}
	return { ...perf.program.result(), known, events };
}

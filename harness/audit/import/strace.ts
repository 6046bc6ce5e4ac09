/*
 * harness/audit/import/strace.ts - a recording of `strace -f -y -ttt -s 0` as a workload.
 *
 * Touches of pages are in no such recording, and neither is what was written: stored values are made up, and that a
 * call worked is all that its answer says.
 */
import { Files } from './files.ts';
import { importFileCall } from './strace-files.ts';
import {
	importHeap,
	importMap,
	importMove,
	importRange,
	importRemap,
	importUnmap,
} from './memory-calls.ts';
import { pageBytes, type Process, Program, tooLong } from './program.ts';
import type { Read } from './read.ts';
import { describedIn, numberIn, StraceLines, type TracedCall } from './strace-lines.ts';

const mincoreBytesMax = 30 * pageBytes;

/** A line that is none of strace, as the last of a recording may be. */
const noCall = 'line that is no call';

const flagsIn = (text: string | undefined): ReadonlySet<string> => new Set((text ?? '').split('|'));

function protIn(text: string | undefined): string {
	const flags = flagsIn(text);
	if (flags.has('PROT_WRITE')) return 'rw';
	return flags.has('PROT_READ') || flags.has('PROT_EXEC') ? 'r' : 'none';
}

class Strace {
	readonly program = new Program();
	readonly #files: Files;
	/** By thread; null for a process that is one too many. */
	readonly #processes = new Map<number, Process | null>();
	/** Parents that began to fork, the oldest first: a child may be seen before the call returns. */
	readonly #forking: number[] = [];
	/** Tasks that ended. */
	readonly #ended = new Set<number>();

	constructor(holdsWrites: boolean) {
		this.#files = new Files(this.program, holdsWrites);
	}

	/** The process of a thread. One that is seen first while somebody forks is that one's child. */
	processOf(thread: number): Process | null {
		const known = this.#processes.get(thread);
		if (known !== undefined) return known;
		const parent = this.#forking.shift();
		const of = parent === undefined ? undefined : this.#processes.get(parent);
		const process = of === undefined || of === null ? this.program.begin() : this.#child(of);
		this.#processes.set(thread, process);
		return process;
	}

	#child(parent: Process): Process | null {
		const child = this.program.fork(parent);
		if (child !== null) this.#files.fork(parent.task, child.task);
		return child;
	}

	begins(thread: number, name: string): void {
		if (this.processOf(thread) !== null && isFork(name)) this.#forking.push(thread);
	}

	ends(thread: number): void {
		const process = this.#processes.get(thread);
		const others = [...this.#processes].some(([id, each]) => id !== thread && each === process);
		if (process !== null && process !== undefined && !others) this.#exit(process);
		this.#processes.delete(thread);
	}

	#exit(process: Process): void {
		if (this.#ended.has(process.task)) return;
		this.#ended.add(process.task);
		this.program.say(process, 'exit', []);
	}

	call(traced: TracedCall): void {
		const { thread, name, error } = traced;
		const process = this.processOf(thread);
		const { program } = this;
		if (process === null) return program.skip('call of one process too many');
		if (isFork(name)) return this.#forks(traced, process);
		switch (name) {
			case 'execve':
			case 'execveat':
				if (error !== null) return program.skip(`${name} that failed`);
				program.exec(process);
				return program.done();
			case 'exit_group':
				this.#exit(process);
				return program.done();
			case 'munlockall':
				program.say(process, name, [], error ?? 'ok');
				return program.done();
			case 'mlockall':
				return this.#mlockall(traced, process);
			case 'mmap':
				return this.#mmap(traced, process);
			default:
				if (importMemoryCall(program, process, traced)) return;
				importFileCall(program, this.#files, process, traced);
		}
	}

	/** A thread is its process; vfork() copies what its child will not see of it. */
	#forks({ thread, name, args, returned, error }: TracedCall, parent: Process): void {
		const waiting = this.#forking.indexOf(thread);
		if (waiting >= 0) this.#forking.splice(waiting, 1);
		const child = Number(returned);
		if (error !== null || !(child > 0)) return this.program.skip(`${name} that failed`);
		if (args.join().includes('CLONE_THREAD')) {
			this.#processes.set(child, parent);
			return this.program.skip(`${name} of a thread`);
		}
		if (!this.#processes.has(child)) this.#processes.set(child, this.#child(parent));
		if (this.#processes.get(child) === null) return this.program.skip(`${name} of one too many`);
		this.program.done();
	}

	#mlockall({ args, error }: TracedCall, process: Process): void {
		const words = args[0] ?? '';
		const asked = words.split('|').map((word) => word.replace('MCL_', ''));
		if (asked.some((word) => word !== 'CURRENT' && word !== 'FUTURE')) {
			return this.program.skip('mlockall with other flags');
		}
		this.program.say(process, 'mlockall', [asked.toSorted().join()], error ?? 'ok');
		this.program.done();
	}

	#mmap({ args, returned, error }: TracedCall, process: Process): void {
		const { program } = this;
		const [, bytes, prot, how, what, offset] = args;
		if (error !== null) return program.skip('mmap that failed');
		const flags = flagsIn(how);
		const isAnonymous = flags.has('MAP_ANONYMOUS') || flags.has('MAP_ANON');
		const path = describedIn(what)?.path;
		const isZero = path === '/dev/zero';
		const file = isAnonymous || isZero || path === undefined ? null : this.#files.at(path);
		if (file === null && !isAnonymous && !isZero) return program.skip('mmap of no file');
		const map = {
			at: numberIn(returned),
			bytes: numberIn(bytes),
			prot: protIn(prot),
			isShared: flags.has('MAP_SHARED') || flags.has('MAP_SHARED_VALIDATE'),
			isLocked: flags.has('MAP_LOCKED'),
			isPopulated: flags.has('MAP_POPULATE'),
		};
		const index = Math.floor(numberIn(offset) / pageBytes);
		importMap(program, process, map, file === null ? null : { file, index });
	}
}

const isFork = (name: string): boolean => /^(?:v?fork|clone3?)$/.test(name);

/** Whether the call is one on memory: it is imported, or skipped with its kind. */
function importMemoryCall(program: Program, process: Process, traced: TracedCall): boolean {
	const { name, args, returned, error } = traced;
	const [first, second, third, fourth] = args;
	const at = numberIn(first);
	const bytes = numberIn(second);
	const answer = error ?? 'ok';
	const range = (call: string, words: readonly string[] = [], isRounded?: true): true => {
		const rounded = isRounded === undefined ? {} : { isRounded };
		importRange(program, process, { said: name, call, words, ...rounded }, at, bytes, answer);
		return true;
	};
	const skip = (kind: string): true => {
		program.skip(kind);
		return true;
	};
	switch (name) {
		case 'brk':
			importHeap(program, process, numberIn(returned));
			return true;
		case 'munmap':
			if (error !== null) return skip('munmap that failed');
			importUnmap(program, process, at, bytes);
			return true;
		case 'mprotect':
			return range(name, [protIn(third)]);
		case 'mlock':
		case 'munlock':
			return range(name, [], true);
		case 'mlock2':
			return numberIn(third) === 0 ? range('mlock', [], true) : skip('mlock2 with flags');
		case 'msync': {
			const flags = flagsIn(third);
			const wait = flags.has('MS_SYNC') ? 'SYNC' : flags.has('MS_ASYNC') ? 'ASYNC' : 'NONE';
			return range(name, [flags.has('MS_INVALIDATE') ? `${wait},INVALIDATE` : wait]);
		}
		case 'mincore':
			return bytes <= mincoreBytesMax ? range(name) : skip('mincore of more than 30 pages');
		case 'madvise':
			return third === 'MADV_DONTNEED' ? range(name, ['DONTNEED']) : skip(`madvise ${third}`);
		case 'remap_file_pages':
			if (third !== 'PROT_NONE') return skip('remap_file_pages with a protection');
			importRemap(program, process, at, bytes, numberIn(fourth), answer);
			return true;
		case 'mremap': {
			const to = error === null ? numberIn(returned) : null;
			importMove(program, process, at, [bytes, numberIn(third)], to, answer);
			return true;
		}
		default:
			return false;
	}
}

/**
 * The workload of a recording.
 * @example importStrace('7 1.5 munmap(0x1000, 4096) = 0').skipped
 */
export function importStrace(text: string): Read {
	const strace = new Strace(/\bp?write(?:64|v|v2)?\(/.test(text));
	const lines = new StraceLines();
	let known = 0;
	let events = 0;
	for (const line of text.split('\n')) {
		if (line.trim() === '') continue;
		const traced = lines.read(line);
		if (traced.kind !== 'nothing') known++;
		if (traced.kind === 'begun') strace.begins(traced.thread, traced.name);
		else if (traced.kind === 'ended') strace.ends(traced.thread);
		else {
			events++;
			if (strace.program.isFull) strace.program.skip(tooLong);
			else if (traced.kind === 'call') strace.call(traced);
			else strace.program.skip(traced.kind === 'signal' ? `signal ${traced.name}` : noCall);
		}
	}
	return { ...strace.program.result(), known, events };
}

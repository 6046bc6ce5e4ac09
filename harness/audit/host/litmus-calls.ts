/*
 * harness/audit/host/litmus-calls.ts - a litmus test in which nothing races, as a sequence of calls that the running
 * kernel can be asked.
 *
 * Process 0 of the sequence maps nothing: it makes the calls that need no process, and forks the processes of the test.
 * Each map has an address of its own with room behind it, so that both kernels have the same addresses.
 */
import type { Call as SequenceCall } from '../../../workloads/sequence/random-sequence.ts';
import { printCall } from '../../../workloads/litmus/print.ts';
import { BadInput, hostLitmus } from '../../messages/index.ts';
import { type Call, pagesIn, type Program, type Workload } from '../../workload.ts';

/** A call as it is asked, with the words of the litmus test. */
export interface AskedCall {
	/** '' of calls that only prepare: files with their contents, processes. */
	readonly text: string;
	readonly call: SequenceCall;
}

/** Pages of address space for each map. */
const roomOfMap = 48;
const mapsMax = 80;

/** What the running kernel cannot be asked to do, or answers in a way of its own. */
const refused: ReadonlySet<Call['call']> = new Set<Call['call']>([
	'mlockall',
	'munlockall',
	'direct-read',
	'direct-write',
	'invalidate',
	'pin',
	'load',
	'store',
	'unpin',
	'reclaim',
	'refill',
	'shrink',
	'swapoff',
	'fail',
]);

/** The calls in the order in which they are made. @throws BadInput with the place of what cannot be asked */
export function callsOfLitmus(workload: Workload): readonly AskedCall[] {
	const racing = workload.cpus.filter(({ calls }) => calls.length > 0);
	const second = racing[1];
	if (second !== undefined) {
		const { line, column } = second.place;
		throw new BadInput(hostLitmus.races(`${workload.path}:${line}:${column}`, second.name));
	}
	const asked = new Asked(workload);
	for (const program of [...workload.processes, ...racing, ...workload.after]) asked.run(program);
	return asked.all;
}

class Asked {
	readonly all: AskedCall[] = [];
	readonly #workload: Workload;
	readonly #files: ReadonlyMap<string, string>;
	readonly #tasks = new Map<string, number>();
	/** By process and map: its first page. A child has its parent's maps where these are. */
	readonly #maps = new Map<string | null, Map<string, number>>();
	/** That of the call that is being made. */
	#process: string | null = null;
	#mapsMade = 0;
	#values = 1000;

	constructor(workload: Workload) {
		this.#workload = workload;
		this.#files = new Map(workload.files.map(({ name }, i) => [name, `t${i + 1}`]));
		for (const { name, pages, readError, place } of workload.files) {
			if (readError) this.#refuse(place, 'read-error');
			this.#ask('', 0, 'trunc', this.#file(name), pages);
			for (let page = 0; page < pages; page++) {
				this.#ask('', 0, 'pwrite', this.#file(name), page, this.#values++);
			}
		}
		const children = new Set(
			[...workload.processes, ...workload.cpus, ...workload.after].flatMap(({ calls }) =>
				calls.flatMap((each) => (each.call === 'fork' ? [each.child] : [])),
			),
		);
		for (const { name } of workload.processes) {
			if (children.has(name) || this.#tasks.has(name)) continue;
			this.#ask('', 0, 'fork', this.#newTask(name));
		}
	}

	run({ process, calls }: Program): void {
		for (const call of calls) this.#make(call, process);
	}

	#newTask(name: string): number {
		const task = this.#tasks.size + 1;
		this.#tasks.set(name, task);
		return task;
	}

	#refuse({ line, column }: Call['place'], what: string): never {
		throw new BadInput(hostLitmus.cannot(`${this.#workload.path}:${line}:${column}`, what));
	}

	#ask(text: string, task: number, call: string, ...args: readonly (string | number)[]): void {
		this.all.push({ text, call: { task, call, args: args.map(String) } });
	}

	#file(name: string): string {
		return this.#files.get(name)!;
	}

	#pageOf(map: string, page: number): number {
		return this.#maps.get(this.#process)!.get(map)! + page;
	}

	#newMap(map: string, page: number = this.#mapsMade * roomOfMap): number {
		this.#mapsMade++;
		const maps = this.#maps.get(this.#process) ?? new Map<string, number>();
		this.#maps.set(this.#process, maps.set(map, page));
		return page;
	}

	#newChild(child: string): number {
		this.#maps.set(child, new Map(this.#maps.get(this.#process)));
		return this.#newTask(child);
	}

	#make(call: Call, process: string | null): void {
		const { place } = call;
		if (refused.has(call.call)) this.#refuse(place, call.call);
		if ('range' in call && call.range.beyond === true) this.#refuse(place, 'beyond');
		this.#process = process;
		if (this.#mapsMade === mapsMax) this.#refuse(place, call.call);
		const task = process === null ? 0 : this.#tasks.get(process)!;
		const text = `${process === null ? '' : `${process}: `}${printCall(call)}`;
		const ask = (name: string, ...args: readonly (string | number)[]): void =>
			this.#ask(text, task, name, ...args);
		if ('file' in call && call.call !== 'map' && call.call !== 'remap') this.#onFile(call, ask);
		else if (call.call === 'fork') ask('fork', this.#newChild(call.child));
		else if (call.call === 'exit') ask('exit');
		else if (call.call === 'touch') this.#touch(call, ask);
		else this.#onMap(call, ask);
	}

	#touch({ range, write }: Extract<Call, { call: 'touch' }>, ask: Ask): void {
		for (let page = range.first; page <= range.last; page++) {
			const at = this.#pageOf(range.map, page);
			if (write) ask('w', at, this.#values++);
			else ask('r', at);
		}
	}

	#onFile(call: Call, ask: Ask): void {
		switch (call.call) {
			case 'read':
				return ask('pread', this.#file(call.file), call.page);
			case 'write':
				if (call.from !== undefined) this.#refuse(call.place, 'from');
				return ask('pwrite', this.#file(call.file), call.page, this.#values++);
			case 'truncate': {
				const bytes = call.bytes === 0 ? [] : [call.bytes];
				return ask('trunc', this.#file(call.file), call.pages, ...bytes);
			}
			case 'punch':
				return ask('punch', this.#file(call.file), call.first, pagesIn(call));
			case 'fsync':
				return ask('fsync', this.#file(call.file));
			default:
				return this.#refuse(call.place, call.call);
		}
	}

	#onMap(call: Call, ask: Ask): void {
		if (call.call === 'map') return this.#map(call, ask);
		if (!('range' in call)) return this.#refuse(call.place, call.call);
		const { range } = call;
		const at = this.#pageOf(range.map, range.first);
		const pages = pagesIn(range);
		switch (call.call) {
			case 'unmap':
				return ask('munmap', at, pages);
			case 'mlock':
			case 'munlock':
				return ask(call.call, at, pages);
			case 'dontneed':
				return ask('madvise', at, pages, 'DONTNEED');
			case 'remap':
				return ask('remap', at, pages, call.pgoff);
			case 'mprotect':
				return ask('mprotect', at, pages, { none: 'none', read: 'r', write: 'rw' }[call.to]);
			case 'mincore':
				if (call.into !== undefined) this.#refuse(call.place, 'into');
				return ask('mincore', at, pages);
			case 'msync': {
				const wait = call.wait === null ? 'NONE' : call.wait ? 'SYNC' : 'ASYNC';
				return ask('msync', at, pages, `${wait}${call.invalidate ? ',INVALIDATE' : ''}`);
			}
			case 'move':
				return ask('mremap', at, pages, pages, this.#newMap(call.to));
			case 'mremap': {
				const { fixed, mayMove } = call;
				if (fixed === null && mayMove) this.#refuse(call.place, 'maymove');
				const to = fixed === null ? at : this.#pageOf(fixed.map, fixed.page);
				return ask('mremap', at, pages, call.pages, this.#newMap(call.to, to));
			}
			default:
				return this.#refuse(call.place, call.call);
		}
	}

	#map(call: Extract<Call, { call: 'map' }>, ask: Ask): void {
		const { map, file, pgoff, pages, shared, locked, populate, readonly, fixed } = call;
		if (call.openedReadonly) this.#refuse(call.place, 'opened-readonly');
		if (fixed?.beyond === true) this.#refuse(call.place, 'beyond');
		const at = this.#newMap(map, fixed === null ? undefined : this.#pageOf(fixed.map, fixed.page));
		const how = `${shared ? 's' : 'p'}${locked ? 'L' : ''}${populate ? 'P' : ''}`;
		const what = file === null ? '-' : this.#file(file);
		ask('mmap', at, pages, what, pgoff, readonly ? 'r' : 'rw', how);
	}
}

type Ask = (name: string, ...args: readonly (string | number)[]) => void;

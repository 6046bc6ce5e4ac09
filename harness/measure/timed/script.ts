/*
 * harness/measure/timed/script.ts - what a program of the timed mode asks for, one request after the other.
 *
 * A program is a generator: it yields a request, and goes on with the result once its task has had it on some cpu.
 * So it looks like a load of the straight build, with `yield*` before each call.
 */
import type { Task } from '../../engine/operation.ts';
import type { address_space, mm_struct } from '../../mm/include/structs.ts';
import type { MapFlags } from '../load.ts';
import type { OwnCall } from '../locked-pages.ts';

export type Request =
	| {
			readonly kind: 'call';
			/** A function of the kernel's table. */
			readonly name: string;
			readonly args: readonly number[];
			/** How the program comes there: by an access of its own, by a system call, or as a part of the kernel. */
			readonly enters: 'access' | 'syscall' | 'kernel';
			/** Set for a call by which a process takes pages from itself. */
			readonly own: OwnCall | null;
	  }
	/** Steps of the kernel that no function of its table makes. */
	| { readonly kind: 'steps'; readonly begin: () => Task<number> }
	/** Another task, which is ready at once. */
	| { readonly kind: 'start'; readonly name: string; readonly script: Script }
	/** Sleeps until a task that this one has started ends; its number, counted from 0, or -1 where none is left. */
	| { readonly kind: 'wait' }
	/** The time slice is over. */
	| { readonly kind: 'pause' }
	/** Sleeps until memory runs low. */
	| { readonly kind: 'await low memory' };

/** A program; what comes back from a request is what the call returned. */
export type Script = Generator<Request, void, number>;

/** A part of a program, with its result. */
export type Steps<T> = Generator<Request, T, number>;

/** As LoadKernel of load.ts, for programs that run at the same time. */
export interface TimedKernel {
	file(pages: number): Steps<address_space>;
	process(): Steps<mm_struct>;
	fork(parent: mm_struct): Steps<mm_struct>;
	exit(process: mm_struct): Steps<void>;
	map(
		process: mm_struct,
		file: address_space,
		firstPage: number,
		pages: number,
		how: MapFlags,
		address?: number,
	): Steps<number>;
	touch(process: mm_struct, address: number, isWrite: boolean): Steps<boolean>;
	mlock(process: mm_struct, address: number, pages: number): Steps<number>;
	munlock(process: mm_struct, address: number, pages: number): Steps<number>;
	msync(process: mm_struct, address: number, pages: number, isSync: boolean): Steps<number>;
	write(file: address_space, index: number): Steps<number>;
	read(file: address_space, index: number): Steps<number>;
	truncate(file: address_space, pages: number): Steps<number>;
	/** Another task, which runs on any cpu. */
	start(name: string, script: Script): Steps<void>;
	/** The number, counted from 0, of a task that this one started and that has ended; -1 where none is left. */
	wait(): Steps<number>;
	pause(): Steps<void>;
}

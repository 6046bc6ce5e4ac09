/*
 * workloads/load/program.ts - what programs of loads do alike: touch ranges, take turns on the processor.
 */
import { pageBytes, type LoadKernel } from '../../harness/measure/load.ts';
import type { mm_struct } from '../../harness/mm/include/structs.ts';
import { firstPage } from './sizes.ts';

/** The program of one process: it pauses where its time slice ends. */
export type Program = Generator<void, void, void>;

/** The process that runs a program; exec() gives the program another one, and 0 is none. */
export interface Self {
	process: mm_struct;
}

export interface Running {
	readonly self: Self;
	readonly program: Program;
}

export function start(process: mm_struct, program: (self: Self) => Program): Running {
	const self = { process };
	return { self, program: program(self) };
}

/** Calls return a negative errno; an address of 2 GiB and more may be negative, too, but is far below those. */
export const hasFailed = (result: number): boolean => result < 0 && result >= -4095;

/** The address of a page, counted from where loads place their first map. */
export const addressOf = (page: number): number => (firstPage + page) * pageBytes;

/** One access of each page of a range; false when a signal came, and the rest is left. */
export function touchAll(
	kernel: LoadKernel,
	process: mm_struct,
	address: number,
	pages: number,
	isWrite: boolean,
): boolean {
	for (let page = 0; page < pages; page++) {
		if (!kernel.touch(process, address + page * pageBytes, isWrite)) return false;
	}
	return true;
}

/** Children of one process that are all there before any of them runs; fewer where memory runs out. */
export function forkAll(
	kernel: LoadKernel,
	parent: mm_struct,
	count: number,
	program: (self: Self, nth: number) => Program,
): Running[] {
	const children: Running[] = [];
	for (let nth = 0; nth < count; nth++) {
		const process = kernel.fork(parent);
		if (hasFailed(process)) break;
		children.push(start(process, (self) => program(self, nth)));
	}
	return children;
}

/**
 * Gives each program a slice in turn. A process whose program has ended exits. `background` programs run until the
 * others have all ended; they stand first in each round.
 */
export function takeTurns(
	kernel: LoadKernel,
	programs: readonly Running[],
	background: readonly Running[] = [],
): void {
	const leave = ({ self }: Running): void => {
		if (self.process !== 0) kernel.exit(self.process);
	};
	const step = (list: readonly Running[]): Running[] =>
		list.filter((running) => {
			if (running.program.next().done !== true) return true;
			leave(running);
			return false;
		});
	let behind = [...background];
	let left = [...programs];
	while (left.length > 0) {
		behind = step(behind);
		left = step(left);
	}
	behind.forEach(leave);
}

/*
 * harness/cell/placement.ts - the outcome cell and the value of every access of a workload.
 */
import type { PlacedAccess, PlacedCall } from '../check/oracle.ts';
import type { address_space, outcome } from '../mm/include/structs.ts';
import { fileMappings } from '../mm/layout.ts';
import {
	callKey,
	callKeyAt,
	pagesIn,
	type Call,
	type Program,
	type Workload,
} from '../workload.ts';

/** Cells in which it is noted what came of accesses and of calls. */
export function countOutcomes({ processes, cpus, after }: Workload): number {
	let count = 0;
	for (const { calls } of [...processes, ...cpus, ...after]) {
		for (const each of calls) {
			if (each.call === 'touch') count += pagesIn(each.range);
			else if (accessing.has(each.call)) count++;
		}
	}
	for (const { calls } of [...cpus, ...after]) {
		for (const each of calls) if (returning.has(each.call)) count++;
	}
	return count;
}

/** Calls beside touch that have something to show for themselves. */
const accessing: ReadonlySet<Call['call']> = new Set<Call['call']>([
	'read',
	'write',
	'direct-read',
	'direct-write',
	'truncate',
	'punch',
	'load',
	'store',
]);

/** Calls that return something and access no page. */
const returning: ReadonlySet<Call['call']> = new Set<Call['call']>([
	'map',
	'unmap',
	'move',
	'mremap',
	'mlock',
	'munlock',
	'mlockall',
	'munlockall',
	'remap',
	'fsync',
	'invalidate',
	'msync',
	'dontneed',
	'mincore',
	'mprotect',
	'pin',
	'fork',
	'swapoff',
]);

/** Gives every access its outcome cell and every write its value, by where it stands in the text. */
export class Placement {
	readonly #workload: Workload;
	readonly #outcomes: readonly outcome[];
	readonly #byKey = new Map<string, PlacedAccess>();
	readonly #calls = new Map<string, PlacedCall>();
	/** Keys of the calls whose success is asked for, too. */
	readonly #asked: ReadonlySet<string>;
	readonly accesses: PlacedAccess[] = [];

	constructor(workload: Workload, cells: readonly outcome[]) {
		this.#workload = workload;
		this.#outcomes = cells;
		this.#asked = new Set(
			workload.never
				.flatMap((line) => line.conditions)
				.flatMap((each) => (each.holds === 'returns' ? [callKey(each.call, workload)] : [])),
		);
		for (const [i, process] of workload.processes.entries()) {
			this.#program(process, -1, callsBefore(workload, i));
		}
		for (const [i, program] of workload.cpus.entries()) this.#program(program, i, 0);
		let order = 0;
		for (const program of workload.after) {
			for (const each of program.calls)
				this.#call(each, program.process, workload.cpus.length, order++);
		}
		let cell = this.accesses.length;
		for (const [i, { calls }] of workload.cpus.entries()) {
			for (const [order, each] of calls.entries()) cell += this.#returns(each, i, order, cell);
		}
		order = 0;
		for (const each of workload.after.flatMap(({ calls }) => calls)) {
			cell += this.#returns(each, workload.cpus.length, order++, cell);
		}
	}

	get(where: Where, page: number): PlacedAccess {
		return this.#byKey.get(`${keyOf(where)} ${page}`)!;
	}

	get calls(): ReadonlyMap<string, PlacedCall> {
		return this.#calls;
	}

	/** Notes what a call before the race returned. */
	returnedBefore(where: Where, call: Call, value: number): void {
		if (!returning.has(call.call)) return;
		this.#calls.set(keyOf(where), { accesses: [], returned: 0, before: value });
	}

	/** Where to note what a call returned; 0 where nobody asks. That it worked is no news, unless `isAsked`. */
	returns(where: Where): { readonly cell: outcome; readonly isAsked: boolean } {
		const key = keyOf(where);
		return { cell: this.#calls.get(key)?.returned ?? 0, isAsked: this.#asked.has(key) };
	}

	/** Whether others run at the same time. */
	isRacing({ program }: Where): boolean {
		return program >= 0 && program < this.#workload.cpus.length;
	}

	mappingOf(file: string): address_space {
		return fileMappings[this.#workload.files.findIndex((each) => each.name === file)]!;
	}

	/** How many cells it takes. */
	#returns(each: Call, program: number, order: number, cell: number): number {
		if (!returning.has(each.call)) return 0;
		const returned = this.#outcomes[cell]!;
		this.#calls.set(callKeyAt(program, order), { accesses: [], returned, before: null });
		return 1;
	}

	#program(program: Program, index: number, before: number): void {
		for (const [i, each] of program.calls.entries())
			this.#call(each, program.process ?? program.name, index, before + i);
	}

	#call(each: Call, process: string | null, program: number, order: number): void {
		const add = (
			what: PlacedAccess['what'],
			page: number,
			mapping: address_space,
			map: string | null,
			pages: number = 1,
		): void => {
			const access: PlacedAccess = {
				program,
				order,
				what,
				process: map === null ? null : process,
				map,
				mapping,
				page,
				pages,
				value: 1000 + this.accesses.length,
				outcome: this.#outcomes[this.accesses.length]!,
			};
			this.accesses.push(access);
			const key = keyOf({ program, order, process });
			this.#byKey.set(`${key} ${page}`, access);
			const known = this.#calls.get(key)?.accesses ?? [];
			this.#calls.set(key, { accesses: [...known, access], returned: 0, before: null });
		};
		if (each.call === 'touch') {
			for (let page = each.range.first; page <= each.range.last; page++) {
				add(each.write ? 'touch-write' : 'touch-read', page, 0, each.range.map);
			}
		} else if (
			each.call === 'read' ||
			each.call === 'write' ||
			each.call === 'direct-read' ||
			each.call === 'direct-write'
		) {
			add(each.call, each.page, this.mappingOf(each.file), null);
		} else if (each.call === 'truncate') {
			add('truncate', each.pages + (each.bytes > 0 ? 1 : 0), this.mappingOf(each.file), null);
		} else if (each.call === 'load' || each.call === 'store') {
			add(each.call === 'load' ? 'pin-read' : 'pin-write', 0, 0, null);
		} else if (each.call === 'punch') {
			const pages = pagesIn(each);
			add('punch', each.first, this.mappingOf(each.file), null, pages);
		}
	}
}

/** Where a call stands in the text. */
export interface Where {
	readonly process: string | null;
	/** As in PlacedAccess. */
	readonly program: number;
	readonly order: number;
}

const keyOf = ({ program, order, process }: Where): string =>
	callKeyAt(program === -1 ? process! : program, order);

/** A process may go on in another block, behind what others did meanwhile; its calls are counted through. */
export function callsBefore({ processes }: Workload, block: number): number {
	const { name } = processes[block]!;
	let calls = 0;
	for (const each of processes.slice(0, block)) if (each.name === name) calls += each.calls.length;
	return calls;
}

/*
 * harness/measure/load-oracles.ts - asks oracles about the memory of a load, at moments when no call is under way.
 *
 * They are those of harness/check, bound to the straight build's map of memory. Asked are those that judge a state by
 * itself; the others have to know what a program has chosen, stored or locked, of which a load keeps no record.
 */
import type { OracleName } from '../check/oracle-name.ts';
import type { Complaint, Scene } from '../check/oracle.ts';
import type { address_space, mm_struct } from '../mm/include/structs.ts';
import type { LoadKernel } from './load.ts';
import type { Built, JudgeAtRest } from './straight/built.ts';
import { memoryWithLists } from './straight/memory-with-lists.ts';
import type { State } from './straight/state.ts';

/** More ptes than this are not looked through: their records would fill the memory. */
const ptesMax = 2 ** 21;

/** What an oracle holds against one place of the kernel, when it was asked for the first time that it did. */
export interface LoadFinding extends Complaint {
	readonly oracle: OracleName;
	/** How many objects show it at that moment. */
	readonly times: number;
	/** How many processes had exited by then. */
	readonly exits: number;
}

export class LoadOracles {
	readonly findings: LoadFinding[] = [];
	/** How often they were asked. */
	asked = 0;
	#exits = 0;
	/** The exit before which they are asked next. */
	#next = 1;
	#processes = 0;
	readonly #names = new Map<mm_struct, string>();
	readonly #files: { name: string; mapping: number; pages: number }[] = [];
	readonly #built: Built;
	readonly #judge: JudgeAtRest;
	readonly #machine: State;

	constructor(built: Built, judge: JudgeAtRest, machine: State) {
		this.#built = built;
		this.#judge = judge;
		this.#machine = machine;
	}

	/**
	 * The same kernel; before the first process exits, when its children still have all that it had, and then before
	 * each exit whose number is at least twice that of the last time, `ask` is called.
	 */
	watch(kernel: LoadKernel, ask: () => void): LoadKernel {
		return {
			...kernel,
			file: (pages) => this.madeFile(kernel.file(pages), pages),
			process: () => this.madeProcess(kernel.process()),
			fork: (parent) => this.madeProcess(kernel.fork(parent)),
			exit: (process) => {
				this.beforeExit(ask);
				kernel.exit(process);
				this.exited();
			},
		};
	}

	madeFile(
		mapping: address_space,
		pages: number,
		name: string = `file${this.#files.length + 1}`,
	): address_space {
		this.#files.push({ name, mapping, pages });
		return mapping;
	}

	/** What a call that makes a process returned, which may be an error. */
	madeProcess(mm: mm_struct, name?: string): mm_struct {
		if (mm > 0) this.#names.set(mm, name ?? `${this.#processes + 1}`);
		if (mm > 0) this.#processes++;
		return mm;
	}

	/** Calls `ask` if it is time for that. */
	beforeExit(ask: () => void): void {
		if (this.#exits + 1 < this.#next || !this.#fits()) return;
		ask();
		this.#next = 2 * (this.#exits + 1);
	}

	exited(): void {
		this.#exits++;
	}

	/** Asks all of them; a finding that is known already is not told again. */
	ask(): void {
		if (!this.#fits()) return;
		this.asked++;
		const alive = this.#processes - this.#exits;
		for (const [name, complaints] of this.#judge(this.#scene(), alive))
			this.#note(name, complaints);
	}

	#note(name: OracleName, complaints: readonly Complaint[]): void {
		const bySite = new Map<string, { first: Complaint; times: number }>();
		for (const complaint of complaints) {
			const known = bySite.get(complaint.site);
			if (known === undefined) bySite.set(complaint.site, { first: complaint, times: 1 });
			else known.times++;
		}
		for (const { first, times } of bySite.values()) {
			if (this.findings.some(({ oracle, site }) => oracle === name && site === first.site))
				continue;
			this.findings.push({ oracle: name, ...first, times, exits: this.#exits });
		}
	}

	#fits(): boolean {
		const { count, free } = this.#machine.pools.get('pte_table')!;
		return (count - free.size) * this.#built.types.PTRS_PER_PTE <= ptesMax;
	}

	#scene(): Scene {
		const memory = memoryWithLists(this.#built, this.#machine);
		return {
			memory,
			read: (field, object) => memory[object + field.offset]!,
			nameOf: this.#machine.nameOf,
			files: this.#files,
			processes: [...this.#names].map(([mm, name]) => ({ name, mm })),
			accesses: [],
			initialContents: () => 1,
		};
	}
}

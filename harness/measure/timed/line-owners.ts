/*
 * harness/measure/timed/line-owners.ts - which cpus have a cache line, and what it costs to get it.
 *
 * Each cpu has the data cache of the straight build, direct-mapped. Between them lines follow MESI: a line that another
 * cpu has changed comes from that cpu, and who writes a line takes it from all others. Either is a transfer. A line
 * that nobody has changed comes from memory, which is a miss as on one cpu.
 */
import type { CacheSize } from '../straight/state.ts';

/** What an access finds: the line here, in memory, or at a cpu of the same group or of another one. */
export const hit = 0;
export const missed = 1;
export const near = 2;
export const far = 3;
export type LineResult = typeof hit | typeof missed | typeof near | typeof far;

/** Cpus that a word of the bit sets holds. */
const wordCpus = 32;

export class LineOwners {
	readonly #shift: number;
	readonly #setMask: number;
	/** By cpu and set of its cache: the line that is there, or was until another cpu took it; -1 for none. */
	readonly #tags: readonly Int32Array[];
	/** By line, one bit for each cpu that has it: cpus 0 to 31, and those from 32 on. */
	readonly #low: Int32Array;
	readonly #high: Int32Array;
	/** By line: whether its one owner has changed it. */
	readonly #changed: Uint8Array;

	/** Cpus that are near each other, and whether those of both words of the bit sets are. */
	readonly #group: number;
	readonly #isOneGroup: boolean;

	/** For a memory of so many words; `group` is how many cpus are near each other. */
	constructor(words: number, cpus: number, { lineWords, lines }: CacheSize, group: number) {
		this.#group = Math.min(group, wordCpus);
		this.#isOneGroup = group > wordCpus;
		this.#shift = Math.log2(lineWords);
		this.#setMask = lines - 1;
		this.#tags = Array.from({ length: cpus }, () => new Int32Array(lines).fill(-1));
		const count = Math.ceil(words / lineWords);
		this.#low = new Int32Array(count);
		this.#high = new Int32Array(count);
		this.#changed = new Uint8Array(count);
	}

	/** A cpu reads or writes a word. */
	touch(cpu: number, address: number, isWrite: boolean): LineResult {
		const line = address >>> this.#shift;
		const [mine, others] = cpu < wordCpus ? [this.#low, this.#high] : [this.#high, this.#low];
		const bit = 1 << (cpu % wordCpus);
		if ((mine[line]! & bit) !== 0) {
			if (!isWrite) return hit;
			const isAlone = mine[line] === bit && others[line] === 0;
			const result = isAlone ? hit : this.#distance(cpu, line, mine, others);
			mine[line] = bit;
			others[line] = 0;
			this.#changed[line] = 1;
			return result;
		}
		this.#place(cpu, line, mine, bit);
		// Where somebody has changed it, he is the only one who has it.
		const result = this.#changed[line] === 1 ? this.#distance(cpu, line, mine, others) : missed;
		this.#changed[line] = Number(isWrite);
		if (isWrite) {
			mine[line] = bit;
			others[line] = 0;
		} else {
			mine[line]! |= bit;
		}
		return result;
	}

	/** Whether all cpus that have a line are near; the farthest one counts. */
	#distance(cpu: number, line: number, mine: Int32Array, others: Int32Array): LineResult {
		if (this.#isOneGroup) return near;
		const first = (cpu % wordCpus) & ~(this.#group - 1);
		const group = this.#group === wordCpus ? -1 : ((1 << this.#group) - 1) << first;
		return others[line] !== 0 || (mine[line]! & ~group) !== 0 ? far : near;
	}

	/** Makes room in a cpu's cache; what was there goes back to memory. */
	#place(cpu: number, line: number, mine: Int32Array, bit: number): void {
		const tags = this.#tags[cpu]!;
		const set = line & this.#setMask;
		const old = tags[set]!;
		tags[set] = line;
		if (old < 0 || old === line || (mine[old]! & bit) === 0) return;
		mine[old]! &= ~bit;
		this.#changed[old] = 0;
	}
}

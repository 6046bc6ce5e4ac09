/*
 * harness/measure/straight/line-cache.ts - the data cache of one cpu: which line is in which set, and what it misses.
 *
 * A walk over ten thousand vmas needs more lines than there are sets, and the next walk needs the same ones again. What
 * such an effect makes of an image of the cache is worked out once, and from then on only the sets that differ are
 * written. What was needed in between is noted, set by set, and put right by itself: counts are those of touching each
 * line. Images know nothing of sets that no effect needs.
 */

/** Data cache of one cpu, direct-mapped. */
export interface CacheSize {
	/** Words of four bytes, a power of two. */
	readonly lineWords: number;
	/** A power of two. */
	readonly lines: number;
}

/** What becomes of a cache: of each set, the first and the last line that is needed, and the misses between. */
export interface CacheEffect {
	readonly sets: Int32Array;
	readonly firsts: Int32Array;
	readonly lasts: Int32Array;
	readonly misses: number;
}

/** What is in a cache, and what effects that were worked out make of it. */
interface Image {
	readonly tags: Int32Array;
	readonly after: Map<CacheEffect, Outcome>;
}

interface Outcome {
	readonly image: Image;
	readonly misses: number;
	/** By set: the first line that the effect needs of it. */
	readonly firsts: Int32Array;
	/** Sets in which the image is another one than before. */
	readonly differing: Int32Array;
}

/** An effect on fewer sets is faster done than looked up. */
const setsLeast = 256;
/** So many outcomes are kept, of up to 48 KiB where there are 4096 lines; then all of them are forgotten. */
const outcomesMax = 1024;
/** Of a set that an effect, or none of them, needs; a set that nothing was in has -1. */
const unneeded = -2;

export class LineCache {
	/** By set: the line that is in it. */
	readonly tags: Int32Array;
	readonly lineShift: number;
	/**
	 * Sets that have changed since the image was taken: how many, then each of them, some twice. Whoever writes to `tags`
	 * notes it here, until it is full.
	 */
	readonly changed: Int32Array;
	#image: Image | null = null;
	/** By a sum over their contents. */
	readonly #images = new Map<number, Image[]>();
	#outcomeCount = 0;
	/** By set: 1 if an effect needs it that was looked up. */
	readonly #needed: Uint8Array;
	/** By set: the last effect for which it was looked at. */
	readonly #looked: Int32Array;
	#serial = 0;

	constructor({ lineWords, lines }: CacheSize) {
		this.tags = new Int32Array(lines).fill(-1);
		this.lineShift = Math.log2(lineWords);
		this.changed = new Int32Array(lines / 2 + 1);
		this.#needed = new Uint8Array(lines);
		this.#looked = new Int32Array(lines);
	}

	/** Empty, as at boot. */
	clear(): void {
		this.tags.fill(-1);
		this.#image = null;
	}

	/** Whether the line of an address was missing; now it is there. */
	misses(address: number): boolean {
		const line = address >>> this.lineShift;
		const set = line & (this.tags.length - 1);
		if (this.tags[set] === line) return false;
		this.tags[set] = line;
		this.#note(set);
		return true;
	}

	/** What needing the lines of addresses, one after the other, does. */
	effectOf(addresses: readonly number[]): CacheEffect {
		const lastOf = new Map<number, { readonly first: number; last: number }>();
		let misses = 0;
		for (const address of addresses) {
			const line = address >>> this.lineShift;
			const set = line & (this.tags.length - 1);
			const known = lastOf.get(set);
			if (known === undefined) lastOf.set(set, { first: line, last: line });
			else if (known.last !== line) {
				known.last = line;
				misses++;
			}
		}
		return {
			sets: Int32Array.from(lastOf.keys()),
			firsts: Int32Array.from(lastOf.values(), ({ first }) => first),
			lasts: Int32Array.from(lastOf.values(), ({ last }) => last),
			misses,
		};
	}

	/** Does that, and returns how many lines were missing. */
	apply(effect: CacheEffect): number {
		if (effect.sets.length < setsLeast) return this.#touchEach(effect);
		const image = this.#image;
		const { changed } = this;
		const isFull = changed[0] === changed.length - 1;
		if (image === null || isFull) {
			const missed = this.#touchEach(effect);
			this.#need(effect);
			this.#image = this.#imageOf(this.tags);
			changed[0] = 0;
			return missed;
		}
		let outcome = image.after.get(effect);
		if (outcome === undefined) {
			if (this.#need(effect)) {
				this.#image = null;
				return this.#touchEach(effect);
			}
			outcome = this.#outcomeOf(effect, image);
			image.after.set(effect, outcome);
		}
		this.#image = outcome.image;
		return this.#write(outcome, image);
	}

	#note(set: number): void {
		const { changed } = this;
		const count = changed[0]!;
		if (count === changed.length - 1) return;
		changed[0] = count + 1;
		changed[count + 1] = set;
	}

	#touchEach({ sets, firsts, lasts, misses }: CacheEffect): number {
		const { tags } = this;
		let missed = misses;
		for (let i = 0; i < sets.length; i++) {
			const set = sets[i]!;
			const tag = tags[set]!;
			if (tag !== firsts[i]!) missed++;
			if (tag === lasts[i]!) continue;
			tags[set] = lasts[i]!;
			this.#note(set);
		}
		return missed;
	}

	/** Whether it needs sets that none did before; then images do not know enough. */
	#need({ sets }: CacheEffect): boolean {
		const needed = this.#needed;
		let isNew = false;
		for (let i = 0; i < sets.length; i++) {
			if (needed[sets[i]!] === 1) continue;
			needed[sets[i]!] = 1;
			isNew = true;
		}
		if (isNew) this.#images.clear();
		return isNew;
	}

	/** The cache is an image but for what has changed; makes it what the effect makes of it. */
	#write(
		{ image: { tags: to }, misses, firsts, differing }: Outcome,
		{ tags: was }: Image,
	): number {
		const { tags, changed } = this;
		const [looked, needed] = [this.#looked, this.#needed];
		const serial = ++this.#serial;
		const count = changed[0]!;
		let missed = misses;
		let left = 0;
		for (let i = 1; i <= count; i++) {
			const set = changed[i]!;
			if (needed[set] === 0 || looked[set] === serial) continue;
			looked[set] = serial;
			const now = tags[set]!;
			const first = firsts[set]!;
			if (first !== unneeded) {
				if (was[set]! !== first) missed--;
				if (now !== first) missed++;
				tags[set] = to[set]!;
			} else if (now !== was[set]!) {
				changed[++left] = set;
			}
		}
		changed[0] = left;
		for (let i = 0; i < differing.length; i++) tags[differing[i]!] = to[differing[i]!]!;
		return missed;
	}

	#outcomeOf({ sets, firsts, lasts, misses }: CacheEffect, { tags: was }: Image): Outcome {
		if (this.#outcomeCount++ === outcomesMax) {
			this.#images.clear();
			this.#outcomeCount = 1;
		}
		const tags = was.slice();
		const bySet = new Int32Array(tags.length).fill(unneeded);
		let missed = misses;
		for (let i = 0; i < sets.length; i++) {
			const set = sets[i]!;
			if (tags[set] !== firsts[i]!) missed++;
			tags[set] = lasts[i]!;
			bySet[set] = firsts[i]!;
		}
		const image = this.#imageOf(tags);
		const differing = sets.filter((set) => was[set] !== tags[set]);
		return { image, misses: missed, firsts: bySet, differing };
	}

	/** The image of these contents: the same one for the same contents, so that a load comes round to what is known. */
	#imageOf(tags: Int32Array): Image {
		const needed = this.#needed;
		const known = tags.map((tag, set) => (needed[set] === 1 ? tag : unneeded));
		let sum = 0;
		for (let set = 0; set < known.length; set++) sum = (Math.imul(sum, 31) + known[set]!) | 0;
		const alike = this.#images.get(sum) ?? [];
		for (const each of alike) if (each.tags.every((tag, set) => tag === known[set])) return each;
		const made = { tags: known, after: new Map<CacheEffect, Outcome>() };
		this.#images.set(sum, [...alike, made]);
		return made;
	}
}

/*
 * harness/measure/straight/line-cache.ts - the data cache of one cpu: which line is in which set, and what it misses.
 *
 * A walk over ten thousand vmas needs more lines than there are sets, and the next walk needs the same ones again. What
 * such an effect makes of a whole cache is worked out once, as an image of the cache, and copied from then on. What was
 * needed since then is noted, set by set, and put right by itself: counts are those of touching each line.
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
}

/** An effect on fewer sets is faster done than looked up. */
const setsLeast = 256;
/** So many outcomes are kept, of 32 KiB where there are 4096 lines; then all of them are forgotten. */
const outcomesMax = 1024;
/** Of a set that an effect does not need; a set that nothing was in has -1. */
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
	/** By set: the last effect for which it was looked at. */
	readonly #looked: Int32Array;
	#serial = 0;
	/** Lines that stay as they are though an image is copied. */
	readonly #kept: Int32Array;

	constructor({ lineWords, lines }: CacheSize) {
		this.tags = new Int32Array(lines).fill(-1);
		this.lineShift = Math.log2(lineWords);
		this.changed = new Int32Array(lines / 2 + 1);
		this.#looked = new Int32Array(lines);
		this.#kept = new Int32Array(lines);
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
		if (image === null || this.changed[0]! === this.changed.length - 1) {
			const missed = this.#touchEach(effect);
			this.#image = this.#imageOf(this.tags);
			this.changed[0] = 0;
			return missed;
		}
		let outcome = image.after.get(effect);
		if (outcome === undefined) {
			outcome = this.#outcomeOf(effect, image);
			image.after.set(effect, outcome);
		}
		this.#image = outcome.image;
		return this.#copy(outcome, image);
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

	/** The cache is `image` but for what has changed; makes it what the effect makes of it. */
	#copy({ image: { tags: to }, misses, firsts }: Outcome, { tags: was }: Image): number {
		const { tags, changed } = this;
		const [looked, kept] = [this.#looked, this.#kept];
		const serial = ++this.#serial;
		const count = changed[0]!;
		let missed = misses;
		let left = 0;
		for (let i = 1; i <= count; i++) {
			const set = changed[i]!;
			if (looked[set] === serial) continue;
			looked[set] = serial;
			const now = tags[set]!;
			const first = firsts[set]!;
			if (first !== unneeded) {
				if (was[set]! !== first) missed--;
				if (now !== first) missed++;
			} else if (now !== was[set]!) {
				kept[left] = now;
				changed[++left] = set;
			}
		}
		tags.set(to);
		for (let i = 0; i < left; i++) tags[changed[i + 1]!] = kept[i]!;
		changed[0] = left;
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
		return { image: this.#imageOf(tags), misses: missed, firsts: bySet };
	}

	/** The image of these contents: the same one for the same contents, so that a load comes round to what is known. */
	#imageOf(tags: Int32Array): Image {
		let sum = 0;
		for (let set = 0; set < tags.length; set++) sum = (Math.imul(sum, 31) + tags[set]!) | 0;
		const alike = this.#images.get(sum) ?? [];
		for (const each of alike) if (each.tags.every((tag, set) => tag === tags[set])) return each;
		const made = { tags: tags.slice(), after: new Map<CacheEffect, Outcome>() };
		this.#images.set(sum, [...alike, made]);
		return made;
	}
}

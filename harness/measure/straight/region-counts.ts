/*
 * harness/measure/straight/region-counts.ts - what the regions of a linked text count, so that few of them need a count of
 * their own.
 *
 * A function begins whenever a call of it runs, so that the region of the call counts for its beginning; and some regions
 * run as often as others do: what stands behind a statement that may leave as often as what stands before it, less the
 * times that it left. The sums are those of a count for each region.
 */
import { type EventName, eventNames } from '../events.ts';

export type Counted = Readonly<Partial<Record<EventName, number>>>;

interface Region {
	readonly own: Partial<Record<EventName, number>>;
	/** Regions that begin whenever this one does, and are counted with it; with -1, those that take off. */
	readonly others: (readonly [region: number, sign: 1 | -1])[];
	/** Whether another region counts for it. */
	isCounted: boolean;
	all: Counted | null;
}

export class RegionCounts {
	readonly #regions: Region[] = [];

	/** The first of so many new ones. */
	add(count: number): number {
		for (let i = 0; i < count; i++) {
			this.#regions.push({ own: {}, others: [], isCounted: false, all: null });
		}
		return this.#regions.length - count;
	}

	/** Whoever runs it counts it, by counts() or otherwise. */
	isCountedByOthers(region: number): void {
		this.#regions[region]!.isCounted = true;
	}

	note(region: number, event: EventName): void {
		const { own } = this.#regions[region]!;
		own[event] = (own[event] ?? 0) + 1;
	}

	/** Whatever runs `region` runs `other`, too, and counts it. */
	counts(region: number, other: number): void {
		this.#regions[region]!.others.push([other, 1]);
	}

	/** `region` runs as often as all of `plus` do together, less the times that those of `minus` do. */
	isSum(region: number, plus: readonly number[], minus: readonly number[]): void {
		for (const each of plus) this.#regions[each]!.others.push([region, 1]);
		for (const each of minus) this.#regions[each]!.others.push([region, -1]);
		this.#regions[region]!.isCounted = true;
	}

	/** What the region counts each time that it begins; nothing where others count for it. */
	of(region: number): Counted {
		return this.#regions[region]!.isCounted ? {} : this.allOf(region);
	}

	/** By region: what one count of it stands for. */
	each(): Counted[] {
		return this.#regions.map((_, region) => this.allOf(region));
	}

	/** What it counts, whoever does that for it. */
	allOf(region: number): Counted {
		const { own, others, all } = this.#regions[region]!;
		if (all !== null) return all;
		const sum = { ...own };
		for (const [other, sign] of others) {
			for (const [name, times] of Object.entries(this.allOf(other)) as [EventName, number][]) {
				sum[name] = (sum[name] ?? 0) + sign * times;
			}
		}
		const found: Counted = Object.fromEntries(
			eventNames.flatMap((name) => ((sum[name] ?? 0) === 0 ? [] : [[name, sum[name]]])),
		);
		this.#regions[region]!.all = found;
		return found;
	}
}

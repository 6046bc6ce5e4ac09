/*
 * harness/explore/access-classes.ts - the accesses that were discovered, told apart by task, location,
 * kind and locks held, and found again by what they touch.
 */
import type { HeldSets } from '../engine/held.ts';
import { addressOf, overlap } from '../engine/location.ts';
import { isMemory, type Touching } from './conflict.ts';

export interface AccessClass extends Touching {
	readonly task: number;
	/** Held set, see engine/held.ts. */
	readonly held: number;
	/** A plain load or store, or a step of a list, which is some of them; as opposed to an atomic operation. */
	readonly plain: boolean;
	/** Kind of the lock that it is about, else ''. */
	readonly lock: string;
}

/** Two tasks touch one word without a lock in common, one of them writes, and one of the accesses is plain. */
export interface DataRace {
	readonly location: number;
	readonly tasks: readonly [number, number];
}

const none: readonly number[] = [];

export class AccessClasses {
	readonly #classes: AccessClass[] = [];
	readonly #byLocation = new Map<number, number[]>();
	readonly #byAddress = new Map<number, number[]>();
	readonly #byObject = new Map<number, number[]>();
	/** Those of them that begin or end the object's life. */
	readonly #frees = new Map<number, number[]>();
	/** Words of which a bit is touched, and the whole as well. */
	readonly #mixed = new Set<number>();

	get all(): readonly AccessClass[] {
		return this.#classes;
	}

	at(id: number): AccessClass {
		return this.#classes[id]!;
	}

	/** The number of a class, one more than all others when it is new. */
	idOf(each: AccessClass): number {
		const { location, access, object } = each;
		const alike =
			(location < 0 ? this.#byObject.get(object) : this.#byLocation.get(location)) ?? none;
		for (const id of alike) if (isSame(this.#classes[id]!, each)) return id;
		const id = this.#classes.push(each) - 1;
		this.#noteLocation(location, id);
		push(this.#byObject, object, id);
		if (access === 'free') push(this.#frees, object, id);
		return id;
	}

	/** Classes that touch what is at a location. */
	overlapping(location: number): readonly number[] {
		if (location < 0) return none;
		const address = addressOf(location);
		if (!this.#mixed.has(address)) return this.#byLocation.get(location) ?? none;
		const ids = this.#byAddress.get(address)!;
		return ids.filter((each) => overlap(this.#classes[each]!.location, location));
	}

	/** Classes that touch words of an object, or its life; with 0, those of no object. */
	ofObject(object: number): readonly number[] {
		return this.#byObject.get(object) ?? none;
	}

	/** Classes that begin or end the life of an object. */
	freesOf(object: number): readonly number[] {
		return this.#frees.get(object) ?? none;
	}

	/** Whether another task touches the location too, or begins or ends the object's life. */
	meetsAnother({ task, location, access, object }: AccessClass): boolean {
		const isOther = (each: number): boolean => this.#classes[each]!.task !== task;
		if (this.overlapping(location).some(isOther)) return true;
		if (object === 0) return false;
		return (access === 'free' ? this.ofObject(object) : this.freesOf(object)).some(isOther);
	}

	/** Data races among all of them; whether they can happen at once is not asked. */
	dataRaces(heldSets: HeldSets, broken: ReadonlySet<number>): DataRace[] {
		const races: DataRace[] = [];
		for (const ids of this.#byAddress.values()) {
			const classes = ids.map((id) => this.#classes[id]!).filter((each) => isMemory(each.access));
			const isRace = (one: AccessClass, two: AccessClass): boolean =>
				one.task < two.task &&
				overlap(one.location, two.location) &&
				(one.plain || two.plain) &&
				!(one.access === 'read' && two.access === 'read') &&
				!heldSets.exclude(one.held, two.held, broken);
			const race = classes.find((one) => classes.some((two) => isRace(one, two)));
			if (race !== undefined) {
				const other = classes.find((two) => isRace(race, two))!;
				races.push({ location: race.location, tasks: [race.task, other.task] });
			}
		}
		return races;
	}

	#noteLocation(location: number, id: number): void {
		if (location < 0) return;
		const address = addressOf(location);
		const isOther = (each: number): boolean => {
			const { location: other } = this.#classes[each]!;
			return other !== location && overlap(other, location);
		};
		if (this.#byAddress.get(address)?.some(isOther) === true) this.#mixed.add(address);
		push(this.#byLocation, location, id);
		push(this.#byAddress, address, id);
	}
}

const isSame = (one: AccessClass, other: AccessClass): boolean =>
	one.task === other.task &&
	one.location === other.location &&
	one.object === other.object &&
	one.held === other.held &&
	one.access === other.access &&
	one.shared === other.shared &&
	one.plain === other.plain &&
	one.lock === other.lock;

function push(map: Map<number, number[]>, key: number, value: number): void {
	const list = map.get(key);
	if (list === undefined) map.set(key, [value]);
	else list.push(value);
}

/*
 * harness/audit/promela/list-rules.ts - options of the operations on lists: every place that an item may have
 * is an option of its own.
 */
import { structTypes } from '../../engine/struct.ts';
import { all, any, compare, not, plus, type Condition, type Term } from './expression.ts';
import { observing, runs, type Option, type Rules, type Stepping } from './option.ts';

/** Words of a list: how many are on it, then each place. */
function placesOf({ context: { machine, words }, step }: Stepping): {
	length: Term;
	places: number[];
} {
	const object = machine.layout.objectOf[step.address]!;
	const struct = structTypes[machine.layout.structAt[object]!]!;
	const prefix = `${step.operation.field!.name}[`;
	const places: number[] = [];
	let address = step.address + 1;
	while (struct.fieldNames[address - object - 1]?.startsWith(prefix)) places.push(address++);
	return { length: words.read(step.address), places };
}

/** By place: whether the item is there and at no place before. Places behind the last hold 0. */
function foundAt(
	{ context: { words } }: Stepping,
	places: readonly number[],
	item: number,
): Condition[] {
	return places.map((place, i) =>
		all(
			...places.slice(0, i).map((earlier) => compare(words.read(earlier), '!=', item)),
			compare(words.read(place), '==', item),
		),
	);
}

function listNext(stepping: Stepping): Option[] {
	const { step, led } = stepping;
	const { words } = stepping.context;
	const { places } = placesOf(stepping);
	const first = words.read(places[0]!);
	const found = step.value === 0 ? [] : foundAt(stepping, places, step.value);
	const absent = all(...places.map((place) => compare(words.read(place), '!=', step.value)));
	return [...led].map(([value, to]) => ({
		when:
			step.value === 0
				? compare(first, '==', value)
				: any(
						...found.map((here, i) =>
							all(
								here,
								i + 1 < places.length
									? compare(words.read(places[i + 1]!), '==', value)
									: value === 0,
							),
						),
						all(absent, compare(first, '==', value)),
					),
		does: [],
		to,
	}));
}

/** Puts the step's item at one place; what stands there and behind it moves up. */
function putAt(stepping: Stepping, when: Condition, position: number): Option {
	const { step, next } = stepping;
	const { words } = stepping.context;
	const { length, places } = placesOf(stepping);
	const shifted = places
		.map((_, i) => i)
		.slice(position + 1)
		.toReversed();
	return {
		when,
		does: [
			...shifted.flatMap((i) => words.assign(places[i]!, words.read(places[i - 1]!))),
			...words.assign(places[position]!, step.value),
			...words.assign(step.address, plus(length, 1)),
		],
		to: next,
	};
}

function listAdd(stepping: Stepping): Option[] {
	const { step, seen } = stepping;
	const { length, places } = placesOf(stepping);
	const where = step.operation.name;
	const isFull = compare(length, '==', places.length);
	const fits = not(isFull);
	const endsBy = (isAnchor: boolean): number =>
		[...seen.ends].find(([text]) => text.includes('anchor') === isAnchor)?.[1] ?? -1;
	const options: Option[] = [];
	if (where === 'before' || where === 'after') {
		const anchors = foundAt(stepping, places, step.operation.args[0]!);
		for (const [i, here] of anchors.entries()) {
			const position = where === 'before' ? i : i + 1;
			if (position < places.length) options.push(putAt(stepping, all(fits, here), position));
		}
		options.push({ when: all(isFull, any(...anchors)), does: [], to: endsBy(false) });
		options.push({ when: not(any(...anchors)), does: [], to: endsBy(true) });
		return options;
	}
	if (where === 'head') options.push(putAt(stepping, fits, 0));
	else for (const i of places.keys()) options.push(putAt(stepping, compare(length, '==', i), i));
	options.push({ when: isFull, does: [], to: endsBy(false) });
	return options;
}

function listDelete(stepping: Stepping): Option[] {
	const { step, next, seen } = stepping;
	const { words } = stepping.context;
	const { length, places } = placesOf(stepping);
	const found = foundAt(stepping, places, step.value);
	return [
		...found.map((when, position): Option => ({
			when,
			does: [
				...places
					.slice(position)
					.flatMap((place, i) =>
						words.assign(
							place,
							position + i + 1 < places.length ? words.read(places[position + i + 1]!) : 0,
						),
					),
				...words.assign(step.address, plus(length, -1)),
			],
			to: next,
		})),
		{ when: not(any(...found)), does: [], to: [...seen.ends.values()][0] ?? -1 },
	];
}

export const listRules: Rules<'list-empty' | 'list-next' | 'list-add' | 'list-del'> = {
	'list-empty': (stepping) => {
		const length = stepping.context.words.read(stepping.step.address);
		return runs(observing(stepping, (value) => compare(length, value === 1 ? '==' : '!=', 0)));
	},
	'list-next': (stepping) => runs(listNext(stepping)),
	'list-add': (stepping) => runs(listAdd(stepping)),
	'list-del': (stepping) => runs(listDelete(stepping)),
};

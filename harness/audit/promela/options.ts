/*
 * harness/audit/promela/options.ts - what one step of the simulated kernel is in Promela: guarded options.
 *
 * Written from what operation.ts says of each operation, a second time and in another language, so that
 * machine.ts is judged too. What ends a task depends on its locks in a few places (sleeping under a
 * spinlock); see held.ts.
 */
import { addressOf } from '../../engine/location.ts';
import type { Automata } from '../../engine/automaton.ts';
import type { Machine } from '../../engine/machine.ts';
import type { Step } from '../../engine/step.ts';
import { structTypes } from '../../engine/struct.ts';
import {
	all,
	any,
	anyBit,
	atLeastZero,
	compare,
	moreThanOne,
	not,
	plus,
	withBits,
	type Condition,
	type Term,
} from './expression.ts';
import type { HeldLocks } from './held.ts';
import { NotExpressible } from './not-expressible.ts';
import type { Seen } from './survey.ts';
import type { Words } from './words.ts';
import { checkOf } from '../../engine/validity.ts';

/** One way on. Guards of one step exclude each other. */
export interface Option {
	readonly when: Condition;
	readonly does: readonly string[];
	/** Local state that it leads to. */
	readonly to: number;
	/** What the step observes then; 0 when left out. */
	readonly observed?: number;
}

export interface Options {
	readonly options: readonly Option[];
	/** Waits while no guard holds; else that would be something which was never seen. */
	readonly waits: boolean;
}

export interface Context {
	readonly automata: Automata;
	readonly machine: Machine;
	readonly words: Words;
	readonly held: HeldLocks;
	/** Condition under which all tasks but the one that asks are done. */
	readonly othersDone: Condition;
}

/** The step of a local state that `task` was seen in. @throws NotExpressible */
export function optionsOf(context: Context, task: number, local: number): Options {
	const { automata, held } = context;
	const cases = held.casesOf(task, local, automata.steps[local]!.kind).map((each) => {
		const { options, waits } = withHeld(context, task, local, each.seen);
		const after = ({ to, observed = 0 }: Option): readonly string[] =>
			automata.isDead(to) ? [] : each.after(observed);
		return {
			options: options.map((option) => ({
				...option,
				when: all(each.when, option.when),
				does: [...option.does, ...after(option)],
			})),
			waits,
		};
	});
	return { options: cases.flatMap(({ options }) => options), waits: cases[0]!.waits };
}

/** The step where it is known what the task holds. */
function withHeld(context: Context, task: number, local: number, seen: Seen): Options {
	const { automata, machine, words } = context;
	const step = automata.steps[local]!;
	const check = checkOf(machine.layout, step);
	if (check === 'invalid') {
		return { options: [{ when: true, does: [], to: onlyEnd(seen, context, local) }], waits: false };
	}
	const freed: Option[] =
		seen.freed < 0
			? []
			: [{ when: compare(words.read(step.object), '!=', 1), does: [], to: seen.freed }];
	const alive = check === 'alive' ? compare(words.read(step.object), '==', 1) : true;
	const { options, waits } = living(context, task, local, step, seen);
	return {
		options: [...freed, ...options.map((each) => ({ ...each, when: all(alive, each.when) }))],
		waits,
	};
}

function living(context: Context, task: number, local: number, step: Step, seen: Seen): Options {
	const { automata, words } = context;
	const word = words.read(step.address);
	const led = automata.transitions(local);
	const next = led.get(0) ?? -1;
	const runs = (options: readonly Option[], waits = false): Options => ({
		options: options.filter((each) => each.to >= 0),
		waits,
	});
	/** One option for each observation: the guard says that it is observed, `does` follows from it. */
	const observing = (
		guard: (value: number) => Condition,
		does: (value: number) => readonly string[] = () => [],
	): Option[] =>
		[...led].map(([value, to]) => ({
			when: guard(value),
			does: [...does(value)],
			to,
			observed: value,
		}));
	const write = (value: Term): readonly string[] => words.assign(step.address, value);
	const withMask = (set: boolean): readonly string[] => write(withBits(word, step.mask, set));
	const isSet = (set: boolean): Condition => anyBit(word, step.mask, set);
	/** The option of a step that a task's locks alone make run or end. */
	const byLocks = (when: Condition, does: readonly string[], to: number, observed = 0): Option => {
		if (seen.survives && seen.ends.size > 0) throw new NotExpressible(step.kind);
		return seen.ends.size > 0
			? { when, does: [], to: onlyEnd(seen, context, local) }
			: { when, does, to, observed };
	};
	const isFree =
		step.mask !== 0 ? isSet(false) : step.shared ? atLeastZero(word) : compare(word, '==', 0);
	const take = step.mask !== 0 ? withMask(true) : write(step.shared ? plus(word, 1) : -1);
	switch (step.kind) {
		case 'load':
			return runs(observing((value) => compare(word, '==', value)));
		case 'store':
			return runs([{ when: true, does: write(step.value), to: next }]);
		case 'add':
			return runs([{ when: true, does: write(plus(word, step.value)), to: next }]);
		case 'xadd':
			return runs(
				observing(
					(value) => compare(word, '==', value - step.value),
					(value) => write(value),
				),
			);
		case 'xchg':
			return runs(
				observing(
					(value) => compare(word, '==', value),
					() => write(step.value),
				),
			);
		case 'test-bit':
			return runs(observing((value) => isSet(value === 1)));
		case 'set-bit':
			return runs([{ when: true, does: withMask(true), to: next }]);
		case 'clear-bit':
			return runs([{ when: true, does: withMask(false), to: next }]);
		case 'test-and-set-bit':
			return runs(
				observing(
					(value) => isSet(value === 1),
					() => withMask(true),
				),
			);
		case 'test-and-clear-bit':
			return runs(
				observing(
					(value) => isSet(value === 1),
					() => withMask(false),
				),
			);
		case 'lock':
			return runs([byLocks(isFree, take, next)], true);
		case 'trylock':
			return runs(
				observing(
					(value) => (value === 1 ? isFree : not(isFree)),
					(value) => (value === 1 ? take : []),
				),
			);
		case 'unlock':
			if (step.operation.lock!.kind === 'bit-sleep') {
				return runs(
					observing(
						(value) => isSet(value === 1),
						() => withMask(false),
					),
				);
			}
			return runs([
				byLocks(
					true,
					step.mask !== 0 ? withMask(false) : write(step.shared ? plus(word, -1) : 0),
					led.get(1) ?? -1,
					1,
				),
			]);
		case 'wait-bit-clear':
			return runs([byLocks(isSet(false), [], next)], true);
		case 'list-empty':
			return runs(observing((value) => compare(word, value === 1 ? '==' : '!=', 0)));
		case 'list-next':
			return runs(listNext(context, step, led));
		case 'list-add':
			return runs(listAdd(context, step, next, seen));
		case 'list-del':
			return runs(listDelete(context, step, next, seen));
		case 'alloc':
			return runs(allocate(context, task, step, led, seen, byLocks));
		case 'free':
			return runs(release(context, step, next, seen));
		case 'atomic':
			return runs(
				[...seen.multiWord.values()].map(({ reads, writes, observed }) => ({
					when: all(...reads.map(([address, value]) => compare(words.read(address), '==', value))),
					does: writes.flatMap(([address, value]) => words.assign(address, value)),
					to: led.get(observed) ?? -1,
				})),
				// Where one that waits never ran, it was not ready: the survey saw every state.
				step.value === 1,
			);
		case 'bug':
			return runs([{ when: true, does: [], to: onlyEnd(seen, context, local) }]);
		case 'might-sleep':
		case 'syscall-end':
			return runs([byLocks(true, [], next)]);
		case 'inject':
			return runs([
				{
					when: true,
					does: words.assign(countdownOf(context, task, step.operation.name), step.value),
					to: next,
				},
			]);
		case 'join':
			return runs([{ when: context.othersDone, does: [], to: next }], true);
		case 'call':
		case 'barrier':
			throw new Error(`a ${step.kind} is no step`);
	}
}

/** Words of a list: how many are on it, then each place. */
function placesOf({ machine, words }: Context, step: Step): { length: Term; places: number[] } {
	const object = machine.layout.objectOf[step.address]!;
	const struct = structTypes[machine.layout.structAt[object]!]!;
	const prefix = `${step.operation.field!.name}[`;
	const places: number[] = [];
	let address = step.address + 1;
	while (struct.fieldNames[address - object - 1]?.startsWith(prefix)) places.push(address++);
	return { length: words.read(step.address), places };
}

/** By place: whether the item is there and at no place before. Places behind the last hold 0. */
function foundAt({ words }: Context, places: readonly number[], item: number): Condition[] {
	return places.map((place, i) =>
		all(
			...places.slice(0, i).map((earlier) => compare(words.read(earlier), '!=', item)),
			compare(words.read(place), '==', item),
		),
	);
}

function listNext(context: Context, step: Step, led: ReadonlyMap<number, number>): Option[] {
	const { words } = context;
	const { places } = placesOf(context, step);
	const first = words.read(places[0]!);
	const found = step.value === 0 ? [] : foundAt(context, places, step.value);
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

function listAdd(context: Context, step: Step, next: number, seen: Seen): Option[] {
	const { words } = context;
	const { length, places } = placesOf(context, step);
	const where = step.operation.name;
	const isFull = compare(length, '==', places.length);
	const anchors =
		where === 'before' || where === 'after'
			? foundAt(context, places, step.operation.args[0]!)
			: null;
	const endsBy = (isAnchor: boolean): number =>
		[...seen.ends].find(([text]) => text.includes('anchor') === isAnchor)?.[1] ?? -1;
	const putAt = (when: Condition, position: number): Option => {
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
	};
	const options: Option[] = [];
	const fits = not(isFull);
	if (anchors !== null) {
		for (const [i, here] of anchors.entries()) {
			const position = where === 'before' ? i : i + 1;
			if (position < places.length) options.push(putAt(all(fits, here), position));
		}
		options.push({ when: all(isFull, any(...anchors)), does: [], to: endsBy(false) });
		options.push({ when: not(any(...anchors)), does: [], to: endsBy(true) });
		return options;
	}
	if (where === 'head') options.push(putAt(fits, 0));
	else for (const i of places.keys()) options.push(putAt(compare(length, '==', i), i));
	options.push({ when: isFull, does: [], to: endsBy(false) });
	return options;
}

function listDelete(context: Context, step: Step, next: number, seen: Seen): Option[] {
	const { words } = context;
	const { length, places } = placesOf(context, step);
	const found = foundAt(context, places, step.value);
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

function allocate(
	context: Context,
	task: number,
	step: Step,
	led: ReadonlyMap<number, number>,
	seen: Seen,
	byLocks: (when: Condition, does: readonly string[], to: number) => Option,
): Option[] {
	const { machine, words } = context;
	const pool = machine.layout.pools.get(step.operation.name)!;
	const { first, count } = pool.slices[machine.slices[task]!]!;
	const objects = Array.from({ length: count }, (_, i) => first + i * pool.strideWords);
	const isFull = all(...objects.map((object) => compare(words.read(object), '!=', 0)));
	const fullEnd = [...seen.ends].find(([text]) => text.startsWith('slice '))?.[1] ?? -1;
	if (fullEnd < 0 && seen.ends.size > 0) return [byLocks(true, [], -1)];
	const counted = countdownOf(context, task, pool.name);
	const left = words.read(counted);
	const begins: [Condition, readonly string[]][] =
		left === 0
			? [[true, []]]
			: [
					[compare(left, '==', 0), []],
					[moreThanOne(left), words.assign(counted, plus(left, -1))],
				];
	const options: Option[] = [
		{ when: compare(left, '==', 1), does: [...words.assign(counted, 0)], to: led.get(0) ?? -1 },
	];
	for (const [when, does] of begins) {
		for (const [i, object] of objects.entries()) {
			const isNext = all(
				...objects.slice(0, i).map((earlier) => compare(words.read(earlier), '!=', 0)),
				compare(words.read(object), '==', 0),
			);
			options.push({
				when: all(when, isNext),
				does: [
					...does,
					...wordsWithin(object, pool.strideWords).flatMap((address) => words.assign(address, 0)),
					...words.assign(object, 1),
				],
				to: led.get(object) ?? -1,
			});
		}
		options.push({ when: all(when, isFull), does: [], to: fullEnd });
	}
	return options.filter((each) => each.when !== false);
}

function release({ machine, words }: Context, step: Step, next: number, seen: Seen): Option[] {
	const pool = machine.layout.pools.get(step.operation.name)!;
	const object = step.object;
	const end = [...seen.ends.values()][0] ?? -1;
	if (machine.layout.structAt[object] !== pool.struct.id)
		return [{ when: true, does: [], to: end }];
	const clears = pool.struct.life === 'object' ? wordsWithin(object, pool.strideWords) : [];
	return [
		{
			when: compare(words.read(object), '==', 1),
			does: [...clears.flatMap((address) => words.assign(address, 0)), ...words.assign(object, 0)],
			to: next,
		},
		{ when: compare(words.read(object), '!=', 1), does: [], to: end },
	];
}

function wordsWithin(object: number, strideWords: number): number[] {
	return Array.from({ length: strideWords - 1 }, (_, i) => object + 1 + i);
}

function countdownOf({ machine }: Context, task: number, pool: string): number {
	return addressOf(machine.pools.location(pool, machine.slices[task]!));
}

function onlyEnd(seen: Seen, { automata, machine }: Context, local: number): number {
	const [end, ...more] = seen.ends.values();
	if (end === undefined || more.length > 0) {
		const { kind, object } = automata.steps[local]!;
		throw new NotExpressible(`${kind} of ${machine.nameOf(object)}`);
	}
	return end;
}

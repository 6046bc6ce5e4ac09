/*
 * harness/audit/promela/pool-rules.ts - options of the operations on pools: every object that an allocation may
 * give is an option of its own.
 */
import { all, compare, moreThanOne, plus, type Condition } from './expression.ts';
import { byLocks, runs, type Option, type Rules, type Stepping } from './option.ts';

/** How an allocation that does not fail begins: no countdown runs, or one that goes on. */
function beginsOf(stepping: Stepping, countdown: number): [Condition, readonly string[]][] {
	const { words } = stepping.context;
	const left = words.read(countdown);
	if (left === 0) return [[true, []]];
	return [
		[compare(left, '==', 0), []],
		[moreThanOne(left), words.assign(countdown, plus(left, -1))],
	];
}

function allocate(stepping: Stepping): Option[] {
	const { task, step, led, seen } = stepping;
	const { machine, words } = stepping.context;
	const pool = machine.layout.pools.get(step.operation.name)!;
	const { first, count } = pool.slices[machine.slices[task]!]!;
	const objects = Array.from({ length: count }, (_, i) => first + i * pool.strideWords);
	const isFull = all(...objects.map((object) => compare(words.read(object), '!=', 0)));
	const fullEnd = [...seen.ends].find(([text]) => text.startsWith('slice '))?.[1] ?? -1;
	if (fullEnd < 0 && seen.ends.size > 0) return [byLocks(stepping, true, [], -1)];
	const countdown = stepping.context.machine.pools.countdown(stepping.task, pool.name);
	const options: Option[] = [
		{
			when: compare(words.read(countdown), '==', 1),
			does: [...words.assign(countdown, 0)],
			to: led.get(0) ?? -1,
		},
	];
	for (const [when, does] of beginsOf(stepping, countdown)) {
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

function release({ context: { machine, words }, step, next, seen }: Stepping): Option[] {
	const pool = machine.layout.pools.get(step.operation.name)!;
	const { object } = step;
	const end = [...seen.ends.values()][0] ?? -1;
	if (machine.layout.structAt[object] !== pool.struct.id) {
		return [{ when: true, does: [], to: end }];
	}
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

/** Words of an object behind the one that says whether it is allocated. */
function wordsWithin(object: number, strideWords: number): number[] {
	return Array.from({ length: strideWords - 1 }, (_, i) => object + 1 + i);
}

export const poolRules: Rules<'alloc' | 'free' | 'inject'> = {
	alloc: (stepping) => runs(allocate(stepping)),
	free: (stepping) => runs(release(stepping)),
	inject: (stepping) => {
		const { step, next } = stepping;
		const { context, task } = stepping;
		const countdown = context.machine.pools.countdown(task, step.operation.name);
		const does = context.words.assign(countdown, step.value);
		return runs([{ when: true, does, to: next }]);
	},
};

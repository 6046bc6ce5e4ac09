/*
 * What lives at each address, told without a map of the page tables, against the map that the engine has.
 */
import { expect, test } from 'vitest';
import { structTypes } from '../../engine/struct.ts';
import { bootStraight } from './boot.ts';
import { built } from './built.ts';

const modules = await built();
const { types, operations } = modules;
const machine = bootStraight(modules, 'plain');
const { layout, memory, kinds } = machine;

/** The text of a question, as a function. */
const asked = structTypes.map((struct) => {
	// eslint-disable-next-line typescript/no-implied-eval
	const ask = new Function('$K', '$M', 'o', `return ${kinds.textOfQuestion(struct, 'o')};`) as (
		...given: readonly unknown[]
	) => boolean;
	return (object: number): boolean => ask(kinds.bytes, memory, object);
});

/** The first address at which the map, a question and its text do not say the same. */
function firstDifference(): string | null {
	for (const struct of structTypes.slice(1)) {
		for (let address = -20; address < layout.words + 20; address++) {
			const isThere = layout.structAt[address] === struct.id;
			const lives = isThere && (struct.life !== 'object' || memory[address] === 1);
			const said = [kinds.lives(struct, address), asked[struct.id]!(address)];
			if (said.some((each) => each !== lives))
				return `${struct.name} at ${address}: ${said.join()}`;
		}
	}
	return null;
}

test('objects of all pools that are taken and given back, a table among them', () => {
	expect(firstDifference()).toBeNull();
	const pools = [types.mmPool, types.vmaPool, types.pteTablePool, types.pteChainPool];
	const taken = pools.map((pool) => [pool, operations.alloc(pool, 'GFP_ATOMIC')] as const);
	expect(firstDifference()).toBeNull();
	for (const [pool, object] of taken) operations.free(pool, object);
	expect(firstDifference()).toBeNull();
});

test('the memory as it was at boot', () => {
	const image = memory.slice();
	const mm = operations.alloc(types.mmPool, 'GFP_ATOMIC');
	expect(kinds.lives(types.mm_rb.struct, mm)).toBe(true);
	machine.reset(image);
	expect(kinds.lives(types.mm_rb.struct, mm)).toBe(false);
	expect(firstDifference()).toBeNull();
});

test('an object that was given back is zero, whatever was in it, and so is the next one', () => {
	for (const name of machine.pools.keys()) {
		const { stride } = machine.pools.get(name)!;
		const allocator = machine.allocator(name);
		// Two, of which one lies at an odd address if any does.
		const objects = [allocator.alloc('GFP_ATOMIC'), allocator.alloc('GFP_ATOMIC')];
		const around = objects.map((object) => [memory[object - 1], memory[object + stride]]);
		for (const object of objects) {
			memory.fill(7, object + 1, object + stride);
			allocator.free(object);
		}
		const again = [allocator.alloc('GFP_ATOMIC'), allocator.alloc('GFP_ATOMIC')];
		expect(again).toEqual(objects);
		for (const [i, object] of objects.entries()) {
			const words = [...memory.subarray(object, object + stride)];
			expect(words, name).toEqual([1, ...Array.from({ length: stride - 1 }, () => 0)]);
			if (i === 1) expect(memory[object + stride]).toBe(around[i]![1]);
			if (i === 0) expect(memory[object - 1]).toBe(around[i]![0]);
			allocator.free(object);
		}
	}
});

/*
 * Functions taken apart: what depends on the machine stands alone, and each stretch of code has its region.
 */
import { expect, test } from 'vitest';
import type { Piece } from './expressions.ts';
import { partsOf } from './parts.ts';

const imports =
	"import { load, store } from './straight/operations.js'; import { at } from './straight/struct.js'; import { F, N } from './m.js';";
const partOf = (code: string): ReturnType<typeof partsOf>[number] | undefined =>
	partsOf(`${imports}\n${code}`)[0];
const piecesOf = (code: string): readonly Piece[] => partOf(code)!.pieces;
/** In which region which operation is. */
const regionsOf = (code: string): string =>
	piecesOf(code)
		.flatMap((each) => (each[0] === 'o' ? [`${each[1]} ${each[2]}`] : []))
		.join(', ');

test('an operation, a call through the table, and a name of the module', () => {
	expect(piecesOf('function f(p) { $entered(); return this.g(load(F, p), N); }')).toEqual([
		'(p) {',
		['e', 0],
		['g', 0, 'statement'],
		'return ',
		['c', 'g'],
		'(',
		['o', 'load', 0, 'F', null, [['p']]],
		', ',
		['r', 'N'],
		');}',
	]);
});

test('a word of an array by its index, also where it has a name', () => {
	const named = piecesOf('function f(p, i) { const w = at(F, i + 1); store(w, p, 2); }');
	expect(named).toContainEqual(['o', 'store', 0, 'F', ['w'], [['p'], ['2']]]);
	const direct = piecesOf('function f(p, i) { return load(at(F, i + 1), p); }');
	expect(direct).toContainEqual(['o', 'load', 0, 'F', ['i + 1'], [['p']]]);
	// What is no field is not known before it runs.
	expect(partOf('function f(p) { const w = at(F, 1); return w; }')).toBeUndefined();
});

test.each([
	['if (load(F, p)) load(F, p); load(F, p);', 'load 0, load 1, load 0'],
	['if (p) return 0; load(F, p);', 'load 2'],
	['return p && load(F, p);', 'load 1'],
	['return p ? load(F, p) : store(F, p, 1);', 'load 1, store 2'],
	['while (load(F, p)) store(F, p, 1); load(F, p);', 'load 1, store 2, load 0'],
	['for (let i = load(F, p); i < load(F, p); i++) store(F, p, i);', 'load 0, load 1, store 3'],
])('regions of %s', (body, expected) => {
	const found = regionsOf(`function f(p) { ${body} }`);
	expect(found).toBe(expected);
});

test('a function that is not understood stays as it is', () => {
	expect(partOf('function f(p) { return [1].map((i) => load(F, i)); }')).toBeUndefined();
	expect(partOf('function f(p) { return this; }')).toBeUndefined();
	expect(partOf('function f(N) { return load(F, N); }')).toBeUndefined();
	expect(partOf('function f(p) { switch (p) { default: } }')).toBeUndefined();
});

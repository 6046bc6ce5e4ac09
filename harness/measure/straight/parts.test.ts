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
		['k', 'this', 'g', 0, [[['o', 'load', 0, 'F', null, [['p']]]], [['r', 'N']]]],
		';}',
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

/** Regions that need no count: those that run as often as others do, less the times that others do. */
const sumsOf = (code: string): readonly unknown[] =>
	piecesOf(code).flatMap((each) => (each[0] === 'a' ? [each.slice(1, 4)] : []));

test.each([
	['if (p) return 0; load(F, p);', [[2, [0], [1]]]],
	[
		'if (p) { if (p > 1) { return 0; } load(F, p); } load(F, p);',
		[
			[3, [1], [2]],
			[4, [0], [2]],
		],
	],
	[
		'if (p) load(F, p); else return 1; load(F, p);',
		[
			[2, [0], [1]],
			[3, [0], [2]],
		],
	],
	['return p ? load(F, p) : 0;', [[2, [0], [1]]]],
	[
		'while (p) { if (p > 1) break; p++; }',
		[
			[1, [0, 2], [3]],
			[4, [2], [3]],
		],
	],
	[
		'for (let i = 0; i < p; i++) { if (i > 1) continue; load(F, p); }',
		[
			[1, [0, 3], []],
			[2, [3], []],
			[5, [3], [4]],
		],
	],
	// What is left in a loop may be gone on with behind it.
	[
		'for (let i = 0; i < p; i++) { if (i > 1) break; } load(F, p);',
		[
			[1, [0, 3], [4]],
			[2, [3], [4]],
		],
	],
	['while (p) { while (p) { p--; break; } }', [[3, [2, 4], [4]]]],
])('regions that follow from others in %s', (body, expected) => {
	expect(sumsOf(`function f(p) { ${body} }`)).toEqual(expected);
});

test('what may stand where it is called', () => {
	const leafOf = (code: string): unknown => partOf(code)!.leaf;
	expect(leafOf('function f(p, q) { $entered(); return load(F, p) + q; }')).toEqual({
		uses: [1, 1],
		value: [['e', 0], ['o', 'load', 0, 'F', null, [[['l', 0]]]], ' + ', ['l', 1]],
		isPure: false,
	});
	expect(leafOf('const f = (p) => (p & N) !== 0;')).toMatchObject({ uses: [1], isPure: true });
	// Some of it may not run, or may throw, or changes a variable of whoever calls.
	expect(leafOf('function f(p) { return p && load(F, p); }')).toBeNull();
	expect(leafOf('function f(p) { return p.x.y; }')).toBeNull();
	expect(leafOf('function f(p) { return (p = 1); }')).toBeNull();
	expect(leafOf('function f(p) { load(F, p); return p; }')).toBeNull();
});

test('a step that takes its arguments out of an array', () => {
	const spreadOf = (code: string): unknown => partOf(code)!.spread;
	const step = 'function f(memory, args) { const [a, b] = args; return memory.read(a + b); }';
	expect(spreadOf(step)).toMatchObject({
		pieces: ['(memory, a, b) {', ['g', 0, 'statement'], expect.any(String)],
	});
	expect(spreadOf(step.replace('a + b', 'args.length'))).toBeNull();
	expect(spreadOf('function f(p) { return p; }')).toBeNull();
});

test('a function that is not understood stays as it is', () => {
	expect(partOf('function f(p) { return [1].map((i) => load(F, i)); }')).toBeUndefined();
	expect(partOf('function f(p) { return this; }')).toBeUndefined();
	expect(partOf('function f(N) { return load(F, N); }')).toBeUndefined();
	expect(partOf('function f(p) { switch (p) { default: } }')).toBeUndefined();
});

/*
 * The transform of kernel functions into straight code, on small texts of each kind.
 */
import { runInThisContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { derived } from './derive.ts';

/** What a text means, as code. */
const functionIn = (text: string): unknown => runInThisContext(`(${text})`);

const inline = (code: string): string => derived(code, 'f.js', () => null, null);

describe('derived', () => {
	test('takes generators away and keeps lines and columns', () => {
		const code =
			'function* f(p) {\n\tconst a = yield* load(x, p);\n\treturn a + (yield* g(p));\n}\n';
		const straight = inline(code);
		expect(straight).toBe(
			'function  f(p) {\n\tconst a =        load(x, p);\n\treturn a + (       g(p));\n}\n',
		);
	});

	test('a line that ends behind yield* does not end the return', () => {
		const straight = inline('function* f(p) {\n\treturn yield*\n\t\tload(0, p);\n}');
		const f = functionIn(`(load) => { ${straight}; return f(1); }`) as (load: unknown) => unknown;
		expect(f((_: unknown, p: number) => p + 41)).toBe(42);
	});

	test('methods and function expressions, and not functions that are none', () => {
		expect(inline('const o = { *f() { yield* g(); } };')).toBe(
			'const o = {  f() {        g(); } };',
		);
		expect(inline('const f = function* () { yield* g(); };')).toContain('function  ()');
		expect(inline('function f(a) { return a * 2; }')).toBe('function f(a) { return a * 2; }');
	});

	test('counts each entry, in the module that is named', () => {
		expect(derived('function* f() {}', 'f.js', () => null, './o.js')).toBe(
			"import { entered as $entered } from './o.js'; function  f() { $entered();}",
		);
	});

	test('imports are relinked', () => {
		const relink = (from: string): string | null => (from === './a.js' ? './b.js' : null);
		const code = "import { x } from './a.js';\nexport * from \"./a.js\";\nimport 'c';\n";
		expect(derived(code, 'f.js', relink, null)).toBe(
			"import { x } from './b.js';\nexport * from \"./b.js\";\nimport 'c';\n",
		);
	});

	test('what ends by calling itself is a loop, and ten thousand rounds need no stack', () => {
		const code =
			'function* f(n, sum) {\n\tif (n === 0) return sum;\n\treturn yield* this.f(n - 1, sum + n);\n}';
		const f = functionIn(`(() => { ${inline(code)}; return f; })()`) as (
			n: number,
			sum: number,
		) => number;
		expect(f.call({ f }, 100_000, 0)).toBe(5_000_050_000);
		// A patch has replaced it: then that one is called.
		expect(f.call({ f: () => -1 }, 3, 0)).toBe(-1);
	});

	test('become of itself is a loop, of another function a call', () => {
		const code =
			"function* f(n) {\n\tif (n > 9) return yield* become('g', n);\n\treturn yield* become('f', n + 1);\n}";
		const f = functionIn(`(() => { ${inline(code)}; return f; })()`) as (n: number) => number;
		expect(f.call({ f, g: (n: number) => n * 100 }, 0)).toBe(1000);
	});

	test.each([
		['function* f() {\n\tyield 1;\n}', 'f.js:2:2: error: no straight form', 'plain yield'],
		['function* f(n) {\n\tyield* become(n);\n}', 'f.js:2:9: error: no straight form', 'become'],
	])('%j is refused with its place', (code, start, why) => {
		expect(() => inline(code)).toThrow(start);
		expect(() => inline(code)).toThrow(why);
	});
});

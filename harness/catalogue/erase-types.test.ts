/*
 * harness/catalogue/erase-types.test.ts - tests that what is left of a text without its types is the program,
 * each line and column where it was.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blankTypes, cutTypes } from './erase-types.ts';

/** What only TypeScript has, with what must be left of it. */
const texts: readonly (readonly [string, string])[] = [
	['function* f(this: Kernel, a: number, b?: string): Task<void> {}', 'function* f(a, b) {}'],
	['const a: number = b as unknown as number;', 'const a = b;'],
	['const a = (b as number).c!.d satisfies string;', 'const a = (b).c.d;'],
	['const a = ((b) as number) + <number>c;', 'const a = ((b)) + c;'],
	['let a!: number;', 'let a;'],
	['const f = <T,>(x: T): x is string => g<T>(x);', 'const f = (x) => g(x);'],
	['interface A { b: number }\ntype B = A;\nx();', ';\n;\nx();'],
	['declare const a: number;\nexport type { A } from "a";\nx();', ';\n;\nx();'],
	// An overload is all type.
	['export function f(a: number): void;\nexport function f(a) {}', ';\nexport function f(a) {}'],
	// Nobody may write `A` in a module that has no `A`: only its type was meant.
	['import { A, b } from "c";\nb(x as A);', 'import { b } from "c";\nb(x);'],
	['import { type A, b } from "c";\nb();', 'import { b } from "c";\nb();'],
	['import A from "a";\nlet b: A;', '\nlet b;'],
	['import A, * as b from "a";\nlet c: b.D = A;', 'import A from "a";\nlet c = A;'],
	['import "a";', 'import "a";'],
	// The name of a member is no use of an import, but the short form of a property is.
	['import { a, b } from "c";\nx.a = { a: 1, b };', 'import { b } from "c";\nx.a = { a: 1, b };'],
	// Where a type ends a line, the next line must not go on in it.
	['const a = b as number\n[1].map(c)', 'const a = b;\n[1].map(c)'],
	['a()\ntype A = number\n(b)()', 'a()\n;\n(b)()'],
	['const f = (a): {\n\tb: number;\n} => a;', 'const f = (a) => a;'],
	[
		'abstract class A<T> extends B<T> implements C, D { private readonly e?: T; abstract f(): T; }',
		'class A extends B { e; }',
	],
	['return a as number;', 'return a;'],
	["const a = ': number'; // b as c", "const a = ': number'; // b as c"],
];

const code = (text: string): string => text.replaceAll(/\s/g, '');

test.each(texts)('%s', (text, left) => {
	expect(code(cutTypes(text))).toBe(code(left));
	const blanked = blankTypes(text);
	expect(code(blanked)).toBe(code(left));
	expect(blanked).toHaveLength(text.length);
	expect(cutTypes(blanked)).toBe(blanked);
});

test('each line and column of what stays is where it was, in all variants', () => {
	const files = readdirSync('variants', { recursive: true, encoding: 'utf8' });
	const sources = files.filter((each) => each.endsWith('.ts'));
	expect(sources.length).toBeGreaterThan(50);
	for (const path of sources) {
		const text = readFileSync(`variants/${path}`, 'utf8');
		const blanked = blankTypes(text);
		expect(blanked, path).toHaveLength(text.length);
		const differs = text
			.split('')
			.findIndex((each, i) => blanked[i] !== each && !/[\s;)]/.test(blanked[i]!));
		expect(differs, path).toBe(-1);
		// What stays has no types that anybody could take out again.
		expect(blankTypes(blanked), path).toBe(blanked);
	}
});

test.each([
	['const a = 1;\nenum B { c }', 'enum makes code', 2, 0],
	['class A { constructor(private b: number) {} }', 'parameter property makes code', 1, 22],
	['namespace A { export const b = 1; }', 'namespace makes code', 1, 0],
	['const a = ;', 'Unexpected token', 1, 10],
])('%s is refused at its place', (text, message, line, column) => {
	expect(() => blankTypes(text)).toThrow(
		expect.objectContaining({
			message: expect.stringContaining(message),
			loc: expect.objectContaining({ line, column }),
		}),
	);
});

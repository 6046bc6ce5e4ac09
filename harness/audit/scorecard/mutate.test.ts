/*
 * Each rule breaks a function where it should and nowhere else, and every mutation of the sources compiles.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../../variants/index.ts';
import { buildMutant } from './build.ts';
import { mutationsOf } from './mutate.ts';
import { bodyOf, everyStatement } from './statements.ts';
import { allSubjects, sourceOf } from './subjects.ts';

/** A function around some statements. */
const around = (...lines: string[]): string =>
	['function* f(this: Kernel, page: page): Task {', ...lines.map((each) => `\t${each}`), '}'].join(
		'\n',
	);

/** What a rule makes of some statements, as `before -> after`. */
function changes(rule: string, ...lines: string[]): string[] {
	return mutationsOf('f', around(...lines))
		.filter((each) => each.rule === rule)
		.map(({ before, after }) => `${before} -> ${after}`);
}

/** The mutated text of the only place where a rule matches. */
function only(rule: string, ...lines: string[]): string {
	const found = mutationsOf('f', around(...lines)).filter((each) => each.rule === rule);
	expect(found).toHaveLength(1);
	return found[0]!.text;
}

test('statements are told apart, comments and strings passed over', () => {
	const text = around(
		"if (a) return; // not a statement; nor 'this'",
		"else yield* BUG(';{');",
		'walk: for (const b of [c, d]) {',
		'\twhile (e) f(yield* g());',
		'}',
	);
	const kinds = [...everyStatement(bodyOf(text))].map((each) => each.kind);
	expect(kinds).toEqual(['block', 'if', 'simple', 'simple', 'loop', 'block', 'loop', 'simple']);
});

test('an unfinished statement is an error', () => {
	expect(() => bodyOf('function* f(): Task {\n\treturn 1')).toThrow('no end');
});

describe('rules', () => {
	const lock = 'yield* lock(PTL, mm);';
	const unlock = 'yield* unlock(PTL, mm);';

	test('drop-lock leaves out a lock and every unlock of the same', () => {
		const text = only('drop-lock', lock, `if (a) {\n\t\t${unlock}\n\t\treturn;\n\t}`, unlock);
		expect(text).not.toMatch(/lock\(/);
		expect(changes('drop-lock', lock)).toEqual([]);
		expect(changes('drop-lock', lock, 'yield* unlock(PTL, other);')).toEqual([]);
	});

	test('unlock-early keeps one unlock, directly behind the lock', () => {
		expect(changes('unlock-early', lock, 'yield* store(a, b, 0);', unlock)).toEqual([
			`${lock} -> ${lock} ${unlock}`,
		]);
		const text = only('unlock-early', lock, 'yield* store(a, b, 0);', unlock);
		expect(text.match(/unlock\(/g)).toHaveLength(1);
		expect(changes('unlock-early', unlock, lock)).toEqual([]);
		expect(only('unlock-early', `if (a) ${lock}`, `if (a) ${unlock}`)).toContain(
			`if (a) { ${lock} reached(); ${unlock} }`,
		);
	});

	test('a trylock is taken for granted or waited for', () => {
		const tried = 'if (!(yield* trylock(PTL, mm))) return 1;';
		expect(changes('trylock-ignored', tried, unlock)).toEqual([
			`${tried} -> if (!(yield* trylock(PTL, mm))) {}`,
		]);
		expect(changes('trylock-waits', tried, unlock)).toEqual([`${tried} -> ${lock}`]);
		expect(changes('skip-check', tried)).toEqual([]);
	});

	test('skip-check follows every test that only leaves', () => {
		expect(changes('skip-check', 'if (a === 0) return;')).toEqual([
			'if (a === 0) -> if ((a === 0) && false)',
		]);
		expect(changes('skip-check', 'if (a) {\n\t\tb();\n\t\tcontinue;\n\t}')).toHaveLength(1);
		expect(changes('skip-check', 'if (a) return 1;', 'else b();')).toEqual([]);
		expect(changes('skip-check', 'if (a) b();')).toEqual([]);
	});

	test('half-test leaves out one operand and its operator', () => {
		expect(changes('half-test', 'if (a && (b || c) && d) e();')).toEqual([
			'if (a && (b || c) && d) -> if ((b || c) && d)',
			'if (a && (b || c) && d) -> if (a && d)',
			'if (a && (b || c) && d) -> if (a && (b || c) )',
		]);
		expect(changes('half-test', 'if (a) e();')).toEqual([]);
	});

	test('swap takes neighbours, and neither locks nor judges', () => {
		expect(changes('swap', 'yield* store(a, b, 0);', 'yield* SetPageAnon(page);')).toEqual([
			'yield* store(a, b, 0); yield* SetPageAnon(page); -> ' +
				'yield* SetPageAnon(page); yield* store(a, b, 0);',
		]);
		expect(changes('swap', lock, 'yield* store(a, b, 0);', unlock)).toEqual([]);
		expect(changes('swap', "yield* BUG_ON(a, 'b');", 'yield* store(a, b, 0);')).toEqual([]);
		expect(changes('swap', 'yield* store(a, b, 0);', 'if (c) yield* add(d, e, 1);')).toEqual([]);
	});

	test.each([
		['drop-get', 'yield* get_page(page);'],
		['drop-put', 'yield* this.page_cache_release(page);'],
		['drop-set', 'yield* SetPageAnon(page);'],
		['drop-clear', 'yield* ClearPageDirect(page);'],
		['drop-store', 'yield* store(page_pte, page, 0);'],
		['drop-count', 'yield* add(mm_rss, mm, -1);'],
		['drop-list', "yield* list_add(i_mmap, mapping, vma, 'tail');"],
		['drop-call', 'yield* this.page_remove_rmap(page, ptep);'],
	])('%s leaves out one statement, and no other rule of its kind does', (rule, statement) => {
		expect(changes(rule, statement)).toEqual([`${statement} -> `]);
		expect(mutationsOf('f', around(statement)).filter(({ after }) => after === '')).toHaveLength(1);
		expect(changes(rule, `const a = ${statement}`)).toEqual([]);
	});

	test('lists are taken for each other', () => {
		expect(changes('other-list', 'yield* list_del(active_list, mm_zone, page);')).toEqual([
			'yield* list_del(active_list, mm_zone, page); -> ' +
				'yield* list_del(inactive_list, mm_zone, page);',
		]);
		const inBraces = only('other-list', 'if (a) yield* list_del(i_mmap, b, c);', 'else d();');
		expect(inBraces).toContain('if (a) { reached(); yield* list_del(i_mmap_shared, b, c); }');
		expect(only('other-list', 'const a = yield* list_next(i_mmap, b, 0);')).toContain(
			'\treached(); const a = yield* list_next(i_mmap_shared, b, 0);',
		);
		expect(changes('one-list', 'for (const list of [i_mmap, i_mmap_shared]) a(list);')).toEqual([
			'for (const list of [i_mmap, i_mmap_shared]) -> for (const list of [i_mmap])',
			'for (const list of [i_mmap, i_mmap_shared]) -> for (const list of [i_mmap_shared])',
		]);
	});

	test('off-by-one moves the end of a range and keeps what binds tighter', () => {
		expect(changes('off-by-one', 'for (let i = 0; i < nr; i++) a(i);')).toEqual([
			'for (let i = 0; i < nr; i++) -> for (let i = 0; i <= nr; i++)',
		]);
		expect(changes('off-by-one', 'if (a || (yield* load(b, c)) >= (d + 1) << 2) return;')).toEqual([
			'if (a || (yield* load(b, c)) >= (d + 1) << 2) -> ' +
				'if (a || (yield* load(b, c)) > (d + 1) << 2)',
		]);
		expect(changes('off-by-one', 'return a + b > c ? d : e;')).toEqual([
			'return a + b > c ? d : e; -> return a + b >= c ? d : e;',
		]);
		expect(changes('off-by-one', "yield* BUG_ON(a, 'b < c');")).toEqual([]);
		expect(changes('off-by-one', 'const a = b >> 1;', 'const c = (d) => e;')).toEqual([]);
	});
});

test('names are unique and count up in the order of the text', () => {
	const ids = mutationsOf('f', around('if (a) return;', 'if (b) return;')).map(({ id }) => id);
	expect(ids).toEqual(['f:skip-check:1', 'f:skip-check:2']);
	const all = allSubjects().map(({ id }) => id);
	expect(all.length).toBeGreaterThan(1000);
	expect(new Set(all).size).toBe(all.length);
});

test('every mutation of the sources is another text, compiles, and says what it changed', () => {
	const sources = new Map<string, string>();
	for (const each of allSubjects()) {
		const file = sources.get(each.path) ?? sourceOf(each.path);
		sources.set(each.path, file);
		expect(file).not.toContain(each.text);
		expect(each.before, each.id).not.toBe(each.after);
		const { variant } = buildMutant(variants[each.host]!, each, file);
		expect(variant.functions[each.functionName], each.id).toBeTypeOf('function');
	}
});

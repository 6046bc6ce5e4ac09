/*
 * Patches compose, or it is said why they do not, and each shipped one says who proposed it.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../variants/index.ts';
import { defineVariant, stack, type Variant } from './variant.ts';

const named = (name: string): Variant => variants[name]!;

describe('stack', () => {
	test('two patches of different functions compose', () => {
		const both = stack(named('convert-v3-tweak'), named('no-bug-chainlock'));
		expect(both.name).toBe('convert-v3-tweak+no-bug-chainlock');
		expect(Object.keys(both.functions)).toContain('page_remove_rmap');
		expect(Object.keys(both.functions)).toContain('truncate_complete_page');
	});

	test('two patches of one function do not, and it is said which', () => {
		expect(() => stack(named('forced-unmap'), named('recheck-racy-c'))).toThrow(
			'recheck-racy-c does not apply on forced-unmap: both replace truncate_complete_page',
		);
	});

	test('a patch applies on what it is based on', () => {
		const based = named('no-bug-chainlock');
		expect(based.base?.name).toBe('no-bug');
		expect(Object.keys(based.functions)).toContain('page_add_rmap_obj');
	});
});

test('a name that the kernel has not is refused, for files that no compiler has seen', () => {
	expect(() =>
		defineVariant({
			name: 'x',
			subject: '',
			from: '',
			date: '',
			replaces: { *truncate_complete_pgae() {} } as never,
			claims: {},
		}),
	).toThrow('the kernel has no function truncate_complete_pgae');
});

test.each(Object.keys(variants))('%s says who proposed it, when, and what for', (name) => {
	const { subject, from, date, claims } = named(name);
	expect(subject.length).toBeGreaterThan(10);
	expect(from.length).toBeGreaterThan(10);
	expect(date).toMatch(/^20\d\d-\d\d-\d\d$/);
	expect(Object.keys(claims).length).toBeGreaterThan(0);
});

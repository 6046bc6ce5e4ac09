/*
 * Where variants of ours come from, and which are forms of one idea.
 */
import { expect, test } from 'vitest';
import { namesOfTheMail, variants } from '../../variants/index.ts';
import { ideaOf, originOf } from './origin.ts';

test('all of the mail come from there, and nothing that is not ours comes from anywhere', () => {
	for (const name of namesOfTheMail) expect([name, originOf(name)]).toEqual([name, 'mail']);
	expect([originOf('objrmap-1'), originOf('punch-hole')]).toEqual(['thread', 'linux']);
	for (const where of ['./mine.ts', 'no-bug+keep-mapping', 'toString']) {
		expect(originOf(where)).toBeNull();
	}
});

test('forms of one idea have the name of the first', () => {
	const forms = new Map<string, string[]>();
	for (const name of namesOfTheMail) {
		const idea = ideaOf(variants[name]!);
		forms.set(idea, [...(forms.get(idea) ?? []), name]);
	}
	const several = [...forms].filter(([, names]) => names.length > 1);
	expect(Object.fromEntries(several)).toEqual({
		'convert-v1': ['convert-v1', 'convert-v2a', 'convert-v2c'],
		'forced-unmap': [
			'forced-unmap',
			'forced-unmap-noforce',
			'forced-unmap-blocking',
			'forced-unmap-filepte',
			'leave-to-shrink-list',
			'convert-from-truncate',
			'invalidate2-unmap',
		],
		'recheck-racy-a': ['recheck-racy-a', 'recheck-racy-b', 'recheck-racy-c'],
		'no-bug': ['no-bug', 'no-bug-trylock', 'no-bug-chainlock', 'no-bug-swap'],
		'anon-in-rmap': ['anon-in-rmap', 'anon-in-rmap-swap'],
	});
	for (const [idea, [first]] of several) expect(first).toBe(idea);
});

test('what is not of the mail is a form only of what is said to be its alternative', () => {
	expect(ideaOf(variants['mlock-unevictable']!)).toBe('mlock-unevictable');
	expect(ideaOf(variants['truncate-count-two']!)).toBe('truncate-count');
	expect(ideaOf({ name: 'mine', base: variants['forced-unmap']! })).toBe('mine');
});

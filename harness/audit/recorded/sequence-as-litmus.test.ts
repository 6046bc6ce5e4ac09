/*
 * A few calls as a litmus test: ranges find their maps, and what the language cannot say is not said.
 */
import { expect, test } from 'vitest';
import { callOf, type RecordedCall } from '../../../workloads/sequence/recording.ts';
import { parseLitmus } from '../../../workloads/litmus/index.ts';
import { sequenceAsLitmus } from './sequence-as-litmus.ts';

const callsOf = (...texts: readonly string[]): RecordedCall[] =>
	texts.map((text) => {
		const read = callOf(text);
		if (typeof read === 'string') throw new Error(read);
		return { ...read, answer: 'ok' };
	});
const litmus = (...texts: readonly string[]): string | null =>
	sequenceAsLitmus(callsOf(...texts), { oracle: 'rss wrong', variant: 'no-bug', name: 'few' });

test('maps have names, and ranges are told from their beginnings', () => {
	expect(
		litmus(
			'p0 trunc t1 3 100',
			'p0 mmap 10 3 t1 1 rw s',
			'p0 mmap 13 2 - 0 r pL',
			'p0 mmap 11 1 t2 0 rw p',
			'p0 w 11 7',
			'p0 munmap 12 3',
			'p0 remap 10 1 5',
			'p0 mprotect 10 1 r',
		),
	).toBe(`# The fewest calls of a recording that show this.
scenario few

file t1 6 pages
file t2 1 pages

process A {
    truncate t1 0
    truncate t2 0
    truncate t1 3+100
    map m1 t1[1..3] shared
    map m2 anon 2 private locked readonly at m1[3] beyond
    map m3 t2[0..0] private at m1[1]
    touch m3[0] write
    unmap m1[2..4] beyond
    remap m1[0] -> t1[5]
}
cpu a in A { mprotect m1[0] read }

never "rss wrong"
expect no-bug always
`);
});

test('what goes through the cache and past it', () => {
	const text = litmus('p0 trunc t1 1', 'p0 pread t1 0', 'p0 dread t1 0', 'p0 dwrite t1 0 7')!;
	expect(text).toContain('    read t1[0]\n    direct-read t1[0]\n');
	expect(text).toContain('cpu a in A { direct-write t1[0] }');
	expect(parseLitmus(text, 'few.litmus')).toHaveProperty('workload');
});

test.each([
	['two processes', ['p0 mmap 1 1 - 0 rw p', 'p0 fork 1', 'p1 r 1']],
	['a file of 17 pages', ['p0 trunc t1 17']],
	['a range that begins in no map', ['p0 mmap 4 1 - 0 rw p', 'p0 mlock 3 2']],
	['a call that the language does not have', ['p0 mmap 4 1 - 0 rw p', 'p0 mremap 4 1 2 4']],
	['four files', ['p0 trunc a1 1', 'p0 trunc b1 1', 'p0 trunc c1 1', 'p0 trunc d1 1']],
])('null: %s', (_, texts) => {
	expect(litmus(...texts)).toBeNull();
});

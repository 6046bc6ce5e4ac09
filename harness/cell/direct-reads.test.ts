/*
 * O_DIRECT reads and msync() with MS_INVALIDATE, as 2.5.66 has them.
 */
import { describe, expect, test } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { printLitmus } from '../../workloads/litmus/print.ts';
import { written } from '../../workloads/litmus/fixture.ts';
import { variants } from '../../variants/index.ts';
import { bootVariant } from './boot.ts';
import { seenBy } from './fixture.ts';

const base = bootVariant(variants['lock-page-convert']!);
const seen = (text: string): string[] => seenBy(base, written(text));

describe('a direct read', () => {
	test('sees what write() has stored, and not what only a pte knows', () => {
		expect(
			seen(`file f 2 pages cached
process A { map m f[0..1] shared; touch m[1] write }
cpu a in A { write f[0]; direct-read f[0]; direct-read f[1]; unmap m; direct-read f[1] }
never returns a call 2 stored-by a call 1
never returns a call 3 f[1]
never returns a call 5 stored-by A call 2`),
		).toEqual([
			'always returns a call 2 stored-by a call 1',
			'always returns a call 3 f[1]',
			'always returns a call 5 stored-by A call 2',
		]);
	});

	test('ends at the end, and fails where the disk does', () => {
		expect(
			seen(`file f 2 pages
file g 1 page read-error
cpu a { truncate f 1; direct-read f[1]; direct-read g[0] }
never returns a call 2 EOF
never returns a call 3 EIO`),
		).toEqual(['always returns a call 2 EOF', 'always returns a call 3 EIO']);
	});

	// i_sem is not taken: the size was asked for before the blocks were freed.
	test('beside a truncation shows zeroes that nobody wrote', () => {
		expect(
			seen(`file f 1 page
cpu reader { direct-read f[0] }
cpu truncator { truncate f 0 }
never returns reader zero
never returns reader EOF
never returns reader f[0]`),
		).toEqual([
			'sometimes returns reader EOF',
			'sometimes returns reader f[0]',
			'sometimes returns reader zero',
		]);
	});

	test('fills no cache', () => {
		expect(
			seen(`file f 1 page
cpu a { direct-read f[0] }
never cached f[0]`),
		).toEqual([]);
	});
});

describe('msync with MS_INVALIDATE', () => {
	const text = (calls: string): string => `file f 1 page cached
process A { map m f[0..0] shared; touch m write }
cpu a in A { ${calls} }
never on-disk f[0] is stored-by A call 2
never not present A m[0]`;

	test('alone starts no I/O, and takes nothing away', () => {
		expect(seen(text('msync m invalidate'))).toEqual([]);
		expect(seen(text('msync m invalidate; fsync f'))).toEqual([
			'always on-disk f[0] is stored-by A call 2',
		]);
	});

	test.each(['msync m', 'msync m sync invalidate', 'msync m async invalidate'])(
		'%s writes',
		(call) => {
			expect(seen(text(call))).toEqual(['always on-disk f[0] is stored-by A call 2']);
		},
	);

	test('fails where memory is locked, behind what was done before', () => {
		expect(
			seen(`file f 3 pages cached
process A { map m f[0..2] shared; touch m write; mlock m[1] }
cpu a in A { msync m sync invalidate }
never returns a EBUSY
never on-disk f[0] is stored-by A call 2
never on-disk f[2] is stored-by A call 2`),
		).toEqual(['always on-disk f[0] is stored-by A call 2', 'always returns a EBUSY']);
	});
});

test('the new calls survive printing', () => {
	const text = `file f 2 pages cached
process A { map m f[0..1] shared; pin m[1] write as p }
cpu a in A {
	msync m[0] async invalidate
	msync m[0..1] sync invalidate
	msync m[0] invalidate
	direct-read f[1]
	mprotect m[0..1] none
	mprotect m[0] write
	mremap m[1] 0 -> 2 maymove at m[0] beyond as n
	load p
	store p
	unpin p
	pin m[0] read as q
}
`;
	const calls = (from: string): unknown =>
		[...written(from).processes, ...written(from).cpus].map((each) =>
			each.calls.map((call) => ({ ...call, place: null })),
		);
	expect(calls(printLitmus(written(text)).replace('scenario written\n', ''))).toEqual(calls(text));
});

test.each([
	['cpu a in A { pin m[0..1] read as p }', 'a pin is of one page'],
	['cpu a in A { unpin p }', "pin 'p' is not defined"],
	['cpu a in A { pin m[0] read as p }\ncpu b in A { load p }', "pin 'p' is made in the race"],
	['cpu a in A { pin m[0] read as p; pin m[1] read as p }', "pin 'p' is declared twice"],
	['cpu a in A { mprotect m[0] execute }', "unknown protection 'execute'"],
	['cpu a in A { mremap m[0] 1 2 as n }', "expected '->'"],
	['cpu a in A { mremap m[0] 1 -> 2 }', "expected 'as'"],
	['cpu a { load p }', "'load' needs a process"],
])('%s is refused', (line, why) => {
	const text = `scenario s\nfile f 2 pages\nprocess A { map m f[0..1] shared }\n${line}\n`;
	const read = parseLitmus(text, 's.litmus');
	expect('error' in read ? read.error.message : '').toContain(why);
});

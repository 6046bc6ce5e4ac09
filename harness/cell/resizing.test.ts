/*
 * mremap() with other sizes and at fixed places, as 2.5.66 does it, and as later kernels do since b1f0c4b9 (2003,
 * what is locked and grows), 33ed4171 (2004, CVE-2003-0985, a size of no page) and 8d842ee3 (2004, CVE-2004-0077, a place
 * that could not be unmapped).
 */
import { describe, expect, test } from 'vitest';
import { printLitmus } from '../../workloads/litmus/print.ts';
import { written } from '../../workloads/litmus/fixture.ts';
import { variants } from '../../variants/index.ts';
import { bootVariant, type BootedVariant } from './boot.ts';
import { seenBy } from './fixture.ts';

const base = bootVariant(variants['lock-page-convert']!);
const seen = (text: string, booted: BootedVariant = base): string[] =>
	seenBy(booted, written(text));

const file = 'file f 8 pages cached\n';

describe('mremap in place', () => {
	test('grows the vma where nothing is behind it, over pages that the file goes on with', () => {
		expect(
			seen(`${file}process A { map m f[1..2] shared }
cpu a in A { mremap m[0] 2 -> 4 as n; touch n[3] read }
never returns a call 1 failure
never shows A m[2] beyond f[3]
never returns a call 2 f[4]`),
		).toEqual(['always returns a call 2 f[4]', 'always shows A m[2] beyond f[3]']);
	});

	test('fails where something is, unless it may move', () => {
		const text = (may: string): string => `${file}process A {
	map m f[0..1] shared; map k f[7..7] shared at m[2] beyond; touch m[1] write
}
cpu a in A { mremap m[0] 2 -> 3${may} as n }
never returns a ENOMEM
never shows A n[2] f[2]
never present A n[1]
never present A m[1]`;
		expect(seen(text(''))).toEqual(['always present A m[1]', 'always returns a ENOMEM']);
		expect(seen(text(' maymove'))).toEqual(['always present A n[1]', 'always shows A n[2] f[2]']);
	});

	test('faults in what it adds to a locked vma, and nothing else', () => {
		expect(
			seen(`${file}process A { map m f[0..0] shared; mlock m; map k f[5..5] shared }
cpu a in A { mremap m[0] 1 -> 2 as n }
never present A n[1]
never present A k[0]
never "vm accounting wrong"`),
		).toEqual(['always present A n[1]']);
	});

	test('unmaps what is too much, also of a middle, and stays', () => {
		expect(
			seen(`${file}process A { map m f[0..3] shared; touch m read }
cpu a in A { mremap m[1] 2 -> 1 maymove as n }
never present A m[0]
never present A n[0]
never present A m[2]
never present A m[3]`),
		).toEqual(['always present A m[0]', 'always present A m[3]', 'always present A n[0]']);
	});

	test('and a size of no page unmaps all', () => {
		expect(
			seen(`${file}process A { map m f[0..1] shared; touch m read }
cpu a in A { mremap m[0] 2 -> 0 as n }
never returns a failure
never present A m[0]`),
		).toEqual([]);
	});
});

describe('mremap to a fixed place', () => {
	test('takes away what is there', () => {
		expect(
			seen(`${file}process A { map m f[0..1] shared; map k f[4..7] shared; touch m read; touch k read }
cpu a in A { mremap m[0] 2 -> 2 maymove at k[1] as n }
never shows A k[1] f[0]
never shows A k[2] f[1]
never shows A k[3] f[7]
never present A m[0]`),
		).toEqual(['always shows A k[1] f[0]', 'always shows A k[2] f[1]', 'always shows A k[3] f[7]']);
	});

	test.each([
		['over itself', 'mremap m[0] 2 -> 2 maymove at m[1] as n', 'EINVAL'],
		['without leave to move', 'mremap m[0] 2 -> 2 at k[0] as n', 'EINVAL'],
		['of what is not mapped', 'unmap m; mremap m[0] 2 -> 2 maymove at k[0] as n', 'EFAULT'],
		['of two vmas', 'mlock m[0]; mremap m[0] 2 -> 2 maymove at k[0] as n', 'EFAULT'],
	])('%s it fails', (_, calls, errno) => {
		const last = calls.split(';').length;
		expect(
			seen(`${file}process A { map m f[0..1] shared; map k f[4..5] shared }
cpu a in A { ${calls} }
never returns a call ${last} ${errno}`),
		).toEqual([`always returns a call ${last} ${errno}`]);
	});

	test('keeps the pages that remap_file_pages chose', () => {
		expect(
			seen(`${file}process A { map m f[0..1] shared; remap m[0] -> f[3]; map k f[4..4] shared }
cpu a in A { mremap m[0] 1 -> 1 maymove at k[0] as n }
never shows A n[0] f[3]`),
		).toEqual(['always shows A n[0] f[3]']);
	});

	test('of no page makes a second mapping of the same file, and leaves the first', () => {
		expect(
			seen(`${file}process A { map m f[0..1] shared; touch m read }
cpu a in A { mremap m[1] 0 -> 1 maymove as n; touch n[0] read }
never returns a call 2 f[1]
never present A m[1]`),
		).toEqual(['always present A m[1]', 'always returns a call 2 f[1]']);
	});
});

/** The kernel of the base with do_mremap() of April 2004. */
const mended = bootVariant(variants['mremap-vma-first']!);

describe('33ed4171, CVE-2003-0985', () => {
	const text = `${file}process A { map m f[0..0] shared; map k f[2..3] shared; unmap k }
cpu a in A { mremap m[0] 0 -> 0 maymove at k[0] as n }
never returns a success`;

	test('2.5.66 makes a vma of no page', () => {
		expect(seen(text)).toEqual(['always returns a success']);
	});

	test('with the mend it is refused', () => {
		expect(seen(text, mended)).toEqual([]);
	});

	test('... and a new size of no page unmaps nothing', () => {
		expect(
			seen(
				`${file}process A { map m f[0..1] shared; touch m read }
cpu a in A { mremap m[0] 2 -> 0 as n }
never returns a EINVAL
never present A m[0]`,
				mended,
			),
		).toEqual(['always present A m[0]', 'always returns a EINVAL']);
	});

	test('... but an old one duplicates as before', () => {
		expect(
			seen(
				`${file}process A { map m f[0..1] shared; touch m read }
cpu a in A { mremap m[1] 0 -> 1 maymove as n; touch n[0] read }
never returns a call 2 f[1]
never present A m[1]`,
				mended,
			),
		).toEqual(['always present A m[1]', 'always returns a call 2 f[1]']);
	});
});

describe('8d842ee3, CVE-2004-0077', () => {
	// To take a part out of the middle of a map, munmap() needs a vma, and does not get it.
	const onto = `${file}process A { map m f[0..0] shared; map k f[2..4] shared; touch k read; touch m read }
cpu a in A { fail vma 1; mremap m[0] 1 -> 1 maymove at k[1] as n }
never returns a call 2 ENOMEM`;
	const behind = `${file}process A { map m f[0..3] shared; touch m read }
cpu a in A { fail vma 1; mremap m[1] 2 -> 1 as n }
never returns a call 2 ENOMEM
never present A m[2]`;

	test('2.5.66 moves onto what is still there, and says that it is gone', () => {
		expect(seen(onto)).toEqual(['always kernel BUG']);
		expect(seen(behind)).toEqual(['always mapping lost', 'always present A m[2]']);
	});

	test('with the mend it fails', () => {
		expect(seen(onto, mended)).toEqual(['always returns a call 2 ENOMEM']);
		expect(seen(behind, mended)).toEqual([
			'always present A m[2]',
			'always returns a call 2 ENOMEM',
		]);
	});
});

describe('b1f0c4b9: a locked vma that grows by moving', () => {
	// n[1] left the mapping when the file was cut off, and nothing but a touch brings it back.
	const text = `file f 3 pages cached
process A { map m f[0..1] shared locked; map k f[0..0] shared at m[2] beyond; truncate f 1; truncate f 3 }
cpu a in A { mremap m[0] 2 -> 3 maymove as n }
never present A n[0]
never present A n[1]
never present A n[2]`;

	test('2.5.66 faults in all of it', () => {
		const all = ['always present A n[0]', 'always present A n[1]', 'always present A n[2]'];
		expect(seen(text)).toEqual(all);
	});

	test('with the mend only what was added', () => {
		expect(seen(text, mended)).toEqual(['always present A n[0]', 'always present A n[2]']);
	});
});

test('a race with truncation orphans what the move had in its hands, as a move does', () => {
	const text = (call: string): string => `file f 2 pages cached
process A { map m f[0..1] shared; map k f[0..1] shared; touch m[0] read; unmap k }
cpu mover in A { ${call} }
cpu truncator { truncate f 0 }`;
	const plain = seen(text('move m to n'));
	expect(seen(text('mremap m[0] 2 -> 2 maymove at k[0] as n'))).toEqual(plain);
	expect(plain).toContain('sometimes orphan page mapped');
});

test('survives printing', () => {
	const workload = written(`${file}process A { map m f[0..1] shared; map k f[2..3] shared }
cpu a in A { mremap m[1] 0 -> 2 maymove at k[1] beyond as n; mremap m[0] 1 -> 2 as o }`);
	const { processes, cpus } = written(printLitmus(workload).replace('scenario written\n', ''));
	const meant = (programs: typeof cpus): unknown =>
		programs.map(({ calls }) => calls.map((each) => ({ ...each, place: null })));
	expect(meant([...processes, ...cpus])).toEqual(meant([...workload.processes, ...workload.cpus]));
});

/*
 * A 'never' that could not have been otherwise says so. Each pair of files differs in what lets the race happen.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

function vacuousIn(text: string, on: string = 'lock-page-convert'): readonly string[] {
	const read = parseLitmus(`scenario written\n${text}`, 'written.litmus');
	if ('error' in read) throw new Error(read.error.message);
	const { explored, vacuous } = runCell(bootVariant(variants[on]!), read.workload, verdictOnly);
	expect(explored.kind).toBe('complete');
	return vacuous ?? [];
}

// kernel bugzilla 2219: while fork copies, reclaim looks a vma of the child up in the parent's tree. The page has
// to be old, so that both calls of refill are needed for reclaim to come to try_to_unmap() at all.
const bug02 = (refills: string): string => `file f 4 pages cached
process A { map m f[0..1] shared; remap m[0] -> f[3]; remap m[1] -> f[2]; ${refills} }
cpu parent in A { fork B }
cpu kswapd { shrink 8 }
after in A { exit }
after { refill 8; shrink 8; refill 8; shrink 8 }
never "freed object used"
`;

describe('reclaim', () => {
	test('that unmaps nothing', () => {
		expect(vacuousIn(bug02('refill 8'))).toEqual([
			'shrink of cpu kswapd unmaps and frees nothing; try_to_unmap() is never entered',
		]);
		expect(vacuousIn(bug02('refill 8; refill 8'))).toEqual([]);
	});

	test('that moves nothing to the inactive list', () => {
		const file = (before: string): string => `file f 1 page cached
process A { map m f[0..0] shared; touch m read; ${before} }
cpu a in A { unmap m }
cpu k { refill 4 }
never cached f[0]
`;
		const says = 'refill of cpu k moves no page to the inactive list';
		expect(vacuousIn(file('refill 4; refill 4'))).toContain(says);
		expect(vacuousIn(file('touch m read'))).not.toContain(says);
	});

	test.each(['virtual-scan', 'nonlinear-aware', 'pte-chains'])('that works, on %s', (on) => {
		expect(
			vacuousIn(
				`file f 2 pages cached
process A { map m f[0..1] shared; touch m read; refill 8; refill 8; refill 8 }
cpu a in A { unmap m[0] }
cpu k { reclaim 8 }
`,
				on,
			),
		).toEqual([]);
	});
});

describe('a call that always fails', () => {
	test('unless a line asks for that error of that call', () => {
		const file = (asked: string): string => `file f 2 pages cached
process A { map m f[0..1] shared }
cpu a { punch f[0..0] }
cpu b { punch f[1..1] }
never returns ${asked}
`;
		const says = 'call 1 of cpu a, punch, always fails (error 22)';
		expect(vacuousIn(file('a EINVAL'))).not.toContain(says);
		expect(vacuousIn(file('b EINVAL'))).toContain(says);
		expect(vacuousIn(file('a ENOMEM'))).toContain(says);
	});

	const file = `file f 3 pages cached
process A { map m f[0..2] shared; touch m read }
cpu a { punch f[1] }
cpu b in A { touch m[1] read }
`;

	test('is no race', () => {
		// Before 2.6.16 there were no holes.
		expect(vacuousIn(file)).toContain('call 1 of cpu a, punch, always fails (error 22)');
		expect(vacuousIn(file, 'punch-hole')).toEqual([]);
	});

	test('is meant where the file makes it fail', () => {
		const fails = (before: string): string => `file f 2 pages cached
process A { map m f[0..1] shared }
process B { map n f[0..1] shared }
cpu a in A { ${before}remap m[0] -> f[1] }
cpu b in B { touch n[1] read }
`;
		expect(vacuousIn(fails('fail page 1; fail pte_chain 1; '))).toEqual([]);
	});

	test('is one where it fails in some schedules only', () => {
		const sometimes = (bounds: string): string => `file f 3 pages cached
process A { map m f[0..1] shared }
cpu a in A { remap m[0] -> f[2] }
cpu b { ${bounds} }
`;
		// remap_file_pages() of 2.5.66 refuses what lies beyond the end of the file.
		expect(vacuousIn(sometimes('truncate f 2'))).toEqual([]);
		expect(
			vacuousIn(
				sometimes('truncate f 3')
					.replace('cpu a', 'process A { truncate f 1 }\ncpu a')
					.replace('truncate f 3', 'read f[0]'),
			),
		).toContain('call 1 of cpu a, remap, always fails (error 22)');
	});
});

describe('cpus that do not meet', () => {
	test('at all', () => {
		const two = (other: string): string => `file f 1 page cached
file g 1 page cached
process A { map m f[0..0] shared; touch m read }
process B { map n g[0..0] shared; touch n read }
cpu a in A { touch m read }
cpu b in ${other}
never present A m[0] and not cached f[0]
`;
		const says = 'no two cpus touch anything in common but the lists and counters of the zone';
		expect(vacuousIn(two('B { touch n read }'))).toContain(says);
		expect(vacuousIn(two('A { unmap m }'))).not.toContain(says);
	});

	test('at what the line names', () => {
		const asks = (page: number): readonly string[] =>
			vacuousIn(`file f 3 pages cached
process A { map m f[0..1] shared }
cpu a in A { touch m[1] read }
cpu t { truncate f 1 }
never mapped f[${page}] and cached f[${page}] and beyond-eof f[0]
`);
		expect(asks(1)).toEqual([]);
		expect(
			vacuousIn(`file f 3 pages cached
file g 1 page cached
process A { map m f[0..1] shared }
process B { map n g[0..0] shared; touch n read }
cpu a in A { touch m[1] read }
cpu t { truncate f 1 }
never not mapped g[0]
never not present B n[0]
never stale f[2]
`),
		).toEqual([
			"'never not mapped g[0]': no cpu touches g[0]",
			"'never not present B n[0]': no cpu touches process B",
			"'never stale f[2]': only cpu t touches f[2]",
		]);
	});
});

test('an oracle whose subject never comes up', () => {
	const file = (call: string): string => `file f 2 pages cached
process A { map m f[0..1] shared }
cpu a in A { touch m[0] read }
cpu b in A { ${call} }
never "lost placement of a nonlinear page"
`;
	expect(vacuousIn(file('unmap m[0]'))).toEqual([
		'\'never "lost placement of a nonlinear page"\': sys_remap_file_pages() is never entered',
	]);
	expect(vacuousIn(file('remap m[0] -> f[1]'))).toEqual([]);
});

/*
 * What `never` lines can ask for: children of the race, what calls returned, what is on disk, negation, and
 * oracles that judge a whole search. Each question once was refused, or answered 'never' whatever happened.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import type { Cell, Frequency } from '../result.ts';
import { bootVariant } from './boot.ts';
import { runCell, runCellWithOutcomes } from './cell.ts';
import { verdictOnly, type CellOptions } from './options.ts';
import { written } from '../../workloads/litmus/fixture.ts';

function cellOf(text: string, options: Partial<CellOptions> = {}, on = 'lock-page-convert'): Cell {
	const cell = runCell(bootVariant(variants[on]!), written(text), { ...verdictOnly, ...options });
	expect(cell.explored.kind).toBe('complete');
	return cell;
}

/** By the text of the question. */
const answers = (
	text: string,
	options: Partial<CellOptions> = {},
	on?: string,
): Record<string, Frequency> =>
	Object.fromEntries(
		cellOf(text, options, on).questions.map((each) => [each.text, each.frequency] as const),
	);

const shown = (text: string, on: string = 'lock-page-convert'): string[] =>
	[
		...runCellWithOutcomes(
			bootVariant(variants[on]!),
			written(text),
			verdictOnly,
		).observed.values(),
	].flat();

describe('a child of the race', () => {
	const forks = `file f 2 pages cached
process A { map m f[0..1] shared; touch m read }
cpu forker in A { fork B }
`;

	test('is named in conditions', () => {
		// fork copies the ptes of 2.5.66, so what its parent has mapped the child has mapped too.
		expect(
			answers(`${forks}cpu other { invalidate f }
never present B m[0]
never present A m[0] and not present B m[0]
never shows B m[1] f[1]
`),
		).toEqual({
			'present B m[0]': 'always',
			'present A m[0] and not present B m[0]': 'never',
			'shows B m[1] f[1]': 'always',
		});
	});

	test('runs a program of its own, which begins when it is there', () => {
		const text = `${forks}cpu child in B { touch m[0] write; unmap m[1]; exit }
never returns child call 1 success
never present B m[0]
never present A m[0]
`;
		expect(answers(text)).toEqual({
			'returns child call 1 success': 'always',
			'present B m[0]': 'never',
			'present A m[0]': 'always',
		});
		expect(cellOf(text).violations).toEqual([]);
	});

	test('runs on after the race, under the name that findings call it by', () => {
		const lines = shown(`${forks}after in B { touch m[1] read; unmap m[1] }\n`);
		expect(lines).toContain('after, call 1: touch-read m[1]: 102');
		expect(lines.filter((each) => /^B page \d+: 101$/.test(each))).toHaveLength(1);
	});

	test('has the maps that its parent made in the race', () => {
		expect(
			answers(`file f 2 pages cached
process A { }
cpu a in A { map m f[0..1] shared; touch m[1] read; fork B }
after in B { touch m[0] read }
never present B m[1]
never returns after f[0]
`),
		).toEqual({ 'present B m[1]': 'always', 'returns after f[0]': 'always' });
	});

	// kernel bugzilla 2219: reclaim leaves a vma of the parent in the child's mmap_cache while fork copies. The
	// report's own symptom is that the child faults, which nobody could ask for.
	test.each([
		['lock-page-convert', 'sometimes'],
		['nonlinear-aware', 'never'],
	])('faults where its lookup was spoiled while it was made, on %s', (on, often) => {
		const line = '"freed object used"';
		expect(
			answers(
				`file f 4 pages cached
process A { map m f[0..1] shared; remap m[0] -> f[3]; remap m[1] -> f[2]; refill 8; refill 8 }
cpu parent in A { fork B }
cpu kswapd { shrink 8 }
after in A { exit }
after in B { touch m read }
never ${line}
`,
				{},
				on,
			),
		).toEqual({ [line]: often });
	});

	test('that could not be forked does nothing', () => {
		expect(
			answers(`file f 1 page cached
process A { map m f[0..0] shared; touch m read }
cpu forker in A { fail vma 1; fork B }
cpu child in B { touch m write; unmap m }
never present B m[0]
never returns child call 1 success
never returns forker call 2 ENOMEM
`),
		).toEqual({
			'present B m[0]': 'never',
			'returns child call 1 success': 'never',
			'returns forker call 2 ENOMEM': 'always',
		});
	});

	test('that ends gives its address space, and not its name, to the next', () => {
		expect(
			answers(`file f 1 page cached
process A { map m f[0..0] shared; touch m read }
process C { }
cpu one in A { fork B }
after in B { exit }
after in A { fork D }
never present B m[0]
never present D m[0]
`),
		).toEqual({ 'present B m[0]': 'never', 'present D m[0]': 'always' });
	});
});

describe('what calls returned', () => {
	test('is asked for by call', () => {
		expect(
			answers(`file f 2 pages cached
process A { map m f[0..1] shared; munlock m }
cpu a in A { remap m[0] -> f[9]; remap m[0] -> f[1]; touch m[0] read; mincore m[0] }
after in A { read f[1] }
never returns A call 1 success
never returns a call 1 EINVAL
never returns a call 1 ENOMEM
never returns a call 1 failure
never returns a call 2 success
never returns a call 2 failure
never returns a call 3 f[1]
never returns a call 3 zero
never returns a call 4 mask 1
never returns after f[1]
`),
		).toEqual({
			'returns A call 1 success': 'always',
			'returns a call 1 EINVAL': 'always',
			'returns a call 1 ENOMEM': 'never',
			'returns a call 1 failure': 'always',
			'returns a call 2 success': 'always',
			'returns a call 2 failure': 'never',
			'returns a call 3 f[1]': 'always',
			'returns a call 3 zero': 'never',
			'returns a call 4 mask 1': 'always',
			'returns after f[1]': 'always',
		});
	});

	test('is neither success nor failure of a call that was not made', () => {
		expect(
			answers(`file f 1 page cached
process A { map m f[0..0] shared }
cpu a { truncate f 0 }
cpu b in A { touch m read; munlock m }
never "kernel BUG" and returns b call 2 success
never "kernel BUG" and not returns b call 2 success
never "kernel BUG" and returns b call 2 failure
`),
		).toEqual({
			'"kernel BUG" and returns b call 2 success': 'never',
			'"kernel BUG" and not returns b call 2 success': 'sometimes',
			'"kernel BUG" and returns b call 2 failure': 'never',
		});
	});

	test('is what a signal, the end of the file and a read error leave', () => {
		expect(
			answers(`file f 2 pages cached
file g 1 page read-error
process A { map m f[0..1] shared; truncate f 1 }
cpu a in A { touch m read; read f[1]; read g[0]; touch m[0] write }
never returns a call 1 SIGBUS
never returns a call 1 SIGSEGV
never returns a call 1 success
never returns a call 2 EOF
never returns a call 2 success
never returns a call 3 EIO
never returns a call 4 success
`),
		).toEqual({
			'returns a call 1 SIGBUS': 'always',
			'returns a call 1 SIGSEGV': 'never',
			'returns a call 1 success': 'never',
			'returns a call 2 EOF': 'always',
			'returns a call 2 success': 'always',
			'returns a call 3 EIO': 'always',
			'returns a call 4 success': 'always',
		});
	});

	test('is part of what two variants are told apart by', () => {
		// bug-reports.md 37: mlock over the end of the file says yes in 2.5.66; a later kernel says no.
		const text = `file f 2 pages cached
process A { map m f[0..1] shared; punch f[1] }
cpu a in A { remap m[0] -> f[9]; mincore m }
`;
		const lines = shown(text);
		expect(lines).toContain('a, call 1: remap: error 22');
		expect(lines).toContain('a, call 2: mincore: mask 3');
		expect(shown(text, 'punch-hole')).toContain('a, call 2: mincore: mask 1');
		expect(shown('process A { munlockall }\ncpu a { reclaim 1 }\n')).toEqual([]);
	});

	// a3f5c84c of 2004-06-17 "Fix read() vs truncate race": zeroes that nobody wrote; a page that is invalidated
	// while it is read gives EIO (3cca3028 of 2004-10-18). Only a condition on what read() returned can ask.
	test.each([
		['lock-page-convert', 'sometimes'],
		['fault-both', 'never'],
	])('shows two bugs of public reports, on %s', (on, often) => {
		const reader = 'never returns r zero\nnever returns r EIO\n';
		expect(
			answers(`file f 2 pages\ncpu t { truncate f 1 }\ncpu r { read f[1] }\n${reader}`, {}, on),
		).toEqual({ 'returns r zero': often, 'returns r EIO': often });
		expect(
			answers(`file f 1 page\ncpu i { invalidate f }\ncpu r { read f[0] }\n${reader}`, {}, on),
		).toEqual({ 'returns r zero': 'never', 'returns r EIO': often });
	});

	test('before the race is told as well', () => {
		expect(
			shown(
				'file f 1 page cached\nprocess A { map m f[0..0] shared; remap m -> f[3] }\ncpu a { }\n',
			),
		).toContain('A before, call 2: remap: error 22');
	});
});

describe('what is on disk', () => {
	const stores = `file f 2 pages cached
process A { map m f[0..1] shared }
cpu a in A { touch m[0] write; msync m[0] }
cpu b { write f[1] }
`;

	test('is what was there, or what a call has stored', () => {
		expect(
			answers(`${stores}never on-disk f[0] is f[0]
never on-disk f[0] is stored-by a call 1
never on-disk f[1] is f[1]
never not on-disk f[1] is f[1] and not on-disk f[1] is stored-by b
never on-disk f[0] is zero
`),
		).toEqual({
			'on-disk f[0] is f[0]': 'never',
			'on-disk f[0] is stored-by a call 1': 'always',
			// msync writes the whole file back, also what is written meanwhile.
			'on-disk f[1] is f[1]': 'sometimes',
			'not on-disk f[1] is f[1] and not on-disk f[1] is stored-by b': 'never',
			'on-disk f[0] is zero': 'never',
		});
	});
});

test('msync that has returned has its store on disk, of a remapped page too', () => {
	// 3ee6dafc of 2007: a later kernel looked for dirty ptes at the linear place only, and missed it.
	const line = 'returns a call 2 success and not on-disk f[2] is stored-by a call 1';
	expect(
		answers(`file f 4 pages cached
process A { map m f[0..0] shared; remap m[0] -> f[2]; refill 4; refill 4; refill 4 }
cpu a in A { touch m[0] write; msync m }
cpu k { reclaim 4 }
never ${line}
`),
	).toEqual({ [line]: 'never' });
});

describe('an oracle that judges the whole search', () => {
	const races = `file f 2 pages cached
process A { map m f[0..1] shared }
cpu a in A { touch m[0] read }
cpu b { truncate f 0 }
never "data race"
never "lock order"
`;

	test('answers its line, where it is told to look', () => {
		const told = cellOf(races, { auditRaces: true });
		expect(told.questions.map(({ frequency }) => frequency)).toEqual(['sometimes', 'never']);
		const frequencies = told.violations.filter(({ oracle }) => oracle === 'data race');
		expect(frequencies.length).toBeGreaterThan(0);
		expect(new Set(frequencies.map(({ frequency }) => frequency))).toEqual(new Set(['sometimes']));
	});
});

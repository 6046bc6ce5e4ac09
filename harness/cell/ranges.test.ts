/*
 * Calls on several maps at once, maps at fixed addresses behind others, and flags that stand apart: each case has
 * what 2.5.66 answers.
 */
import { describe, expect, test } from 'vitest';
import type { Frequency } from '../result.ts';
import { runCell, runCellWithOutcomes } from './cell.ts';
import { verdictOnly } from './options.ts';
import { written } from '../../workloads/litmus/fixture.ts';
import { variants } from '../../variants/index.ts';
import { bootVariant } from './boot.ts';

const base = bootVariant(variants['lock-page-convert']!);

function answers(text: string): Record<string, Frequency> {
	const { explored, questions, violations } = runCell(base, written(text), verdictOnly);
	expect(explored.kind).toBe('complete');
	expect(violations).toEqual([]);
	return Object.fromEntries(questions.map((each) => [each.text, each.frequency]));
}

const shown = (text: string): string[] =>
	[...runCellWithOutcomes(base, written(text), verdictOnly).observed.values()].flat();

describe('mincore', () => {
	const file = 'file f 4 pages\n';

	test('goes from vma to vma, which mlock has split', () => {
		// recorded-kernels.md 5: the kernel says 11, and the model said ENOMEM.
		expect(
			shown(`${file}process A { map m f[0..1] shared; touch m[0] read; mlock m[1] }
cpu a in A { mincore m[0..1] }
`),
		).toContain('a, call 1: mincore: mask 3');
	});

	test('goes over maps that lie side by side, and says which pages are there', () => {
		expect(
			shown(`${file}process A { map m f[0..1] shared; map k f[3..3] private at m[2] beyond; touch k[0] read; touch m[1] read }
cpu a in A { mincore m[0..2] beyond }
`),
		).toContain('a, call 1: mincore: mask 6');
	});

	test.each([
		['a hole', 'unmap m[1]'],
		['a hole in front', 'unmap m[0]'],
		['a hole at the end', 'unmap m[2]'],
		['anonymous memory', 'map k anon 1 private at m[1]'],
	])('refuses %s', (_, call) => {
		const lines = shown(`${file}process A { map m f[0..2] shared; touch m read; ${call} }
cpu a in A { mincore m }
`);
		expect(lines).toContain('a, call 1: mincore: error 12');
	});
});

describe('a mapping for reading only', () => {
	const file = 'file f 2 pages cached\n';

	test('is VM_SHARED if the file is open for writing, so that it can be remapped', () => {
		expect(
			answers(`${file}process A { map m f[0..1] shared readonly }
cpu a in A { remap m[0] -> f[1]; touch m[0] read; touch m[1] write }
never returns a call 1 success
never returns a call 2 f[1]
never returns a call 3 SIGSEGV
`),
		).toEqual({
			'returns a call 1 success': 'always',
			'returns a call 2 f[1]': 'always',
			'returns a call 3 SIGSEGV': 'always',
		});
	});

	test('is not if the file is open for reading only', () => {
		expect(
			answers(`${file}process A { map m f[0..1] shared opened-readonly; map p f[0..0] private opened-readonly }
cpu a in A { remap m[0] -> f[1]; touch m[0] read; touch p write; touch m[1] write }
never returns a call 1 EINVAL
never returns a call 2 f[0]
never returns a call 3 success
never returns a call 4 SIGSEGV
`),
		).toEqual({
			'returns a call 1 EINVAL': 'always',
			'returns a call 2 f[0]': 'always',
			'returns a call 3 success': 'always',
			'returns a call 4 SIGSEGV': 'always',
		});
	});
});

describe('mlockall', () => {
	// A page of the file is brought in by who locks it, and by nobody else.
	const file = (call: string): string => `file f 2 pages
process A { map m f[0..0] shared }
cpu a in A { ${call}; map n f[1..1] shared }
never present A m[0]
never present A n[0]
`;

	test.each([
		['mlockall', 'always', 'always'],
		['mlockall current', 'always', 'never'],
		['mlockall future', 'never', 'always'],
		['munlockall', 'never', 'never'],
	])('%s', (call, now, later) => {
		expect(Object.values(answers(file(call)))).toEqual([now, later]);
	});

	test('future alone unlocks what is locked, in 2.5.66', () => {
		// b1f90fba of 2004-10-01 mends it. The page goes, though mlock() was never taken back.
		const gone = (call: string): Frequency => {
			const workload = written(`file f 1 page cached
process A { map m f[0..0] shared; mlock m; refill 4; refill 4; refill 4 }
cpu a in A { ${call} }
after { shrink 4; refill 4; refill 4; shrink 4 }
never not present A m[0]
`);
			return runCell(base, workload, verdictOnly).questions[0]!.frequency;
		};
		expect([gone('mlockall'), gone('mlockall current'), gone('mlockall future')]).toEqual([
			'never',
			'never',
			'always',
		]);
	});
});

describe('calls on what lies behind a map', () => {
	const two = `file f 4 pages cached
process A { map m f[0..0] shared; map k f[3..3] shared at m[1] beyond; touch m read; touch k read }
`;

	test('take both maps', () => {
		expect(
			answers(`${two}cpu a in A { unmap m[0..1] beyond }
never returns a success
never present A m[0]
never present A k[0]
never present A m[1] beyond
`),
		).toEqual({
			'returns a success': 'always',
			'present A m[0]': 'never',
			'present A k[0]': 'never',
			'present A m[1] beyond': 'never',
		});
	});

	test.each([
		['mlock m[0..1] beyond', 'success'],
		['dontneed m[0..1] beyond', 'success'],
		['msync m[0..1] beyond', 'success'],
		// One vma at most.
		['remap m[0..1] beyond -> f[0]', 'EINVAL'],
		['mlock m[0..2] beyond', 'ENOMEM'],
	])('%s', (call, result) => {
		const line = `returns a ${result}`;
		expect(answers(`${two}cpu a in A { ${call} }\nnever ${line}\n`)).toEqual({ [line]: 'always' });
	});

	test('and touches see what lies there', () => {
		expect(
			answers(`${two}cpu a in A { touch m[0..1] beyond read }
never returns a f[3]
never returns a f[0]
never returns a f[1]
`),
		).toEqual({
			'returns a f[3]': 'always',
			'returns a f[0]': 'always',
			'returns a f[1]': 'never',
		});
	});
});

/*
 * exit() takes a task away, and its address space with the last one only.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import type { Workload } from '../workload.ts';
import { bootVariant } from './boot.ts';
import { runCellWithOutcomes } from './cell.ts';
import { verdictOnly } from './options.ts';
import { usersOf } from './users.ts';

const base = bootVariant(variants['lock-page-convert']!);

const head = `file f 1 page cached
process A { map m f[0..0] shared; touch m read }
`;

function written(text: string): Workload {
	const read = parseLitmus(`scenario written\n${head}${text}`, 'written.litmus');
	if ('error' in read) throw new Error(read.error.message);
	return read.workload;
}

/** Whether page 8 of A, where m is, is there at each end. */
function isThere(text: string): boolean[] {
	const { cell, observed } = runCellWithOutcomes(base, written(text), verdictOnly);
	expect(cell.explored.kind).toBe('complete');
	expect(cell.violations).toEqual([]);
	const ends = [...observed.values()].map((lines) =>
		lines.some((each) => each === 'A page 8: 101'),
	);
	return [...new Set(ends)];
}

const exiter = 'cpu exiter in A { exit }\n';
const faulter = 'cpu faulter in A { touch m[0] read }\n';

test('the address space outlives the exit of one task', () => {
	expect(isThere(`${exiter}${faulter}`)).toEqual([true]);
	expect(
		isThere(`cpu a in A { dontneed m; exit }\ncpu b in A { touch m read; mincore m }\n`),
	).toEqual([true]);
	expect(isThere(`${exiter}${faulter}after in A { touch m read }\n`)).toEqual([true]);
	expect(isThere(`${exiter}after in A { touch m read }\n`)).toEqual([true]);
});

test('and goes with the last one', () => {
	expect(isThere(exiter)).toEqual([false]);
	expect(isThere(`${exiter}cpu other in A { touch m read; exit }\n`)).toEqual([false]);
	expect(isThere(`${exiter}${faulter}after in A { exit }\n`)).toEqual([false]);
	expect(isThere(`${faulter}after in A { exit }\n`)).toEqual([false]);
	expect(isThere(`${exiter}cpu other in A { exit }\nafter in A { exit }\n`)).toEqual([false]);
});

test('users are counted only where there are several', () => {
	expect([...usersOf(written(exiter))]).toEqual([]);
	expect([...usersOf(written(`${faulter}after in A { exit }`))]).toEqual([]);
	expect([...usersOf(written(`${exiter}${faulter}`))]).toEqual([['A', 2]]);
	expect([...usersOf(written(`${exiter}cpu other in A { exit }\nafter in A { exit }`))]).toEqual([
		['A', 3],
	]);
});

/*
 * harness/audit/two-builds/random-program.ts - a random program: system calls one after the other.
 *
 * Objects are named by number and not by address, so that one program runs on any kernel: processes count up as
 * they are made, and files are the first ones.
 */
import type { FunctionName } from '../../mm/index.ts';

/** One call; what an argument means is in its letter. */
export interface ProgramCall {
	readonly name: Extract<FunctionName, `user${string}`>;
	readonly args: readonly Argument[];
}

/** A process, a file, a note of what came of it, or a number that is passed as it is. */
export type Argument = readonly ['process' | 'file' | 'cell' | 'number', number];

/** A whole number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

const process = (draw: Draw): Argument => ['process', draw(2)];
const file = (draw: Draw): Argument => ['file', draw(2)];
const cell: Argument = ['cell', 0];
const number = (value: number): Argument => ['number', value];
const firstPage = 8;
const address = (draw: Draw): Argument => number((firstPage + draw(10)) << 12);
const pages = (draw: Draw): Argument => number(1 + draw(4));
const index = (draw: Draw): Argument => number(draw(8));
const value = (draw: Draw): Argument => number(1000 + draw(1000));

/** Each call with the arguments of its function in syscalls.ts, and how often it comes. */
const calls: readonly (readonly [
	often: number,
	name: ProgramCall['name'],
	args: (draw: Draw) => readonly Argument[],
])[] = [
	[
		6,
		'userMap',
		(draw) => [
			process(draw),
			draw(4) === 0 ? number(0) : file(draw),
			index(draw),
			pages(draw),
			// MAP_SHARED, MAP_LOCKED, MAP_POPULATE, MAP_FIXED, see do_mmap_pgoff.
			number(draw(8) | 16),
			address(draw),
		],
	],
	[2, 'userUnmap', (draw) => [process(draw), address(draw), pages(draw)]],
	[14, 'userTouch', (draw) => [process(draw), address(draw), number(draw(2)), value(draw), cell]],
	[
		4,
		'userRemap',
		(draw) => [process(draw), address(draw), pages(draw), index(draw), number(draw(2))],
	],
	[2, 'userMlock', (draw) => [process(draw), address(draw), pages(draw)]],
	[2, 'userMunlock', (draw) => [process(draw), address(draw), pages(draw)]],
	[1, 'userMlockall', (draw) => [process(draw), number(1 + draw(3))]],
	[1, 'userMunlockall', (draw) => [process(draw)]],
	[3, 'userTruncate', (draw) => [file(draw), number((draw(2) * 8 + draw(9)) << 11), cell]],
	[2, 'userRead', (draw) => [file(draw), index(draw), cell]],
	[3, 'userWrite', (draw) => [file(draw), index(draw), value(draw), cell, number(0), number(0)]],
	[1, 'userFsync', (draw) => [file(draw)]],
	[1, 'userDirectWrite', (draw) => [file(draw), index(draw), value(draw), cell]],
	[1, 'userDirectRead', (draw) => [file(draw), index(draw), cell]],
	[1, 'userInvalidate', (draw) => [file(draw)]],
	[1, 'userMsync', (draw) => [process(draw), address(draw), pages(draw), number(draw(8))]],
	[1, 'userDontneed', (draw) => [process(draw), address(draw), pages(draw)]],
	[1, 'userMincore', (draw) => [process(draw), address(draw), pages(draw), number(0)]],
	[1, 'userMprotect', (draw) => [process(draw), address(draw), pages(draw), number(draw(4))]],
	[
		2,
		'userMremap',
		(draw) => [
			process(draw),
			address(draw),
			pages(draw),
			pages(draw),
			number(draw(4)),
			address(draw),
		],
	],
	[1, 'userMove', (draw) => [process(draw), address(draw), pages(draw)]],
	[1, 'userPunch', (draw) => [file(draw), index(draw), pages(draw), cell]],
	[2, 'userFork', (draw) => [process(draw)]],
	[1, 'userExit', (draw) => [process(draw)]],
	[3, 'userRefill', (draw) => [number(1 + draw(8))]],
	[3, 'userShrink', (draw) => [number(1 + draw(8))]],
	[1, 'userSwapoff', () => []],
];
const total = calls.reduce((sum, [often]) => sum + often, 0);

function randomCall(draw: Draw): ProgramCall {
	let left = draw(total);
	const chosen = calls.find(([often]) => (left -= often) < 0)!;
	return { name: chosen[1], args: chosen[2](draw) };
}

/** Two files of some pages, and two maps: without these most calls would find nothing to work on. */
const beginning = (draw: Draw): readonly ProgramCall[] => [
	...[0, 1].map((n): ProgramCall => ({
		name: 'userTruncate',
		args: [['file', n], number(8 << 12), cell],
	})),
	...[0, 5].map((offset): ProgramCall => ({
		name: 'userMap',
		args: [
			['process', 0],
			['file', 0],
			index(draw),
			number(5),
			number((draw(8) | 16) ^ (draw(3) === 0 ? 0 : 1)),
			number((firstPage + offset) << 12),
		],
	})),
];

/** A program of so many calls after its beginning. */
export const randomProgram = (draw: Draw, length: number): readonly ProgramCall[] => [
	...beginning(draw),
	...Array.from({ length }, () => randomCall(draw)),
];

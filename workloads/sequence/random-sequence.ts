/*
 * workloads/sequence/random-sequence.ts - random calls of some processes on two files, as those that were recorded.
 */
import type { RecordedCall } from './recording.ts';

/** A whole number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

/** A call that nobody has answered yet. */
export type Call = Omit<RecordedCall, 'answer'>;

/** Addresses and files in pages, and processes, at most: what a machine for these sequences must hold. */
export const sequenceLimits = { pages: 24, filePages: 16, files: 2, processes: 6 } as const;

const addresses = sequenceLimits.pages - 4;
const pagesOfFile = sequenceLimits.filePages - 6;

/** How often which call comes. */
const weights: readonly (readonly [call: string, often: number])[] = [
	['r', 48],
	['w', 11],
	['trunc', 8],
	['mmap', 7],
	['munmap', 4],
	['madvise', 3],
	['mlock', 3],
	['munlock', 3],
	['punch', 3],
	['remap', 4],
	['pwrite', 3],
	['status', 2],
	['fork', 1],
	['exit', 1],
];
const total = weights.reduce((sum, [, often]) => sum + often, 0);

/**
 * @param kind 't' for files on tmpfs, 'd' for files on a disk
 * @example randomSequence((below) => below - 1, 't', 1)[0].call === 'trunc'
 */
export function randomSequence(draw: Draw, kind: 't' | 'd', length: number): readonly Call[] {
	const living = [0];
	let born = 0;
	let value = 1000;
	const file = (): string => `${kind}${1 + draw(sequenceLimits.files)}`;
	const pages = (): string => String(1 + draw(4));
	const address = (): string => String(draw(addresses));
	const index = (): string => String(draw(pagesOfFile));
	const next = (): Call => {
		let left = draw(total);
		const [call] = weights.find(([, often]) => (left -= often) < 0)!;
		const task = living[draw(living.length)]!;
		const args = argumentsOf(call);
		return args === null ? { task, call: 'status', args: [] } : bornOrGone({ task, call, args });
	};
	const bornOrGone = (made: Call): Call => {
		if (made.call === 'fork') living.push(Number(made.args[0]));
		if (made.call === 'exit') living.splice(living.indexOf(made.task), 1);
		return made;
	};
	const argumentsOf = (call: string): readonly string[] | null => {
		switch (call) {
			case 'mmap': {
				const sharing = draw(3) === 0 ? 'p' : 's';
				const how = `${sharing}${draw(5) === 0 ? 'L' : ''}`;
				return [address(), pages(), file(), index(), 'rw', how];
			}
			case 'remap':
				return [address(), pages(), index()];
			case 'madvise':
				return [address(), pages(), 'DONTNEED'];
			case 'r':
				return [address()];
			case 'w':
				return [address(), String(value++)];
			case 'trunc':
				return [file(), String(draw(pagesOfFile + 2))];
			case 'punch':
				return [file(), index(), pages()];
			case 'pwrite':
				return [file(), index(), String(value++)];
			case 'fork':
				return born + 1 < sequenceLimits.processes ? [String(++born)] : null;
			case 'exit':
				return living.length > 1 ? [] : null;
			case 'status':
				return [];
			default:
				return [address(), pages()];
		}
	};
	const begun: readonly Call[] = [1, 2].map((n) => ({
		task: 0,
		call: 'trunc',
		args: [`${kind}${n}`, String(draw(pagesOfFile + 2))],
	}));
	return [...begun, ...Array.from({ length }, next)];
}

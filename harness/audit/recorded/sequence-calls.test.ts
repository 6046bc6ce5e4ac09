/*
 * The calls of the sequence language that random sequences do not make: what a kernel answers to each, and what is
 * wrong with the words of a call.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { agrees, sequencesOf } from '../../../workloads/sequence/recording.ts';
import { type Built, built, tableOf } from '../../measure/straight/built.ts';
import { geometryFor } from './sequence-geometry.ts';
import { SequenceKernel } from './sequence-kernel.ts';

const recordingOf = (calls: readonly string[]): string =>
	['{"sequence":1}', ...calls.map((call) => JSON.stringify([call, { ok: 0 }]))].join('\n');

describe('a kernel answers', () => {
	let modules: Built;
	beforeAll(async () => {
		modules = await built();
	});

	/** The answers of the stack that stands for Linux 6.18. */
	const answers = (...calls: string[]): (string | null)[] => {
		const table = tableOf(modules, modules.variants['linux-6-18']!.functions);
		const kernel = new SequenceKernel(modules, table);
		const [sequence] = sequencesOf(recordingOf(calls), 'f');
		return sequence!.calls.map((call) => kernel.answer(call));
	};

	test('mremap: it grows in place, and takes its pages along', () => {
		expect(
			answers(
				'p0 mmap 2 2 - 0 rw p',
				'p0 w 3 7',
				'p0 mremap 2 2 3 2',
				'p0 w 4 8',
				'p0 mremap 2 3 3 10',
				'p0 r 11',
				'p0 r 12',
				'p0 r 3',
				'p0 mremap 20 1 2 20',
			),
		).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'value 7', 'value 8', 'SIGSEGV', 'EFAULT']);
	});

	test('mprotect: none, r and rw; a store needs rw', () => {
		expect(
			answers(
				'p0 mmap 2 1 - 0 rw p',
				'p0 w 2 7',
				'p0 mprotect 2 1 r',
				'p0 w 2 8',
				'p0 mprotect 2 1 none',
				'p0 r 2',
				'p0 mprotect 2 1 rw',
				'p0 w 2 9',
				'p0 r 2',
				'p0 mprotect 9 1 r',
			),
		).toEqual(['ok', 'ok', 'ok', 'SIGSEGV', 'ok', 'SIGSEGV', 'ok', 'ok', 'value 9', 'ENOMEM']);
	});

	test('mmap: what is r cannot be stored to, what is none not be read', () => {
		expect(
			answers(
				'p0 trunc t1 2',
				'p0 mmap 2 1 t1 0 r s',
				'p0 w 2 1',
				'p0 r 2',
				'p0 mmap 3 1 - 0 none p',
				'p0 r 3',
			),
		).toEqual(['ok', 'ok', 'SIGSEGV', 'value 0', 'ok', 'SIGSEGV']);
	});

	test('msync and fsync; MS_INVALIDATE of locked memory is refused', () => {
		expect(
			answers(
				'p0 trunc t1 1',
				'p0 mmap 2 1 t1 0 rw sL',
				'p0 w 2 7',
				'p0 msync 2 1 SYNC',
				'p0 msync 2 1 ASYNC',
				'p0 msync 2 1 NONE,INVALIDATE',
				'p0 msync 9 1 SYNC',
				'p0 fsync t1',
			),
		).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'EBUSY', 'ENOMEM', 'ok']);
	});

	test('pread and dwrite: the file behind a mapping', () => {
		expect(
			answers(
				'p0 trunc t1 1',
				'p0 mmap 2 1 t1 0 rw s',
				'p0 w 2 7',
				'p0 pread t1 0',
				'p0 dwrite t1 0 9',
				'p0 pread t1 0',
				'p0 pread t1 3',
			),
		).toEqual(['ok', 'ok', 'ok', 'value 7', 'ok', 'value 9', 'EOF']);
	});

	test('mlockall and munlockall are seen by status', () => {
		expect(
			answers(
				'p0 mmap 2 2 - 0 rw p',
				'p0 mlockall CURRENT,FUTURE',
				'p0 mmap 6 1 - 0 rw p',
				'p0 status',
				'p0 munlockall',
				'p0 status',
			),
		).toEqual(['ok', 'ok', 'ok', 'VmLck 12', 'ok', 'VmLck 0']);
	});

	test('mincore: a bit for each page that is cached', () => {
		expect(
			answers('p0 trunc t1 3', 'p0 pwrite t1 1 5', 'p0 mmap 2 3 t1 0 rw s', 'p0 mincore 2 3'),
		).toEqual(['ok', 'ok', 'ok', 'value 2']);
	});

	test('a process that nobody forked has nothing mapped', () => {
		expect(answers('p0 mmap 2 1 - 0 rw p', 'p3 r 2', 'p3 mmap 2 1 - 0 rw p', 'p3 r 2')).toEqual([
			'ok',
			'SIGSEGV',
			'ok',
			'value 0',
		]);
	});

	test('exec: nothing is mapped, nothing locked, and the parent keeps its own', () => {
		expect(
			answers(
				'p0 mmap 2 1 - 0 rw p',
				'p0 w 2 7',
				'p0 fork 1',
				'p1 mlockall CURRENT,FUTURE',
				'p1 exec',
				'p1 r 2',
				'p1 mmap 2 1 - 0 rw p',
				'p1 status',
				'p0 r 2',
			),
		).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'SIGSEGV', 'ok', 'VmLck 0', 'value 7']);
	});
});

test('a recording without values only says that a call worked', () => {
	expect(agrees('ok', 'value 7')).toBe(true);
	expect(agrees('ok', 'SIGBUS')).toBe(false);
	expect(agrees('value 7', 'value 8')).toBe(false);
	expect(agrees('value 7', 'ok')).toBe(false);
	expect(agrees('ok', null)).toBe(false);
});

test('the machine has room for what a mremap goes to, and for no file where memory is anonymous', () => {
	const sequences = sequencesOf(
		recordingOf(['p0 mmap 2 1 - 0 rw p', 'p0 mremap 2 1 4 80', 'p0 dwrite d1 40 1']),
		'f',
	);
	expect(geometryFor(sequences)).toMatchObject({ tablesPerMm: 13, files: 1, filePagesMax: 41 });
});

test.each([
	['mremap 1 2 3', 'mremap takes 4 arguments'],
	['mremap 1 2 3 x', 'argument 4 of mremap is a number up to 32768'],
	['mprotect 1 2 rx', 'argument 3 of mprotect does not match'],
	['mprotec 1 2 r', "no call of this name (did you mean 'mprotect'?)"],
	['msync 1 2 sync', 'argument 3 of msync does not match'],
	['mincore 1 31', 'argument 2 of mincore does not match'],
	['mlockall ALL', 'argument 1 of mlockall does not match'],
	['munlockall 1', 'munlockall takes 0 arguments'],
	['pread t1', 'pread takes 2 arguments'],
	['dwrite t1 1 99999999999', 'argument 3 of dwrite is a number up to 2147483647'],
	['fsync -', "argument 1 of fsync is a file such as 't1'"],
	['mmap 1 1 + 0 rw s', "argument 3 of mmap is a file such as 't1'"],
	['mmap 1 1 - 0 x s', 'argument 5 of mmap does not match'],
	['fsyncs', "no call of this name (did you mean 'fsync'?)"],
])('p0 %s', (call, said) => {
	expect(() => sequencesOf(recordingOf([`p0 ${call}`]), 'a.jsonl')).toThrow(
		`a.jsonl:2:3: error: ${said}`,
	);
});

/*
 * The grammar of litmus files: what is accepted, and every refusal with its place.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Workload } from '../../harness/workload.ts';
import { formatLitmusError, parseLitmus, parseLitmusBuffer } from './index.ts';
import { printLitmus } from './print.ts';

const good = `# A fault found the page before truncate began, and maps it afterwards.
scenario trunc-vs-fault
serves E1 S15

file f 8 pages cached

process A {
    map m f[0..7] shared locked
    remap m[2] -> f[5]            # before the race, on one CPU
}
cpu truncator    { truncate f 0 }
cpu faulter in A { touch m[2] write; touch m[3..4] read }
cpu kswapd       { reclaim 4 }
after in A { exit }

never  mapped f[5] and beyond-eof f[5]
never  shows A m[2] SIGBUS
never  "orphan page mapped"
count  unmapped-locked A
expect lock-page-convert sometimes "kernel BUG"
`;

function read(text: string): Workload {
	const result = parseLitmus(text, 's.litmus');
	if ('error' in result) throw new Error(formatLitmusError(result.error));
	return result.workload;
}

/** First line of the message for a text. */
function mistake(text: string): string {
	const result = parseLitmus(text, 's.litmus', { variants: ['base'], oracles: ['kernel BUG'] });
	return 'error' in result ? formatLitmusError(result.error).split('\n')[0]! : 'accepted';
}

/** Everything but places and the text of never lines. */
function meaning(workload: Workload): string {
	return JSON.stringify(workload, (key, value: unknown) =>
		key === 'place' || key === 'text' || key === 'question' ? undefined : value,
	);
}

describe('what is accepted', () => {
	test('the example of the design means what it says', () => {
		const workload = read(good);
		expect(workload).toMatchObject({
			name: 'trunc-vs-fault',
			question: 'A fault found the page before truncate began, and maps it afterwards.',
			serves: ['E1', 'S15'],
			files: [{ name: 'f', pages: 8, cached: true, readError: false }],
			counts: ['A'],
		});
		expect(workload.processes[0]!.calls).toMatchObject([
			{ call: 'map', map: 'm', file: 'f', pgoff: 0, pages: 8, shared: true, locked: true },
			{ call: 'remap', range: { map: 'm', first: 2, last: 2 }, file: 'f', pgoff: 5 },
		]);
		expect(workload.cpus.map(({ name, process }) => [name, process])).toEqual([
			['truncator', null],
			['faulter', 'A'],
			['kswapd', null],
		]);
		expect(workload.never[0]!.text).toBe('mapped f[5] and beyond-eof f[5]');
		expect(workload.expects[0]).toMatchObject({
			variant: 'lock-page-convert',
			oracle: 'kernel BUG',
		});
	});

	test.each([
		['mail quoting', good.replaceAll(/^/gm, '> ')],
		['nested mail quoting', good.replaceAll(/^/gm, '> > ')],
		['tabs', good.replaceAll('    ', '\t')],
		['carriage returns', good.replaceAll('\n', '\r\n')],
		['a byte order mark', `\uFEFF${good}`],
	])('%s changes nothing', (_, text) => {
		expect(meaning(read(text))).toBe(meaning(read(good)));
	});

	test('comments and blanks do not change the digest, a call does', () => {
		const digest = read(good).digest;
		expect(
			read(good.replace(/#.*$/m, '# other').replace('touch m[2]', 'touch   m[2]')).digest,
		).toBe(digest);
		expect(read(good.replace('m[2] write', 'm[2] read')).digest).not.toBe(digest);
	});
});

describe('what is refused, and how', () => {
	const head = 'scenario s\nfile f 4 pages\nprocess A { map m f[0..3] shared }\n';
	test.each([
		[
			`${head}cpu a in A { toch m[2] write }`,
			"4:14: error: unknown operation 'toch' (did you mean 'touch'?)",
		],
		[
			`${head}cpu a in A { touch n[2] write }`,
			"4:20: error: map 'n' is not defined, did you mean 'm'?",
		],
		[`${head}cpu a { truncate g 0 }`, "4:18: error: file 'g' is not defined, did you mean 'f'?"],
		[
			`${head}cpu a in B { touch m read }`,
			"4:10: error: process 'B' is not defined, did you mean 'A'?",
		],
		[
			`${head}cpu a in A { touch m[4] read }`,
			"4:22: error: map 'm' has pages 0..3, not 4: write 'beyond' behind it to mean what lies there",
		],
		[
			`${head}cpu a in A { touch m[2..1] read }`,
			'4:22: error: the range ends before it begins: 2..1',
		],
		[
			`${head}cpu a in A { mincore m into m[0..1] }`,
			'4:29: error: one page is copied, not several',
		],
		[`${head}cpu a in A { write f[0] from m[9] beyond }`, "4:30: error: map 'm' has no page 9"],
		[
			`${head}cpu a { write f[0] from m[0] }`,
			'4:25: error: a kernel thread has no memory of its own',
		],
		[
			`${head}cpu a { touch m[2] read }`,
			"4:9: error: 'touch' needs a process: write 'in PROCESS' before the brace",
		],
		[
			`${head}cpu a { truncate f 0\nnever mapped f[0]`,
			'4:7: error: the brace opened on line 4 is not closed',
		],
		[`${head}cpu a { truncate f 0`, '4:7: error: the brace opened on line 4 is not closed'],
		[`${head}cpu a { truncate f 99 }`, '4:20: error: a size in pages 99 is too large, at most 16'],
		[`${head}cpu a { punch f[2..1] }`, '4:16: error: the range ends before it begins: 2..1'],
		[`${head}cpu a { truncate f }`, "4:20: error: expected a size in pages, found '}'"],
		[`${head}cpu a { reclaim 1 } now`, "4:21: error: expected the end of the line, found 'now'"],
		[`${head}cpu a { reclaim 1 }\ncpu a { reclaim 1 }`, "5:5: error: cpu 'a' is declared twice"],
		[
			`${head}cpu a in A { exit; touch m read }`,
			"4:20: error: 'touch' comes after 'exit', which ends the program: put it before the 'exit'",
		],
		[
			`${head}process A { exit }\ncpu a in A { touch m read }`,
			"5:14: error: process 'A' has ended by the 'exit' on line 4: put 'touch' before it, or into another process",
		],
		[
			`${head}cpu a { reclaim 1 }\nprocess A { exit }\nprocess A { touch m read }`,
			"6:13: error: process 'A' has ended by the 'exit' on line 5: put 'touch' before it, or into another process",
		],
		[
			`${head}cpu a in A { touch m read }\nprocess A { exit }`,
			"4:14: error: process 'A' has ended by the 'exit' on line 5: put 'touch' before it, or into another process",
		],
		[
			`${head}cpu a { reclaim 1 }\nafter in A { exit }\nafter in A { touch m read }`,
			"6:14: error: process 'A' has ended by the 'exit' on line 5: put 'touch' before it, or into another process",
		],
		[`${head}file f 2 pages`, "4:6: error: file 'f' is declared twice"],
		[`${head}file g 2000 pages`, '4:8: error: a number of pages 2000 is too large, at most 16'],
		[
			`${head}cpu a { reclaim 1 }\nnever maped f[1]`,
			"5:7: error: unknown condition 'maped' (did you mean 'mapped'?)",
		],
		[
			`${head}cpu a { reclaim 1 }\nexpect bas never`,
			"5:8: error: no variant 'bas', did you mean 'base'?",
		],
		[
			`${head}cpu a { reclaim 1 }\nnever "kernel BUF"`,
			'5:7: error: no oracle "kernel BUF", did you mean "kernel BUG"?',
		],
		[
			`${head}proces B { exit }`,
			"4:1: error: unknown statement 'proces' (did you mean 'process'?)",
		],
		[`${head}cpu a { reclaim 1 @ }`, "4:19: error: unexpected character '@'"],
		[head, "4:1: error: no 'cpu' block: nothing would run"],
		['', '1:1: error: the file is empty'],
		['# only words', '1:13: error: the file is empty'],
		['file f 1 page\ncpu a { reclaim 1 }', "2:20: error: no 'scenario' line"],
	])('%j', (text, message) => {
		expect(mistake(text)).toBe(`s.litmus:${message}`);
	});

	test.each([
		[new Uint8Array([0x73, 0, 0x63]), 'this is a binary file'],
		[new Uint8Array([0xff, 0xfe, 0x41]), 'this is not UTF-8'],
		[new Uint8Array(1 << 20).fill(0x61), '1048576 bytes is no litmus file, at most 65536'],
		[new Uint8Array(0), 'the file is empty'],
	])('bytes %#', (bytes, message) => {
		const result = parseLitmusBuffer(bytes, 'x');
		expect('error' in result && formatLitmusError(result.error).split('\n')[0]).toBe(
			`x:1:1: error: ${message}`,
		);
	});

	test('what is too long only when it is written out is refused', () => {
		const unmaps = (count: number): Uint8Array =>
			Buffer.from(
				`scenario s\nfile f 16 pages\nprocess A {\nmap m f[0..15] shared\n${'unmap m\n'.repeat(count)}}\ncpu a { reclaim 1 }\n`,
			);
		const taken = parseLitmusBuffer(unmaps(3800), 'x');
		if ('error' in taken) throw new Error(taken.error.message);
		const printed = Buffer.from(printLitmus(taken.workload));
		expect(printed.length).toBeGreaterThan(unmaps(3800).length * 1.9);
		expect(parseLitmusBuffer(printed, 'x')).toHaveProperty('workload');
		const words = Buffer.from(`# ${'word '.repeat(13_000)}\nscenario s\ncpu a { reclaim 1 }\n`);
		for (const bytes of [unmaps(4200), words]) {
			expect(bytes.length).toBeLessThan(65_536);
			const refused = parseLitmusBuffer(bytes, 'x');
			const message = 'error' in refused ? refused.error.message : '';
			expect(message).toMatch(/^written out in full it has 6[5-9]\d{3} bytes, at most 65536$/);
		}
	});

	test('a message shows the line and points at the place', () => {
		const result = parseLitmus(`${head}cpu a in A {\n\ttoch m\n}`, 's.litmus');
		expect('error' in result && formatLitmusError(result.error)).toBe(
			"s.litmus:5:2: error: unknown operation 'toch' (did you mean 'touch'?)\n     toch m\n     ^",
		);
	});
});

test('no bytes make the reader throw', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
			parseLitmusBuffer(bytes, 'x');
		}),
		{ seed: 1, numRuns: 500 },
	);
});

test('no damage to a good file makes the reader throw', () => {
	fc.assert(
		fc.property(fc.nat(good.length), fc.nat(12), fc.string({ maxLength: 4 }), (at, cut, put) => {
			parseLitmus(good.slice(0, at) + put + good.slice(at + cut), 'x');
		}),
		{ seed: 2, numRuns: 2000 },
	);
});

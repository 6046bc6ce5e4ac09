/*
 * The conditions of `never` lines: what is read, and what is refused with its place because no end of an
 * execution could answer it.
 */
import { describe, expect, test } from 'vitest';
import { formatLitmusError, parseLitmus } from './index.ts';

const head = `scenario s
file f 4 pages
process A { map m f[0..3] shared; map a anon 1 private }
cpu w in A { write f[1]; touch m[0..1] write }
cpu r in A { read f[1] }
cpu k in A { reclaim 1; mincore m; fork B; touch a read }
`;
const line = head.split('\n').length;

/** The conditions of a line, or the first line of the message. */
function asked(never: string, text: string = head): unknown {
	const result = parseLitmus(`${text}never ${never}`, 's.litmus', {
		oracles: ['kernel BUG', 'data race', 'lock order', 'page leaked', 'deadlock', 'livelock'],
		judgedAtEnd: ['page leaked'],
	});
	if ('error' in result) return formatLitmusError(result.error).split('\n')[0]!;
	return result.workload.never[0]!.conditions;
}

const call = (name: string, order: number): unknown => ({ block: 'cpu', name, order });

describe('what is read', () => {
	test.each([
		[
			'returns r f[1]',
			{ result: { is: 'contents', contents: { of: 'page', file: 'f', page: 1 } } },
		],
		['returns r zero', { result: { is: 'contents', contents: { of: 'zero' } } }],
		[
			'returns r stored-by w call 2',
			{
				call: call('r', 0),
				result: { is: 'contents', contents: { of: 'store', store: call('w', 1) } },
			},
		],
		['returns r EIO', { result: { is: 'errno', errno: 5 } }],
		['returns r EOF', { result: { is: 'end of file' } }],
		['not returns w call 2 SIGBUS', { not: true, result: { is: 'signal', signal: 'SIGBUS' } }],
		['returns k call 2 mask 5', { call: call('k', 1), result: { is: 'mask', mask: 5 } }],
		['returns A call 1 success', { call: { block: 'before', name: 'A', order: 0 } }],
		['on-disk f[2] is f[3]', { page: 2, contents: { of: 'page', file: 'f', page: 3 } }],
		['not present B m[3]', { not: true, process: 'B', map: 'm', page: 3 }],
		['not "kernel BUG"', { not: true, oracle: 'kernel BUG' }],
	])('%s', (text, means) => {
		expect(asked(text)).toMatchObject([means]);
	});
});

describe('what is refused', () => {
	test.each([
		[
			'present A m[9]',
			13,
			"map 'm' has pages 0..3, not 9: write 'beyond' behind it to mean what lies there",
		],
		[
			'shows A a[1] SIGBUS',
			11,
			"map 'a' has pages 0..0, not 1: write 'beyond' behind it to mean what lies there",
		],
		['returns r call 2 success', 11, "'r' makes calls 1..1, not 2"],
		['returns w success', 11, "'w' makes 2 calls: write which one, 'w call 1'"],
		['returns x success', 9, "no cpu or process 'x' above makes a call"],
		['returns after success', 9, 'nothing runs after the race'],
		['returns B success', 9, "no cpu or process 'B' above makes a call"],
		['returns k call 1 success', 18, "'reclaim' gives a program nothing back"],
		['returns r SIGBUS', 11, "'read' is a system call: it returns an error and raises no signal"],
		['returns k call 4 EFAULT', 18, "'touch' returns nothing: it raises SIGBUS, SIGSEGV or OOM"],
		['returns r mask 1', 11, "'read' returns no mask, only mincore does"],
		['returns w call 1 EOF', 18, "'write' never meets an end of file"],
		['returns w call 1 f[1]', 18, "'write' reads nothing; a read or a touch that reads does"],
		['returns r EI0', 11, "unknown result 'EI0' (did you mean 'EIO'?)"],
		['on-disk f[1] is stored-by r', 27, "'read' stores nothing"],
		['on-disk f[9] is zero', 10, "file 'f' has pages 0..3, not 9"],
		[
			'"data race" and cached f[0]',
			1,
			'"data race" is judged on the whole search and not at an end: ' +
				"ask for it in a 'never' line of its own, without 'and' and 'not'",
		],
		[
			'cached f[0] and "lock order"',
			17,
			'"lock order" is judged on the whole search and not at an end: ' +
				"ask for it in a 'never' line of its own, without 'and' and 'not'",
		],
	])('%s', (text, column, message) => {
		const said = String(asked(text));
		expect(said.replace(/^s\.litmus:\d+:\d+: /, '')).toBe(`error: ${message}`);
		expect(said).toMatch(new RegExp(`^s\\.litmus:${line}:\\d+: `));
		const at = Number(/:(\d+): error/.exec(said)![1]) - 'never '.length;
		expect(Math.abs(at - column)).toBeLessThanOrEqual(2);
	});

	test.each([
		[
			'"kernel BUG" and "page leaked"',
			'"page leaked" is judged where all programs are over, and "kernel BUG" is not there: ' +
				'ask for each in a line of its own',
		],
		[
			'"livelock" and cached f[0]',
			'nothing can be asked beside "livelock", where execution never comes to an end',
		],
		[
			'"kernel BUG" and "deadlock"',
			'nothing can be asked beside "deadlock", where execution stands still for no other reason',
		],
	])('%s', (text, message) => {
		expect(String(asked(text)).replace(/^s\.litmus:\d+:\d+: error: /, '')).toBe(message);
	});

	test.each([
		'"kernel BUG" and cached f[0]',
		'"page leaked" and cached f[0]',
		'"deadlock" and cached f[0]',
		'"kernel BUG" and not "page leaked"',
	])('and %s is not', (text) => {
		expect(asked(text)).toHaveLength(2);
	});

	test('a block before the race of a child that is forked in it', () => {
		expect(asked('cached f[0]', `${head}process B { unmap m }\n`)).toBe(
			`s.litmus:${line}:9: error: process 'B' is forked later: what it does goes into ` +
				"'cpu NAME in B' or 'after in B'",
		);
	});

	test('a cpu of a child that is forked after the race', () => {
		const text = `${head}after in A { fork C }\ncpu c in C { unmap m }\n`;
		expect(asked('cached f[0]', text)).toBe(
			`s.litmus:${line + 1}:1: error: process 'C' is forked after the race, on line ${line}: ` +
				"what it does goes into 'after in C'",
		);
	});
});

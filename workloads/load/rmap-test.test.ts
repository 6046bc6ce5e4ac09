/*
 * rmap-test: its counts of maps and accesses in each mode, the holes between its windows, and its options.
 */
import { describe, expect, test } from 'vitest';
import { smallestShape, type Parameters } from '../../harness/measure/load.ts';
import { BadInput } from '../../harness/messages/error.ts';
import { touchesOf, type Books } from './fixture/books.ts';
import { fakeKernel } from './fixture/fake-kernel.ts';
import { parametersOf } from './given.ts';
import { parseRmapTest } from './rmap-test-options.ts';
import { rmapTest, rmapTestModes, type RmapTestName } from './rmap-test.ts';
import { firstPage } from './sizes.ts';

type Given = Parameters<RmapTestName>;

const given = (changed: Partial<Given> = {}): Given =>
	parametersOf(rmapTest, 'small', {
		windows: 4,
		pages: 3,
		tasks: 3,
		iterations: 2,
		slice: 5,
		...changed,
	});

function run(changed: Partial<Given> = {}): Books {
	const { kernel, books } = fakeKernel(smallestShape);
	rmapTest.run(kernel, given(changed));
	return books;
}

const order = ({ log }: Books): string[] => log.map((each) => each.split(' ', 1)[0]!);

test('maps windows with a page of hole between them, side by side in memory', () => {
	const { maps, largestFile, log } = run();
	expect(maps.map(({ firstPage: first, pages, page }) => [first, pages, page - firstPage])).toEqual(
		[
			[0, 3, 0],
			[4, 3, 3],
			[8, 3, 6],
			[12, 3, 9],
		],
	);
	expect(largestFile).toBe(4 * 3 + 3);
	expect(log.slice(0, 3)).toEqual(['process ', 'file 0', 'truncate 1000 15']);
});

test('the parent maps all, changes every page, starts the writing, and only then forks', () => {
	const books = run();
	const calls = order(books);
	const before = calls.slice(calls.indexOf('map'), calls.indexOf('fork'));
	const window = ['touch', 'touch', 'touch', 'msync'];
	expect(before).toEqual([
		...Array.from({ length: 4 }, () => 'map'),
		...window,
		...window,
		...window,
		...window,
	]);
	expect(books.log.find((each) => each.startsWith('msync'))).toBe(`msync 1 ${1024 * 4096} 3 0`);
	// All children are there before the first of them touches anything.
	const after = calls.slice(calls.indexOf('fork'));
	expect(after.slice(0, 4)).toEqual(['fork', 'fork', 'fork', 'touch']);
	expect(books.peak.vmas).toBe(4 * (3 + 1));
	expect(after.at(-1)).toBe('exit');
});

test('linear: each child goes over all pages in order, and gives the processor away after a slice', () => {
	const books = run();
	const { touched, log } = books;
	expect([...touchesOf(books)]).toEqual([
		[1, 12],
		[2, 24],
		[3, 24],
		[4, 24],
	]);
	const walk = Array.from({ length: 12 }, (_, page) => firstPage + page);
	expect(touched.get(3)).toEqual([...walk, ...walk]);
	const ofChildren = log
		.filter((each) => /^touch w [234] /.test(each))
		.map((each) => Number(each.split(' ')[2]));
	expect(ofChildren.slice(0, 20)).toEqual([
		2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 2, 2, 2, 2, 2,
	]);
});

test('random: V windows have V times s accesses an iteration, spread over all windows', () => {
	const mode = rmapTestModes.random;
	expect([...touchesOf(run({ mode })).values()]).toEqual([12, 24, 24, 24]);
	expect([...touchesOf(run({ mode, visits: 7 })).values()]).toEqual([12, 42, 42, 42]);
	const { touched, signals, outside } = run({ mode, visits: 100 });
	expect(new Set(touched.get(2)).size).toBe(12);
	expect(touched.get(2)).not.toEqual(touched.get(3));
	expect([signals, outside]).toEqual([0, 0]);
	expect(run({ mode, seed: 1 }).log).not.toEqual(run({ mode, seed: 2 }).log);
});

test('half: the first child stays in the first half of the windows while the others run', () => {
	const books = run({ mode: rmapTestModes.half });
	const { touched, log } = books;
	const touches = touchesOf(books);
	expect(new Set(touched.get(2))).toEqual(
		new Set([0, 1, 2, 3, 4, 5].map((page) => firstPage + page)),
	);
	expect([touches.get(3), touches.get(4)]).toEqual([24, 24]);
	// 24 accesses are five slices of at most 5, and it has a slice in each round.
	expect(touches.get(2)).toBe(25);
	expect(log.filter((each) => each.startsWith('exit'))).toHaveLength(4);
	expect(log.slice(-3).toSorted()).toEqual(['exit 1', 'exit 2', 'exit 4']);
});

test('its sizes are those of the published tests', () => {
	const full = parametersOf(rmapTest, 'full');
	const one = rmapTest.sizes(full, { ptesPerTable: 1024, slotsPerChain: 31 });
	// 60,000 pages and 99 of hole, 10,100 vmas, up to 101 ptes a page: discussion D1.
	expect([one.filePagesMax, one.vmasMax, one.processesMax]).toEqual([60_099, 10_102, 101]);
	expect(one.pteTablesMax).toBe(101 * 59);
	expect(one.frames).toBe(60_099 + 101 * 59 + 101);
	const three = rmapTest.sizes({ ...full, windows: 10_000, pages: 7, tasks: 1 });
	expect([three.filePagesMax, three.vmasMax]).toEqual([79_999, 20_002]);
});

describe('options', () => {
	test('are those of the published tests', () => {
		const { memory, slice, seed } = parametersOf(rmapTest, 'full');
		const common = { memory, slice, seed, visits: 0 };
		expect(parseRmapTest('-l -i 10 -n 100 -s 600 -t 100'.split(' '))).toEqual({
			...common,
			mode: 0,
			iterations: 10,
			windows: 100,
			pages: 600,
			tasks: 100,
		});
		expect(parseRmapTest('-v -l -i 10 -n 10000 -s 7 -t 1'.split(' '))).toEqual({
			...common,
			mode: 0,
			iterations: 10,
			windows: 10_000,
			pages: 7,
			tasks: 1,
		});
		expect(parseRmapTest('-r -i 1 -n 1 -s 65000 -t 512'.split(' ')).mode).toBe(1);
		expect(parseRmapTest('-l -i 10 -n 100 -s 600 -t 100 -V 2'.split(' ')).visits).toBe(2);
	});

	test('can be written in one word, and have the values of the small size when left out', () => {
		const { windows, pages, tasks } = parametersOf(rmapTest, 'small');
		expect(parseRmapTest(['-hvi10'])).toMatchObject({
			mode: 2,
			iterations: 10,
			windows,
			pages,
			tasks,
		});
		expect(parseRmapTest([])).toMatchObject({ mode: 0, windows, pages, tasks });
		expect(parseRmapTest(['-l', '-l'])).toMatchObject({ mode: 0 });
	});

	test.each([
		['-x 1', "error: rmap-test has no option '-x'; it has -l -r -h -i -n -s -t -V -v"],
		[
			'-N 10',
			"error: rmap-test has no option '-N' (did you mean '-n'?); it has -l -r -h -i -n -s -t -V -v",
		],
		[
			'--task 4',
			"error: rmap-test has no option '--task' (did you mean '-t'?); it has -l -r -h -i -n -s -t -V -v",
		],
		['-i', "error: rmap-test: -i needs a number; write '-i 10'"],
		['-n -s 3', "error: rmap-test: -n needs a number; write '-n 100'"],
		['-t 0', "error: rmap-test: -t takes a whole number from 1 to 5,000, not '0'"],
		['-t -5', "error: rmap-test: -t takes a whole number from 1 to 5,000, not '-5'"],
		['-t 1e3', "error: rmap-test: -t takes a whole number from 1 to 5,000, not '1e3'"],
		['-V 0', "error: rmap-test: -V takes a whole number from 1 to 100,000, not '0'"],
		['-s NaN', "error: rmap-test: -s takes a whole number from 1 to 521,216, not 'NaN'"],
		['-i10x', "error: rmap-test: -i takes a whole number from 1 to 1,000, not '10x'"],
		['-n 9 -n 10', 'error: rmap-test: -n comes twice; give it once'],
		['-l -r', 'error: rmap-test: -l and -r are alternatives; give one of them'],
		[
			'-l /tmp/file',
			"error: rmap-test: '/tmp/file' is no option; it makes a file of its own, leave the name out",
		],
		[
			'-h -t 1',
			'error: rmap-test: half mode needs at least 2 processes; give more, or take linear mode',
		],
		[
			'-h -n 1',
			'error: rmap-test: half mode needs at least 2 windows; give more, or take linear mode',
		],
		[
			'-n 100000 -s 100',
			'error: rmap-test: its maps take 10,000,000 pages, and an address space has room for 521,216; ' +
				'lower the pages or the windows',
		],
		[
			'-n 1 -s 500000 -t 200',
			'error: rmap-test: page tables alone take 98,490 pages, and the machine has 65,536; ' +
				'lower the processes or raise the memory',
		],
	])('%s is refused in one line', (args, message) => {
		let thrown: unknown = null;
		try {
			parseRmapTest(args.split(' '));
		} catch (error) {
			thrown = error;
		}
		expect(thrown).toBeInstanceOf(BadInput);
		expect((thrown as BadInput).message).toBe(message);
	});
});

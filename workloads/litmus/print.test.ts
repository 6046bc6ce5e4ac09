/*
 * A workload that is printed and read again is the same workload, the shipped ones and random ones.
 */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allocationKinds, type Call, type Program, type Workload } from '../../harness/workload.ts';
import { formatLitmusError, parseLitmus } from './index.ts';
import { litmusFolder, listLitmusFiles } from './load.ts';
import { printLitmus } from './print.ts';

function read(text: string): Workload {
	const result = parseLitmus(text, 's.litmus');
	if ('error' in result) throw new Error(`${formatLitmusError(result.error)}\n${text}`);
	return result.workload;
}

/** Everything but where it stood. */
function meaning(workload: Workload): unknown {
	return JSON.parse(
		JSON.stringify(workload, (key, value: unknown) =>
			key === 'place' || key === 'digest' || key === 'path' ? undefined : value,
		),
	);
}

test.each(listLitmusFiles())('%s survives printing', (file) => {
	const workload = read(readFileSync(join(litmusFolder(), file), 'utf8'));
	const printed = printLitmus(workload);
	expect(meaning(read(printed))).toEqual(meaning(workload));
	expect(printLitmus(read(printed))).toBe(printed);
	expect(Math.max(...printed.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});

test('a comment ends a line, and not a phrase in it', () => {
	const { never } = read(
		'scenario s\nfile f 1 page\nprocess A { map m f[0] shared }\ncpu a in A { unmap m }\nnever "#" # why\n',
	);
	expect(never.map(({ text }) => text)).toEqual(['"#"']);
});

const place = { line: 1, column: 1 };
const pages = 8;
const page = fc.nat(pages - 1);
const file = fc.constantFrom('f', 'g');

const range = fc
	.tuple(page, page)
	.map(([a, b]) => ({ map: 'm', first: Math.min(a, b), last: Math.max(a, b) }));

/** What may lie behind the end of the map. */
const anyRange = fc.oneof(
	range,
	range.map((each) => ({ ...each, last: each.last + 40, beyond: true })),
);

const flag = fc.boolean();

/** Any call but those that make names. */
const calls: fc.Arbitrary<Call> = fc.oneof(
	fc.record({
		place: fc.constant(place),
		call: fc.constantFrom('unmap', 'mlock', 'munlock', 'dontneed', 'mincore'),
		range: anyRange,
	}),
	fc.record({
		place: fc.constant(place),
		call: fc.constant('mincore'),
		range: anyRange,
		into: fc.record({ map: fc.constant('m'), page }),
	}),
	fc.record({
		place: fc.constant(place),
		call: fc.constant('write'),
		file,
		page,
		from: fc.record({ map: fc.constant('m'), page }),
	}),
	fc.record({
		place: fc.constant(place),
		call: fc.constantFrom('munlockall', 'swapoff'),
	}),
	fc
		.constantFrom([true, true], [true, false], [false, true])
		.map(([current, future]) => ({ place, call: 'mlockall', current, future })),
	fc.record({
		place: fc.constant(place),
		call: fc.constant('remap'),
		range,
		file,
		pgoff: fc.nat(15),
		nonblock: flag,
	}),
	fc.record({ place: fc.constant(place), call: fc.constant('touch'), range, write: flag }),
	fc
		.record({
			place: fc.constant(place),
			call: fc.constant('msync'),
			range,
			wait: fc.option(flag),
			invalidate: flag,
		})
		// Neither MS_SYNC nor MS_ASYNC alone cannot be written.
		.map((each) => ({ ...each, invalidate: each.invalidate || each.wait === null })),
	fc.record({
		place: fc.constant(place),
		call: fc.constant('mprotect'),
		range,
		to: fc.constantFrom('none', 'read', 'write'),
	}),
	fc.record({
		place: fc.constant(place),
		call: fc.constantFrom('read', 'write', 'direct-read', 'direct-write'),
		file,
		page,
	}),
	fc.record({
		place: fc.constant(place),
		call: fc.constant('truncate'),
		file,
		pages: fc.nat(16),
		bytes: fc.constantFrom(0, 1, 4095),
	}),
	fc.record({ place: fc.constant(place), call: fc.constantFrom('fsync', 'invalidate'), file }),
	range.chain(({ first, last }) =>
		fc.record({
			place: fc.constant(place),
			call: fc.constant('punch'),
			file,
			first: fc.constant(first),
			last: fc.constant(last),
		}),
	),
	fc.record({
		place: fc.constant(place),
		call: fc.constantFrom('reclaim', 'refill', 'shrink'),
		pages: fc.nat(48),
	}),
	fc.record({
		place: fc.constant(place),
		call: fc.constant('fail'),
		kind: fc.constantFrom(...allocationKinds),
		nth: fc.nat(99),
	}),
) as fc.Arbitrary<Call>;

/** Nothing comes behind it. */
const exit: Call = { place, call: 'exit' };

const maps = fc.record({
	file: fc.option(file),
	pgoff: fc.nat(7),
	shared: flag,
	locked: flag,
	populate: flag,
	readonly: flag,
	openedReadonly: flag,
	over: fc.option(page),
});

const workloads = fc
	.record({
		maps: fc.array(maps, { maxLength: 3 }),
		before: fc.array(calls, { maxLength: 4 }),
		racing: fc.array(fc.array(calls, { maxLength: 5 }), { minLength: 1, maxLength: 4 }),
		moved: fc.option(range),
		forks: flag,
		exits: flag,
		after: fc.array(calls, { maxLength: 3 }),
		cached: flag,
		readError: flag,
		memory: fc.constantFrom('sc', 'tlb', 'tso', 'relaxed'),
		question: fc.constantFrom('', 'Why?', 'Why does it never end? '.repeat(12).trim()),
	})
	.map((each): Workload => {
		const made = each.maps.map(({ over, ...map }, i): Call => ({
			...map,
			place,
			call: 'map',
			map: `n${i}`,
			pages: 3,
			pgoff: map.file === null ? 0 : map.pgoff,
			openedReadonly: map.openedReadonly && map.file !== null,
			readonly: map.readonly || (map.openedReadonly && map.file !== null && map.shared),
			fixed: over === null ? null : { map: 'm', page: over },
		}));
		const first: Call = {
			place,
			call: 'map',
			map: 'm',
			file: 'f',
			pgoff: 0,
			pages,
			shared: true,
			locked: false,
			populate: false,
			readonly: false,
			openedReadonly: false,
			fixed: null,
		};
		const named: Call[] = [
			first,
			...made,
			...(each.moved === null
				? []
				: [{ place, call: 'move' as const, range: each.moved, to: 'moved' }]),
			...(each.forks ? [{ place, call: 'fork' as const, child: 'B' }] : []),
		];
		const program = (name: string, process: string | null, list: readonly Call[]): Program => ({
			name,
			process,
			calls: list,
			place,
		});
		return {
			name: 's',
			path: 's.litmus',
			question: each.question,
			serves: ['S1', 'E2'],
			digest: '',
			memory: each.memory,
			files: ['f', 'g'].map((name) => ({
				name,
				pages: name === 'f' ? pages : pages + 1,
				cached: each.cached,
				readError: each.readError,
				place,
			})),
			processes: [program('A', 'A', [...named, ...each.before])],
			cpus: each.racing.map((list, i) =>
				program(`c${i}`, i === 1 && each.forks ? 'B' : 'A', each.exits ? [...list, exit] : list),
			),
			after: [program('after', 'A', [...each.after, ...(each.exits ? [exit] : [])])],
			never: [],
			counts: ['A'],
			expects: [],
		};
	});

describe('any workload', () => {
	test('survives printing', () => {
		fc.assert(
			fc.property(workloads, (workload) => {
				expect(meaning(read(printLitmus(workload)))).toEqual(meaning(workload));
			}),
			{ seed: 3, numRuns: 300 },
		);
	});
});

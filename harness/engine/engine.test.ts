/*
 * Each mistake that ends a task, alone and between two tasks, and what locks and retry loops do instead.
 */
import { describe, expect, test } from 'vitest';
import { storedSearch } from '../explore/stored.ts';
import { Automata } from './automaton.ts';
import { Nodes } from './nodes.ts';
import { LiveTask } from './live.ts';
import { Machine } from './machine.ts';
import { LayoutBuilder } from './layout.ts';
import {
	alloc,
	become,
	BUG,
	call,
	downgrade_write,
	free,
	inject_failure,
	list_add,
	list_del,
	list_next,
	load,
	lock,
	might_sleep,
	read_lock,
	read_unlock,
	store,
	syscall_end,
	trylock,
	unlock,
	wait_bit_clear,
	xadd,
	type Operation,
	type Pool,
	type Task,
} from './operation.ts';
import {
	defineStruct,
	field,
	type Bit,
	type Field,
	listWords,
	type ListField,
	type Lock,
	type Ptr,
} from './struct.ts';

type thing = Ptr<'thing'>;
type other = Ptr<'other'>;
const thingStruct = defineStruct('thing', [
	'value',
	'next',
	'flags',
	'spin',
	'sem',
	'rw',
	listWords('list', 3),
]);
const otherStruct = defineStruct('other', ['value']);
const thingValue: Field<thing> = field(thingStruct, 'value');
const otherValue: Field<other> = field(otherStruct, 'value');
const wordStruct = defineStruct('word', ['value'], 'word');
const wordValue: Field<thing> = field(wordStruct, 'value');
const wordLock = (name: string, kind: Lock['kind']): Lock<thing> => ({
	field: field(thingStruct, name),
	bit: -1,
	kind,
	name,
});
const spin = wordLock('spin', 'spin');
const sem = wordLock('sem', 'semaphore');
const rw = wordLock('rw', 'rwsem');
const flagsField: Field<thing> = field(thingStruct, 'flags');
const pageLock: Lock<thing> = { field: flagsField, bit: 0, kind: 'bit-sleep', name: 'PL' };
const lockedBit: Bit<thing> = { field: flagsField, bit: 0, name: 'locked' };
const list: ListField<thing, thing> = { head: field(thingStruct, 'list'), capacity: 3 };
const pool: Pool<thing> = { name: 'things' };

const builder = new LayoutBuilder();
const a: thing = builder.object(thingStruct, 'a');
const b: other = builder.object(otherStruct, 'b');
builder.pool(pool, thingStruct, [0, 2, 2]);
const layout = builder.build();

type Programs = Readonly<Record<string, () => Task<number | boolean | void>>>;

function machineFor(tasks: number): { machine: Machine; image: Int32Array } {
	const machine = new Machine(
		layout,
		{},
		Array.from({ length: tasks }, (_, i) => i + 1),
	);
	const image = new Int32Array(machine.memory.length);
	image[a] = 1;
	image[b] = 1;
	machine.load(image);
	return { machine, image };
}

/** Runs one program to its end and says how it died, or null. */
function fateOf(program: () => Task<number | boolean | void>): string | null {
	const { machine } = machineFor(1);
	const task = new LiveTask(
		() => program() as Generator<Operation, unknown, number>,
		machine,
		0,
		'p',
		[],
	);
	for (let i = 0; i < 1000 && task.advance() !== null; i++);
	return task.death === null ? null : task.death.oracle;
}

/** Kinds of end that all schedules of some programs have. */
function endsOf(programs: Programs, roots: readonly string[]): string[] {
	const { machine, image } = machineFor(roots.length);
	const nodes = new Nodes((name) => programs[name]!() as Generator<Operation, unknown, number>);
	const automata = new Automata(nodes);
	let ends = new Set<string>();
	storedSearch(
		{ machine, automata, image, roots: roots.map((name) => automata.root(name, [])), after: -1 },
		{ statesMax: 100_000, seed: 1 },
		() => (ends = new Set()),
		(ending) => {
			const dead = [...ending.locals]
				.map((local) => automata.deadState(local)?.death.oracle)
				.filter(Boolean);
			ends.add(dead.join() || ending.kind);
		},
	);
	return [...ends].toSorted();
}

test('a field that was not declared as a list is none', () => {
	const array: ListField = {
		head: field(defineStruct('other', [['words', 4]]), 'words'),
		capacity: 3,
	};
	expect(() => list_next(array, 16, 0).next()).toThrow('other.words is no list');
});

describe('what one task can do wrong', () => {
	test.each<[string, string, () => Task<number | boolean | void>]>([
		['NULL', 'NULL dereference', () => load(thingValue, 0)],
		['NULL as a pte', 'NULL dereference', () => load(wordValue, 0)],
		['a small integer as a pointer', 'type confusion of page->pte', () => load(thingValue, 3)],
		['the wrong structure', 'type confusion of page->pte', () => load(otherValue, a as number)],
		['unlock without lock', 'unlock of what is not held', () => unlock(spin, a)],
		[
			'read_unlock of a write lock',
			'unlock of what is not held',
			function* () {
				yield* lock(rw, a);
				yield* read_unlock(rw, a);
			},
		],
		[
			'semaphore under a spinlock',
			'sleeping under a spinlock',
			function* () {
				yield* lock(spin, a);
				yield* lock(sem, a);
			},
		],
		[
			'GFP_KERNEL under a spinlock',
			'sleeping under a spinlock',
			function* () {
				yield* lock(spin, a);
				yield* alloc(pool, 'GFP_KERNEL');
			},
		],
		[
			'might_sleep under a spinlock',
			'sleeping under a spinlock',
			function* () {
				yield* lock(spin, a);
				yield* might_sleep();
			},
		],
		[
			'a lock kept over the end of the call',
			'lock left held',
			function* () {
				yield* lock(sem, a);
				yield* syscall_end();
			},
		],
		[
			'use after free',
			'freed object used',
			function* () {
				const object = yield* alloc(pool, 'GFP_KERNEL');
				yield* free(pool, object);
				yield* load(thingValue, object);
			},
		],
		[
			'double free',
			'freed object used',
			function* () {
				const object = yield* alloc(pool, 'GFP_KERNEL');
				yield* free(pool, object);
				yield* free(pool, object);
			},
		],
		['list_del of what is on no list', 'list corruption', () => list_del(list, a, a)],
	])('%s', (_, oracle, program) => {
		expect(fateOf(program)).toBe(oracle);
	});

	test('what is right does not die', () => {
		expect(
			fateOf(function* () {
				yield* lock(sem, a);
				yield* lock(spin, a);
				yield* store(thingValue, a, 7);
				yield* unlock(spin, a);
				yield* unlock(sem, a);
				yield* list_add(list, a, a);
				yield* list_add(list, a, 5, 'tail');
				if ((yield* list_next(list, a, a)) !== 5) yield* load(thingValue, 0);
				yield* list_del(list, a, a);
				yield* syscall_end();
			}),
		).toBeNull();
	});

	test('an injected failure hits the allocation that was asked for', () => {
		const got: number[] = [];
		fateOf(function* () {
			yield* inject_failure(pool, 2);
			got.push(yield* alloc(pool, 'GFP_KERNEL'));
			got.push(yield* alloc(pool, 'GFP_KERNEL'));
			got.push(yield* alloc(pool, 'GFP_KERNEL'));
		});
		expect(got.map((each) => each !== 0)).toEqual([true, false, true]);
	});
});

describe('what tasks can do to each other', () => {
	test('readers share, writers do not', () => {
		function* reader(): Task {
			yield* read_lock(rw, a);
			if ((yield* load(thingValue, a)) !== 0) yield* load(thingValue, 0);
			yield* read_unlock(rw, a);
		}
		function* writer(): Task {
			yield* lock(rw, a);
			yield* store(thingValue, a, 1);
			yield* store(thingValue, a, 0);
			yield* unlock(rw, a);
		}
		expect(endsOf({ reader, writer }, ['reader', 'reader', 'writer'])).toEqual(['done']);
	});

	test('a writer that goes on as a reader lets readers in, and no writer', () => {
		function* downgrader(): Task {
			yield* lock(rw, a);
			const before = yield* xadd(thingValue, a, 1);
			yield* downgrade_write(rw, a);
			if ((yield* load(thingValue, a)) !== before) yield* BUG('a writer got in between');
			yield* read_unlock(rw, a);
		}
		expect(endsOf({ downgrader }, ['downgrader', 'downgrader'])).toEqual(['done']);

		function* meeting(): Task {
			yield* read_lock(rw, a);
			if ((yield* load(otherValue, b)) === 1) yield* BUG('a reader met the former writer');
			yield* read_unlock(rw, a);
		}
		function* former(): Task {
			yield* lock(rw, a);
			yield* downgrade_write(rw, a);
			yield* store(otherValue, b, 1);
			yield* store(otherValue, b, 0);
			yield* read_unlock(rw, a);
		}
		expect(endsOf({ meeting, former }, ['meeting', 'former'])).toEqual(['done', 'kernel BUG']);
	});

	test('who downgrades what he does not hold for writing has done an unlock too many', () => {
		const wrong = fateOf(function* () {
			yield* read_lock(rw, a);
			yield* downgrade_write(rw, a);
		});
		expect(wrong).toMatch(/unlock/);
	});

	test('a task waiting for a bit that nobody clears is a deadlock', () => {
		function* holder(): Task {
			yield* lock(pageLock, a);
		}
		function* waiter(): Task {
			yield* wait_bit_clear(lockedBit, a);
		}
		expect(endsOf({ holder, waiter }, ['holder', 'waiter'])).toEqual(['deadlock', 'done']);
	});

	test('a retry loop whose condition never changes is a livelock', () => {
		function* spinner(): Task<number> {
			if ((yield* load(thingValue, a)) === 1) return yield* become('spinner');
			return 0;
		}
		function* setter(): Task {
			yield* store(thingValue, a, 1);
		}
		function* caller(): Task {
			yield* call('spinner', []);
		}
		expect(endsOf({ spinner, setter, caller }, ['caller', 'setter'])).toEqual(['done', 'livelock']);
	});

	test('a retry loop that another task ends is none', () => {
		function* spinner(): Task<number> {
			if ((yield* load(thingValue, a)) === 0) return yield* become('spinner');
			return 0;
		}
		function* setter(): Task {
			yield* store(thingValue, a, 1);
		}
		function* caller(): Task {
			yield* call('spinner', []);
		}
		expect(endsOf({ spinner, setter, caller }, ['caller', 'setter'])).toEqual(['done']);
	});

	test('a bit lock cleared behind its holder is no protection', () => {
		function* holder(): Task {
			yield* lock(pageLock, a);
			const before = yield* load(thingValue, a);
			const after = yield* load(thingValue, a);
			if (before !== after) yield* load(thingValue, 0);
			yield* unlock(pageLock, a);
		}
		function* thief(): Task {
			yield* unlock(pageLock, a);
			if (yield* trylock(pageLock, a)) yield* store(thingValue, a, 1);
		}
		expect(endsOf({ holder, thief }, ['holder', 'thief'])).toContain('NULL dereference');
	});
});

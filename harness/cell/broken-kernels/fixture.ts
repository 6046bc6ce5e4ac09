/*
 * harness/cell/broken-kernels/fixture.ts - kernels that break the rules of locks, each in another way, under
 * test only.
 *
 * The search may use a lock only as long as its rules are kept (explore/lock-trust.ts). What these kernels
 * do to their locks is what drafts of patches do; each is small enough for the graph without reduction.
 */
import { after, before, instead, type Mutant, type Sound } from '../../check/mutants/mutation.ts';
import {
	add,
	BUG_ON,
	clear_bit,
	load,
	lock,
	might_sleep,
	store,
	test_and_set_bit,
	trylock,
	unlock,
	wait_bit_clear,
	type Task,
} from '../../engine/operation.ts';
import { at, type Lock } from '../../engine/struct.ts';
import { i_mmap_shared, page_tree } from '../../mm/include/fs.ts';
import {
	PG_chainlock,
	PG_locked,
	PG_referenced,
	PL,
	SetPageLocked,
} from '../../mm/include/page-flags.ts';
import { CL } from '../../mm/include/rmap-locking.ts';
import { PTL } from '../../mm/include/sched.ts';
import type { page } from '../../mm/include/structs.ts';
import { baseFunctions } from '../../mm/index.ts';
import { type AddedFunction, defineVariant } from '../../variant.ts';
import { type BootedVariant, bootVariant } from '../boot.ts';

export interface BrokenKernel {
	/** The rule that it breaks, in one sentence. */
	readonly breaks: string;
	/** What races, on one cached page that A and B map. */
	readonly cpus: string;
	readonly replaces: Mutant['replaces'];
}

const spinningPageLock: Lock<page> = { ...PL, kind: 'bit-spin', name: 'PB' };

const faultAgainst = (other: string): string =>
	`cpu faulter in A { touch m[0] read }\ncpu other ${other}\n`;
const invalidation = faultAgainst('{ invalidate f }');

/** The base kernel with some functions broken, ready to run. */
export function bootBroken(name: string, replaces: Mutant['replaces']): BootedVariant {
	const defined = defineVariant({
		name,
		subject: '',
		from: '',
		date: '2003-04-05',
		replaces: {},
		claims: {},
	});
	const functions = replaces(baseFunctions as unknown as Sound);
	return bootVariant({
		...defined,
		functions: functions as unknown as Record<string, AddedFunction>,
	});
}

export const brokenKernels: Readonly<Record<string, BrokenKernel>> = {
	'unlock-without-lock': {
		breaks: 'a fault gives back a page lock that it has not taken',
		cpus: invalidation,
		replaces: before('do_no_page_anon', function* ([page = 0]) {
			yield* unlock(PL, page);
		}),
	},
	'unlock-twice': {
		breaks: 'invalidation gives the page lock back, and its caller does so again',
		cpus: invalidation,
		replaces: after('invalidate_complete_page', function* ([, page = 0]) {
			yield* unlock(PL, page);
		}),
	},
	'clear-locked-bit': {
		breaks: 'a fault clears PG_locked with a bare clear_bit',
		cpus: invalidation,
		replaces: before('do_no_page_anon', function* ([page = 0]) {
			yield* clear_bit(PG_locked, page);
		}),
	},
	'set-locked-bit': {
		breaks: 'a fault sets PG_locked with a bare set_bit and waits for nobody, as in convert-v2a',
		cpus: invalidation,
		replaces: before('do_no_page_anon', function* ([page = 0]) {
			yield* SetPageLocked(page);
			yield* clear_bit(PG_locked, page);
		}),
	},
	'lock-by-test-and-set': {
		breaks: 'a fault takes the page lock by test_and_set_bit, of which no owner is known',
		cpus: invalidation,
		replaces: before('do_no_page_anon', function* ([page = 0]) {
			if (!(yield* test_and_set_bit(PG_locked, page))) yield* unlock(PL, page);
		}),
	},
	'trylock-ignored': {
		breaks: 'a fault goes on, and unlocks, although its trylock has failed',
		cpus: invalidation,
		replaces: before('do_no_page_anon', function* ([page = 0]) {
			yield* trylock(PL, page);
			yield* unlock(PL, page);
		}),
	},
	'wait-instead-of-lock': {
		breaks: 'a fault waits until the page is seen unlocked, and then unlocks it',
		cpus: invalidation,
		replaces: before('do_no_page_anon', function* ([page = 0]) {
			yield* wait_bit_clear(PG_locked, page);
			yield* unlock(PL, page);
		}),
	},
	'nonatomic-set-bit': {
		breaks: 'SetPageReferenced is a load and a store of the whole flags word',
		cpus: invalidation,
		replaces: instead('mark_page_accessed', function* (page = 0) {
			const word = PG_referenced.field;
			yield* store(word, page, (yield* load(word, page)) | (1 << PG_referenced.bit));
			return 0;
		}),
	},
	'flags-by-addition': {
		breaks: 'SetPageReferenced adds to the flags word, and carries into other bits the second time',
		cpus: faultAgainst('in B { touch m[0] read }'),
		replaces: instead('mark_page_accessed', function* (page = 0) {
			yield* add(PG_referenced.field, page, 1 << PG_referenced.bit);
			return 0;
		}),
	},
	'clear-chain-lock': {
		breaks: 'whoever unmaps a page clears its chain lock with a bare clear_bit first',
		cpus: faultAgainst('in B { touch m[0] read; unmap m[0] }'),
		replaces: before('page_remove_rmap', function* ([page = 0]) {
			yield* clear_bit(PG_chainlock, page);
		}),
	},
	'spinlock-initialised-again': {
		breaks: 'a fault initialises page_table_lock, which another cpu of the process may hold',
		cpus: faultAgainst('in A { unmap m[0] }'),
		replaces: before('do_no_page', function* ([mm = 0]) {
			yield* store(PTL.field, mm, 0);
		}),
	},
	'unlock-of-a-spinlock': {
		breaks:
			'a fault gives back a chain lock that it has not taken, which a spinlock does not allow',
		cpus: invalidation,
		replaces: before('do_no_page_anon', function* ([page = 0]) {
			yield* unlock(CL, page);
		}),
	},
	'lock-kept': {
		breaks: 'a fault keeps the page lock',
		cpus: invalidation,
		replaces: before('do_no_page_anon', function* ([page = 0]) {
			yield* trylock(PL, page);
		}),
	},
	'list-looked-into': {
		breaks:
			'truncation reads a word of the list of mappings, which moves when another is taken off',
		cpus: 'cpu unmapper in A { unmap m }\ncpu other { truncate f 0 }\n',
		replaces: before('do_truncate', function* ([mapping = 0]) {
			const second = yield* load(at(i_mmap_shared.head, 2), mapping);
			yield* BUG_ON(second === 0, 'mapped only once');
		}),
	},
	'one-bit-two-locks': {
		breaks:
			'a fault spins on PG_locked and may sleep; invalidation gives the lock back as the page lock',
		cpus: invalidation,
		replaces: (sound) => ({
			...before('do_no_page_anon', function* ([page = 0]) {
				yield* lock(spinningPageLock, page);
				yield* might_sleep();
				yield* unlock(spinningPageLock, page);
			})(sound),
			...before('userInvalidate', function* ([mapping = 0]) {
				const page = yield* load(page_tree, mapping);
				if (page !== 0) yield* unlock(PL, page);
			})(sound),
		}),
	},
	'lock-handed-over': {
		breaks: 'a fault keeps the page lock, and invalidation gives it back',
		cpus: invalidation,
		replaces: (sound) => ({
			...before('do_no_page_anon', function* ([page = 0]) {
				yield* lock(PL, page);
			})(sound),
			...before('invalidate2_one_page', function* ([, page = 0]) {
				yield* unlock(PL, page);
			})(sound),
		}),
	},
};

/** The litmus file that a broken kernel runs. */
export const litmusOf = (name: string, cpus: string): string =>
	`scenario ${name}\n\nfile f 1 page cached\n\n` +
	`process A { map m f[0] shared }\nprocess B { map m f[0] shared }\n\n${cpus}`;

/** Functions that race, with the number of the argument that is a page. */
export const functionsOfPages: Readonly<Record<string, number>> = {
	do_no_page_anon: 0,
	page_add_rmap: 0,
	mark_page_accessed: 0,
	invalidate_complete_page: 1,
	invalidate2_one_page: 1,
	truncate_complete_page: 1,
	page_remove_rmap: 0,
	lock_page: 0,
	unlock_page: 0,
};

/** What a function can do to the locks of a page that is not its own. */
export const breakages: Readonly<Record<string, (page: number) => Task>> = {
	*unlock(page) {
		yield* unlock(PL, page);
	},
	*'clear PG_locked'(page) {
		yield* clear_bit(PG_locked, page);
	},
	*'set PG_locked'(page) {
		yield* SetPageLocked(page);
	},
	*'clear PG_chainlock'(page) {
		yield* clear_bit(PG_chainlock, page);
	},
	*'take PG_locked by test-and-set'(page) {
		yield* test_and_set_bit(PG_locked, page);
	},
	*'ignore a trylock'(page) {
		yield* trylock(PL, page);
	},
	*'lock and keep'(page) {
		yield* lock(PL, page);
	},
	*'store the flags'(page) {
		yield* store(PL.field, page, yield* load(PL.field, page));
	},
	*'add to the flags'(page) {
		yield* add(PL.field, page, 1);
	},
};

/** What races on the page. */
export const opponents: readonly string[] = [
	invalidation,
	faultAgainst('{ truncate f 0 }'),
	faultAgainst('in B { touch m[0] write; unmap m[0] }'),
	faultAgainst('{ reclaim 1 }'),
];

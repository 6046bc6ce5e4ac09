/*
 * harness/audit/scorecard/rules.ts - the ways to break a kernel function, by name.
 */
import { type Change, dropped, mark, marked, REACHED, replace } from './edit.ts';
import { isLocking, lockPairs, trylocks } from './locking.ts';
import { blocks, calls, leaves, operands, type Place, slice } from './place.ts';
import { comparisons } from './comparisons.ts';
import type { Statement } from './statements.ts';

type Rule = (place: Place) => Iterable<Change>;

/** Statements `yield* f(...);` of one kind; each is left out. */
function leftOut(pattern: RegExp): Rule {
	return function* (place) {
		for (const each of calls(place)) {
			if (pattern.test(each.name) && !isLocking(each.name)) {
				yield { edits: [dropped(each.statement)], shown: each.statement };
			}
		}
	};
}

const gets = /^(?:get_page|this\.swap_duplicate)$/;
const puts =
	/^(?:free|put_page|this\.(?:page_cache_release|__put_page|swap_free|pte_chain_free|__pte_chain_free|free_swap_and_cache|free_page_and_swap_cache|pagevec_release|pagevec_free))$/;
const sets = /^(?:SetPage\w+|set_bit)$/;
const clears = /^(?:ClearPage\w+|clear_bit)$/;
const stores = /^(?:store|set_pte)$/;
const adds = /^add$/;
const lists = /^list_(?:add|del)$/;
/** Neither breaks the kernel when it is missing: they are judges of its own. */
const judges = /^(?:BUG|BUG_ON|might_sleep|syscall_end)$/;

/** By name, with what each does to a kernel. */
export const rules: Readonly<Record<string, Rule>> = {
	/** A lock and all its unlocks in this function are left out. */
	'drop-lock': function* (place) {
		for (const { acquires, releases } of lockPairs(place)) {
			if (acquires.some((each) => each.kind === 'if')) continue;
			yield {
				edits: [...acquires, ...releases].map(dropped),
				shown: acquires[0]!,
			};
		}
	},
	/** The lock is given back at once and not where it was. */
	'unlock-early': function* (place) {
		for (const { acquires, releases } of lockPairs(place)) {
			const [acquire] = acquires;
			if (acquires.length > 1 || acquire === undefined || acquire.start > releases[0]!.start) {
				continue;
			}
			const taken = slice(place, acquire);
			const unlock = slice(place, releases[0]!);
			yield {
				edits: [
					replace(acquire, `{ ${taken} ${REACHED}${unlock} }`, `${taken} ${unlock}`),
					...releases.map((each) => replace(each, '{}')),
				],
				shown: acquire,
			};
		}
	},
	/** Goes on as if the lock were free. */
	'trylock-ignored': function* (place) {
		for (const { guard } of trylocks(place)) {
			yield { edits: [replace(guard.followed, '{ reached(); }', '{}')], shown: guard };
		}
	},
	/** Waits for a lock that may only be tried. */
	'trylock-waits': function* (place) {
		for (const { guard, args } of trylocks(place)) {
			yield {
				edits: [replace(guard, `{ ${REACHED}yield* lock(${args}); }`, `yield* lock(${args});`)],
				shown: guard,
			};
		}
	},
	/** A test that leaves early is made and never followed. */
	'skip-check': function* (place) {
		const tried = new Set(trylocks(place).map(({ guard }) => guard));
		for (const each of place.statements) {
			if (each.kind !== 'if' || tried.has(each) || each.otherwise !== null) continue;
			if (!leaves(place, each.followed)) continue;
			const head = slice(place, each.head);
			yield {
				edits: [replace(each.head, `(${head}) && (reached(), false)`, `(${head}) && false`)],
				shown: { start: each.start, end: each.head.end + 1 },
			};
		}
	},
	/** One of two tests of a condition is left out. */
	'half-test': function* (place) {
		for (const each of place.statements) {
			if (each.kind !== 'if') continue;
			for (const operand of operands(place, each.head)) {
				yield {
					edits: [mark(each.head.start, 'reached(), '), replace(operand, '')],
					shown: { start: each.start, end: each.head.end + 1 },
				};
			}
		}
	},
	/** Two statements in a row change places. */
	swap: function* (place) {
		const effects = new Map(calls(place).map((each) => [each.statement, each.name]));
		const moves = (each: Statement | undefined): boolean => {
			const name = each === undefined ? undefined : effects.get(each);
			return name !== undefined && !isLocking(name) && !judges.test(name);
		};
		for (const { children } of blocks(place)) {
			for (const [i, second] of children.entries()) {
				const first = children[i - 1];
				if (first === undefined || !moves(first) || !moves(second)) continue;
				yield {
					edits: [
						replace(first, `${REACHED}${slice(place, second)}`, slice(place, second)),
						replace(second, slice(place, first)),
					],
					shown: { start: first.start, end: second.end },
				};
			}
		}
	},
	/** No reference is taken. */
	'drop-get': leftOut(gets),
	/** No reference is dropped, nothing is freed. */
	'drop-put': leftOut(puts),
	/** A flag is not set. */
	'drop-set': leftOut(sets),
	/** A flag is not cleared. */
	'drop-clear': leftOut(clears),
	/** A word is not written. */
	'drop-store': leftOut(stores),
	/** A counter is not moved. */
	'drop-count': leftOut(adds),
	/** A list is left as it is. */
	'drop-list': leftOut(lists),
	/** Another kernel function is not called. */
	'drop-call': function* (place) {
		for (const each of calls(place)) {
			const { name, statement } = each;
			if (!name.startsWith('this.') || isLocking(name) || gets.test(name) || puts.test(name)) {
				continue;
			}
			yield { edits: [dropped(statement)], shown: statement };
		}
	},
	/** Another list of the same type. */
	'other-list': function* (place) {
		for (const each of place.statements) {
			if (each.kind !== 'simple') continue;
			const match = /\blist_\w+\((i_mmap_shared|i_mmap|active_list|inactive_list)\b/.exec(
				slice(place, each),
			);
			if (match === null) continue;
			const before = slice(place, each);
			const at = match.index + match[0].length;
			const after =
				before.slice(0, at - match[1]!.length) + otherLists[match[1]!]! + before.slice(at);
			yield { edits: [replace(each, marked(after), after)], shown: each };
		}
	},
	/** Only one of the two lists of a file's vmas is walked. */
	'one-list': function* (place) {
		for (const each of place.statements) {
			if (each.kind !== 'loop') continue;
			const both = slice(place, each.head).indexOf('[i_mmap, i_mmap_shared]');
			if (both < 0) continue;
			const start = each.head.start + both;
			for (const only of ['i_mmap', 'i_mmap_shared']) {
				yield {
					edits: [replace({ start, end: each.head.end }, `(reached(), [${only}])`, `[${only}]`)],
					shown: { start: each.start, end: each.head.end + 1 },
				};
			}
		}
	},
	/** A range ends one further or one earlier. */
	'off-by-one': function* (place) {
		for (const each of place.statements) {
			if (each.kind === 'block') continue;
			const span = each.kind === 'simple' ? each : each.head;
			for (const { whole, left, operator, right } of comparisons(place, span)) {
				yield {
					edits: [
						replace(
							whole,
							`edge(${left}, '${edges[operator]!}', ${right})`,
							`${left} ${edges[operator]!} ${right}`,
						),
					],
					shown: each.kind === 'simple' ? each : { start: each.start, end: each.head.end + 1 },
				};
			}
		}
	},
};

const otherLists: Readonly<Record<string, string>> = {
	i_mmap: 'i_mmap_shared',
	i_mmap_shared: 'i_mmap',
	active_list: 'inactive_list',
	inactive_list: 'active_list',
};

const edges: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };

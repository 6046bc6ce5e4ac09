/*
 * harness/audit/scorecard/mutate.ts - rules that break a kernel function at each place where they match.
 *
 * A mutant calls reached() where it first does something else than the original, so that a mutant that
 * nobody ran can be told from one that nobody saw.
 */
import {
	bodyOf,
	everyStatement,
	pastOne,
	skipBlank,
	type Span,
	type Statement,
} from './statements.ts';

/** One way to break one function at one place. */
export interface Mutation {
	/** `function:rule:n`, n from 1 in the order of the text. */
	readonly id: string;
	readonly functionName: string;
	readonly rule: string;
	/** The statement before and after, on one line each; '' when nothing is left of it. */
	readonly before: string;
	readonly after: string;
	/** The whole function, which calls reached() and edge(). */
	readonly text: string;
}

/** A replacement of one stretch of text. */
interface Edit extends Span {
	readonly text: string;
	/** How the reader is shown it, without the marks of where it was reached. */
	readonly shown: string;
}

interface Change {
	readonly edits: readonly Edit[];
	/** What before and after are shown of. */
	readonly shown: Span;
}

interface Place {
	readonly text: string;
	readonly body: Statement & { kind: 'block' };
	readonly statements: readonly Statement[];
}

type Rule = (place: Place) => Iterable<Change>;

const REACHED = 'reached(); ';

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
const rules: Readonly<Record<string, Rule>> = {
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

/**
 * Every mutation of one function, rule by rule, in the order of the text.
 * @param text the function, with or without its comment, formatted by prettier
 */
export function mutationsOf(functionName: string, text: string): Mutation[] {
	const body = bodyOf(text);
	const place: Place = { text, body, statements: [...everyStatement(body)] };
	return Object.entries(rules).flatMap(([rule, matches]) =>
		[...matches(place)].map((change, i): Mutation => {
			const mutated = apply(text, change.edits);
			return {
				id: `${functionName}:${rule}:${i + 1}`,
				functionName,
				rule,
				before: oneLine(slice(place, change.shown)),
				after: oneLine(shownAfter(text, change)),
				text: mutated,
			};
		}),
	);
}

function apply(text: string, edits: readonly Omit<Edit, 'shown'>[]): string {
	let result = text;
	for (const edit of edits.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
		result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
	}
	return result;
}

/** The shown stretch as it is afterwards. */
function shownAfter(text: string, { edits, shown }: Change): string {
	const moved = edits
		.filter(({ start, end }) => start >= shown.start && end <= shown.end)
		.map((edit) => ({
			start: edit.start - shown.start,
			end: edit.end - shown.start,
			text: edit.shown,
		}));
	return apply(text.slice(shown.start, shown.end), moved);
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

function slice(place: Place, { start, end }: Span): string {
	return place.text.slice(start, end);
}

function replace({ start, end }: Span, text: string, shown: string = text): Edit {
	return { start, end, text, shown };
}

/** A statement behind the mark of its place; a declaration must stay where others see it. */
function marked(statement: string): string {
	return /^(?:const|let) /.test(statement) ? REACHED + statement : `{ ${REACHED}${statement} }`;
}

/** Nothing in place of a statement. */
function dropped(statement: Span): Edit {
	return replace(statement, '{ reached(); }', '');
}

/** The mark of a place in front of an expression. */
function mark(at: number, text: string): Edit {
	return replace({ start: at, end: at }, text, '');
}

function* blocks(place: Place): Generator<Statement & { kind: 'block' }> {
	for (const each of place.statements) if (each.kind === 'block') yield each;
}

interface Called {
	readonly statement: Statement;
	/** `store`, `this.page_remove_rmap`. */
	readonly name: string;
	readonly args: string;
}

/** Statements that are nothing but the call of a task. */
function calls(place: Place): Called[] {
	return place.statements.flatMap((statement): Called[] => {
		if (statement.kind !== 'simple') return [];
		const match = /^yield\* ((?:this\.)?\w+)\(([^]*)\);$/.exec(slice(place, statement));
		if (match === null) return [];
		return [{ statement, name: match[1]!, args: oneLine(match[2]!).replace(/,$/, '') }];
	});
}

const acquire = /^(?:lock|read_lock|this\.(?:pte_chain_lock|lock_page))$/;
const release = /^(?:unlock|read_unlock|this\.(?:pte_chain_unlock|unlock_page))$/;
const isLocking = (name: string): boolean => acquire.test(name) || release.test(name);

/** What a lock call is about, so that it meets its unlock: `PTL, mm`; the page lock is `PL, page`. */
function lockKey(name: string, args: string): string {
	if (name.includes('pte_chain')) return `CL, ${args}`;
	return name.endsWith('_page') ? `PL, ${args}` : args;
}

interface LockPair {
	readonly acquires: readonly Statement[];
	readonly releases: readonly Statement[];
}

/** Locks that this function both takes, or tries, and gives back. */
function lockPairs(place: Place): LockPair[] {
	const pairs = new Map<string, { acquires: Statement[]; releases: Statement[] }>();
	const pair = (key: string): { acquires: Statement[]; releases: Statement[] } => {
		let found = pairs.get(key);
		if (found === undefined) pairs.set(key, (found = { acquires: [], releases: [] }));
		return found;
	};
	for (const { statement, name, args } of calls(place)) {
		if (acquire.test(name)) pair(lockKey(name, args)).acquires.push(statement);
		if (release.test(name)) pair(lockKey(name, args)).releases.push(statement);
	}
	for (const { guard, args } of trylocks(place)) pair(args).acquires.push(guard);
	return [...pairs.values()].filter(
		({ acquires, releases }) => acquires.length > 0 && releases.length > 0,
	);
}

/** `if (!(yield* trylock(...)))` and what follows when the lock is not free. */
function trylocks(place: Place): { guard: Statement & { kind: 'if' }; args: string }[] {
	return place.statements.flatMap((guard) => {
		if (guard.kind !== 'if' || guard.otherwise !== null) return [];
		const match = /^!\(yield\* trylock\((.*)\)\)$/.exec(slice(place, guard.head));
		return match === null ? [] : [{ guard, args: match[1]! }];
	});
}

/** Whether control never comes out at the end of a statement. */
function leaves(place: Place, statement: Statement): boolean {
	if (statement.kind === 'simple')
		return /^(?:return|continue|break)\b/.test(slice(place, statement));
	const last = statement.kind === 'block' ? statement.children.at(-1) : undefined;
	return last !== undefined && leaves(place, last);
}

/** Operands of `&&` and `||` at the top of a condition, each with one operator that goes with it. */
function* operands(place: Place, head: Span): Generator<Span> {
	const operators: number[] = [];
	for (let at = head.start; at < head.end; at = pastOne(place.text, at)) {
		if (['&&', '||'].includes(place.text.slice(at, at + 2))) operators.push(at++);
	}
	if (operators.length === 0) return;
	yield { start: head.start, end: skipBlank(place.text, operators[0]! + 2) };
	for (const [i, at] of operators.entries()) {
		yield { start: at, end: operators[i + 1] ?? head.end };
	}
}

interface Comparison {
	readonly whole: Span;
	readonly left: string;
	readonly operator: string;
	readonly right: string;
}

/** Up to two pairs of brackets in a pair. */
const bracketed = String.raw`\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)`;
const leftOperand = new RegExp(
	String.raw`(?:^|[(;?,]|&&|\|\||[^=<>!]=(?=\s))\s*(?:return )?((?:[^();?,&|=]|${bracketed})*)$`,
);
const rightOperand = new RegExp(String.raw`^(?:[^();?,&|:]|${bracketed})*`);

/** `a < b` and its like; what is bracketed is looked at as well. */
function comparisons(place: Place, span: Span): Comparison[] {
	const found: Comparison[] = [];
	// Strings become blanks of the same length.
	const text = slice(place, span).replaceAll(/'[^'\n]*'/g, (each) => '_'.repeat(each.length));
	for (const match of text.matchAll(/ (<=?|>=?) /g)) {
		const at = match.index;
		const left = leftOperand.exec(text.slice(0, at))?.[1] ?? '';
		const behind = at + match[0].length;
		const right = rightOperand.exec(text.slice(behind))?.[0].trimEnd() ?? '';
		if (left === '' || right === '') continue;
		const [start, end] = [span.start + at - left.length, span.start + behind + right.length];
		found.push({
			whole: { start, end },
			left: place.text.slice(start, span.start + at),
			operator: match[1]!,
			right: place.text.slice(span.start + behind, end),
		});
	}
	return found;
}

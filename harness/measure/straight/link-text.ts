/*
 * harness/measure/straight/link-text.ts - small pieces of the text that link.ts puts together.
 */
import { death } from '../../engine/death.ts';
import type { AnyField, AnyLock } from '../../engine/struct.ts';
import { accessText, type Into, type Place } from './access.ts';
import { Died, waitsForEver } from './died.ts';
import { invalid, notHeld } from './dying.ts';
import type { Pieces } from './expressions.ts';
import type { Leaf } from './leaf.ts';
import type { State } from './state.ts';

/** What costs nothing to say twice: no calls, no operations. */
const isPlain = (text: string): boolean => /^[\w$]+( [-+] [\w$]+)?$/.test(text);

/** What may be said anywhere in an expression. */
export const isWord = (text: string): boolean => /^(?:[\w$]+|\(-\d+\))$/.test(text);

/** Counts a region. */
export const markOf = (region: number, as: 'statement' | 'expression'): string =>
	`$R[${region}]++${as === 'statement' ? ';' : ', '}`;

const isMany = (given: string): boolean => given.trimStart().startsWith('...');

/** Whether a function may stand where it is called with these arguments. */
export const fits = ({ uses, isPure }: Leaf, given: readonly string[]): boolean =>
	given.length === uses.length &&
	(given.every(isWord) || (isPure && uses.length === 1 && uses[0] === 1 && !isMany(given[0]!)));

/** The parameters of a text, to be handed on. */
export const paramsOf = (pieces: Pieces): string =>
	/^\(([\w$, ]*)\) /.exec(pieces[0] as string)?.[1] ?? '...$args';

/** A fault is twenty small functions, which V8 puts into one another when it may: a third less time for a fault. */
export const inlining: readonly string[] = [
	'--max-inlined-bytecode-size=1000',
	'--max-inlined-bytecode-size-cumulative=5000',
	'--max-optimized-bytecode-size=200000',
];

/** What the text takes from the machine, whose regions are known by then. */
export const namesOfMachine = (state: State): Readonly<Record<string, unknown>> => ({
	$M: state.memory,
	$K: state.kinds.bytes,
	$R: state.regions,
	$G: state.cache.tags,
	$W: state.cache.changed,
	$N: state.misses,
	$none: {},
	$bad: (field: AnyField, object: number): never => {
		throw invalid(state, field, object);
	},
	$wait: (name: string): never => {
		throw waitsForEver(`${name} is taken`);
	},
	$unheld: (lock: AnyLock, object: number): never => {
		throw notHeld(state, lock, object);
	},
	$bug: (text: string): never => {
		throw new Died(death('bug', text));
	},
});

/** What touches a cache line, and the memory as steps on several words see it. */
export function definitions({ cache, view }: State): readonly string[] {
	const { lineShift, tags, changed } = cache;
	return [
		`const $t = ($a) => { const $l = $a >>> ${lineShift}; const $i = $l & ${tags.length - 1}; if ($G[$i] !== $l) { $G[$i] = $l; $N[0]++; if ($W[0] < ${changed.length - 1}) $W[++$W[0]] = $i; } };`,
		`const $view = { read: ($a) => $M[$a], write: ($a, $x) => { $M[$a] = $x; }, constant: ($a) => $M[$a], extra: ${view.extra} };`,
	];
}

/** Accesses whose arguments are more than names: functions that are given them. */
export class Helpers {
	/** By what they do. */
	readonly #known = new Map<string, string>();

	get texts(): readonly string[] {
		return [...this.#known.values()];
	}

	/** The text of an access. */
	access(name: string, place: Place, at: string, given: readonly string[], into: Into): string {
		const complex = [at, ...given].filter((each) => each !== '' && !isPlain(each));
		if (complex.length === 0) return accessText(name, place, at, given, into);
		const params = ['$o', '$v'].slice(0, given.length);
		const all = at === '' ? params : ['$x', ...params];
		const values = at === '' ? given : [at, ...given];
		const body = accessText(name, place, at === '' ? '' : '$x', params, into);
		const key = `(${all.join(', ')}) => ${body}`;
		let helper = this.#known.get(key);
		if (helper === undefined) {
			helper = `const $h${this.#known.size} = ${key};`;
			this.#known.set(key, helper);
		}
		return `${helper.slice(6, helper.indexOf(' ', 6))}(${values.join(', ')})`;
	}
}

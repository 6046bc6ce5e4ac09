/*
 * harness/audit/hostile/mutate.ts - makes hostile text of good text: bytes, words, numbers and lines that are changed,
 * moved, repeated, cut off or taken from elsewhere.
 */

/** A whole number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

/** What readers have fallen over, here or elsewhere. */
const poison: readonly string[] = [
	'\0',
	'\u001b[2J',
	'\r',
	'\r\n',
	'\t',
	'\ufeff',
	'\u2028',
	'\u202e',
	'\ud800',
	'😀',
	'__proto__',
	'constructor',
	'hasOwnProperty',
	'toString',
	'../../etc/passwd',
	'</script>',
	'"',
	"'",
	'`',
	'\\',
	'{',
	'}',
	'(',
	')',
	'[',
	']',
	'#',
	'>',
	';',
	'=',
	'null',
	'true',
	'NaN',
	'{"__proto__":1}',
];
const numbers: readonly string[] = [
	'0',
	'-1',
	'-0',
	'1',
	'15',
	'16',
	'17',
	'64',
	'4096',
	'32768',
	'65536',
	'2147483647',
	'2147483648',
	'4294967296',
	'9007199254740993',
	'99999999999999999999',
	'1e309',
	'1.5',
	'0x7fffffff',
	'0xffffffffffffffff',
];
const repeatsMax = 2000;
const lettersMax = 200_000;

type Mutation = (text: string, draw: Draw, other: string) => string;

const cut = (text: string, from: number, to: number, instead: string): string =>
	text.slice(0, from) + instead + text.slice(to);

/** A random match of a pattern, by its place; null where there is none. */
function pick(text: string, pattern: RegExp, draw: Draw): readonly [number, number] | null {
	const from = draw(text.length + 1);
	const found = new RegExp(pattern, 'g');
	found.lastIndex = from;
	const match = found.exec(text) ?? new RegExp(pattern).exec(text);
	return match === null ? null : [match.index, match.index + match[0].length];
}

function range(text: string, draw: Draw, most: number): readonly [number, number] {
	const from = draw(text.length + 1);
	return [from, Math.min(text.length, from + 1 + draw(most))];
}

/** Puts something in the place of a match. */
const instead =
	(pattern: RegExp, what: (draw: Draw, was: string, other: string) => string): Mutation =>
	(text, draw, other) => {
		const found = pick(text, pattern, draw);
		if (found === null) return text;
		return cut(text, ...found, what(draw, text.slice(...found), other));
	};

/** A word of another text. */
function wordOf(other: string, draw: Draw): string {
	const found = pick(other, /\S+/, draw);
	return found === null ? 'x' : other.slice(...found);
}

const mutations: readonly Mutation[] = [
	(text, draw) => {
		const at = draw(text.length + 1);
		return cut(text, at, at + 1, String.fromCharCode(draw(256)));
	},
	(text, draw) => {
		const at = draw(text.length + 1);
		return cut(text, at, at, poison[draw(poison.length)]!);
	},
	(text, draw) => cut(text, ...range(text, draw, 12), ''),
	(text, draw) => {
		const [from, to] = range(text, draw, 400);
		return cut(text, from, to, '');
	},
	(text, draw) => {
		const [from, to] = range(text, draw, 60);
		const repeats = draw(8) === 0 ? 1 + draw(repeatsMax) : 2;
		return cut(text, from, to, text.slice(from, to).repeat(repeats));
	},
	instead(/-?\d+/, (draw) => numbers[draw(numbers.length)]!),
	instead(/-?\d+/, (draw, was) => String(Number(was) + draw(9) - 4)),
	instead(/[A-Za-z_]\w*/, (draw) => poison[draw(poison.length)]!),
	instead(/[A-Za-z_]\w*/, (draw, _, other) => wordOf(other, draw)),
	instead(/\S+/, (_, was) => `${was} ${was}`),
	instead(/\n/, () => ' '),
	instead(/ /, () => '\n'),
	instead(/[^\n]*\n/, () => ''),
	instead(/[^\n]*\n/, (_, was) => was + was),
	(text, draw, other) => {
		const at = draw(text.length + 1);
		return cut(text, at, at, other.slice(...range(other, draw, 200)));
	},
	(text, draw) => text.slice(0, draw(text.length + 1)),
	(text, draw, other) => text.slice(0, draw(text.length + 1)) + other.slice(draw(other.length + 1)),
	(text, draw) => {
		const lines = text.split('\n');
		const [a, b] = [draw(lines.length), draw(lines.length)];
		return lines.with(a, lines[b]!).with(b, lines[a]!).join('\n');
	},
];
const mutationsMax = 6;
/** One in so many inputs is nothing but random letters. */
const noiseOnceIn = 64;

/** @param texts good ones, of which it is made */
export function hostileText(draw: Draw, texts: readonly string[]): string {
	if (draw(noiseOnceIn) === 0) {
		return Array.from({ length: draw(300) }, () => String.fromCharCode(draw(256))).join('');
	}
	let text = texts[draw(texts.length)]!;
	const other = texts[draw(texts.length)]!;
	for (let left = 1 + draw(mutationsMax); left > 0; left--) {
		text = mutations[draw(mutations.length)]!(text, draw, other).slice(0, lettersMax);
	}
	return text;
}

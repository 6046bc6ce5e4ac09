/*
 * harness/replay/table-lines.ts - what the lines of a table have in common: runs of one value for many elements, and
 * the names of locks.
 */

/** A line that gives a value to an element: what is before its number, that, and the rest. */
const elementLine = /^(.*\[)(\d+)(\] = .*)$/;

/** A shorter run is told element by element. */
const runMin = 3;

/**
 * The lines, where those that give the same value to one element after the other are told in one.
 * @example runsFolded(['f.disk[2] = 0', 'f.disk[3] = 0', 'f.disk[4] = 0']) // ['f.disk[2..4] = 0']
 */
export function runsFolded(lines: readonly string[]): string[] {
	const told: string[] = [];
	for (let i = 0; i < lines.length;) {
		const count = runAt(lines, i);
		const [, before, first, rest] = elementLine.exec(lines[i]!) ?? [];
		if (count < runMin) told.push(lines[i]!);
		else told.push(`${before}${first}..${Number(first) + count - 1}${rest}`);
		i += count < runMin ? 1 : count;
	}
	return told;
}

/** How many lines from one on are a run, itself among them. */
function runAt(lines: readonly string[], start: number): number {
	const [, before, first, rest] = elementLine.exec(lines[start]!) ?? [];
	if (before === undefined) return 1;
	let count = 1;
	while (lines[start + count] === `${before}${Number(first) + count}${rest}`) count++;
	return count;
}

/**
 * The short names of the locks that lines tell of, in the order of the alphabet.
 * @example locksIn(['lock(PTL mm of A)', 'unlock(PL f[2])']) // ['PL', 'PTL']
 */
export const locksIn = (lines: readonly string[]): string[] => {
	const named = /\b(?:lock|trylock|unlock|downgrade)\((\w+) /;
	return [...new Set(lines.flatMap((line) => named.exec(line)?.[1] ?? []))].toSorted();
};

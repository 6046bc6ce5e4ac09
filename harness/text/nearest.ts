/*
 * harness/text/nearest.ts - "did you mean".
 */

/** The candidate nearest to what was typed, or null when none is near (a third of its letters). */
export function nearest(typed: string, candidates: readonly string[]): string | null {
	let best: string | null = null;
	let bestDistance = Math.floor(typed.length / 3) + 1;
	for (const candidate of candidates) {
		const distance = editDistance(typed, candidate);
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}

function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			next.push(
				Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)),
			);
		}
		row = next;
	}
	return row[b.length]!;
}

/*
 * Random cells, as a comparison gets them and by a search of their own: the same cell and the same difference. The
 * long run is `npm run difference`. A comparison of steps that says yes too often is caught by the same cells. Merged
 * stacks come from dist/, which `npm test` builds first.
 */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { defaultCellOptions } from '../../cell/options.ts';
import type * as sameSteps from '../../cell/same-steps.ts';
import { drawCells, type DrawnCell } from './draw.ts';
import { bothWays, type TwoWays } from './two-ways.ts';

type TakesSameSteps = typeof sameSteps.takesSameSteps;

/** Changes the comparison of steps; null leaves it as it is. */
type Mutant = (real: TakesSameSteps) => TakesSameSteps;
const now = vi.hoisted((): { mutant: Mutant | null } => ({ mutant: null }));
vi.mock('../../cell/same-steps.ts', async (original) => {
	const real = await original<typeof sameSteps>();
	const takesSameSteps: TakesSameSteps = (...args) =>
		(now.mutant?.(real.takesSameSteps) ?? real.takesSameSteps)(...args);
	return { ...real, takesSameSteps };
});
afterEach(() => {
	now.mutant = null;
});

/** Small ones, in which many variants take the steps of the base and many do not. */
const litmus = [
	'convert-vs-fault',
	'direct-write-vs-map',
	'many-windows',
	'populate-vs-invalidate',
	'punch-vs-fault',
	'read-error-fault',
	'recheck-invalidate',
];
const options = { ...defaultCellOptions, statesMax: 5000, sampleRuns: 50 };
let cells: readonly DrawnCell[] = [];
beforeAll(async () => {
	cells = await drawCells(7, 12, litmus);
});

async function twoWays(): Promise<readonly TwoWays[]> {
	const all: TwoWays[] = [];
	for await (const each of bothWays(cells, options)) all.push(each);
	return all;
}

test('twelve cells are the same both ways', async () => {
	const all = await twoWays();
	expect(all.flatMap(({ complaints }) => complaints)).toEqual([]);
	// If a new variant or litmus test has other cells drawn, another seed draws these kinds again.
	const known = all.map((each) => each.known);
	expect(known).toContain('searched');
	expect(known).toContain('steps of the base');
	expect(all.filter(({ isDifferent }) => isDifferent).length).toBeGreaterThan(0);
	expect(all.filter(({ variant }) => variant.includes('+'))).toHaveLength(6);
});

test('the cells are drawn again from the same seed, and others from another', async () => {
	const names = (drawn: readonly DrawnCell[]): string[] =>
		drawn.map(({ variant, workload }) => `${variant.variant.name} ${workload.name}`);
	expect(new Set(names(cells)).size).toBe(12);
	expect(names(await drawCells(7, 12, litmus))).toEqual(names(cells));
	expect(names(await drawCells(8, 12, litmus))).not.toEqual(names(cells));
});

test.each<[string, Mutant]>([
	['says yes to all', () => () => true],
	[
		'is content with one function that does the same',
		(real) => (found, booted, differing) =>
			real(found, booted, differing) ||
			[...(differing ?? [])].some((name) => real(found, booted, new Set([name]))),
	],
])('a comparison of steps that %s is caught', async (_, mutant) => {
	now.mutant = mutant;
	const complaints = (await twoWays()).flatMap((each) => each.complaints);
	expect(complaints).not.toEqual([]);
});

/*
 * A patch that dies of a bug of its own before it gets to what the base shows there fixes nothing by that.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { readWorkload } from '../catalogue/litmus.ts';
import { loadVariant, type LoadedVariant } from '../catalogue/variant.ts';
import { bootVariant } from '../cell/boot.ts';
import { runCell } from '../cell/cell.ts';
import { verdictOnly } from '../cell/options.ts';
import type { Kernel, Task } from '../index.ts';
import { BUG, defineVariant } from '../index.ts';
import type { address_space, page } from '../mm/include/structs.ts';
import {
	against,
	type Against,
	type Cell,
	type EndsEarlier,
	type MovedFinding,
} from '../result.ts';
import type { Workload } from '../workload.ts';
import { endsEarlierOn } from './uncovered.ts';

const base = await loadVariant('lock-page-convert');
const workload = readWorkload('trunc-vs-fault', Object.keys(variants));

function* truncate_complete_page(this: Kernel, _mapping: address_space, _page: page): Task {
	yield* BUG('of its own');
}

const dying: LoadedVariant = {
	...base,
	variant: defineVariant({
		name: 'dying',
		subject: 'mm: die before a page is removed',
		from: 'nobody',
		date: '2003-04-05',
		replaces: { truncate_complete_page },
		claims: {},
	}),
};

const ran = ({ variant }: LoadedVariant, on: Workload = workload): Cell =>
	runCell(bootVariant(variant), on, { ...verdictOnly, statesMax: 20_000 });

const cells = { base: ran(base), dying: ran(dying) };
const difference = (endsEarlier: EndsEarlier): Against =>
	against({ ...cells.dying, sameSteps: false }, cells.base, 'lock-page-convert', endsEarlier);

test('what the base shows behind that point is hidden by it, and not fixed', () => {
	const { fixed, left, moved, open } = difference(endsEarlierOn([base, dying], [workload]));
	expect(cells.base.violations.length).toBeGreaterThan(1);
	expect(cells.dying.explored.kind).toBe('complete');
	expect(left).toEqual([]);
	expect(fixed).toEqual([]);
	// A kernel BUG at another site, which is all that it gets to.
	expect(moved.map(({ oracle, why }) => ({ oracle, why }))).toEqual([
		{ oracle: 'kernel BUG', why: 'other site' },
	]);
	const [{ oracle, site }] = moved as [MovedFinding];
	const behind = cells.base.violations.filter((each) => each.oracle !== oracle);
	expect(open.map((each) => ({ oracle: each.oracle, hiddenBy: each.hiddenBy }))).toEqual(
		behind.map((each) => ({ oracle: each.oracle, hiddenBy: { oracle, site } })),
	);
});

test('without a look at how the patch ends there all of it counts as fixed', () => {
	const { fixed, open } = difference(() => []);
	expect(fixed).toHaveLength(cells.base.violations.length - 1);
	expect(open).toEqual([]);
});

test('a death behind the point where the base dies hides nothing of it', async () => {
	const noBug = await loadVariant('no-bug');
	const test = readWorkload('leave-to-shrink', Object.keys(variants));
	const [own, before] = [ran(noBug, test), ran(base, test)];
	const ends = endsEarlierOn([base, noBug], [test]);
	const { fixed, moved, open } = against(
		{ ...own, sameSteps: false },
		before,
		'lock-page-convert',
		ends,
	);
	expect(moved.map(({ oracle, why }) => `${oracle}, ${why}`)).toContain(
		'NULL dereference, uncovered',
	);
	expect(fixed.map(({ oracle }) => oracle)).toContain('kernel BUG');
	expect(open).toEqual([]);
});

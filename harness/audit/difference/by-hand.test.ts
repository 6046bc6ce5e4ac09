/*
 * Three patches of the mail, stacked by the tool and put together by hand: on each litmus test both fix, add and
 * leave the same, and the tool finds that they take the same steps although they share no function.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../../variants/index.ts';
import { readWorkload, workloadNamesOfTheMail } from '../../catalogue/litmus.ts';
import { loadVariant } from '../../catalogue/variant.ts';
import { bootVariant } from '../../cell/boot.ts';
import { runCell } from '../../cell/cell.ts';
import { Cells } from '../../cell/cells.ts';
import { verdictOnly } from '../../cell/options.ts';
import { endsEarlierOn } from '../../compare/uncovered.ts';
import { NodeStore } from '../../engine/nodes.ts';
import { against, type Against, type Cell, type FoundCell } from '../../result.ts';
import { byHand } from './fixture/by-hand.ts';

const options = { ...verdictOnly, statesMax: 20_000 };
const base = await loadVariant('lock-page-convert');
const { variant: stack } = await loadVariant(
	'forced-unmap-filepte+recheck-racy-b+convert-v3-tweak',
);

/** What is fixed, added and left, by oracle and site; tokens carry the name of the variant. */
function changes({ fixed, added, left, moved, open }: Against): object {
	const of = (some: Against['fixed']): string[] =>
		some.map(({ oracle, site }) => `${oracle}: ${site}`);
	return { fixed: of(fixed), added: of(added), left: of(left), moved: of(moved), open: of(open) };
}

const sum = { fixed: 0, added: 0, left: 0 };

/** They alone take a third of the time of all 54. */
const large = new Set(['anon-add-rmap', 'count-vs-truncate-relaxed', 'no-bug-orphan']);

describe.each(workloadNamesOfTheMail().filter((each) => !large.has(each)))('%s', (name) => {
	test('stacked and by hand', () => {
		const workload = readWorkload(name, Object.keys(variants));
		const store = new NodeStore();
		const cells = new Cells(workload, options);
		const baseCell = cells.refer(bootVariant(base.variant, store));
		const stacked = cells.cell(bootVariant(stack, store));
		const { searched } = cells;
		cells.cell(bootVariant(byHand, store));
		expect(cells.searched).toBe(searched);

		const alone: Cell = runCell(bootVariant(byHand), workload, options);
		const difference = (cell: FoundCell): Against =>
			against(cell, baseCell, 'lock-page-convert', endsEarlierOn([base], [workload]));
		const ofStack = difference(stacked);
		const ofHand = difference({ ...alone, sameSteps: false });
		expect(changes(ofStack)).toEqual(changes(ofHand));
		sum.fixed += ofHand.fixed.length;
		sum.added += ofHand.added.length;
		sum.left += ofHand.left.length;
	});
});

test('they do fix something, add something and leave something', () => {
	expect(sum.fixed).toBeGreaterThan(50);
	expect(sum.added).toBeGreaterThan(0);
	expect(sum.left).toBeGreaterThan(20);
	const shared = Object.values(byHand.functions).filter((each) =>
		Object.values(stack.functions).includes(each),
	);
	expect(shared).toEqual([]);
});

/*
 * Each variant has a litmus test that tells it from what it stacks on, or is known to have none. By what, is in
 * golden/apart.txt.
 */
import { expect, test } from 'vitest';
import { apart } from '../../variants/apart.ts';
import { baseName, variants } from '../../variants/index.ts';
import { runCell } from '../cell/cell.ts';
import { bootVariant } from '../cell/boot.ts';
import { verdictOnly } from '../cell/options.ts';
import { readWorkload, workloadNames } from '../catalogue/litmus.ts';
import { apartFrom } from './refine.ts';
import type { Cell } from '../result.ts';

const names = Object.keys(variants);

test('every variant but the base is in the list, and no other, with a litmus that there is', () => {
	expect(Object.keys(apart).toSorted()).toEqual(
		names.filter((name) => name !== baseName).toSorted(),
	);
	const litmus = new Set(workloadNames());
	expect(Object.values(apart).filter((each) => each !== null && !litmus.has(each))).toEqual([]);
});

test('three variants have none: one replaces nothing, two order what is ordered, or one side alone', () => {
	expect(names.filter((name) => apart[name] === null)).toEqual([
		'leave-vmtruncate',
		'truncate-count-rmb',
		'truncate-count-wmb',
	]);
});

test('what it says tells them apart', { timeout: 120_000 }, async () => {
	const kernels = new Map(names.map((name) => [name, bootVariant(variants[name]!)]));
	const cells = new Map<string, Cell>();
	const cellOf = (variant: string, litmus: string): Cell => {
		const key = `${variant} ${litmus}`;
		let cell = cells.get(key);
		if (cell === undefined) {
			cell = runCell(kernels.get(variant)!, readWorkload(litmus, names), verdictOnly);
			cells.set(key, cell);
		}
		return cell;
	};
	const lines = Object.entries(apart).flatMap(([name, litmus]) => {
		if (litmus === null) return [];
		const below = variants[name]!.base?.name ?? baseName;
		const { by } = apartFrom(below, [cellOf(name, litmus)], [cellOf(below, litmus)]);
		return [`${name} from ${below} on ${litmus}: ${by ?? 'nothing'}`];
	});
	expect(lines.filter((line) => line.endsWith('nothing'))).toEqual([]);
	await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/apart.txt');
});

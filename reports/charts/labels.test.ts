/*
 * Labels of a chart: none covers another or a labelled point, and each stands nearest to its own.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textWidth } from '../font-widths.ts';
import { placeLabels } from './labels.ts';

const plot = { width: 520, height: 360, cost: [-10, 10], shown: [0, 100] } as const;

const pixel = (cost: number, shown: number): { x: number; y: number } => ({
	x: (cost + 10) * 26,
	y: (100 - shown) * 3.6,
});

/** Many close together, as the best stacks are. */
const point = (labels: fc.Arbitrary<string>) =>
	fc.record({
		cost: fc.oneof(...[8, 1].map((max) => fc.double({ min: -max, max, noNaN: true }))),
		shown: fc.oneof(
			fc.double({ min: 5, max: 95, noNaN: true }),
			fc.double({ min: 45, max: 55, noNaN: true }),
		),
		label: labels,
	});

test('labels and points that have one keep off each other', () => {
	fc.assert(
		fc.property(
			fc.array(point(fc.constantFrom('1', '12', 'known-good')), { maxLength: 8 }),
			fc.array(point(fc.constant('')), { maxLength: 60 }),
			(points, others) => {
				const labels = placeLabels(points, others, plot);
				const boxes = labels.map(({ label, labelCost, labelShown }) => {
					const { x, y } = pixel(labelCost, labelShown);
					const half = textWidth(label, 12, true) / 2;
					return { x, y, half };
				});
				for (const [i, box] of boxes.entries()) {
					const own = pixel(points[i]!.cost, points[i]!.shown);
					// There was no room: too many points stand too close.
					if (Math.hypot(box.x - own.x, box.y - own.y) < 1) continue;
					expect(box.x - box.half).toBeGreaterThanOrEqual(0);
					expect(box.x + box.half).toBeLessThanOrEqual(plot.width);
					for (const other of boxes.slice(0, i)) {
						const apartX = Math.abs(box.x - other.x) >= box.half + other.half;
						expect(apartX || Math.abs(box.y - other.y) >= 12 - 1e-6).toBe(true);
					}
					for (const each of points) {
						const at = pixel(each.cost, each.shown);
						const apartX = Math.abs(box.x - at.x) >= box.half;
						expect(apartX || Math.abs(box.y - at.y) >= 6).toBe(true);
					}
				}
			},
		),
		{ seed: 2003, numRuns: 200 },
	);
});

test('a label stands up to the right where there is room, and far off with a line where there is not', () => {
	const one = { cost: 0, shown: 50, label: '1' };
	const [alone] = placeLabels([one], [], plot);
	expect([alone!.labelCost > 0, alone!.labelShown > 50, alone!.isFar]).toEqual([true, true, false]);
	const crowd = Array.from({ length: 900 }, (_, n) => ({
		cost: ((n % 30) - 15) / 20,
		shown: 50 + (Math.floor(n / 30) - 15) / 3,
	}));
	expect(placeLabels([one], crowd, plot)[0]!.isFar).toBe(true);
});

test('between two points a label stands with its own', () => {
	for (const above of [6.5, 7, 7.5, 8, 8.5, 9, 9.5]) {
		const points = [
			{ cost: 0, shown: 50, label: '1' },
			{ cost: 0.1, shown: 50 + above, label: '2' },
		];
		for (const [i, { label, labelCost, labelShown }] of placeLabels(points, [], plot).entries()) {
			const { x, y } = pixel(labelCost, labelShown);
			const half = textWidth(label, 12, true) / 2;
			const [own, other] = [points[i]!, points[1 - i]!].map(({ cost, shown }) => {
				const at = pixel(cost, shown);
				const beside = Math.max(0, Math.abs(at.x - x) - half);
				return Math.hypot(beside, Math.max(0, Math.abs(at.y - y) - 6));
			});
			expect(own! + 3).toBeLessThan(other!);
		}
	}
});

test('a label keeps off one that reaches over from the other side', () => {
	const pairs = [
		[7.2, 81, 1.1, 74],
		[5.2, 23, 10, 26],
		[2.8, 8, 8.3, 14],
		[4, 77, 9.9, 83],
	] as const;
	for (const [cost, shown, cost2, shown2] of pairs) {
		const points = [
			{ cost, shown, label: 'known-good' },
			{ cost: cost2, shown: shown2, label: 'known-good' },
		];
		const [one, other] = placeLabels(points, [], plot).map(({ labelCost, labelShown }) =>
			pixel(labelCost, labelShown),
		);
		const width = textWidth('known-good', 12, true);
		expect(Math.abs(one!.x - other!.x) >= width || Math.abs(one!.y - other!.y) >= 11.9).toBe(true);
	}
});

/*
 * Pictures in a page: what input says is never markup, what looks alike has one class, and a step that is told has its
 * number and its dot.
 */
import { expect, test } from 'vitest';
import { execution } from '../fixture/execution.ts';
import { timelineWith } from '../fixture/timeline.ts';
import { geometryOf } from './geometry.ts';
import { grouped, inlineSvg, Looks } from './inline.ts';
import { briefPicture } from './picture.ts';
import { boxOf } from './shapes.ts';
import { timelineOfTold } from './told.ts';

const told = timelineOfTold(execution)!;

test('of an execution each told step has its row, in the column of its cpu', () => {
	expect(told.steps).toHaveLength(execution.stepCount);
	expect(told.steps.map(({ task }) => task)).toEqual([1, 1, 1, 0, 0, 0, 1, 1, 1]);
	const svg = inlineSvg(briefPicture(told), new Looks());
	const numbers = /<g class="t\d+ n"[^>]*>(.*?)<\/g>/.exec(svg)![1]!;
	expect([...numbers.matchAll(/>(\d+)</g)].map(([, number]) => number)).toEqual([
		'2',
		'4',
		'7',
		'8',
	]);
	// What is wrong is said, the others are told beside the picture.
	expect(svg).toContain('BUG()');
	expect(svg).not.toContain('f.page_tree[5] is f[5]');
});

test('an execution of an earlier version has no picture', () => {
	const { picture: _, ...earlier } = execution;
	expect(timelineOfTold(earlier)).toBeNull();
});

test('classes are shared between pictures, and each has one rule', () => {
	const looks = new Looks();
	const one = inlineSvg(briefPicture(told), looks);
	const rules = looks.style();
	expect(inlineSvg(briefPicture(told), looks)).toBe(one);
	expect(looks.style()).toBe(rules);
	const used = new Set([...one.matchAll(/class="?(t\d+)/g)].map(([, name]) => name!));
	expect(rules.split('\n')).toHaveLength(used.size);
});

test('names with markup and controls in them are text', () => {
	const svg = inlineSvg(briefPicture(timelineWith(2, 30, '<script>"\u001b=1+1')), new Looks());
	expect(svg).not.toContain('<script');
	expect(svg).not.toContain('\u001b');
	expect(svg).toContain('&lt;script&gt;');
});

test.for([1, 2, 4, 6])('no text lies over another, %s cpus', (cpus) => {
	const { shapes, width, height } = briefPicture(timelineWith(cpus, 60));
	const boxes = shapes.flatMap((shape) => (shape.is === 'text' ? [boxOf(shape)] : []));
	expect(boxes.length).toBeGreaterThan(4);
	for (const [i, a] of boxes.entries()) {
		expect(a.right).toBeLessThanOrEqual(width);
		expect(a.bottom).toBeLessThanOrEqual(height);
		for (const b of boxes.slice(i + 1)) {
			const meet = a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
			expect(meet).toBe(false);
		}
	}
});

test('a step that writes has a full dot and one that reads an empty one, whichever cpu comes first', () => {
	const { paths } = grouped(briefPicture(told), new Looks());
	const dots = [...paths.values()].filter((each) => each.dots.length > 0);
	const holes = dots.at(-1)!;
	const { dotX } = geometryOf(told, true).columns[1]!;
	// Of steps 2, 4, 7 and 8 only the first one reads; the last one dies.
	expect(holes.dots).toEqual([Math.round(dotX), dots[0]!.dots[1]]);
	expect(dots.map((each) => each.dots.length / 2)).toEqual([2, 1, 1]);
});

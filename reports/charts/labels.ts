/*
 * reports/charts/labels.ts - where the labels of points go, so that none covers another or a point that has one.
 */
import { textWidth } from '../font-widths.ts';

interface Labelled {
	readonly cost: number;
	readonly shown: number;
	readonly label: string;
}

interface Plot {
	readonly width: number;
	readonly height: number;
	/** From the left edge to the right one, and from the lower to the upper. */
	readonly cost: readonly [number, number];
	readonly shown: readonly [number, number];
}

interface Box {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

/** Size of the text and half of that of the largest point, in pixels. */
const fontSize = 12;
const radius = 7;

/** How far from the point to look for room, and in so many directions. */
const gaps: readonly number[] = [1, 12, 24, 40, 56];
const directions = 16;
/** A label is nearer to its own point than to any other by so much, lest a reader takes it for another's. */
const nearerBy = 5;
/** So many points without a label may be covered before a label goes one step farther off. */
const coveredMax = 3;

interface Spot {
	readonly x: number;
	readonly y: number;
	readonly isFar: boolean;
	/** The lower the better. */
	readonly penalty: number;
}

const overlap = (one: Box, other: Box): boolean =>
	one.left < other.right &&
	other.left < one.right &&
	one.top < other.bottom &&
	other.top < one.bottom;

const around = (x: number, y: number, halfWidth: number, halfHeight: number): Box => ({
	left: x - halfWidth,
	right: x + halfWidth,
	top: y - halfHeight,
	bottom: y + halfHeight,
});

/** From a point to the nearest of a box. */
const distance = ({ x, y }: Pick<Spot, 'x' | 'y'>, { left, right, top, bottom }: Box): number =>
	Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));

/** Middles of a label of some size beside a point; the first is up to the right, where people look for it. */
function spotsBeside({ x, y }: Pick<Spot, 'x' | 'y'>, halfWidth: number): Spot[] {
	return gaps.flatMap((gap, step) =>
		Array.from({ length: directions }, (_, n): Spot => {
			const angle = ((n * 7 + 2) % directions) * ((2 * Math.PI) / directions);
			const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
			const longer = Math.max(Math.abs(cos), Math.abs(sin));
			return {
				x: x + (cos / longer) * (radius + gap + halfWidth),
				y: y - (sin / longer) * (radius + gap + fontSize / 2),
				isFar: step > 0,
				penalty: step * (coveredMax + 1),
			};
		}),
	);
}

/**
 * The points with the middle of each label, on the scales of the axes; `isFar` where it stands so far off that
 * a line should lead there. Few points of `others`, which have no labels, are covered. Where there is no room
 * at all, a label stands at its point.
 */
export function placeLabels<P extends Labelled>(
	points: readonly P[],
	others: readonly Omit<Labelled, 'label'>[],
	{ width, height, cost, shown }: Plot,
): (P & { readonly labelCost: number; readonly labelShown: number; readonly isFar: boolean })[] {
	const perCost = width / (cost[1] - cost[0]);
	const perShown = height / (shown[1] - shown[0]);
	const pixelOf = (each: Omit<Labelled, 'label'>): Pick<Spot, 'x' | 'y'> => ({
		x: (each.cost - cost[0]) * perCost,
		y: (shown[1] - each.shown) * perShown,
	});
	const crowd = others.map(pixelOf).map(({ x, y }) => around(x, y, 2, 2));
	const pixels = points.map(pixelOf);
	const taken: Box[] = pixels.map(({ x, y }) => around(x, y, radius, radius));
	return points.map((each, i) => {
		const point = pixels[i]!;
		const isOwn = (box: Box): boolean =>
			pixels.every((other, j) => j === i || distance(other, box) > distance(point, box) + nearerBy);
		// And the white around the letters.
		const half = textWidth(each.label, fontSize, true) / 2 + 2;
		let best: Spot | null = null;
		for (const spot of spotsBeside(point, half)) {
			const box = around(spot.x, spot.y, half, fontSize / 2);
			const isInside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
			if (!isInside || taken.some((other) => overlap(box, other)) || !isOwn(box)) continue;
			const penalty = spot.penalty + crowd.filter((other) => overlap(box, other)).length;
			if (best === null || penalty < best.penalty) best = { ...spot, penalty };
		}
		const { x, y, isFar } = best ?? { ...point, isFar: false };
		taken.push(around(x, y, half, fontSize / 2));
		return {
			...each,
			labelCost: cost[0] + x / perCost,
			labelShown: shown[1] - y / perShown,
			isFar,
		};
	});
}

/*
 * harness/messages/curves.ts - how costs grow, in words.
 */

/** One fitted curve. */
export interface CurveWords {
	readonly variant: string;
	readonly exponent: number;
	readonly interval: readonly [low: number, high: number] | null;
	readonly points: number;
}

const shapes = ['constant', 'linear', 'quadratic', 'cubic'] as const;

/**
 * The word for an exponent, where the interval holds a whole number and is too narrow to hold two; otherwise none. An
 * exponent within a twentieth of a whole number has the word as well: exact counts leave intervals of no width.
 */
function shapeOf({ exponent, interval }: CurveWords): string | null {
	const whole = Math.round(exponent);
	const isNear = Math.abs(exponent - whole) <= 0.05;
	const isHeld =
		interval !== null &&
		interval[0] <= whole &&
		whole <= interval[1] &&
		interval[1] - interval[0] < 0.5;
	return isNear || isHeld ? (shapes[whole] ?? null) : null;
}

/** `objrmap is quadratic in processes (exponent 2.01, 1.97 to 2.05)` */
export function curveGrows(curve: CurveWords, parameter: string): string {
	const { variant, exponent, interval, points } = curve;
	const shape = shapeOf(curve);
	const bounds =
		interval === null
			? `of ${points} points`
			: `${interval[0].toFixed(2)} to ${interval[1].toFixed(2)}`;
	return shape === null
		? `${variant} grows with ${parameter} to the power ${exponent.toFixed(2)} (${bounds})`
		: `${variant} is ${shape} in ${parameter} (exponent ${exponent.toFixed(2)}, ${bounds})`;
}

/** Two curves of one load, and where they meet. */
export function curvesCross(
	first: CurveWords,
	second: CurveWords,
	parameter: string,
	crossing: {
		readonly at: number;
		readonly dearerAbove: 'first' | 'second';
		readonly isMeasured: boolean;
	} | null,
): string {
	const grow = `${curveGrows(first, parameter)}, ${curveGrows(second, parameter)}`;
	if (crossing === null) return `${grow}; they do not cross`;
	const at = crossing.at >= 10 ? crossing.at.toFixed(0) : crossing.at.toPrecision(2);
	const dearer = crossing.dearerAbove === 'first' ? first.variant : second.variant;
	const far = crossing.isMeasured ? '' : ', which was not measured';
	return `${grow}; they cross at ${at}${far}, and above it ${dearer} is dearer`;
}

/*
 * harness/messages/curves.ts - how costs grow, in words.
 */
import type { CurveFit, CurvesBeside } from '../result.ts';
import { counted, grouped } from '../text/count.ts';

/** One fitted curve. */
export interface CurveWords extends Pick<CurveFit, 'exponent' | 'interval'> {
	readonly variant: string;
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

/** An exponent with two digits; one of 0 that was measured below it is no -0.00. */
export const exponentText = (value: number): string => value.toFixed(2).replace(/^-(0\.00)$/, '$1');

/** `quadratic (exponent 2.01, 1.97 to 2.05)` */
function growth(curve: CurveWords): string {
	const { exponent, interval, points } = curve;
	const shape = shapeOf(curve);
	const bounds =
		interval === null
			? `of ${counted(points, 'point')}`
			: `${exponentText(interval[0])} to ${exponentText(interval[1])}`;
	return shape === null
		? `to the power ${exponentText(exponent)} (${bounds})`
		: `${shape} (exponent ${exponentText(exponent)}, ${bounds})`;
}

/** `objrmap is quadratic in processes here (exponent 2.01, 1.97 to 2.05)` */
export function curveGrows(curve: CurveWords, parameter: string): string {
	const said = growth(curve);
	return shapeOf(curve) === null
		? `${curve.variant} grows with ${parameter} ${said}`
		: `${curve.variant} is ${said.replace(' (', ` in ${parameter} here (`)}`;
}

/** Two figures that matter; large ones as whole numbers. */
const place = (at: number): string => (at >= 10 ? grouped(Math.round(at)) : at.toPrecision(2));

/** `(2.7 times at 48)`, `(by 0.12 % at 16)` */
function much(ratio: number, at: number): string {
	return ratio >= 2
		? `(${Number(ratio.toPrecision(2))} times at ${grouped(at)})`
		: `(by ${Number(((ratio - 1) * 100).toPrecision(2))} % at ${grouped(at)})`;
}

function meeting(beside: CurvesBeside, takes: readonly [number, number]): string {
	const { range, measured, extrapolated, growsAlike, isSame, dearerAtEnd } = beside;
	if (range === null) return 'they have no point in common';
	const [from, to] = range.map(grouped);
	if (isSame) return `they cost exactly the same from ${from} to ${to}`;
	const dearer =
		dearerAtEnd === null
			? `both cost the same at ${to}`
			: `${dearerAtEnd.variant} is dearer ${much(dearerAtEnd.ratio, range[1])}`;
	if (measured.length > 0) {
		return `they cross at ${measured.map(({ at }) => place(at)).join(' and ')}, above which ${dearer}`;
	}
	const apart = `they do not cross from ${from} to ${to}, where ${dearer}`;
	if (growsAlike) return apart;
	return extrapolated === null
		? `${apart}; nor would they, if both went on so, anywhere from ${takes.map(grouped).join(' to ')}`
		: `${apart}; if both went on so, they would cross at ${place(extrapolated.at)}, which was not measured`;
}

/** `objrmap is quadratic in tasks here (...), chains linear (...); they cross at 37, above which objrmap is dearer` */
export function curvesBeside(
	first: CurveWords,
	second: CurveWords,
	parameter: string,
	beside: CurvesBeside,
	takes: readonly [least: number, most: number],
): string {
	return `${curveGrows(first, parameter)}, ${second.variant} ${growth(second)}; ${meeting(beside, takes)}`;
}

/** The sentences and heads of the tables of `rmaplab perf --curve`. */
export const curvesSaid = {
	head: (machine: string): string =>
		`System time in seconds, modelled for ${machine}, exact. The exponent is that of a straight line through the ` +
		`logarithms, with its 95 % interval, which says how far the points are from a straight line; last: between ` +
		`the last two points alone.`,
	load: (load: string, parameter: string, others: string): string =>
		`${load} by ${parameter}${others === '' ? '' : ` (${others})`}:`,
	columns: { exponent: ['expo-', 'nent'], interval: ['95 %'], last: ['last'] } as const,
	alike: (first: string, others: readonly string[]): string =>
		`As ${first} at every point: ${others.join(', ')}`,
	/** Of a chart. */
	title: (): string => 'How system time grows',
	subtitle: (machine: string): readonly string[] => [
		`seconds by the parameter that scales the load, modelled for ${machine}; both axes are logarithmic`,
		'beside each line: its exponent and 95 % interval, which is how far the points are from a straight line',
	],
};

// ---- what cannot be run ------------------------------------------------------------------------------

export const notPoints = (given: string): string =>
	`error: --points takes two or more different whole numbers, such as 4,8,16,32, and not '${given}'`;

export const pointsWithoutCurve = (): string =>
	`error: --points are those of a curve; give --curve, too, such as --curve tasks`;

/*
 * reports/chart.ts - turns a Vega-Lite specification into SVG text, the same bytes on every machine,
 * and holds what all charts have in common.
 */
import type { Config, TopLevelSpec } from 'vega-lite';
import { textWidth } from './font-widths.ts';
import type { RenderedFile } from './renderer.ts';

/** The first that a reader has is taken; see font-widths.ts. */
const font = "Arial, 'Liberation Sans', Helvetica, sans-serif";

export const ink = '#222222';
export const grey = '#666666';
export const noneFill = '#dff0e6';
export const noneInk = '#1f7a4d';
export const unsureFill = '#f0f0f0';

/** From one to many; the number stands in the cell, so nothing rests on telling reds apart. */
export const reds: readonly string[] = ['#fbd9d2', '#f5ae9f', '#ea7e6b', '#d14a3a', '#a61e22'];
export const purples: readonly string[] = ['#e6dff2', '#c9b9e3', '#a68ccf', '#7d5cb3', '#583a8c'];

/** The shade for `value` of 1..max. */
export function shade(shades: readonly string[], value: number, max: number): string {
	const last = shades.length - 1;
	const index = max <= 1 ? 1 : Math.round(((value - 1) / (max - 1)) * last);
	return shades[Math.min(last, Math.max(0, index))] ?? ink;
}

/** White on the two darkest shades, ink on the others. */
export function inkOn(fill: string): string {
	return [...reds.slice(3), ...purples.slice(3)].includes(fill) ? '#ffffff' : ink;
}

const config: Config = {
	font,
	background: '#ffffff',
	padding: 8,
	view: { stroke: null },
	title: {
		anchor: 'start',
		frame: 'bounds',
		fontSize: 16,
		fontWeight: 'bold',
		color: ink,
		subtitleColor: grey,
		subtitleFontSize: 11.5,
		subtitlePadding: 5,
		subtitleLineHeight: 15,
		offset: 12,
	},
	axis: {
		labelFontSize: 11.5,
		labelColor: ink,
		labelLimit: 0,
		titleFontSize: 11.5,
		titleFontWeight: 'normal',
		titleColor: grey,
		domain: false,
		ticks: false,
		labelPadding: 5,
	},
};

/** Vega warns where we would rather hear that the chart is wrong. */
function refuse(...complaints: readonly unknown[]): never {
	throw new Error(`chart: ${complaints.map(String).join(' ')}`);
}

/** What vega exports for this purpose, and its type declarations leave out. */
interface HasTextMetrics {
	readonly textMetrics: {
		width: (
			item: { readonly fontSize?: number; readonly fontWeight?: string | number },
			text: unknown,
		) => number;
	};
}

/** Charts that were drawn before, by their specification. */
export interface Drawings {
	read(specification: unknown): string | null;
	write(specification: unknown, svg: string): void;
}

let kept: Drawings | null = null;

/** From now on charts are taken from there, and go there; with null, each is drawn. */
export function keepDrawings(drawings: Drawings | null): void {
	kept = drawings;
}

/** The SVG text of a chart. */
export async function draw(specification: TopLevelSpec): Promise<string> {
	const dependsOn = { chart: specification, config };
	const known = kept?.read(dependsOn) ?? null;
	if (known !== null) return known;
	const drawn = await drawAnew(specification);
	kept?.write(dependsOn, drawn);
	return drawn;
}

/** Compiles and draws. Vega is loaded here and not before: it takes longer than all the rest. */
async function drawAnew(specification: TopLevelSpec): Promise<string> {
	const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')]);
	const logger = vega.logger(vega.Warn);
	logger.warn = refuse;
	logger.error = refuse;
	(vega as unknown as HasTextMetrics).textMetrics.width = (item, text) =>
		textWidth(
			typeof text === 'string' || typeof text === 'number' ? String(text) : '',
			item.fontSize ?? 11,
			item.fontWeight === 'bold' || Number(item.fontWeight) >= 600,
		);
	const { spec } = compile(specification, { config, logger });
	// Ids of clip paths count on from chart to chart unless they are told not to.
	vega.resetSVGDefIds();
	const view = new vega.View(vega.parse(spec), { renderer: 'none', logger });
	const drawn = await view.toSVG();
	view.finalize();
	return drawn.endsWith('\n') ? drawn : `${drawn}\n`;
}

/** A chart as `name.svg`, and beside it as `name.vl.json`: what it is drawn from, for whoever wants it otherwise. */
export async function chartFiles(
	name: string,
	specification: TopLevelSpec | null,
): Promise<RenderedFile[]> {
	if (specification === null) return [];
	const spec = { ...specification, config };
	return [
		{ file: `${name}.svg`, text: await draw(specification) },
		{ file: `${name}.vl.json`, text: `${JSON.stringify(spec, null, '\t')}\n` },
	];
}

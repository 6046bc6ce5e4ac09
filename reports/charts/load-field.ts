/*
 * reports/charts/load-field.ts - the charts of loads beside each other: a part for each load, under its name.
 */
import { ink } from '../chart.ts';

/** How Vega-Lite takes the parts apart, in the order of the loads. */
export interface LoadField {
	field: 'load';
	type: 'ordinal';
	sort: string[];
	title: null;
	header: { labelFontSize: number; labelFontWeight: 'bold'; labelColor: string };
}

export const loadField = (loads: readonly string[], labelFontSize: number = 11.5): LoadField => ({
	field: 'load',
	type: 'ordinal',
	sort: [...loads],
	title: null,
	header: { labelFontSize, labelFontWeight: 'bold', labelColor: ink },
});

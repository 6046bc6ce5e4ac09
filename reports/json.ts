/*
 * reports/json.ts - the comparison as it is; all other reports can be drawn from this file again.
 */
import type { Renderer } from './renderer.ts';

export const json: Renderer = {
	says: 'results.json: the whole comparison',
	render: (comparison) =>
		Promise.resolve([
			{ file: 'results.json', text: `${JSON.stringify(comparison, null, '\t')}\n` },
		]),
};

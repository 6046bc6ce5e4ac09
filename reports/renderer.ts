/*
 * reports/renderer.ts - the contract of a renderer: results in, files out, nothing else touched.
 */
import type { Comparison } from '../harness/result.ts';

export interface RenderedFile {
	/** Path inside the report's folder, with forward slashes. */
	readonly file: string;
	readonly text: string;
}

/** Draws and never judges: same comparison, same bytes. */
export interface Renderer {
	/** One line for `list`. */
	readonly says: string;
	/** Asynchronous only because chart and CSV libraries are loaded when they are needed. */
	render(comparison: Comparison): Promise<readonly RenderedFile[]>;
}

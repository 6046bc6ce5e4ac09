/*
 * reports/index.ts - all renderers. The type makes the list complete.
 */
import type { Comparison } from '../harness/result.ts';
import { answers } from './answers.ts';
import { stacks } from './combined.ts';
import { type Drawings, keepDrawings } from './chart.ts';
import { csv } from './csv.ts';
import { json } from './json.ts';
import { mail } from './mail.ts';
import { styledMail } from './mail-styled.ts';
import type { MailStyle } from './finding/mail.ts';
import { mailFull } from './mail-full.ts';
import { page } from './page/index.ts';
import { patch } from './patch.ts';
import type { RenderedFile, Renderer } from './renderer.ts';
import { svg } from './svg.ts';
import { text } from './text.ts';

export type { RenderedFile, Renderer } from './renderer.ts';
export { answersMail, answersOf, answersText } from './answers.ts';
export { combinedFiles, combinedText } from './combined.ts';
export { publishedText } from './perf.ts';
export { publishedFiles, publishedJson } from './published.ts';
export { perfFileNames, perfFiles, perfJson, perfScreen } from './perf-files.ts';
export { externalText } from './external.ts';
export { fsxText } from './fsx.ts';
export { fuzzText } from './fuzz.ts';
export { hostLitmusText, hostText } from './host.ts';
export { recordedText } from './recorded.ts';
export { costsBeside, mayEndEarly } from './summarise.ts';
export { percent, table, wrap } from './table.ts';
export { quietText, terminalText } from './text.ts';
export type { MailedFinding } from './finding/facts.ts';
export { findingMail, type MailStyle, mailStyles } from './finding/mail.ts';
export { timelineSvg } from './timeline/picture.ts';

export type RendererName =
	'text' | 'mail' | 'mail-full' | 'answers' | 'csv' | 'json' | 'svg' | 'stacks' | 'page' | 'patch';

export const renderers: Readonly<Record<RendererName, Renderer>> = {
	text,
	mail,
	'mail-full': mailFull,
	answers,
	csv,
	json,
	svg,
	stacks,
	page,
	patch,
};

export const rendererNames: readonly RendererName[] = Object.keys(renderers) as RendererName[];

/** Those that a run draws when nothing else is asked for: a list refuses the long mail, and few read it. */
export const usualRenderers: readonly RendererName[] = rendererNames.filter(
	(name) => name !== 'mail-full',
);

/**
 * Draws the named reports, the usual ones when none is named, in the order of the list above; charts are taken from
 * `drawings` where they are there. @param style how mail.txt is written; as counts and lists when left out
 */
export async function renderReports(
	comparison: Comparison,
	names: readonly RendererName[] = usualRenderers,
	drawings: Drawings | null = null,
	style?: MailStyle,
): Promise<RenderedFile[]> {
	keepDrawings(drawings);
	const files: RenderedFile[] = [];
	for (const name of names) {
		const isStyled = name === 'mail' && style !== undefined;
		if (isStyled) files.push({ file: 'mail.txt', text: styledMail(comparison, style) });
		else files.push(...(await renderers[name].render(comparison)));
	}
	return files;
}

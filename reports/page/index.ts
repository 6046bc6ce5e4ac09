/*
 * reports/page/index.ts - report.html: one file that explains a run to somebody who has never heard of the tool, and
 * needs nothing but a browser.
 */
import type { Comparison } from '../../harness/result.ts';
import type { Renderer } from '../renderer.ts';
import { answerSection } from './answer.ts';
import { causesSection } from './causes.ts';
import { documentOf } from './document.ts';
import { differenceSection } from './difference.ts';
import { executionsSection } from './executions.ts';
import { frontSection } from './front.ts';
import { lockedSection } from './locked.ts';
import { mailSection } from './mail.ts';
import { methodSection } from './method.ts';
import { performanceSection } from './performance.ts';
import { proposalsSection } from './proposals.ts';
import { racesSection } from './races.ts';
import { viewOf } from './view.ts';

/** A page is at most so large where pictures make up the difference, in bytes: it is to be mailed. */
const pageMax = 990_000;

/** @param room bytes that the pictures of executions may have */
async function written(comparison: Comparison, room: number): Promise<string> {
	const view = viewOf(comparison);
	const sections = [
		answerSection(view),
		proposalsSection(view),
		differenceSection(view),
		executionsSection(view, room),
		causesSection(view),
		lockedSection(view),
		performanceSection(view),
		await frontSection(view),
		mailSection(view),
		racesSection(view),
		methodSection(view),
	];
	return documentOf(
		comparison,
		sections.flatMap((each) => each ?? []),
		view.looks.style(),
	);
}

export async function pageText(comparison: Comparison): Promise<string> {
	const without = await written(comparison, 0);
	const room = pageMax - Buffer.byteLength(without);
	return (comparison.executions?.length ?? 0) === 0 ? without : written(comparison, room);
}

export const page: Renderer = {
	says: 'report.html: all of it on one page for a browser, without network',
	render: async (comparison) => [{ file: 'report.html', text: await pageText(comparison) }],
};

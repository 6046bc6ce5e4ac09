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
import { sequencesSection } from './sequences.ts';
import { type Section, viewOf } from './view.ts';
import { wordsSection } from './words.ts';

/** A page is at most so large where pictures make up the difference, in bytes: it is to be mailed. */
const pageMax = 999_500;

export async function pageText(comparison: Comparison): Promise<string> {
	const view = viewOf(comparison);
	const before = [answerSection(view), proposalsSection(view), differenceSection(view)];
	const behind = [
		causesSection(view),
		lockedSection(view),
		sequencesSection(view),
		performanceSection(view),
		await frontSection(view),
		mailSection(view),
		racesSection(view),
		wordsSection(view),
		methodSection(view),
	];
	const written = (executions: Section | null, style: string): string =>
		documentOf(
			comparison,
			[...before, executions, ...behind].flatMap((each) => each ?? []),
			style,
		);
	const without = executionsSection(view, 0);
	const least = written(without, view.looks.style());
	if (without === null) return least;
	const room = pageMax - Buffer.byteLength(least);
	const executions = executionsSection(view, room);
	return written(executions, view.looks.style());
}

export const page: Renderer = {
	says: 'report.html: all of it on one page for a browser, without network',
	render: async (comparison) => [{ file: 'report.html', text: await pageText(comparison) }],
};

/*
 * harness/messages/report.ts - what is said of reports that lie in a folder.
 */
import { counted } from '../text/count.ts';

/** What somebody who has seen the table reads next, the answers first. */
export const readNext: readonly (readonly [file: string, has: string])[] = [
	['report.html', 'all of it in a browser: rmaplab open'],
	['answers.txt', 'the mail quoted, with the evidence below each of its lines'],
	['mail.txt', 'what a reply to the thread can carry'],
	[
		'report.txt',
		'the rest: variants around the mail, the plainest witness of each kind of violation, the claims ' +
			`of the authors and of the mails, and who has which race of the kernel's history`,
	],
];

export const reportsDrawn = (files: number, folder: string): string =>
	`${counted(files, 'file')} drawn; ${folder}/`;

export const notOfCompare = (path: string): string =>
	`${path}:1:1: error: reports are drawn from what 'rmaplab compare' wrote, and this is of 'rmaplab perf'`;

/** `hasResults`: there is something to draw it from. */
export function noPage(path: string, hasResults: boolean): string {
	const how = hasResults
		? `'rmaplab report' draws it from the results beside it`
		: `'rmaplab compare' writes it`;
	return `error: there is no ${path}; ${how}`;
}

export const noOpener = (program: string): string =>
	`${program} could not open it here; open the file above in a browser`;

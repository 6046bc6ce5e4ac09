/*
 * harness/commands/report.ts - rmaplab report: draws again what a comparison wrote, from its results alone.
 */
import { dirname, resolve } from 'node:path';
import {
	type MailStyle,
	rendererNames,
	renderReports,
	usualRenderers,
} from '../../reports/index.ts';
import { lockFolder } from '../compare/folder-lock.ts';
import {
	BadInput,
	damagedResults,
	notOfCompare,
	reportsDrawn,
	wantedThere,
} from '../messages/index.ts';
import { type Comparison, resultFormat } from '../result.ts';
import { note } from '../terminal/look.ts';
import { writeReports } from '../terminal/write-reports.ts';
import { givenResults } from './given-results.ts';
import { drawerOfPng, pngFiles } from './png.ts';
import { printComparison, type PrintFlags } from './print-comparison.ts';

export interface ReportFlags extends PrintFlags {
	/** Where reports go; the folder of the results when left out. */
	readonly out?: string | undefined;
	/** Draws the long mail too. */
	readonly full?: true | undefined;
	/** How mail.txt is written; as counts and lists when left out. */
	readonly style?: MailStyle | undefined;
	/** Draws charts as PNG too. */
	readonly png?: true | undefined;
}

/** Returns the exit status. @throws BadInput when there are no whole results of `rmaplab compare` */
export async function runReport(given: string, flags: ReportFlags): Promise<number> {
	const results = givenResults(given);
	if (results.format !== resultFormat) throw new BadInput(notOfCompare(results.path));
	const { comparison, path } = results;
	refuseOtherNames(comparison, path);
	const drawer = flags.png ? drawerOfPng() : null;
	const folder = flags.out ?? dirname(path);
	const unlock = lockFolder(folder);
	try {
		// What it was drawn from stays as it is.
		const names = (flags.full ? rendererNames : usualRenderers).filter(
			(name) => name !== 'json' || resolve(folder, 'results.json') !== resolve(path),
		);
		const files = await renderReports(comparison, names, null, flags.style);
		const pictures = drawer === null ? [] : pngFiles(files, drawer);
		writeReports(folder, [...files, ...pictures]);
		printComparison(comparison, { folder, reports: files }, flags);
		note(reportsDrawn(files.length + pictures.length, folder));
	} finally {
		unlock();
	}
	return 0;
}

/** Names become names of files. @throws BadInput when one could lead out of the folder */
function refuseOtherNames({ variants }: Comparison, path: string): void {
	const i = variants.findIndex(({ name }) => !/^\w[\w+-]*$/.test(name));
	if (i >= 0) throw new BadInput(damagedResults(path, `variants[${i}].name`, wantedThere.name));
}

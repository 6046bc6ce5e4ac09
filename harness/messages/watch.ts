/*
 * harness/messages/watch.ts - what `rmaplab compare --watch` says while somebody edits.
 */
import { counted } from '../text/count.ts';

export const watchSays = {
	nothingToWatch: (): string =>
		`error: --watch waits until a file is saved: name one of your own with --variant or --workload`,
	noJson: (): string =>
		'error: --watch prints what has changed, and --json or --format one whole result: leave one out',
	/** The head of what one save has brought. */
	searching: (cells: number, litmus: number): string =>
		cells === 0
			? 'saved: no function has changed'
			: `searching ${counted(cells, 'cell')} on ${counted(litmus, 'litmus test')}`,
	first: (reference: string): string => `what it adds to ${reference}:`,
	noChange: (): string => 'no finding has changed',
	/** Where a variant stands after a search, against what all are held against. */
	stands: (
		variant: string,
		reference: string,
		of: {
			readonly fixed: number;
			readonly added: number;
			readonly moved: number;
			readonly open: number;
			readonly left: number;
		},
		seconds: string,
	): string => {
		const rest = [
			...(of.moved === 0 ? [] : [`moves ${of.moved}`]),
			...(of.open === 0 ? [] : [`${of.open} open`]),
		];
		const what = [`fixes ${of.fixed}`, `adds ${of.added}`, ...rest, `leaves ${of.left}`];
		return `${variant} against ${reference}: ${what.join(', ')} (${seconds} s)`;
	},
	failed: (): string => 'mend it and save; what was found before stays to compare with',
	waiting: (files: readonly string[]): string =>
		`waiting for ${files.length > 3 ? counted(files.length, 'file') : files.join(', ')} to be saved; Ctrl-C ends`,
} as const;

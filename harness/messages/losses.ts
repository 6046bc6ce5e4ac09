/*
 * harness/messages/losses.ts - what is said of the pages that VM_LOCKED vmas lose, one by one.
 */
import { counted, grouped } from '../text/count.ts';

export const lossHeads = (): readonly string[] => [
	'locked page',
	'litmus test',
	'unmapped by',
	'whose doing',
	'on these kernels',
];

/** 'page 11 of process A, which is to show f[0]' */
export function lossPages({
	process,
	pages,
	filePage,
}: {
	readonly process: string;
	readonly pages: readonly number[];
	readonly filePage: string | null;
}): string {
	const isOne = pages.length === 1;
	const shows = filePage === null ? '' : `, which ${isOne ? 'is' : 'are'} to show ${filePage}`;
	return `${isOne ? 'page' : 'pages'} ${pages.join(' and ')} of process ${process}${shows}`;
}

/** Of these the last few say where the work began; the program's own call stands above them. */
const outer = 3;

/** 'zap_one_pte(), from vmtruncate_list()'. */
export function lossFunctions(functions: readonly string[]): string {
	const [inner] = functions;
	if (inner === undefined) return 'nobody: it never came in';
	const from = functions.at(-outer);
	return from === undefined || from === inner ? `${inner}()` : `${inner}(), from ${from}()`;
}

/** Who is to blame for it. */
export const lossDoing = {
	own: (): string => 'its own doing: the program asked for it',
	truncation: (): string => 'truncation, as asked: it lies beyond EOF',
	insideEof: (): string => "the kernel's doing, unasked: it lies inside EOF",
} as const;

/** Above pages that have this in common. */
export const lossGroups = {
	others: (reference: string): string => `Taken by others, and kept by ${reference}`,
	unasked: (reference: string): string => `Taken by ${reference} too, though nobody asked`,
	asked: (reference: string): string => `Taken by ${reference} too, as asked`,
} as const;

/** Behind the names of those that lose it. */
export const lossOfSome = (some: number, ran: number): string =>
	`${some} of the ${ran} that ran it:`;

export const lossOfAll = (ran: number): string => `all ${ran} that ran it`;

/** In front of the few that do not. */
export const lossOfAllBut = (ran: number): string => `all ${ran} that ran it but`;

/** Below the table, where it is not whole. */
export const lossesMissed = (
	tests: readonly { readonly name: string; readonly kernels: number }[],
): string =>
	'Not whole: more pages were counted than are told one by one on ' +
	`${tests.map(({ name, kernels }) => `${name} (${counted(kernels, 'kernel')})`).join(', ')}.`;

/** Under load it is counted how often a page goes, and not which. */
export const lossOfLoad = (times: number): string => `${grouped(times)} times a page, under load`;

export const lossNotFollowed = (): string => 'counted, not followed';

/** Behind a kernel that nobody had when the mail was written. */
export const laterTag = (): string => '(later Linux)';

/** Behind the kernel that was put together to pass. */
export const controlTag = (): string => '(the control)';

export const seePicture = (): string => 'picture';

/*
 * harness/messages/timeline.ts - what the picture of a race says.
 */
import type { Timeline, TimelineLock } from '../result.ts';
import { counted, grouped } from '../text/count.ts';
import { lockNamesIn } from './mail.ts';

/** Steps that have no row; `shared` of them touch what another cpu touches too. */
export const stepsFolded = (count: number, shared: number): string =>
	shared === 0
		? `... ${counted(count, 'step')} that ${count === 1 ? 'touches' : 'touch'} nothing shared ...`
		: `... ${counted(count, 'step')}, ${shared === count ? '' : `${grouped(shared)} of them `}on shared words ...`;

export function timelineTitle({ variant, workload, findings }: Timeline): string {
	const [first] = findings;
	return `${variant} on ${workload}${first === undefined ? '' : `: ${first.oracle}`}`;
}

export const lockHeld = ({ lock, isShared, from, to }: TimelineLock, steps: number): string =>
	`${lock}${isShared ? ' shared' : ''}, held from step ${from} ` +
	(to === null ? `to the end, which is step ${steps}` : `to step ${to}`);

export const nothingToDraw = (): string =>
	'error: this goes wrong before the race begins, on one cpu: there is no race to draw';

/** What stands below the last step; null where the last step itself is what is wrong. */
export function timelineEnds({
	findings,
	violation,
	ending,
	left,
	steps,
}: Timeline): string | null {
	if (left !== null) return left;
	if (violation !== null) return null;
	const [first] = findings;
	if (first === undefined) return ending === 'end' ? 'At the end nothing is wrong.' : null;
	const when =
		ending === 'circle' ? 'From here it goes round for ever' : `After step ${steps.length}`;
	return `${when}: *** ${first.oracle}: ${first.detail} ***`;
}

/** What the marks mean; `locks` are the short names of the locks that are drawn. */
export function timelineLegend(locks: readonly string[]): string {
	const names = lockNamesIn(locks);
	return (
		'A full dot changes a word, an empty one does not. Bars are locks that are held: yellow where another cpu takes ' +
		'the lock too, white where it is shared, grey where nobody else takes it.' +
		(names === '' ? '' : ` ${names}.`) +
		' Right: what the page was; flags without those of the LRU. f[1] is page 1 of file f.'
	);
}

/** The whole for those who do not see it. */
export function timelineDescription(timeline: Timeline): string {
	const { columns, tasks, switches, steps, findings, offends } = timeline;
	const stops = switches.map(
		({ after, task, says }) =>
			`After step ${after} ${columns[tasks[task]!.column]!.head}: ${says}.`,
	);
	const wrong =
		offends === null ? [] : [`Step ${offends}: ${steps[offends - 1]!.says.join(', ')}.`];
	return [
		`${counted(steps.length, 'step')} of ${columns.map(({ head }) => head).join(' and ')}.`,
		...stops,
		...wrong,
		...findings.map(({ oracle, detail }) => `${oracle}: ${detail}.`),
	].join(' ');
}

/*
 * harness/messages/refine.ts - what is said of two variants beside each other: what they show to programs,
 * and where one schedule parts them.
 */
import { outcomesMax, type Apart, type Cell, type Refinement, type Relation } from '../result.ts';
import { counted, grouped } from '../text/count.ts';

export function apartTally(variants: number): string {
	return `Told from their base by what is violated: ${counted(variants, 'variant')}.`;
}

export function noDivergence(one: string, other: string, steps: number): string {
	return `${one} and ${other} take the same ${counted(steps, 'step')} on this schedule`;
}

export function divergesAt(one: string, other: string, workload: string, step: number): string {
	return `${one} and ${other} on ${workload}: they part at step ${grouped(step)}`;
}

export function sameBefore(steps: number): string {
	return `${counted(steps, 'step')} before are the same`;
}

/** What "the same schedule" means once the steps are no longer the same. */
export function howItGoesOn(): string[] {
	return [
		'From there on both follow the schedule by its numbers of steps: a cpu that',
		'cannot take all of them gives way, and at last all run on in order.',
	];
}

export function endsAfter(variant: string, steps: number): string {
	return `${variant}, after ${counted(steps, 'step')}:`;
}

/** One execution that shows nothing, and why: it ended well, or it was not followed to an end. */
export function showsNothing(ending: 'end' | 'circle' | 'given up'): string {
	switch (ending) {
		case 'end':
			return 'nothing violated';
		case 'circle':
			return 'no end: in this order it goes round; other schedules may lead out';
		case 'given up':
			return 'no end: too long to follow';
	}
}

export function endsBeforeRace(variant: string): string {
	return `${variant}, before the race:`;
}

/** Of a proposal to leave all as it is. */
export function sameKernelPhrase(name: string, base: string): string {
	return `${name} changes no function; it is ${base}`;
}

/** What tells a variant from its base where no violation does. */
export function apartPhrase(name: string, { base, litmus, by, workload }: Apart): string {
	const over = `on ${counted(litmus, 'litmus test')}`;
	if (by === null) {
		return `${name}: of what both ran nothing tells it from ${base}, ${over}, as far as was explored`;
	}
	const what = by === 'cost' ? 'what it costs only' : 'what programs can see';
	return `${name}: told from ${base} by ${what}, first on ${workload ?? ''}`;
}

/** What programs see, which is not all: a proposal may also mend what they never come to see. */
export function refinesPhrase(name: string, refinement: Refinement): string {
	const { of, litmus, equal, holds, proved, open, violatedBy } = refinement;
	if (holds === false) {
		return `${name}: shows programs what ${of} does not, first on ${violatedBy?.workload ?? ''}`;
	}
	if (holds === null) {
		const on = `${open} of ${counted(litmus, 'litmus test')}`;
		return `${name}: open on ${on}, not explored completely, whether ${of} shows all that it shows`;
	}
	const left = litmus - proved;
	const rest = left === 0 ? '' : `; ${left} more not explored completely, and no difference seen`;
	const over = `${counted(proved, 'litmus test')}, explored completely${rest}`;
	return equal === litmus
		? `${name}: programs see the same as with ${of} on ${over}`
		: `${name}: shows programs nothing that ${of} does not on ${over}; less on ${litmus - equal}`;
}

/** One line of `rmaplab refine`. */
export function relationPhrase(
	one: Cell,
	other: Cell,
	relation: Relation,
	isProved: boolean,
): string {
	if (one.explored.kind === 'stopped' || other.explored.kind === 'stopped') {
		return `${one.workload}: ${relation}, a limit was reached before there was a verdict`;
	}
	const count = ({ outcomes }: Cell): string => counted(outcomes?.length ?? outcomesMax, 'outcome');
	const said = (cell: Cell): string =>
		`${cell.outcomes === null ? 'more than ' : ''}${count(cell)}`;
	const counts = `${said(one)} against ${said(other)}`;
	return `${one.workload}: ${relation}, ${counts}${isProved ? '' : ', not every schedule explored'}`;
}

export function onlyShownBy(variant: string): string {
	return `only with ${variant}:`;
}

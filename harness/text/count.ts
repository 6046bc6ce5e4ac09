/*
 * harness/text/count.ts - how numbers are said, and how much of the schedule space was explored.
 */
import { cutOf, type Cut, type Explored } from '../result.ts';

/** 1 violation, 2 violations. */
export function counted(count: number, noun: string, plural: string = `${noun}s`): string {
	return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** 41208 as 41,208, independent of the locale. */
export function grouped(count: number): string {
	return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** 123456 as 120,000: an estimate has no more than two digits that mean anything. */
export function roughly(count: number): string {
	const unit = 10 ** Math.max(0, String(Math.round(count)).length - 2);
	return grouped(Math.round(count / unit) * unit);
}

/** How far searches came that were given up, and how far they would have had to go. */
export function exploredOf({ states, statesEstimated }: Omit<Cut, 'statesMax'>): string {
	return states < statesEstimated
		? `explored ${grouped(states)} of about ${roughly(statesEstimated)} states`
		: `explored ${grouped(states)} states, more than estimated (${roughly(statesEstimated)})`;
}

/** How much of the schedule space a verdict rests on. */
export function exploredPhrase(explored: Explored): string {
	const rests = restsOn(explored);
	const cut = cutOf(explored);
	return cut === null ? rests : `${rests}; the complete search ${exploredOf(cut)}`;
}

function restsOn(explored: Explored): string {
	switch (explored.kind) {
		case 'complete':
			return `all schedules explored (complete, ${counted(explored.states, 'state')})`;
		case 'bounded':
			return (
				`only schedules with at most ${counted(explored.bound, 'preemption')} explored ` +
				`(bounded, ${counted(explored.states, 'state')})`
			);
		case 'sampled':
			return (
				`only ${counted(explored.executions, 'random schedule')} run (sampled)` +
				(explored.withdrawn === undefined ? '' : '; a search that was not complete is withdrawn')
			);
		case 'stopped':
			return `no verdict: ${explored.limit}`;
	}
}

/** The same where many stand below each other. */
export function exploredBriefly(explored: Explored): string {
	switch (explored.kind) {
		case 'complete':
			return `complete, ${counted(explored.states, 'state')}`;
		case 'bounded':
			return `bounded ${explored.bound}, ${counted(explored.states, 'state')}`;
		case 'sampled':
			return (
				`sampled ${grouped(explored.executions)}` +
				(explored.withdrawn === undefined ? '' : ', search withdrawn')
			);
		case 'stopped':
			return `no verdict, ${explored.limit}`;
	}
}

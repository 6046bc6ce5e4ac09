/*
 * harness/messages/explored.ts - how much of the schedule space was explored, in words.
 */
import { cutOf, type Cut, type Explored } from '../result.ts';
import { counted, grouped, roughly } from '../text/count.ts';

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
			if (explored.isCutOff) {
				return `cut off when the run ended, after ${counted(explored.executions, 'end')} of schedules (sampled)`;
			}
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
			if (explored.isCutOff) return `cut off after ${counted(explored.executions, 'end')}`;
			return (
				`sampled ${grouped(explored.executions)}` +
				(explored.withdrawn === undefined ? '' : ', search withdrawn')
			);
		case 'stopped':
			return `no verdict, ${explored.limit}`;
	}
}

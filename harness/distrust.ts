/*
 * harness/distrust.ts - whether the functions of a variant always do the same, see engine/rerun.ts. A
 * search of one that does not would come to a verdict all the same, and a wrong one.
 */
import type { BootedVariant } from './cell.ts';
import type { LiveEvent } from './engine/live.ts';
import { describe, FickleError, isSame, runAgain } from './engine/rerun.ts';
import { BadInput, fickleSetup } from './messages.ts';
import { placeWorkload, type Placed } from './program.ts';
import type { Workload } from './workload.ts';

/**
 * Does some work on a variant's automata, and then runs each call again that it discovered.
 * @throws BadInput when one of them does something else than before
 */
export function distrust<T>(booted: BootedVariant, work: () => T): T {
	const result = work();
	const fickle = runAgain(booted.nodes, booted.nodesRunAgain);
	if (fickle !== null) throw new FickleError(fickle);
	booted.nodesRunAgain = booted.nodes.size;
	return result;
}

/**
 * Places a workload, and sees whether what it runs before the race does the same when it is run again.
 * @throws BadInput when it does not
 */
export function placeTwice(booted: BootedVariant, workload: Workload): Placed {
	const again = placeWorkload(booted.start, workload).setup;
	const placed = placeWorkload(booted.start, workload);
	const events = Math.max(again.length, placed.setup.length);
	for (let i = 0; i < events; i++) {
		const [was, is] = [again[i], placed.setup[i]];
		if (was !== undefined && is !== undefined && isSame(was.step.operation, is.step.operation)) {
			continue;
		}
		const inWords = (event: LiveEvent | undefined): string =>
			event === undefined ? 'nothing' : describe(event.step.operation);
		const name = (was ?? is)!.stack.at(-1)!;
		const differs = { name, was: inWords(was), is: inWords(is) };
		throw new BadInput(fickleSetup(booted.variant.name, workload.name, differs));
	}
	return placed;
}

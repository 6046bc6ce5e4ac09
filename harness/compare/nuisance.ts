/*
 * harness/compare/nuisance.ts - what is said of a user's code that had to be ended from outside.
 */
import {
	callMegabytesMax,
	heapMegabytesMax,
	type Nuisance,
	type UserFunction,
} from '../engine/running.ts';
import { userCodeHangs, userCodeHoards } from '../messages/index.ts';

/** In an order, for who can only pass a number on. */
export const nuisances: readonly Nuisance[] = ['hangs', 'hoards'];

export const saidOf = (
	{ place, name }: UserFunction,
	does: Nuisance,
	patienceMs: number,
): string =>
	does === 'hangs'
		? userCodeHangs(place, name, patienceMs)
		: userCodeHoards(place, name, callMegabytesMax);

/** Of a worker whose heap is full. */
export const heapIsFull = ({ place, name }: UserFunction): string =>
	userCodeHoards(place, name, heapMegabytesMax);

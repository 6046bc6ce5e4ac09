/*
 * harness/messages/load.ts - what is said of loads that cannot be run as they were asked for.
 */
import { counted, grouped } from '../text/count.ts';
import { didYouMean } from './variants.ts';

export function noSuchLoad(name: string, nearest: string | null): string {
	return `error: no load '${name}'${didYouMean(nearest)}; see 'rmaplab list loads'`;
}

export function noSuchParameter(load: string, name: string, near: string | null): string {
	return `error: ${load} has no parameter '${name}'${didYouMean(near)}`;
}

/** @param given as it was written */
export function parameterOutOfRange(
	load: string,
	option: string,
	given: string,
	least: number,
	most: number,
): string {
	return `error: ${load}: ${option} takes a whole number from ${grouped(least)} to ${grouped(most)}, not '${given}'`;
}

export function noSuchLoadOption(
	load: string,
	option: string,
	nearest: string | null,
	options: readonly string[],
): string {
	return `error: ${load} has no option '${option}'${didYouMean(nearest)}; it has ${options.join(' ')}`;
}

export function loadOptionLacksNumber(load: string, option: string, example: number): string {
	return `error: ${load}: ${option} needs a number; write '${option} ${example}'`;
}

export function loadOptionTwice(load: string, option: string): string {
	return `error: ${load}: ${option} comes twice; give it once`;
}

export function loadModesExclude(load: string, one: string, other: string): string {
	return `error: ${load}: ${one} and ${other} are alternatives; give one of them`;
}

export function loadTakesNoFile(load: string, given: string): string {
	return `error: ${load}: '${given}' is no option; it makes a file of its own, leave the name out`;
}

export function halfModeNeedsTwo(load: string, what: string): string {
	return `error: ${load}: half mode needs at least 2 ${what}; give more, or take linear mode`;
}

export function addressSpaceTooSmall(load: string, pages: number, most: number): string {
	return `error: ${load}: its maps take ${grouped(pages)} pages, and an address space has room for ${grouped(most)}; lower the pages or the windows`;
}

export function fileTooLarge(load: string, pages: number, most: number): string {
	return `error: ${load}: its file has ${grouped(pages)} pages, and files here have at most ${grouped(most)}; lower what it is made of`;
}

export function windowPastFile(load: string, windowPages: number, filePages: number): string {
	return `error: ${load}: a window of ${counted(windowPages, 'page')} is past the end of a file of ${grouped(filePages)}; lower the one or raise the other`;
}

export function tablesFillMemory(load: string, tables: number, memory: number): string {
	return `error: ${load}: page tables alone take ${counted(tables, 'page')}, and the machine has ${grouped(memory)}; lower the processes or raise the memory`;
}

export function lockedFillsMemory(load: string, locked: number, memory: number): string {
	return `error: ${load}: ${counted(locked, 'page')} are locked, and the machine has ${grouped(memory)}; lock less or raise the memory`;
}

export function tooManyTouches(load: string, touches: number, most: number): string {
	return `error: ${load}: ${grouped(touches)} touches are more than the ${grouped(most)} that are simulated; lower the tasks or the pages`;
}

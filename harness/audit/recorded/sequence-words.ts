/*
 * harness/audit/recorded/sequence-words.ts - the words of a recording, and what they are to the kernel.
 */
import * as errnos from '../../mm/include/errno.ts';
import {
	MSYNC_INVALIDATE,
	MSYNC_NEITHER,
	MSYNC_WAIT,
	VM_READ,
	VM_WRITE,
} from '../../mm/include/mm.ts';
import { firstPage } from './first-page.ts';

export const protections: Readonly<Record<string, number>> = {
	none: 0,
	r: VM_READ,
	rw: VM_READ | VM_WRITE,
};

/** What MS_INVALIDATE comes with. */
const syncs: Readonly<Record<string, number>> = { SYNC: MSYNC_WAIT, ASYNC: 0, NONE: MSYNC_NEITHER };

export const lockings: Readonly<Record<string, number>> = {
	CURRENT: 1,
	FUTURE: 2,
	'CURRENT,FUTURE': 3,
};

export function syncFlags(words: string): number {
	const [wait = '', invalidate] = words.split(',');
	return syncs[wait]! | (invalidate === undefined ? 0 : MSYNC_INVALIDATE);
}

export const addressOf = (page: string): number => (firstPage + Number(page)) << 12;

const errnoNames = new Map(Object.entries(errnos).map(([name, value]) => [value, name]));

/** What a call returned: an address or 0 is success. */
export function inWords(returned: number): string {
	if (returned >= 0) return 'ok';
	return errnoNames.get(-returned) ?? `error ${-returned}`;
}

export const atEnd = (answer: string): string => (answer === 'ok' ? 'EOF' : answer);

/** A store or a write that worked says so, and not what it wrote. */
export const ok = (answer: string): string => (answer.startsWith('value ') ? 'ok' : answer);

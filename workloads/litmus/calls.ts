/*
 * workloads/litmus/calls.ts - reads one call of a program.
 */
import {
	allocationKinds,
	type Call,
	type MapPage,
	type MapRange,
	type Place,
} from '../../harness/workload.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';
import type { Names } from './names.ts';

export const pagesMax = 16;
const reclaimMax = 48;

type Reader = (
	cursor: Cursor,
	names: Names,
	process: string | null,
	place: Place,
	isRacing: boolean,
) => Call;

const onRange =
	(call: 'unmap' | 'mlock' | 'munlock' | 'dontneed'): Reader =>
	(cursor, names, process, place) => ({ call, place, range: range(cursor, names, process) });

const bare =
	(call: 'munlockall' | 'exit' | 'swapoff'): Reader =>
	(_cursor, _names, _process, place) => ({ call, place });

const onFilePage =
	(call: 'read' | 'direct-read' | 'direct-write'): Reader =>
	(cursor, names, _process, place) => ({ call, place, ...filePage(cursor, names) });

const onPin =
	(call: 'load' | 'store' | 'unpin'): Reader =>
	(cursor, names, process, place) => ({ call, place, pin: names.pin(cursor, process) });

const onFile =
	(call: 'fsync' | 'invalidate'): Reader =>
	(cursor, names, _process, place) => ({ call, place, file: names.file(cursor) });

const scans =
	(call: 'reclaim' | 'refill' | 'shrink'): Reader =>
	(cursor, _names, _process, place) => ({
		call,
		place,
		pages: cursor.number('a number of pages', reclaimMax),
	});

/** Every call there is, by its word. */
const readers: Readonly<Record<Call['call'], Reader>> = {
	map: readMap,
	unmap: onRange('unmap'),
	move: (cursor, names, process, place) => {
		const moved = range(cursor, names, process);
		cursor.need('to');
		const to = names.newMap(cursor, process, moved.last - moved.first + 1);
		return { call: 'move', place, range: moved, to };
	},
	mremap: readMremap,
	mlock: onRange('mlock'),
	munlock: onRange('munlock'),
	mlockall: (cursor, _names, _process, place) => {
		const current = cursor.take('current');
		const future = !current && cursor.take('future');
		return { call: 'mlockall', place, current: !future, future: !current };
	},
	munlockall: bare('munlockall'),
	remap: (cursor, names, process, place) => {
		const where = range(cursor, names, process);
		cursor.need('->');
		// The target may lie beyond the end of the file: that is a question worth asking.
		const file = names.file(cursor);
		const pgoff = bracketed(cursor, 'a page of the file', pagesMax - 1);
		return { call: 'remap', place, range: where, file, pgoff, nonblock: cursor.take('nonblock') };
	},
	touch: (cursor, names, process, place) => {
		const where = range(cursor, names, process);
		const write = cursor.choice('kind of access', ['read', 'write']) === 'write';
		return { call: 'touch', place, range: where, write };
	},
	read: onFilePage('read'),
	write: (cursor, names, process, place) => {
		const written = filePage(cursor, names);
		const from = cursor.take('from') ? mapPage(cursor, names, process) : null;
		return { call: 'write', place, ...written, ...(from === null ? {} : { from }) };
	},
	truncate: (cursor, names, _process, place) => {
		const file = names.file(cursor);
		const pages = cursor.number('a size in pages', pagesMax);
		const bytes = cursor.take('+') ? cursor.number('a number of bytes', 4095) : 0;
		return { call: 'truncate', place, file, pages, bytes };
	},
	punch: (cursor, names, _process, place) => {
		const file = names.file(cursor);
		const token = cursor.token;
		cursor.need('[');
		const first = cursor.number('a page of the file', pagesMax - 1);
		const last = cursor.take('..') ? cursor.number('a page of the file', pagesMax - 1) : first;
		cursor.need(']');
		if (last < first) cursor.fail(`the range ends before it begins: ${first}..${last}`, token);
		return { call: 'punch', place, file, first, last };
	},
	fsync: onFile('fsync'),
	'direct-read': onFilePage('direct-read'),
	'direct-write': onFilePage('direct-write'),
	invalidate: onFile('invalidate'),
	msync: (cursor, names, process, place) => {
		const where = range(cursor, names, process);
		const isAsync = cursor.take('async');
		const isSync = !isAsync && cursor.take('sync');
		const invalidate = cursor.take('invalidate');
		const wait = isAsync ? false : isSync || !invalidate ? true : null;
		return { call: 'msync', place, range: where, wait, invalidate };
	},
	dontneed: onRange('dontneed'),
	mincore: (cursor, names, process, place) => {
		const asked = range(cursor, names, process);
		const into = cursor.take('into') ? mapPage(cursor, names, process) : null;
		return { call: 'mincore', place, range: asked, ...(into === null ? {} : { into }) };
	},
	mprotect: (cursor, names, process, place) => {
		const where = range(cursor, names, process);
		const to = cursor.choice('protection', ['none', 'read', 'write'] as const);
		return { call: 'mprotect', place, range: where, to };
	},
	pin: (cursor, names, process, place, isRacing) => {
		const { token } = cursor;
		const where = range(cursor, names, process);
		if (where.first !== where.last) cursor.fail('a pin is of one page', token);
		const write = cursor.choice('kind of access', ['read', 'write']) === 'write';
		cursor.need('as');
		return {
			call: 'pin',
			place,
			range: where,
			write,
			pin: names.newPin(cursor, process, isRacing),
		};
	},
	load: onPin('load'),
	store: onPin('store'),
	unpin: onPin('unpin'),
	fork: (cursor, names, process, place, isRacing) => ({
		call: 'fork',
		place,
		child: names.newChild(cursor, process, isRacing),
	}),
	exit: bare('exit'),
	reclaim: scans('reclaim'),
	refill: scans('refill'),
	shrink: scans('shrink'),
	swapoff: bare('swapoff'),
	fail: (cursor, _names, _process, place) => ({
		call: 'fail',
		place,
		kind: cursor.choice('kind of allocation', allocationKinds),
		nth: cursor.number('which allocation', 99),
	}),
};

/** Calls that a kernel thread cannot make. */
export const needsProcess: ReadonlySet<string> = new Set<Call['call']>([
	'touch',
	'map',
	'unmap',
	'move',
	'mremap',
	'mlock',
	'munlock',
	'mlockall',
	'munlockall',
	'remap',
	'msync',
	'dontneed',
	'mincore',
	'mprotect',
	'pin',
	'load',
	'store',
	'unpin',
	'fork',
	'exit',
]);

/** Reads a call; `process` is null in a kernel thread. */
export function readCall(
	cursor: Cursor,
	names: Names,
	process: string | null,
	isRacing: boolean,
): Call {
	const { place } = cursor.token;
	const token = cursor.token;
	const word = cursor.choice('operation', Object.keys(readers) as Call['call'][]);
	if (process === null && needsProcess.has(word)) {
		cursor.fail(`'${word}' needs a process: write 'in PROCESS' before the brace`, token);
	}
	return readers[word](cursor, names, process, place, isRacing);
}

function readMap(cursor: Cursor, names: Names, process: string | null, place: Place): Call {
	const nameToken = cursor.token;
	const map = cursor.name('a name for the map');
	let file: string | null = null;
	let pgoff = 0;
	let pages: number;
	if (cursor.take('anon')) pages = cursor.number('a number of pages', pagesMax);
	else {
		file = names.file(cursor);
		cursor.need('[');
		pgoff = cursor.number('a page of the file', pagesMax - 1);
		const last = cursor.take('..') ? cursor.number('a page of the file', pagesMax - 1) : pgoff;
		cursor.need(']');
		if (last < pgoff) cursor.fail(`the range ends before it begins: ${pgoff}..${last}`, nameToken);
		pages = last - pgoff + 1;
	}
	if (pages === 0) cursor.fail('a map of no pages', nameToken);
	const shared = cursor.choice('kind of mapping', ['shared', 'private']) === 'shared';
	const flags = { locked: false, populate: false, readonly: false, openedReadonly: false };
	let fixed: { map: string; page: number; beyond?: true } | null = null;
	for (;;) {
		if (cursor.take('locked')) flags.locked = true;
		else if (cursor.take('populate')) flags.populate = true;
		else if (cursor.take('readonly')) flags.readonly = true;
		else if (cursor.take('opened-readonly')) flags.openedReadonly = true;
		else if (cursor.take('at')) fixed = fixedAt(cursor, names, process);
		else break;
	}
	if (flags.openedReadonly && file === null) cursor.fail('anonymous memory has no file', nameToken);
	// A private mapping is written to in memory only.
	if (flags.openedReadonly && shared) flags.readonly = true;
	names.addMap(cursor, nameToken, process, map, pages);
	return { call: 'map', place, map, file, pgoff, pages, shared, ...flags, fixed };
}

/** mremap m[0] 2 -> 4 [maymove] [at k[1]] as n. */
function readMremap(cursor: Cursor, names: Names, process: string | null, place: Place): Call {
	const { map, first, beyond } = range(cursor, names, process);
	const old = cursor.number('a number of pages', pagesMax);
	cursor.need('->');
	const pages = cursor.number('a number of pages', pagesMax);
	let mayMove = false;
	let fixed: { map: string; page: number; beyond?: true } | null = null;
	for (;;) {
		if (cursor.take('maymove')) mayMove = true;
		else if (cursor.take('at')) fixed = fixedAt(cursor, names, process);
		else break;
	}
	cursor.need('as');
	const to = names.newMap(cursor, process, pages);
	const from = { map, first, last: first + old - 1, ...(beyond ? { beyond } : {}) };
	return { call: 'mremap', place, range: from, pages, mayMove, fixed, to };
}

/** The page of a map at which another one is put. */
function fixedAt(
	cursor: Cursor,
	names: Names,
	process: string | null,
): { map: string; page: number; beyond?: true } {
	const over = range(cursor, names, process);
	return { map: over.map, page: over.first, ...(over.beyond ? { beyond: true } : {}) };
}

/** m, m[2] or m[2..4]. */
/** One page of a map, that the kernel copies to or from. */
function mapPage(cursor: Cursor, names: Names, process: string | null): MapPage {
	const { token } = cursor;
	if (process === null) cursor.fail('a kernel thread has no memory of its own', token);
	const { map, first, last, beyond } = range(cursor, names, process);
	if (first !== last) cursor.fail('one page is copied, not several', token);
	if (beyond === true) cursor.fail(`map '${map}' has no page ${first}`, token);
	return { map, page: first };
}

function range(cursor: Cursor, names: Names, process: string | null): MapRange {
	const { map, pages } = names.map(cursor, process);
	if (!cursor.take('[')) return { map, first: 0, last: pages - 1 };
	const token = cursor.token;
	const first = cursor.number('a page of the map', 99);
	const last = cursor.take('..') ? cursor.number('a page of the map', 99) : first;
	cursor.need(']');
	if (last < first) cursor.fail(`the range ends before it begins: ${first}..${last}`, token);
	return {
		map,
		first,
		last,
		...(takeBeyond(cursor, token, map, pages, last) ? { beyond: true } : {}),
	};
}

/** Whether what lies behind the end of a map may be meant, which has to be said. */
export function takeBeyond(
	cursor: Cursor,
	token: Token,
	map: string,
	pages: number,
	last: number,
): boolean {
	if (cursor.take('beyond')) return true;
	if (last < pages) return false;
	return cursor.fail(
		`map '${map}' has pages 0..${pages - 1}, not ${last}: ` +
			"write 'beyond' behind it to mean what lies there",
		token,
	);
}

/** f[3], inside the file as declared. */
export function filePage(cursor: Cursor, names: Names): { file: string; page: number } {
	const file = names.file(cursor);
	const token = cursor.token;
	const page = bracketed(cursor, 'a page of the file', 99);
	const pages = names.pagesOf(file);
	if (page >= pages) cursor.fail(`file '${file}' has pages 0..${pages - 1}, not ${page}`, token);
	return { file, page };
}

export function bracketed(cursor: Cursor, what: string, max: number): number {
	cursor.need('[');
	const value = cursor.number(what, max);
	cursor.need(']');
	return value;
}

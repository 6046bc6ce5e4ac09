/*
 * harness/minimise/reductions.ts - every single thing that can be taken out of a workload.
 *
 * Whether what is left makes sense is not decided here: it is printed and read again, so that only what
 * a user could have written counts.
 */
import { needsProcess } from '../../workloads/litmus/calls.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { printCall, printLitmus } from '../../workloads/litmus/print.ts';
import { copiedPage } from '../cell/copied-page.ts';
import {
	mapMade,
	pagesIn,
	type Call,
	type MapRange,
	type Program,
	type Workload,
} from '../workload.ts';

/** What kind of thing is taken out, in the order in which it is tried. */
export const axes = ['cpu', 'process', 'call', 'file', 'page', 'scan', 'flag'] as const;
export type Axis = (typeof axes)[number];

export interface Reduction {
	readonly axis: Axis;
	/** What is gone, e.g. 'cpu kswapd' or 'truncator: truncate f 2'. */
	readonly what: string;
	readonly workload: Workload;
	/** Its text: two reductions with the same text are the same workload. */
	readonly text: string;
}

/**
 * Everything that one removal can leave of a workload, larger things first, in a fixed order. Each is a
 * workload that the reader accepts.
 */
export function reductionsOf(workload: Workload): Reduction[] {
	return [...removals(workload)].flatMap(([axis, what, left]) => {
		const text = printLitmus(left);
		const read = readBack(text, workload.path);
		return read === null ? [] : [{ axis, what, workload: read, text }];
	});
}

/** The workload that a text means, null when the reader refuses it. */
export function readBack(text: string, path: string): Workload | null {
	const read = parseLitmus(text, path);
	return 'error' in read ? null : read.workload;
}

/** What races and nothing else: without the questions, expectations and claims of the file. */
export function bareWorkload(workload: Workload): Workload {
	return { ...workload, question: '', serves: [], never: [], counts: [], expects: [] };
}

type Removal = readonly [Axis, string, Workload];

function* removals(workload: Workload): Generator<Removal> {
	const { cpus, files } = workload;
	for (const [i, cpu] of cpus.entries()) {
		yield ['cpu', `cpu ${cpu.name}`, { ...workload, cpus: cpus.toSpliced(i, 1) }];
	}
	for (const name of new Set(workload.processes.map((each) => each.name))) {
		yield ['process', `process ${name}`, withoutProcess(workload, name)];
	}
	for (const [program, calls, replace] of programsOf(workload)) {
		for (const [i, call] of calls.entries()) {
			yield ['call', `${program}: ${printCall(call)}`, replace(calls.toSpliced(i, 1))];
		}
	}
	for (const [i, file] of files.entries()) {
		yield ['file', `file ${file.name}`, { ...workload, files: files.toSpliced(i, 1) }];
	}
	for (const [i, file] of files.entries()) {
		if (file.pages < 2) continue;
		const smaller = { ...file, pages: file.pages - 1 };
		const what = `last page of file ${file.name}`;
		yield ['page', what, { ...workload, files: files.with(i, smaller) }];
	}
	for (const { name, pages } of files) {
		for (let page = 0; page < pages - 1; page++) {
			const left = withoutFilePage(workload, name, page);
			if (left !== null) yield ['page', `page ${page} of file ${name}`, left];
		}
	}
	yield* pagesOfCalls(workload);
	yield* scans(workload);
	yield* flags(workload);
}

type Replace = (calls: readonly Call[]) => Workload;

/** Every program with its calls and what the workload becomes with others in their place. */
function* programsOf(
	workload: Workload,
): Generator<readonly [string, readonly Call[], Replace, Program]> {
	for (const kind of ['after', 'cpus', 'processes'] as const) {
		for (const [i, program] of workload[kind].entries()) {
			const replace: Replace = (calls) => ({
				...workload,
				[kind]:
					// An `after` block that does nothing is not worth a word; the others may still be named.
					calls.length === 0 && kind === 'after'
						? workload[kind].toSpliced(i, 1)
						: workload[kind].with(i, { ...program, calls }),
			});
			yield [program.name, program.calls, replace, program];
		}
	}
}

/** What ran in the process goes with it; what needs none stays, as a kernel thread. */
function withoutProcess(workload: Workload, name: string): Workload {
	const orphaned = (programs: readonly Program[]): Program[] =>
		programs
			.map((each) =>
				each.process === name
					? {
							...each,
							process: null,
							calls: each.calls.filter(({ call }) => !needsProcess.has(call)),
						}
					: each,
			)
			.filter((each) => each.process !== null || each.calls.length > 0);
	return {
		...workload,
		processes: workload.processes.filter((each) => each.name !== name),
		cpus: orphaned(workload.cpus),
		after: orphaned(workload.after),
	};
}

/** The call, with the page that the kernel copies to or from moved down. */
function withCopied(call: Call, shift: number): Call {
	if (call.call === 'write' && call.from !== undefined)
		return { ...call, from: { ...call.from, page: call.from.page - shift } };
	if (call.call === 'mincore' && call.into !== undefined)
		return { ...call, into: { ...call.into, page: call.into.page - shift } };
	return call;
}

/** The call without the page that the kernel copies to or from. */
function withoutCopied(call: Call): Call {
	if (call.call === 'write') {
		const { file, page, place } = call;
		return { call: 'write', place, file, page };
	}
	return call.call === 'mincore' ? { call: 'mincore', place: call.place, range: call.range } : call;
}

/** The file without a page that no call speaks about; those behind it move up. Null when one does. */
function withoutFilePage(workload: Workload, file: string, page: number): Workload | null {
	let isNamed = false;
	/** Where a range of the file begins once the page is gone. */
	const moved = (first: number, pages: number): number => {
		if (first <= page && page < first + pages) isNamed = true;
		return first > page ? first - 1 : first;
	};
	const move = (call: Call): Call => {
		if (!('file' in call) || call.file !== file) return call;
		switch (call.call) {
			case 'map':
				return { ...call, pgoff: moved(call.pgoff, call.pages) };
			case 'remap':
				return { ...call, pgoff: moved(call.pgoff, lengthOf(call)) };
			case 'read':
			case 'write':
			case 'direct-read':
			case 'direct-write':
				return { ...call, page: moved(call.page, 1) };
			case 'truncate':
				// The size counts the pages before it; a part of a page speaks about that page.
				return { ...call, pages: moved(call.pages, call.bytes > 0 ? 1 : 0) };
			case 'punch': {
				const first = moved(call.first, pagesIn(call));
				return { ...call, first, last: call.last + first - call.first };
			}
			default:
				return call;
		}
	};
	const moveAll = (programs: readonly Program[]): Program[] =>
		programs.map((each) => ({ ...each, calls: each.calls.map(move) }));
	const left: Workload = {
		...workload,
		files: workload.files.map((each) =>
			each.name === file ? { ...each, pages: each.pages - 1 } : each,
		),
		processes: moveAll(workload.processes),
		cpus: moveAll(workload.cpus),
		after: moveAll(workload.after),
	};
	return isNamed ? null : left;
}

/** One page less at either end of each map and of each range that a call speaks about. */
function* pagesOfCalls(workload: Workload): Generator<Removal> {
	for (const [program, calls, replace, { process }] of programsOf(workload)) {
		for (const [i, call] of calls.entries()) {
			if (copiedPage(call) !== null) {
				const what = `user memory of ${program}: ${printCall(call)}`;
				yield ['page', what, replace(calls.with(i, withoutCopied(call)))];
			}
			for (const end of ['last', 'first'] as const) {
				const shorter = shortened(call, end);
				if (shorter === null) continue;
				const what = `${end} page of ${program}: ${printCall(call)}`;
				const made = mapMade(call);
				const left = replace(calls.with(i, shorter));
				if (made === null) yield ['page', what, left];
				else {
					const pages = (call.call === 'map' ? call.pages : lengthOf(call)) - 1;
					const fitted = withMapCut(left, made, process, pages, end);
					if (fitted !== null) yield ['page', what, fitted];
				}
			}
		}
	}
}

function lengthOf(call: Call): number {
	return 'range' in call ? pagesIn(call.range) : 0;
}

function shortened(call: Call, end: 'first' | 'last'): Call | null {
	const first = end === 'first' ? 1 : 0;
	if (call.call === 'map') {
		if (call.pages < 2) return null;
		const pgoff = call.file === null ? 0 : call.pgoff + first;
		return { ...call, pages: call.pages - 1, pgoff };
	}
	if (call.call === 'punch') {
		if (call.first === call.last) return null;
		return { ...call, first: call.first + first, last: call.last - 1 + first };
	}
	// The sizes of an mremap() are what it is about.
	if (!('range' in call) || call.call === 'mremap') return null;
	if (call.range.first === call.range.last) return null;
	const { range } = call;
	const cut =
		end === 'first' ? { ...range, first: range.first + 1 } : { ...range, last: range.last - 1 };
	return call.call === 'remap'
		? { ...call, range: cut, pgoff: call.pgoff + first }
		: { ...call, range: cut };
}

/**
 * Fits every range of a map to its new length; null when a call would be left without a page. The map of
 * a forked child bears its parent's name, so that all processes but those with a map of their own of
 * that name are fitted; the reader refuses what still does not fit.
 */
function withMapCut(
	workload: Workload,
	map: string,
	process: string | null,
	pages: number,
	end: 'first' | 'last',
): Workload | null {
	const others = new Set(
		workload.processes
			.filter((each) => each.process !== process && makes(each, map))
			.map((each) => each.process),
	);
	const shift = end === 'first' ? 1 : 0;
	let fits = true;
	const fit = (call: Call): Call => {
		if (call.call === 'mremap' && (call.range.map === map || call.fixed?.map === map)) fits = false;
		if (call.call === 'map' && call.fixed?.map === map) {
			const page = call.fixed.page - shift;
			if (page < 0 || page >= pages) fits = false;
			return { ...call, fixed: { map, page } };
		}
		const copied = copiedPage(call);
		if (copied?.map === map && (copied.page < shift || copied.page - shift >= pages)) fits = false;
		return fitRange(withCopied(call, copied?.map === map ? shift : 0));
	};
	const fitRange = (call: Call): Call => {
		if (!('range' in call) || call.range.map !== map) return call;
		const range: MapRange = {
			map,
			first: Math.max(call.range.first - shift, 0),
			last: Math.min(call.range.last - shift, pages - 1),
		};
		if (range.last < range.first) fits = false;
		if (call.call !== 'remap') return { ...call, range };
		return { ...call, range, pgoff: call.pgoff + (range.first + shift - call.range.first) };
	};
	const fitAll = (programs: readonly Program[]): Program[] =>
		programs.map((each) =>
			others.has(each.process) ? each : { ...each, calls: each.calls.map(fit) },
		);
	const fitted = {
		...workload,
		processes: fitAll(workload.processes),
		cpus: fitAll(workload.cpus),
		after: fitAll(workload.after),
	};
	return fits ? fitted : null;
}

const makes = ({ calls }: Program, map: string): boolean =>
	calls.some((call) => mapMade(call) === map);

function* scans(workload: Workload): Generator<Removal> {
	for (const [program, calls, replace] of programsOf(workload)) {
		for (const [i, call] of calls.entries()) {
			if (call.call !== 'reclaim' && call.call !== 'refill' && call.call !== 'shrink') continue;
			if (call.pages < 2) continue;
			const fewer = { ...call, pages: call.pages - 1 };
			yield ['scan', `a page of ${program}: ${printCall(call)}`, replace(calls.with(i, fewer))];
		}
	}
}

function* flags(workload: Workload): Generator<Removal> {
	for (const [i, file] of workload.files.entries()) {
		if (!file.readError) continue;
		const files = workload.files.with(i, { ...file, readError: false });
		yield ['flag', `read-error of file ${file.name}`, { ...workload, files }];
	}
	for (const [program, calls, replace] of programsOf(workload)) {
		for (const [i, call] of calls.entries()) {
			for (const [flag, without] of withoutFlags(call)) {
				const what = `${flag} of ${program}: ${printCall(call)}`;
				yield ['flag', what, replace(calls.with(i, without))];
			}
		}
	}
}

function withoutFlags(call: Call): [string, Call][] {
	switch (call.call) {
		case 'map':
			return (
				(['locked', 'populate', 'readonly', 'openedReadonly'] as const)
					// What is open for reading only is shared for reading only.
					.filter((flag) => call[flag] && !(flag === 'readonly' && call.openedReadonly))
					.map((flag) => [flag, { ...call, [flag]: false }])
			);
		case 'remap':
			return call.nonblock ? [['nonblock', { ...call, nonblock: false }]] : [];
		case 'truncate':
			return call.bytes > 0 ? [['bytes', { ...call, bytes: 0 }]] : [];
		default:
			return [];
	}
}

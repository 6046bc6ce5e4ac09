/*
 * workloads/litmus/conditions.ts - reads the conditions of `never` lines. One that no end of an execution can
 * answer is refused here, with its place.
 */
import { nearest } from '../../harness/text/nearest.ts';
import {
	ofWholeSearches,
	type CallName,
	type Call,
	type Condition,
	type Contents,
	type Program,
	type Result,
} from '../../harness/workload.ts';
import { bracketed, filePage, pagesMax, takeBeyond } from './calls.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';
import type { Names } from './names.ts';

/** What conditions are read with. */
export interface Asking {
	readonly cursor: Cursor;
	readonly names: Names;
	/** See ParseOptions. */
	readonly options: {
		readonly oracles?: readonly string[];
		readonly judgedAtEnd?: readonly string[];
	};
	/** The programs that have been read so far. */
	readonly draft: {
		readonly processes: readonly Program[];
		readonly cpus: readonly Program[];
		readonly after: readonly Program[];
	};
}

/** Conditions joined by `and`. */
export function readConditions(asking: Asking): Condition[] {
	const { cursor } = asking;
	const conditions = [readCondition(asking)];
	while (cursor.take('and')) conditions.push(readCondition(asking));
	if (conditions.length > 1 || conditions[0]!.not) refuseWholeSearches(cursor, conditions);
	refuseApart(asking, conditions);
	return conditions;
}

/** Where one oracle ends an execution, others have nothing to judge, and a livelock has no end at all. */
function refuseApart({ cursor, options }: Asking, conditions: readonly Condition[]): void {
	const { judgedAtEnd = [] } = options;
	const oracles = conditions.flatMap((each) =>
		each.holds === 'oracle' && each.not === undefined ? [each] : [],
	);
	const ends = oracles.find(({ oracle }) => !judgedAtEnd.includes(oracle));
	const judges = oracles.find(({ oracle }) => judgedAtEnd.includes(oracle));
	if (judges !== undefined && ends !== undefined && judgedAtEnd.length > 0) {
		const message = `"${judges.oracle}" is judged where all programs are over, and "${ends.oracle}" is not there`;
		cursor.failAt(judges.place, `${message}: ask for each in a line of its own`);
	}
	const stuck = oracles.find(({ oracle }) => oracle === 'deadlock' || oracle === 'livelock');
	const beside = conditions.find(
		(each) =>
			each !== stuck &&
			(stuck?.oracle === 'livelock' || (each.holds === 'oracle' && each.not === undefined)),
	);
	if (stuck !== undefined && beside !== undefined) {
		cursor.failAt(
			beside.place,
			`nothing can be asked beside "${stuck.oracle}", where execution ` +
				(stuck.oracle === 'livelock'
					? 'never comes to an end'
					: 'stands still for no other reason'),
		);
	}
}

/** Such an oracle has no end of its own, so nothing can hold together with it. */
function refuseWholeSearches(cursor: Cursor, conditions: readonly Condition[]): void {
	for (const each of conditions) {
		if (each.holds !== 'oracle' || !ofWholeSearches.has(each.oracle)) continue;
		cursor.failAt(
			each.place,
			`"${each.oracle}" is judged on the whole search and not at an end: ` +
				`ask for it in a 'never' line of its own, without 'and' and 'not'`,
		);
	}
}

const words = [
	'mapped',
	'beyond-eof',
	'cached',
	'lost-dirty',
	'stale',
	'shows',
	'present',
	'returns',
	'on-disk',
] as const;

function readCondition(asking: Asking): Condition {
	const { cursor, names } = asking;
	const { place } = cursor.token;
	const not = cursor.take('not') ? ({ not: true } as const) : {};
	if (cursor.token.kind === 'phrase') {
		return { place, ...not, holds: 'oracle', oracle: readPhrase(cursor, asking.options.oracles) };
	}
	const holds = cursor.choice('condition', words);
	switch (holds) {
		case 'returns': {
			const { name, call } = readCallName(asking);
			return { place, ...not, holds, call: name, result: readResult(asking, call) };
		}
		case 'on-disk': {
			const where = filePage(cursor, names);
			cursor.need('is');
			return { place, ...not, holds, ...where, contents: readContents(asking) };
		}
		case 'shows':
		case 'present': {
			const where = readMapPage(cursor, names);
			if (holds === 'present') return { place, ...not, holds, ...where };
			const shows = cursor.take('SIGBUS') ? null : filePage(cursor, names);
			return { place, ...not, holds, ...where, shows };
		}
		default:
			return { place, ...not, holds, ...filePage(cursor, names) };
	}
}

function readMapPage(cursor: Cursor, names: Names): { process: string; map: string; page: number } {
	const process = names.process(cursor);
	const { map, pages } = names.map(cursor, process);
	const token = cursor.token;
	const page = bracketed(cursor, 'a page of the map', pagesMax - 1);
	takeBeyond(cursor, token, map, pages, page);
	return { process, map, page };
}

/** An oracle's phrase. */
export function readPhrase(cursor: Cursor, oracles: readonly string[] | undefined): string {
	const { text } = cursor.token;
	if (oracles !== undefined && !oracles.includes(text)) {
		const near = nearest(text, oracles);
		cursor.fail(`no oracle "${text}"${near === null ? '' : `, did you mean "${near}"?`}`);
	}
	return cursor.next().text;
}

/** PROGRAM [ "call" NUMBER ]; a program with one call needs no number. */
function readCallName({ cursor, draft }: Asking): { name: CallName; call: Call } {
	const token = cursor.token;
	const word = cursor.name('a cpu, a process or after');
	const cpu = draft.cpus.find((each) => each.name === word);
	const block = cpu !== undefined ? 'cpu' : word === 'after' ? 'after' : 'before';
	const calls =
		cpu?.calls ??
		(block === 'after'
			? draft.after
			: draft.processes.filter((each) => each.name === word)
		).flatMap((each) => each.calls);
	if (calls.length === 0) refuseProgram(cursor, draft, token, block === 'after');
	const order = readOrder(cursor, calls.length, word);
	return {
		name: { block, name: block === 'after' ? '' : word, order },
		call: calls[order]!,
	};
}

function readOrder(cursor: Cursor, calls: number, program: string): number {
	const token = cursor.token;
	if (!cursor.take('call')) {
		if (calls === 1) return 0;
		return cursor.fail(`'${program}' makes ${calls} calls: write which one, '${program} call 1'`);
	}
	const number = cursor.number('which call', 9999);
	if (number === 0 || number > calls) {
		cursor.fail(`'${program}' makes calls 1..${calls}, not ${number}`, token);
	}
	return number - 1;
}

function refuseProgram(
	cursor: Cursor,
	{ cpus, processes }: Asking['draft'],
	token: Token,
	isAfter: boolean,
): never {
	if (isAfter) cursor.fail('nothing runs after the race', token);
	const known = [...cpus, ...processes].map((each) => each.name);
	const near = nearest(token.text, known);
	const hint = near === null || near === token.text ? '' : `, did you mean '${near}'?`;
	return cursor.fail(`no cpu or process '${token.text}' above makes a call${hint}`, token);
}

const errnos: Readonly<Record<string, number>> = {
	EPERM: 1,
	ENOENT: 2,
	EIO: 5,
	EAGAIN: 11,
	ENOMEM: 12,
	EACCES: 13,
	EFAULT: 14,
	EBUSY: 16,
	EEXIST: 17,
	EINVAL: 22,
};

/** Calls that give a program nothing back. */
const silent: ReadonlySet<Call['call']> = new Set<Call['call']>([
	'reclaim',
	'refill',
	'shrink',
	'fail',
	'exit',
	'unpin',
]);

const isReading = (each: Call): boolean =>
	each.call === 'read' ||
	each.call === 'direct-read' ||
	each.call === 'load' ||
	(each.call === 'touch' && !each.write);

const isStoring = (each: Call): boolean =>
	each.call === 'write' ||
	each.call === 'direct-write' ||
	each.call === 'store' ||
	(each.call === 'touch' && each.write);

function readResult(asking: Asking, call: Call): Result {
	const { cursor } = asking;
	const token = cursor.token;
	const refuse = (why: string): never => cursor.fail(`'${call.call}' ${why}`, token);
	if (silent.has(call.call)) refuse('gives a program nothing back');
	if (cursor.take('success')) return { is: 'success' };
	if (cursor.take('failure')) return { is: 'failure' };
	if (cursor.take('EOF')) {
		return call.call === 'read' || call.call === 'direct-read'
			? { is: 'end of file' }
			: refuse('never meets an end of file');
	}
	for (const signal of ['SIGBUS', 'SIGSEGV', 'OOM'] as const) {
		if (!cursor.take(signal)) continue;
		if (call.call !== 'touch') refuse('is a system call: it returns an error and raises no signal');
		return { is: 'signal', signal };
	}
	const errno = token.kind === 'word' ? errnos[token.text] : undefined;
	if (errno !== undefined && Object.hasOwn(errnos, token.text)) {
		if (call.call === 'touch') refuse('returns nothing: it raises SIGBUS, SIGSEGV or OOM');
		cursor.next();
		return { is: 'errno', errno };
	}
	if (cursor.take('mask')) {
		if (call.call !== 'mincore') refuse('returns no mask, only mincore does');
		return { is: 'mask', mask: cursor.number('a mask', 2 ** pagesMax - 1) };
	}
	if (token.kind !== 'word') cursor.fail(`expected a result, found ${cursor.found()}`);
	if (!isContents(asking, token)) {
		const known = ['success', 'failure', 'EOF', 'SIGBUS', 'SIGSEGV', 'OOM', 'mask', 'zero'];
		const near = nearest(token.text, [...known, 'stored-by', ...Object.keys(errnos)]);
		cursor.fail(
			`unknown result '${token.text}'${near === null ? '' : ` (did you mean '${near}'?)`}`,
		);
	}
	if (!isReading(call)) refuse('reads nothing; a read or a touch that reads does');
	return { is: 'contents', contents: readContents(asking) };
}

const isContents = ({ names }: Asking, { text }: Token): boolean =>
	text === 'zero' || text === 'stored-by' || names.isFile(text);

/** "zero" | "stored-by" PROGRAM [ "call" NUMBER ] | page */
function readContents(asking: Asking): Contents {
	const { cursor, names } = asking;
	if (cursor.take('zero')) return { of: 'zero' };
	if (cursor.take('stored-by')) {
		const token = cursor.token;
		const { name, call } = readCallName(asking);
		if (!isStoring(call)) cursor.fail(`'${call.call}' stores nothing`, token);
		return { of: 'store', store: name };
	}
	return { of: 'page', ...filePage(cursor, names) };
}

/*
 * workloads/sequence/recording.ts - what a real kernel answered to sequences of calls, one call at a time.
 *
 * A line is a call and its answer, `["p0 mmap 9 2 t2 3 rw sL",{"ok":0}]`; `{"sequence":n}` begins anew, with empty
 * files and nothing mapped. The data and where it is from: data/README.md.
 */
import { BadInput } from '../../harness/messages/error.ts';
import { badRecording } from '../../harness/messages/recorded.ts';
import { counted } from '../../harness/text/count.ts';
import { nearest } from '../../harness/text/nearest.ts';

/** One call: who makes it, what it is, with what. Pages are numbered from 0; a value stands for a whole page. */
export interface RecordedCall {
	readonly task: number;
	readonly call: string;
	readonly args: readonly string[];
	/** As `answerText` writes it. */
	readonly answer: string;
}

export interface Sequence {
	readonly number: number;
	readonly calls: readonly RecordedCall[];
}

/**
 * What an argument is: a number, a value of a page, the name of a file, what is mapped (a file, or '-' for anonymous
 * memory), or one of these words.
 */
type Argument = 'number' | 'value' | 'file' | 'mapped' | RegExp;

/**
 * What may stand behind the arguments of a call: bytes beyond the pages that a file is truncated to, and MAP_NONBLOCK.
 */
const moreArguments: Readonly<Record<string, readonly Argument[]>> = {
	remap: [/^65536$/],
	trunc: [/^(?:[1-9]\d{0,2}|[1-3]\d{3}|40[0-8]\d|409[0-5])$/],
};

const protection = /^(?:rw?|none)$/;

/** Each call with its arguments. A `mincore` answers with a mask of 30 bits at most. */
const callArguments: Readonly<Record<string, readonly Argument[]>> = {
	mmap: ['number', 'number', 'mapped', 'number', protection, /^[sp]L?P?$/],
	munmap: ['number', 'number'],
	mremap: ['number', 'number', 'number', 'number'],
	mprotect: ['number', 'number', protection],
	msync: ['number', 'number', /^(?:A?SYNC|NONE)(?:,INVALIDATE)?$/],
	mincore: ['number', /^(?:[1-9]|[12]\d|30)$/],
	remap: ['number', 'number', 'number'],
	mlock: ['number', 'number'],
	munlock: ['number', 'number'],
	mlockall: [/^(?:CURRENT|FUTURE|CURRENT,FUTURE)$/],
	munlockall: [],
	madvise: ['number', 'number', /^DONTNEED$/],
	r: ['number'],
	w: ['number', 'value'],
	trunc: ['file', 'number'],
	punch: ['file', 'number', 'number'],
	pread: ['file', 'number'],
	pwrite: ['file', 'number', 'value'],
	dwrite: ['file', 'number', 'value'],
	dread: ['file', 'number'],
	invalidate: ['file'],
	refill: ['number'],
	shrink: ['number'],
	fsync: ['file'],
	fork: ['number'],
	exec: [],
	exit: [],
	status: [],
	obs: ['number', 'number'],
};

/** What a kernel answers: a value, an error's name, a signal's name, or that it worked. */
export interface Answer {
	readonly ok?: number;
	readonly val?: number;
	readonly err?: string;
	readonly sig?: string;
	readonly VmLck?: number;
	/** Of each page that `obs` looks at: '-' for no pte, 'f1' for a page of a file that has one pte, 'a2' anonymous. */
	readonly ptes?: string;
}

const ptesText = /^(?:-|[fa]\d{1,4})(?: (?:-|[fa]\d{1,4})){0,4095}$/;

/** The largest page, size or process that a recording may name: 128 MB are 32,768 pages. */
export const numberMax = 32_768;
const valueMax = 2 ** 31 - 1;
const sequencesMax = 100_000;

/** What can be compared of an answer: numbers of processes and addresses of signals are left out. */
export function answerText({ ok, val, err, sig, VmLck, ptes }: Answer): string | null {
	if (typeof err === 'string') return err;
	if (typeof sig === 'string') return sig;
	if (typeof VmLck === 'number') return `VmLck ${VmLck}`;
	if (typeof ptes === 'string') return ptesText.test(ptes) ? `ptes ${ptes}` : null;
	if (typeof val === 'number') return `value ${val}`;
	return typeof ok === 'number' ? 'ok' : null;
}

/** What `answerText` writes so. */
export function answerOf(text: string): Answer {
	const [word = '', ...rest] = text.split(' ');
	if (word === 'ok') return { ok: 0 };
	if (word === 'value') return { val: Number(rest[0]) };
	if (word === 'VmLck') return { VmLck: Number(rest[0]) };
	if (word === 'ptes') return { ptes: rest.join(' ') };
	return word.startsWith('SIG') ? { sig: word } : { err: word };
}

/** Whether a kernel answered as recorded. A recording that does not hold values only says that it worked. */
export const agrees = (recorded: string, answer: string | null): boolean =>
	answer === recorded ||
	(recorded === 'ok' && (answer === 'EOF' || answer?.startsWith('value ') === true));

/**
 * The sequences of a recording.
 * @example sequencesOf('{"sequence":0}\n["p0 trunc t1 3",{"ok":0}]\n', 'a.jsonl')[0].calls[0].answer === 'ok'
 * @throws BadInput with the place of the first line that is none of a recording
 */
export function sequencesOf(text: string, file: string): Sequence[] {
	const sequences: { number: number; calls: RecordedCall[] }[] = [];
	let begun = 0;
	const refuseEmpty = (): void => {
		if (sequences.at(-1)?.calls.length !== 0) return;
		throw new BadInput(badRecording(`${file}:${begun}:1`, 'no call in this sequence'));
	};
	for (const [i, line] of text.split('\n').entries()) {
		if (line.trim() === '') continue;
		const wrong = (column: number, why: string): BadInput =>
			new BadInput(badRecording(`${file}:${i + 1}:${column}`, why));
		const parsed = jsonOf(line);
		if (isBeginning(parsed)) {
			if (sequences.length === sequencesMax) throw wrong(1, `more than ${sequencesMax} sequences`);
			refuseEmpty();
			begun = i + 1;
			sequences.push({ number: parsed.sequence, calls: [] });
			continue;
		}
		if (!isCallAndAnswer(parsed)) throw wrong(1, 'neither {"sequence":N} nor ["CALL",{ANSWER}]');
		const [call, answer] = parsed;
		const current = sequences.at(-1);
		if (current === undefined) throw wrong(1, 'no {"sequence":N} before the first call');
		const answered = answerText(answer);
		if (answered === null) {
			throw wrong(
				line.indexOf(',{') + 2,
				'an answer has one of "ok", "val", "err", "sig", "VmLck", "ptes"',
			);
		}
		const read = callOf(call);
		if (typeof read === 'string') throw wrong(3, read);
		current.calls.push({ ...read, answer: answered });
	}
	refuseEmpty();
	if (sequences.length === 0) throw new BadInput(badRecording(`${file}:1:1`, 'no sequence in it'));
	return sequences;
}

function jsonOf(line: string): unknown {
	try {
		return JSON.parse(line) as unknown;
	} catch {
		return undefined;
	}
}

const isBeginning = (parsed: unknown): parsed is { readonly sequence: number } =>
	typeof parsed === 'object' &&
	parsed !== null &&
	'sequence' in parsed &&
	Number.isInteger(parsed.sequence);

const isCallAndAnswer = (parsed: unknown): parsed is readonly [string, Answer] =>
	Array.isArray(parsed) &&
	parsed.length === 2 &&
	typeof parsed[0] === 'string' &&
	typeof parsed[1] === 'object' &&
	parsed[1] !== null;

/** A call by its words, or what is wrong with them. */
export function callOf(words: string): Omit<RecordedCall, 'answer'> | string {
	const [task = '', name = '', ...args] = words.split(' ');
	if (!/^p\d{1,4}$/.test(task)) return "a call begins with its process: 'p0'";
	const wanted = Object.hasOwn(callArguments, name) ? callArguments[name] : undefined;
	if (wanted === undefined) {
		const close = nearest(name, Object.keys(callArguments));
		return `no call of this name${close === null ? '' : ` (did you mean '${close}'?)`}`;
	}
	const more = moreArguments[name] ?? [];
	if (args.length < wanted.length || args.length > wanted.length + more.length) {
		return `${name} takes ${counted(wanted.length, 'argument')}`;
	}
	for (const [i, given] of args.entries()) {
		const wrong = whatIsWrong([...wanted, ...more][i]!, given);
		if (wrong !== null) return `argument ${i + 1} of ${name} ${wrong}`;
	}
	return { task: Number(task.slice(1)), call: name, args };
}

/** Stored values may be larger than pages. */
function whatIsWrong(kind: Argument, given: string): string | null {
	if (kind === 'mapped' && given === '-') return null;
	if (kind === 'file' || kind === 'mapped') {
		return /^[a-z]\d{1,4}$/.test(given) ? null : "is a file such as 't1'";
	}
	if (kind instanceof RegExp) return kind.test(given) ? null : `does not match ${kind}`;
	const most = kind === 'value' ? valueMax : numberMax;
	return /^\d{1,10}$/.test(given) && Number(given) <= most ? null : `is a number up to ${most}`;
}

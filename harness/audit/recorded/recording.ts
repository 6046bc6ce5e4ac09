/*
 * harness/audit/recorded/recording.ts - what a real kernel answered to sequences of calls, one call at a time.
 *
 * A line is a call and its answer, `["p0 mmap 9 2 t2 3 rw sL",{"ok":0}]`; `{"sequence":n}` begins anew, with empty
 * files and nothing mapped. The data and where it is from: data/README.md.
 */

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

/** What a kernel answers: a value, an error's name, a signal's name, or that it worked. */
interface Answer {
	readonly ok?: number;
	readonly val?: number;
	readonly err?: string;
	readonly sig?: string;
	readonly VmLck?: number;
}

/** What can be compared of an answer: numbers of processes and addresses of signals are left out. */
function answerText(call: string, { ok, val, err, sig, VmLck }: Answer): string {
	if (err !== undefined) return err;
	if (sig !== undefined) return sig;
	if (VmLck !== undefined) return `VmLck ${VmLck}`;
	if (val !== undefined) return `value ${val}`;
	return ok === undefined ? `no answer to ${call}` : 'ok';
}

/**
 * The sequences of a recording.
 * @example sequencesOf('{"sequence":0}\n["p0 trunc t1 3",{"ok":0}]\n')[0].calls[0].answer === 'ok'
 */
export function sequencesOf(text: string): Sequence[] {
	const sequences: { number: number; calls: RecordedCall[] }[] = [];
	for (const line of text.split('\n')) {
		if (line === '') continue;
		const parsed = JSON.parse(line) as { sequence: number } | [string, Answer];
		if (!Array.isArray(parsed)) {
			sequences.push({ number: parsed.sequence, calls: [] });
			continue;
		}
		const [task = '', call = '', ...args] = parsed[0].split(' ');
		sequences.at(-1)?.calls.push({
			task: Number(task.slice(1)),
			call,
			args,
			answer: answerText(call, parsed[1]),
		});
	}
	return sequences;
}

/*
 * harness/audit/import/strace-lines.ts - lines of `strace -f -y -ttt -s 0` as calls: a call that was interrupted is
 * put together when it is resumed.
 */

export interface TracedCall {
	readonly kind: 'call';
	readonly thread: number;
	readonly name: string;
	readonly args: readonly string[];
	/** What it returned, as written: a number, a descriptor with its path, '?', or '-1'. */
	readonly returned: string;
	/** Name of the error; null when it worked. */
	readonly error: string | null;
}

export type Traced =
	| TracedCall
	/** A call that has begun and is resumed later. */
	| { readonly kind: 'begun'; readonly thread: number; readonly name: string }
	| { readonly kind: 'signal'; readonly thread: number; readonly name: string }
	| { readonly kind: 'ended'; readonly thread: number }
	| { readonly kind: 'nothing' };

/** A longer line is none: arguments are short with -s 0. */
const lineMax = 16_384;

const beginning = /^(?:\[pid\s+(\d+)\]\s+|(\d+)\s+)?(?:\d+\.\d+\s+|\d\d:\d\d:\d\d(?:\.\d+)?\s+)?/;
const whole = /^([a-z_]\w*)\((.*)\)\s*=\s(-?\w+(?:<[^>]*>)?|\?)(?:\s(E[A-Z0-9]+)\b)?/;

export class StraceLines {
	/** By thread. */
	readonly #begun = new Map<number, { readonly name: string; readonly text: string }>();

	read(line: string): Traced {
		if (line.length > lineMax) return { kind: 'nothing' };
		const start = beginning.exec(line)!;
		const thread = Number(start[1] ?? start[2] ?? 0);
		const text = line.slice(start[0].length);
		const signal = /^--- (SIG\w+|stopped by SIG\w+)/.exec(text);
		if (signal !== null) return { kind: 'signal', thread, name: signal[1]! };
		if (/^\+\+\+ (?:exited|killed)/.test(text)) return { kind: 'ended', thread };
		const unfinished = /^([a-z_]\w*)\((.*?)\s*<unfinished \.\.\.>$/.exec(text);
		if (unfinished !== null) {
			const [, name = '', args = ''] = unfinished;
			this.#begun.set(thread, { name, text: args });
			return { kind: 'begun', thread, name };
		}
		const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(text);
		if (resumed === null) return callIn(text, thread);
		const begun = this.#begun.get(thread);
		if (begun === undefined || begun.name !== resumed[1]) return { kind: 'nothing' };
		this.#begun.delete(thread);
		return callIn(`${begun.name}(${begun.text}${resumed[2]!}`, thread);
	}
}

function callIn(text: string, thread: number): Traced {
	const found = whole.exec(text);
	if (found === null) return { kind: 'nothing' };
	const [, name = '', args = '', returned = '', error] = found;
	return { kind: 'call', thread, name, args: argumentsIn(args), returned, error: error ?? null };
}

/** Splits at the commas that lie in no bracket and no string. */
function argumentsIn(text: string): string[] {
	const args: string[] = [];
	let depth = 0;
	let from = 0;
	let isQuoted = false;
	for (let i = 0; i < text.length; i++) {
		const c = text[i]!;
		if (c === '"' && text[i - 1] !== '\\') isQuoted = !isQuoted;
		if (isQuoted) continue;
		if ('([{<'.includes(c)) depth++;
		if (')]}'.includes(c) || (c === '>' && depth > 0)) depth--;
		if (c !== ',' || depth > 0) continue;
		args.push(text.slice(from, i).trim());
		from = i + 1;
	}
	const last = text.slice(from).trim();
	return last === '' && args.length === 0 ? [] : [...args, last];
}

/** A number as strace writes it; NULL is 0. Not a number where it is none. */
export const numberIn = (text: string | undefined): number =>
	text === undefined || text === '' ? NaN : text === 'NULL' ? 0 : Number(text);

/** A descriptor with what it stands for, `3</srv/file>`; null where -y told nothing. */
export function describedIn(
	text: string | undefined,
): { readonly descriptor: number; readonly path: string } | null {
	const found = /^(\d+)<(.*)>$/.exec(text ?? '');
	return found === null ? null : { descriptor: Number(found[1]), path: found[2]! };
}

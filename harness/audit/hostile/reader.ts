/*
 * harness/audit/hostile/reader.ts - a reader of what users give, what it may say of hostile text, and what it may not.
 */
import { BadInput } from '../../messages/index.ts';

/** A reader, and good texts of which hostile ones are made. */
export interface Reader {
	/** What it reads. */
	readonly kind: string;
	readonly texts: readonly string[];
	/** Whether what it says begins with FILE:LINE:COLUMN. */
	readonly hasPlace: boolean;
	/**
	 * Reads: null where the text is taken, what is said where it is refused. It may throw BadInput, too.
	 */
	readonly read: (text: string) => string | null;
}

export type Outcome =
	| { readonly kind: 'accepted' | 'refused' }
	/** Anything else is a failure; `how` has no text of the input. */
	| { readonly kind: 'failed'; readonly how: string };

/** Letters of what is said, at most: it is to fit on a screen. */
const saidMax = 4200;
/** A line that is quoted below what is said has its own caret. */
const linesMax = 3;

/** @param shown what the command line makes of what is said before it prints it */
export function outcomeOf(
	{ read, hasPlace }: Reader,
	text: string,
	shown: (said: string) => string,
): Outcome {
	let said: string | null;
	try {
		said = read(text);
	} catch (error) {
		if (!(error instanceof BadInput)) return { kind: 'failed', how: thrown(error) };
		said = error.message;
	}
	if (said === null) return { kind: 'accepted' };
	const how = badly(shown(said), hasPlace);
	return how === null ? { kind: 'refused' } : { kind: 'failed', how };
}

/** What is wrong with what is said; null for nothing. */
function badly(said: string, hasPlace: boolean): string | null {
	const lines = said.split('\n');
	if (lines.length > linesMax) return `says ${lines.length} lines`;
	if (said.length > saidMax) return 'says too much';
	// oxlint-disable-next-line no-control-regex
	if (/[\u0000-\u0008\u000b-\u001f\u007f\u2028\u2029\u202a-\u202e]/.test(said)) {
		return 'says control characters';
	}
	if (hasPlace && !/^[^\n]*?:\d+:\d+: \S/.test(said)) return 'says no place';
	return null;
}

/** Kind and words of an error, and where it was thrown. */
function thrown(error: unknown): string {
	if (!(error instanceof Error)) return `throws ${typeof error}`;
	const place = /\n +at ([^\n]*)/.exec(error.stack ?? '')?.[1] ?? '';
	const where = place.replace(/\(?(?:file:\/\/)?\/[^ ]*\//, '(');
	return `throws ${error.name}: ${error.message.slice(0, 120)} ${where}`;
}

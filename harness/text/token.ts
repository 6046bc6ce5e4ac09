/*
 * harness/text/token.ts - one execution in at most 80 characters.
 *
 *   forced-unmap:trunc-vs-fault@3f9ac1.07be52:A1cB9aA2z
 *   variant      workload       digests       schedule: task letter, steps in base 36, and so on
 *
 * The digests are those of the workload and of the variant that the token was made from. Without that of the
 * variant, or without both, a token means what has these names now.
 *
 * A segment without a count runs its task as long as it can; behind the last one the others follow in order.
 * A schedule for which there is no room is replaced by '=' and a digest, which the results of the run resolve.
 * A name for which there is no room ends in '..'.
 */
import { createHash } from 'node:crypto';

/** What a token was made from, as far as it says so. */
export interface Token {
	/** Cut off when it ends in '..'. */
	readonly variant: string;
	readonly workload: string;
	/** Of the workload: all of it in a token that is printed, its beginning in one that was read. */
	readonly digest: string | null;
	/** Of the variant, likewise. */
	readonly variantDigest: string | null;
	readonly schedule: readonly Segment[];
}

/** A token that was read. */
export interface ReadToken extends Token {
	/** Stands for the schedule, which is empty then, in the results of a run; null where it is told. */
	readonly scheduleDigest: string | null;
}

/** `steps` steps of one task in a row; null runs it as long as it can. */
export interface Segment {
	readonly task: number;
	readonly steps: number | null;
}

/** Longest run first: `tasks` is the task of each step. */
export function segmentsOf(tasks: readonly number[]): Segment[] {
	const segments: { task: number; steps: number }[] = [];
	for (const task of tasks) {
		const last = segments.at(-1);
		if (last?.task === task) last.steps++;
		else segments.push({ task, steps: 1 });
	}
	return segments;
}

/** As much of a digest as a reader is shown, and as a token has room for. */
export const shortDigest = (digest: string): string => digest.slice(0, 6);

export const tokenLengthMax = 80;

/** A variant's name is not cut below this. */
const nameMin = 16;

const cutMark = '..';

/** The letters and counts of a token, e.g. 'A1cB9a'. */
export function printSchedule(schedule: readonly Segment[]): string {
	return (
		schedule
			.map(({ task, steps }) => String.fromCharCode(65 + task) + (steps?.toString(36) ?? ''))
			.join('') || '-'
	);
}

function assemble(token: Omit<Token, 'schedule'>, schedule: string): string {
	const digests = [token.digest, token.variantDigest].filter((each) => each !== null);
	const at = digests.length === 0 ? '' : `@${digests.map(shortDigest).join('.')}`;
	return `${token.variant}:${token.workload}${at}:${schedule}`;
}

/** The whole of it, however long; `replay` takes it. */
export const printToken = (token: Token): string => assemble(token, printSchedule(token.schedule));

function cut(name: string, length: number): string {
	return name.length <= length ? name : `${name.slice(0, length - cutMark.length)}${cutMark}`;
}

/** Whether a name in a token is that of a variant or workload. */
export function isNameOf(inToken: string, name: string): boolean {
	return inToken.endsWith(cutMark)
		? name.startsWith(inToken.slice(0, -cutMark.length))
		: inToken === name;
}

export const isCutOff = (name: string): boolean => name.endsWith(cutMark);

/** A token of at most 80 characters, and its schedule where it has no room for it. */
export interface FittedToken {
	readonly text: string;
	readonly schedule: string | null;
}

export function fitToken(token: Token): FittedToken {
	const whole = printToken(token);
	if (whole.length <= tokenLengthMax) return { text: whole, schedule: null };
	const room = tokenLengthMax - (whole.length - token.variant.length);
	if (room >= nameMin) {
		return { text: printToken({ ...token, variant: cut(token.variant, room) }), schedule: null };
	}
	const digest = `=${createHash('sha256').update(whole).digest('hex').slice(0, 12)}`;
	const names = tokenLengthMax - assemble({ ...token, variant: '', workload: '' }, digest).length;
	const workload = cut(token.workload, names - nameMin);
	const variant = cut(token.variant, names - workload.length);
	const text = assemble({ ...token, variant, workload }, digest);
	return { text, schedule: printSchedule(token.schedule) };
}

/** For where no results are kept: of at most 80 characters if the schedule leaves room for that. */
export function tokenWithSchedule(token: Token): string {
	const { text, schedule } = fitToken(token);
	return schedule === null ? text : text.replace(/=[0-9a-f]{12}$/, schedule);
}

const form =
	/^(?<variant>[^:\s]+):(?<workload>[^@:\s]+)(?:@(?<digest>[0-9a-f]{6})(?:\.(?<ofVariant>[0-9a-f]{6}))?)?:(?<schedule>-|=[0-9a-f]{12}|(?:[A-P][0-9a-z]*)+)$/;

/** Null when the text is no token. */
export function parseToken(text: string): ReadToken | null {
	const parts = form.exec(text.trim())?.groups;
	if (parts === undefined) return null;
	const schedule = parts['schedule']!;
	return {
		variant: parts['variant']!,
		workload: parts['workload']!,
		digest: parts['digest'] ?? null,
		variantDigest: parts['ofVariant'] ?? null,
		schedule: schedule.startsWith('=') ? [] : parseSchedule(schedule),
		scheduleDigest: schedule.startsWith('=') ? schedule.slice(1) : null,
	};
}

/**
 * The schedule of a token, `schedules` holding those for which tokens had no room; empty where the text is no
 * token.
 */
export function scheduleOf(
	token: string,
	schedules: Readonly<Record<string, string>> | undefined,
): readonly Segment[] {
	const written = schedules?.[token];
	return written === undefined ? (parseToken(token)?.schedule ?? []) : parseSchedule(written);
}

/** What printSchedule() wrote. */
export function parseSchedule(text: string): Segment[] {
	return [...text.matchAll(/([A-P])([0-9a-z]*)/g)].map(([, letter, count]) => ({
		task: letter!.charCodeAt(0) - 65,
		steps: count === '' ? null : Number.parseInt(count!, 36),
	}));
}

/*
 * harness/token.ts - one execution in at most 80 characters.
 *
 *   forced-unmap:trunc-vs-fault@3f9ac1:a1cb9a2z
 *   variant      workload       digest schedule: task letter, steps in base 36, and so on
 *
 * The last segment has no count: that task runs on to its end, then the others in order.
 */

export interface Token {
	readonly variant: string;
	readonly workload: string;
	/** Of the workload: all of it in a token that is printed, its beginning in one that was read. */
	readonly digest: string;
	readonly schedule: readonly Segment[];
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

export function printToken(token: Token): string {
	const schedule = token.schedule
		.map(({ task, steps }) => String.fromCharCode(65 + task) + (steps?.toString(36) ?? ''))
		.join('');
	return `${token.variant}:${token.workload}@${shortDigest(token.digest)}:${schedule || '-'}`;
}

/** Null when the text is no token. */
export function parseToken(text: string): Token | null {
	const match = /^([^:\s]+):([^@:\s]+)@([0-9a-f]{6}):(-|(?:[A-P][0-9a-z]*)+)$/.exec(text.trim());
	if (match === null) return null;
	const [, variant, workload, digest, schedule] = match;
	const segments = [...schedule!.matchAll(/([A-P])([0-9a-z]*)/g)].map(([, letter, count]) => ({
		task: letter!.charCodeAt(0) - 65,
		steps: count === '' ? null : Number.parseInt(count!, 36),
	}));
	return { variant: variant!, workload: workload!, digest: digest!, schedule: segments };
}

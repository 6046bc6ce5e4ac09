/*
 * harness/minimise/minimise.ts - makes the smallest scenario that still shows the same oracle at the
 * same site, then the plainest schedule for it.
 */
import { printLitmus } from '../../workloads/litmus/print.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import type { BootedVariant } from '../cell/boot.ts';
import { defaultLimits, type Limits } from '../cell/limits.ts';
import { minimisedQuestion } from '../messages/index.ts';
import { tokenWithSchedule, segmentsOf, type Segment } from '../text/token.ts';
import type { Workload } from '../workload.ts';
import { axes, bareWorkload, readBack, reductionsOf, type Axis } from './reductions.ts';
import { shortenFitting, shortenRandom } from './schedule.ts';
import { plainestSchedule, showsTarget } from './search.ts';
import { endJudge, judgeSchedule, type Judged, type Target } from '../replay/judge-schedule.ts';
import { stageOf } from '../cell/stage.ts';

export type MinimiseLimits = Limits['minimise'];

export interface Minimised {
	/** As its own litmus file, named NAME-min. */
	readonly workload: Workload;
	/** The text of that file. */
	readonly text: string;
	readonly token: string;
	readonly schedule: readonly Segment[];
	readonly preemptions: number;
	/** Steps until the end that shows it. */
	readonly steps: number;
	/** What was taken out, by kind. */
	readonly removed: Readonly<Record<Axis, number>>;
	/**
	 * 'proved' when every removal that is left was searched completely and so was every schedule with
	 * fewer preemptions; 'within limits' when a search was cut short.
	 */
	readonly minimal: 'proved' | 'within limits';
	readonly candidatesTried: number;
}

/**
 * Deterministic. `schedule` is an execution of the workload that shows the target; it is kept where no
 * plainer one is found within the limits.
 */
export function minimise(
	booted: BootedVariant,
	workload: Workload,
	target: Target,
	schedule: readonly Segment[],
	limits: MinimiseLimits = defaultLimits.minimise,
): Minimised {
	const { current, lastHit, removed, tried, isProved } = shrink(booted, workload, target, limits);
	const { text, named } = ownFile(current, workload, target, booted.variant.name);
	const stage = stageOf(booted, current);
	const { placed, problem } = stage;
	let plain: readonly Segment[] = [];
	let isFewest = true;
	let judged: Judged = { findings: [], tasks: [], preemptions: 0, fits: true, ending: 'end' };
	if (problem !== null) {
		const judge = endJudge({ ...stage, problem }, target);
		const found = plainestSchedule(problem, judge, target.oracle === 'livelock', limits);
		isFewest = found?.isFewest ?? false;
		// With the last removal came an execution; when nothing was taken out, the given one still fits.
		const shown = lastHit ?? judgeSchedule(placed, problem, schedule).tasks;
		const start =
			found === null
				? shortenRandom(placed, problem, shown, target, limits)
				: segmentsOf(found.schedule);
		const preemptionsMax = found?.preemptions ?? judgeSchedule(placed, problem, start).preemptions;
		plain = shortenFitting(placed, problem, start, target, preemptionsMax);
		judged = judgeSchedule(placed, problem, plain);
	}
	return {
		workload: named,
		text,
		token: tokenWithSchedule({
			variant: booted.variant.name,
			workload: named.name,
			digest: named.digest,
			variantDigest: booted.variant.digest ?? null,
			schedule: plain,
		}),
		schedule: plain,
		preemptions: judged.preemptions,
		steps: judged.tasks.length,
		removed,
		minimal: isProved && isFewest ? 'proved' : 'within limits',
		candidatesTried: tried,
	};
}

interface Shrunk {
	readonly current: Workload;
	/** The execution that showed the target when the last thing was taken out; null when nothing was. */
	readonly lastHit: readonly number[] | null;
	readonly removed: Record<Axis, number>;
	readonly tried: number;
	readonly isProved: boolean;
}

/** Takes out the first thing that is not needed, until nothing is. */
function shrink(
	booted: BootedVariant,
	workload: Workload,
	target: Target,
	limits: MinimiseLimits,
): Shrunk {
	const removed = Object.fromEntries(axes.map((axis) => [axis, 0])) as Record<Axis, number>;
	const bare = bareWorkload(workload);
	let current = readBack(printLitmus(bare), workload.path) ?? bare;
	/** What was refused once is refused again; whether the refusal rests on a complete search. */
	const refused = new Map<string, boolean>();
	let lastHit: Shrunk['lastHit'] = null;
	let tried = 0;
	let cutShort = false;
	for (let at = 0, clean = 0; ;) {
		const reductions = reductionsOf(current);
		if (clean >= reductions.length) {
			const isProved = !cutShort && reductions.every(({ text }) => refused.get(text) === true);
			return { current, lastHit, removed, tried, isProved };
		}
		const { axis, text, workload: candidate } = reductions[at % reductions.length]!;
		if (!refused.has(text)) {
			if (tried === limits.candidatesMax) {
				cutShort = true;
				clean = reductions.length;
				continue;
			}
			tried++;
			const shown = showsTarget(booted, candidate, target, limits);
			if (shown.shown === 'yes') {
				lastHit = shown.schedule;
				current = candidate;
				removed[axis]++;
				clean = 0;
				continue;
			}
			refused.set(text, shown.shown === 'no');
		}
		clean++;
		at = (at + 1) % reductions.length;
	}
}

/** The workload under a name of its own, with a head comment that says what it shows. */
function ownFile(
	bare: Workload,
	original: Workload,
	target: Target,
	variant: string,
): { text: string; named: Workload } {
	const name = original.name.endsWith('-min') ? original.name : `${original.name}-min`;
	const question = minimisedQuestion(target.oracle, target.site, variant, original.name);
	const text = printLitmus({ ...bare, name, question });
	const read = parseLitmus(text, `${name}.litmus`);
	if ('error' in read) throw new Error(read.error.message);
	return { text, named: read.workload };
}

/*
 * harness/audit/fuzz/smallest.ts - the smallest program for a finding, as a litmus file of its own with its token.
 */
import { parseLitmus } from '../../../workloads/litmus/index.ts';
import { printLitmus } from '../../../workloads/litmus/print.ts';
import type { BootedVariant } from '../../cell/boot.ts';
import { fuzzSaid } from '../../messages/index.ts';
import { minimise, type MinimiseLimits } from '../../minimise/minimise.ts';
import { showsTarget } from '../../minimise/search.ts';
import type { Target } from '../../replay/judge-schedule.ts';
import { type Segment, tokenWithSchedule } from '../../text/token.ts';
import type { Workload } from '../../workload.ts';
import type { SmallProgram } from './fuzz-job.ts';
import { shapeOf } from './shape.ts';

/** A random program is small, and there are many. */
const limits: MinimiseLimits = {
	statesMax: 3000,
	candidatesMax: 400,
	preemptionsMax: 3,
	triesMax: 400,
};

export function smallestProgram(
	booted: BootedVariant,
	repairs: readonly BootedVariant[],
	program: Workload,
	name: string,
	target: Target,
	schedule: readonly Segment[],
): SmallProgram {
	const small = minimise(booted, program, target, schedule, limits);
	const { variant } = booted;
	const question = fuzzSaid.question(target.oracle, target.site, variant.name, program.name);
	const line = `"${target.oracle}"`;
	const text = printLitmus({
		...small.workload,
		name,
		question,
		never: [{ text: line, conditions: [], place: { line: 1, column: 1 } }],
	});
	const read = parseLitmus(text, `${name}.litmus`);
	if ('error' in read) throw new Error(read.error.message);
	const { workload } = read;
	const token = tokenWithSchedule({
		variant: variant.name,
		workload: name,
		digest: workload.digest,
		variantDigest: variant.digest ?? null,
		schedule: small.schedule,
	});
	const isFree = (repair: BootedVariant): boolean =>
		showsTarget(repair, workload, target, limits).shown === 'no';
	return {
		text,
		token,
		shape: shapeOf(workload, target.beforeRace),
		steps: small.steps,
		preemptions: small.preemptions,
		minimal: small.minimal,
		closedBy: repairs.filter(isFree).map((each) => each.variant.name),
	};
}

/*
 * harness/commands/against.ts - rmaplab replay TOKEN --against VARIANT: the first step at which two variants
 * part on one schedule.
 *
 * A schedule asks cpus in turn for so many steps. After the two have parted the numbers stand for other
 * steps, so a cpu that cannot take all that it is asked for gives way to the next, and in the end all run on
 * in order. The same is done on both sides.
 */
import { bootVariant, endOf, sequentialOf } from '../cell.ts';
import { loadVariant } from '../load-variant.ts';
import { divergesAt, noDivergence, sameBefore } from '../messages.ts';
import { divergence, sideBySide, stepsBefore, type Side } from '../record/diverge.ts';
import { replay } from '../record/trace.ts';
import { namesOf } from '../scene.ts';
import { stageOf } from '../stage.ts';
import type { Finding } from '../check/oracle.ts';
import { findingsBeforeRace, type Execution } from './execution.ts';
import { findingLines } from './replay.ts';

interface Followed extends Side {
	readonly findings: readonly Finding[];
}

/** Returns the exit status: 0 also when they do not part. */
export async function runAgainst(
	{ token, workload, names, booted }: Execution,
	against: string,
	asJson: boolean,
): Promise<number> {
	const { variant } = await loadVariant(against);
	const [one, other] = [booted, bootVariant(variant)].map((each): Followed => {
		const stage = stageOf(each, workload);
		const { placed } = stage;
		const variantName = each.variant.name;
		if (placed.death !== null) {
			const findings = findingsBeforeRace(stage);
			return { variant: variantName, events: [], nameOf: String, findings };
		}
		const { machine, ...sequential } = sequentialOf(placed);
		const result = replay(
			{ ...sequential, machine, after: placed.after },
			each.start,
			token.schedule,
			{ skips: true },
		);
		return {
			variant: variantName,
			events: result.events,
			nameOf: namesOf(placed, machine),
			findings: endOf(placed, machine, result),
		};
	});
	const at = divergence(one!.events, other!.events);
	if (asJson) {
		const sides = [one!, other!].map(({ variant: name, events, findings }) => ({
			variant: name,
			steps: events.length,
			function: at === null ? null : (events[at]?.stack.at(-1) ?? null),
			findings,
		}));
		process.stdout.write(`${JSON.stringify({ divergesAtStep: at, sides }, null, '\t')}\n`);
		return 0;
	}
	const lines =
		at === null
			? [noDivergence(one!.variant, other!.variant, one!.events.length)]
			: [
					divergesAt(one!.variant, other!.variant, workload.name, at + 1),
					...(at > stepsBefore ? [sameBefore(at - stepsBefore)] : []),
					'',
					...sideBySide(one!, other!, names, at),
				];
	const ends = [one!, other!].flatMap(({ variant: name, findings }) => [
		'',
		`${name}:`,
		...(findings.length === 0 ? [' nothing violated'] : findingLines(findings)),
	]);
	process.stdout.write(`${[...lines, ...ends].join('\n')}\n`);
	return 0;
}

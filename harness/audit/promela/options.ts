/*
 * harness/audit/promela/options.ts - what one step of the simulated kernel is in Promela: guarded options.
 *
 * Written from what operation.ts says of each operation, a second time and in another language, so that
 * machine.ts is judged too. What ends a task depends on its locks in a few places (sleeping under a
 * spinlock); see held.ts.
 */
import type { Kind } from '../../engine/operation.ts';
import { checkOf } from '../../engine/validity.ts';
import { all, compare } from './expression.ts';
import { listRules } from './list-rules.ts';
import { lockRules } from './lock-rules.ts';
import {
	byLocks,
	onlyEnd,
	runs,
	type Context,
	type Option,
	type Options,
	type Rule,
	type Rules,
} from './option.ts';
import { poolRules } from './pool-rules.ts';
import type { Seen } from './seen.ts';
import { wordRules } from './word-rules.ts';

const maySleep: Rule = (stepping) => runs([byLocks(stepping, true, [], stepping.next)]);

const noStep: Rule = ({ step }) => {
	throw new Error(`a ${step.kind} is no step`);
};

const rules: Rules<Kind> = {
	...wordRules,
	...lockRules,
	...listRules,
	...poolRules,
	bug: (stepping) => runs([{ when: true, does: [], to: onlyEnd(stepping) }]),
	'might-sleep': maySleep,
	'syscall-end': maySleep,
	join: ({ context, next }) => runs([{ when: context.othersDone, does: [], to: next }], true),
	call: noStep,
	barrier: noStep,
};

/** The step of a local state that `task` was seen in. @throws NotExpressible */
export function optionsOf(context: Context, task: number, local: number): Options {
	const { automata, held } = context;
	const cases = held.casesOf(task, local, automata.steps[local]!.kind).map((each) => {
		const { options, waits } = withHeld(context, task, local, each.seen);
		const after = ({ to, observed = 0 }: Option): readonly string[] =>
			automata.isDead(to) ? [] : each.after(observed);
		return {
			options: options.map((option) => ({
				...option,
				when: all(each.when, option.when),
				does: [...option.does, ...after(option)],
			})),
			waits,
		};
	});
	return { options: cases.flatMap(({ options }) => options), waits: cases[0]!.waits };
}

/** The step where it is known what the task holds. */
function withHeld(context: Context, task: number, local: number, seen: Seen): Options {
	const { automata, machine, words } = context;
	const step = automata.steps[local]!;
	const led = automata.transitions(local);
	const stepping = { context, task, step, seen, led, next: led.get(0) ?? -1 };
	const check = checkOf(machine.layout, step);
	if (check === 'invalid') {
		return { options: [{ when: true, does: [], to: onlyEnd(stepping) }], waits: false };
	}
	const freed: Option[] =
		seen.freed < 0
			? []
			: [{ when: compare(words.read(step.object), '!=', 1), does: [], to: seen.freed }];
	const alive = check === 'alive' ? compare(words.read(step.object), '==', 1) : true;
	const { options, waits } = rules[step.kind](stepping);
	return {
		options: [...freed, ...options.map((each) => ({ ...each, when: all(alive, each.when) }))],
		waits,
	};
}

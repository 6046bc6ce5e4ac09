/*
 * harness/audit/promela/held.ts - the locks that a task holds, as a variable of a Promela model.
 *
 * Mostly the local state tells what a task holds, and the model needs to know no more. A kernel that
 * breaks the rules of locking can come to one place with and without a lock, and goes on differently
 * then. Such a task has a variable of its own, which counts for what a state is, as it does in the
 * search. Where the search takes two sets for one, so does the variable, and a step whose outcome
 * depends on which of the two it is has no counterpart.
 */
import type { Kind } from '../../engine/operation.ts';
import type { Condition } from './expression.ts';
import { NotExpressible } from './not-expressible.ts';
import type { Survey } from './survey.ts';
import { addSeen, nothingSeen, type Seen } from './seen.ts';
import { typeFor } from './words.ts';

/** One of the things that a task may hold when its step runs. */
export interface HeldCase {
	readonly when: Condition;
	readonly seen: Seen;
	/** Statements about locks that follow when the step observes this and does not end the task. */
	after(observed: number): readonly string[];
}

export interface HeldLocks {
	/** Variables, by task; null where the local state tells what it holds. */
	readonly names: readonly (string | null)[];
	readonly declarations: readonly string[];
	/** Cases of a task's step, which exclude each other. */
	casesOf(task: number, local: number, kind: Kind): readonly HeldCase[];
}

/** Steps that depend on what is held, or change it. */
const heldKinds: ReadonlySet<Kind> = new Set<Kind>([
	...(['lock', 'trylock', 'unlock', 'wait-bit-clear'] as const),
	...(['alloc', 'might-sleep', 'syscall-end'] as const),
]);

export function heldLocks(survey: Survey, processes: readonly string[]): HeldLocks {
	const { locals, heldAs } = survey;
	const classesAt = (task: number, local: number): number[] => [
		...new Set([...locals[task]!.get(local)!].map(heldAs)),
	];
	const names = processes.map((name, task) =>
		[...locals[task]!.keys()].some((local) => classesAt(task, local).length > 1)
			? `${name}_holds`
			: null,
	);
	const declarations = names.flatMap((name, task) => {
		if (name === null) return [];
		const held = [...locals[task]!.keys()].flatMap((local) => classesAt(task, local));
		return [`${typeFor(0, Math.max(...held))} ${name} = ${heldAs(0)};`];
	});
	const caseOf = (task: number, held: number, when: Condition, seen: Seen): HeldCase => ({
		when,
		seen,
		after: (observed) => [
			...takes(names[task]!, held, seen, observed, heldAs),
			...takesFromOthers(names, seen, observed, heldAs),
		],
	});
	return {
		names,
		declarations,
		casesOf: (task, local, kind) => {
			const found = [...(survey.seen.get(local) ?? [])];
			const classes = classesAt(task, local);
			if (!heldKinds.has(kind)) {
				return [{ when: true, seen: together(found), after: () => [] }];
			}
			if (names[task] === null || classes.length === 1) {
				return [caseOf(task, classes[0]!, true, together(found))];
			}
			return classes.map((held) => {
				const seen = together(found.filter(([set]) => heldAs(set) === held));
				return caseOf(task, held, `${names[task]!} == ${held}`, seen);
			});
		},
	};
}

function together(found: readonly (readonly [held: number, seen: Seen])[]): Seen {
	const all = nothingSeen();
	for (const [, seen] of found) addSeen(all, seen);
	return all;
}

/** What the step makes of the task's own variable. */
function takes(
	name: string | null,
	held: number,
	{ held: after }: Seen,
	observed: number,
	heldAs: Survey['heldAs'],
): string[] {
	if (name === null) return [];
	const [one = held, ...more] = new Set([...(after.get(observed) ?? [])].map(heldAs));
	if (more.length > 0) throw new NotExpressible(`${name} after ${held}`);
	return one === held ? [] : [`${name} = ${one}`];
}

/** What the step makes of the others' variables: a bit lock is taken from whoever has it. */
function takesFromOthers(
	names: readonly (string | null)[],
	{ heldByOthers }: Seen,
	observed: number,
	heldAs: Survey['heldAs'],
): string[] {
	const changes = new Map<string, Map<number, number>>();
	for (const { task, before, after } of heldByOthers.get(observed)?.values() ?? []) {
		const name = names[task] ?? null;
		const [from, to] = [heldAs(before), heldAs(after)];
		if (name === null || from === to) continue;
		const known = changes.get(name) ?? new Map<number, number>();
		if ((known.get(from) ?? to) !== to) throw new NotExpressible(`${name} after ${from}`);
		changes.set(name, known.set(from, to));
	}
	return [...changes].map(([name, each]) => {
		const value = [...each].reduce(
			(rest, [from, to]) => `(${name} == ${from} -> ${to} : ${rest})`,
			name,
		);
		return `${name} = ${value}`;
	});
}

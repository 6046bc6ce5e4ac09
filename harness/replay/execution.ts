/*
 * harness/replay/execution.ts - finds what a token speaks about and runs it, for every command that
 * takes one.
 */
import { bootVariant, type BootedVariant } from '../cell/boot.ts';
import { deathVerdict, endOf } from '../cell/judge.ts';
import { sequentialOf } from '../cell/problem.ts';
import type { Finding } from '../check/oracle.ts';
import type { LiveEvent } from '../engine/live.ts';
import { loadVariant, type LoadedVariant } from '../catalogue/variant.ts';
import {
	BadInput,
	needsVariantFile,
	needsWorkloadFile,
	noSuchCpu,
	noSuchVariant,
	noSuchWorkload,
	staleToken,
	variantNotOfToken,
	workloadNotOfToken,
} from '../messages/index.ts';
import { judgeSchedule, type Judged } from './judge-schedule.ts';
import { nearest } from '../text/nearest.ts';
import {
	isNameOf,
	printSchedule,
	segmentsOf,
	shortDigest,
	type Segment,
	type Token,
} from '../text/token.ts';
import { replay, type Replay, type ReplayOptions, type ReplayResult } from './trace.ts';
import { namesOf } from '../cell/scene.ts';
import { namesOfTasks, stageOf, type Stage } from '../cell/stage.ts';
import { variantNames } from '../catalogue/variants.ts';
import { readWorkload, workloadNames } from '../catalogue/litmus.ts';

export interface TokenFlags {
	/** A litmus file of the user's own that the token was made from. */
	readonly workload?: string | undefined;
	/** A variant of the user's own. */
	readonly variant?: string | undefined;
}

/** A token, read and placed. */
export interface Execution extends Stage {
	readonly token: Token;
	readonly booted: BootedVariant;
	/** The programs' names, one for each task. */
	readonly names: readonly string[];
}

/**
 * Reads what a token names.
 * @throws BadInput when there is no such variant or workload, or it has changed since the token was made
 */
export async function loadExecution(token: Token, flags: TokenFlags): Promise<Execution> {
	const { variant } = await variantOf(token, flags);
	const known = workloadNames();
	if (flags.workload === undefined && !known.includes(token.workload)) {
		const message = noSuchWorkload(token.workload, nearest(token.workload, known));
		throw new BadInput(`${message}; ${needsWorkloadFile()}`);
	}
	const workload = readWorkload(flags.workload ?? token.workload, null);
	refuseOther(token, workload);
	const booted = bootVariant(variant);
	const stage = stageOf(booted, workload);
	const names = namesOfTasks(stage);
	const stranger = token.schedule.find(({ task }) => task >= names.length);
	if (stage.problem !== null && stranger !== undefined) {
		const letter = printSchedule([{ ...stranger, steps: null }]);
		throw new BadInput(noSuchCpu(letter, names.length));
	}
	return { ...stage, token, booted, names };
}

/** @throws BadInput when there is none of that name, or it has changed since the token was made */
export async function variantOf(token: Token, flags: TokenFlags): Promise<LoadedVariant> {
	if (flags.variant === undefined && !isStackOfOurs(token.variant)) {
		const message = noSuchVariant(token.variant, nearest(token.variant, variantNames));
		throw new BadInput(`${message}; ${needsVariantFile()}`);
	}
	const loaded = await loadVariant(flags.variant ?? token.variant);
	const { variant } = loaded;
	if (!isNameOf(token.variant, variant.name)) {
		throw new BadInput(variantNotOfToken(token.variant, flags.variant ?? '', variant.name));
	}
	refuseStale(variant.name, token.variantDigest, variant.digest!);
	return loaded;
}

/** Whether all patches of a stack are ours; a name of ours is a stack of one. */
const isStackOfOurs = (name: string): boolean =>
	name.split('+').every((each) => variantNames.includes(each));

/** @throws BadInput when a workload is not the one of the token, or has changed since */
export function refuseOther(
	token: Token,
	{ name, path, digest }: { readonly name: string; readonly path: string; readonly digest: string },
): void {
	if (!isNameOf(token.workload, name)) {
		throw new BadInput(workloadNotOfToken(token.workload, path, name));
	}
	refuseStale(name, token.digest, digest);
}

function refuseStale(what: string, was: string | null, is: string): void {
	if (was === null || was === shortDigest(is)) return;
	throw new BadInput(staleToken(what, was, shortDigest(is)));
}

/** What came of a schedule on the live kernel. */
export interface Replayed {
	readonly result: ReplayResult;
	/** See Judged in judge-schedule.ts. */
	readonly ending: Judged['ending'];
	readonly findings: readonly Finding[];
	readonly machine: Replay['machine'];
	readonly nameOf: (address: number) => string;
}

/** The findings of what runs before the race; none when the race begins. */
export function findingsBeforeRace({ placed }: Stage): readonly Finding[] {
	return placed.death === null ? [] : deathVerdict(placed).findings;
}

/** What a schedule is run on. */
export type Raced = Stage & { readonly booted: BootedVariant };

export interface RunOptions {
	/** Told after each event, while the machine is in that state. Objects have the names of the end already. */
	readonly onEvent?: (
		on: Pick<Replayed, 'machine' | 'nameOf'>,
		...event: Parameters<OnEvent>
	) => void;
	/**
	 * Goes on with the next segment where a cpu cannot take all steps of one, as on another variant, instead
	 * of leaving the schedule.
	 */
	readonly lenient?: boolean;
}

/**
 * Runs a schedule on the live kernel. What goes round in a circle is run until the circle closes.
 * The race must begin.
 */
export function runExecution(
	{ placed, problem, booted }: Raced,
	schedule: readonly Segment[],
	{ onEvent, lenient = false }: RunOptions = {},
): Replayed {
	const { machine, ...sequential } = sequentialOf(placed);
	const judged = judgeSchedule(placed, problem!, schedule, {
		lenient,
		namesAtEnd: (memory) => namesOf(placed, machine, memory),
	});
	const nameOf = namesOf(placed, machine, problem!.machine.memory);
	machine.locks.queues.adopt(problem!.machine.locks.queues.adopted);
	const options: ReplayOptions = {
		stops: judged.ending !== 'end',
		...(onEvent === undefined
			? {}
			: { onEvent: (...event) => onEvent({ machine, nameOf }, ...event) }),
	};
	const result = replay(
		{ ...sequential, machine, after: placed.after },
		booted.start,
		judged.ending === 'end' && !lenient ? schedule : segmentsOf(judged.tasks),
		options,
	);
	const inOrder = judged.ending === 'end' ? endOf(placed, machine, result, nameOf) : [];
	const ofLocks = inOrder.filter((each) => each.oracle === 'lock order');
	const findings = [...judged.findings, ...ofLocks];
	return { result, ending: judged.ending, findings, machine, nameOf };
}

/** One event as `--json` prints it. */
export function eventRecord(
	{ task, step, observed, stack, death }: LiveEvent,
	machine: Replay['machine'],
): object {
	return {
		task,
		kind: step.kind,
		object: machine.nameOf(step.object),
		field: step.operation.field?.name ?? null,
		value: step.value,
		observed,
		stack,
		death,
	};
}

type OnEvent = NonNullable<ReplayOptions['onEvent']>;

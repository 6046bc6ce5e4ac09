/*
 * harness/audit/two-builds/run-program.ts - a program on either build of a variant, and what came of it.
 */
import { bootVariant } from '../../cell/boot.ts';
import { boot, imageAtBoot } from '../../cell/place.ts';
import { Machine } from '../../engine/machine.ts';
import type { Starter } from '../../engine/nodes.ts';
import { call, type Task } from '../../engine/operation.ts';
import { countedAs } from '../../measure/counted-as.ts';
import type { Events } from '../../measure/events.ts';
import { bootStraight, newProcess } from '../../measure/straight/boot.ts';
import { type Built, type StraightTable, tableFor, tableOf } from '../../measure/straight/built.ts';
import { atomics } from '../../mm/atomics.ts';
import { fileMappings, layoutFor } from '../../mm/layout.ts';
import type { AddedFunction, Variant } from '../../variant.ts';
import { firstProcess, runToEnd } from '../sequential.ts';
import type { Argument, ProgramCall } from './random-program.ts';

/** What a program left behind. */
export interface Ran {
	/** By call: what it returned. */
	readonly returned: readonly number[];
	/** How the kernel ended, 'oracle: text'; null when all calls were made. */
	readonly ended: string | null;
	/** How often which operation ran. */
	readonly counts: Counts;
	/** All memory at the end. */
	readonly memory: Int32Array;
}

/** What both builds count. */
export type Counts = Pick<Events, Counted>;
export const counted = [
	'loads',
	'stores',
	'atomics',
	'locks',
	'unlocks',
	'listSteps',
	'calls',
	'allocations',
	'frees',
] as const;
type Counted = (typeof counted)[number];

const countsOf = (events: Readonly<Record<string, number>>): Counts =>
	Object.fromEntries(counted.map((name) => [name, events[name] ?? 0])) as Record<Counted, number>;

/** Makes a call with these arguments; what it returned. */
type Caller = (name: string, args: readonly number[]) => number;

const cells = layoutFor({ accesses: 1 }).outcomes;

/** Makes every call of a program, until the kernel ends; `died` says how it did. */
function makeCalls(
	program: readonly ProgramCall[],
	first: number,
	make: Caller,
	died: () => string | null,
): Pick<Ran, 'returned' | 'ended'> {
	const processes = [first];
	const returned: number[] = [];
	const meant = ([kind, value]: Argument): number => {
		if (kind === 'process') return processes[value % processes.length]!;
		if (kind === 'file') return fileMappings[value]!;
		return kind === 'cell' ? cells[0]! : value;
	};
	for (const { name, args } of program) {
		if (processes.length === 0) break;
		const given = args.map(meant);
		const result = make(name, given);
		if (died() !== null) break;
		returned.push(result);
		if (name === 'userFork' && result > 0) processes.push(result);
		if (name === 'userExit') processes.splice(processes.indexOf(given[0]!), 1);
	}
	return { returned, ended: died() };
}

/** On the interleaved build, one call after the other. */
export function runInterleaved(variant: Variant): (program: readonly ProgramCall[]) => Ran {
	const { start } = bootVariant(variant);
	const { layout } = layoutFor({ accesses: 1 });
	const machine = new Machine(layout, atomics, [0]);
	const image = imageAtBoot(layout, machine.memory.length);
	return (program) => {
		machine.load(image);
		let ended: string | null = null;
		let tally: Record<string, number> = {};
		const counting: Starter = (name, args) => {
			tally['calls'] = (tally['calls'] ?? 0) + 1;
			return start(name, args);
		};
		const run = (begin: () => Task<number | void>): number => {
			const { result, death, waitsIn } = runToEnd(counting, machine, begin, ({ kind: done }) => {
				const kind = countedAs[done];
				if (kind !== null) tally[kind] = (tally[kind] ?? 0) + 1;
			});
			if (death !== null) ended = `${death.oracle}: ${death.text}`;
			if (waitsIn !== null) ended = 'deadlock';
			return result;
		};
		run(() => boot([]));
		const first = run(firstProcess);
		tally = {};
		const make: Caller = (name, args) => run(() => call(name, args));
		const { returned } = makeCalls(program, first, make, () => ended);
		return { returned, ended, counts: countsOf(tally), memory: machine.memory.slice() };
	};
}

/** On the straight build, with these functions in place of the base's. */
export function runStraight(
	built: Built,
	functions: Readonly<Record<string, AddedFunction>>,
): (program: readonly ProgramCall[]) => Ran {
	const machine = bootStraight(built, 'counted');
	const image = machine.memory.slice();
	const table: StraightTable = tableFor(built, machine, tableOf(built, functions), [], true);
	return (program) => {
		machine.reset(image);
		built.operations.runOn(machine);
		const first = newProcess(built);
		for (const name of counted) machine.counts[name] = 0;
		let ended: string | null = null;
		const make: Caller = (name, args) => {
			try {
				return Number(table[name]!(...args) ?? 0);
			} catch (error) {
				if (!(error instanceof built.state.Died)) throw error;
				const { oracle, text } = error.death;
				ended = oracle === 'deadlock' ? 'deadlock' : `${oracle}: ${text}`;
				return 0;
			}
		};
		const { returned } = makeCalls(program, first, make, () => ended);
		return { returned, ended, counts: countsOf(machine.events), memory: machine.memory };
	};
}

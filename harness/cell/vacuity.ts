/*
 * harness/cell/vacuity.ts - why a 'never' of a cell says less than it seems to: what the litmus file lets race does
 * not come to pass in any schedule that was explored.
 */
import { isOracleName } from '../check/index.ts';
import { subjectsOf } from '../check/subjects.ts';
import { addressOf } from '../engine/location.ts';
import { at } from '../engine/struct.ts';
import type { Step } from '../engine/step.ts';
import type { AccessClass } from '../explore/access-classes.ts';
import {
	alwaysFails,
	nothingMeets,
	nothingToJudge,
	reclaimsNothing,
	touchedByFew,
} from '../messages/index.ts';
import { isBookkeeping } from '../mm/bookkeeping.ts';
import { ENOMEM } from '../mm/include/errno.ts';
import { diskBlock, i_size, page_tree } from '../mm/include/fs.ts';
import { inactive_list } from '../mm/include/mmzone.ts';
import { pte_word } from '../mm/include/pgtable.ts';
import { swapSlot } from '../mm/include/swap.ts';
import { fileMappings, mm_zone, pagePool } from '../mm/layout.ts';
import { functionOf } from '../variant.ts';
import {
	callKey,
	callKeyAt,
	type Call,
	type Condition,
	type NeverLine,
	type Workload,
} from '../workload.ts';
import type { Race } from './race.ts';
import type { Searched } from './search-race.ts';

/** Sentences, the most telling first. `functions` are those that the cell entered, before its race too. */
export function vacuityOf(
	race: Race,
	{ tally, footprints }: Pick<Searched, 'tally' | 'footprints'>,
	functions: ReadonlySet<string>,
): string[] {
	const { cpus, never } = race.workload;
	const lines = never.filter((_, i) => {
		const { count, ofSearch } = tally.questions[i]!;
		return count === 0 && ofSearch === undefined;
	});
	const accesses = (footprints?.accesses ?? []).filter(({ task }) => task < cpus.length);
	return [
		...idleReclaim(race),
		...failing(race, tally.failing),
		...(footprints === null ? [] : unraced(race, lines, accesses)),
		...unjudged(race, lines, functions),
	];
}

type Reclaim = Extract<Call['call'], 'reclaim' | 'refill' | 'shrink'>;

/** What reclaim is entered by. */
const entries: Readonly<Record<Reclaim, string>> = {
	reclaim: 'kswapd',
	refill: 'userRefill',
	shrink: 'userShrink',
};

const isReclaim = (call: Call['call']): call is Reclaim => Object.hasOwn(entries, call);

const inCache: ReadonlySet<string> = new Set([page_tree.name, diskBlock.name, swapSlot.name]);

/** Whether the step unmaps a page, writes it, takes it out of a cache or frees it. */
function frees({ kind, operation }: Step): boolean {
	const { field, name } = operation;
	if (kind === 'free') return name === pagePool.name;
	if ((kind !== 'store' && kind !== 'xchg') || field === null) return false;
	return field.struct === pte_word.struct || inCache.has(field.name.replace(/\[\d+\]$/, ''));
}

const deactivates = ({ kind, operation }: Step): boolean =>
	kind === 'list-add' && operation.field?.name === inactive_list.head.name;

function idleReclaim({ workload, problem: { automata, roots } }: Race): string[] {
	// Under a weak memory stores go by other steps.
	if (workload.memory !== 'sc' && workload.memory !== 'tlb') return [];
	return workload.cpus.flatMap(({ name, calls }, task) => {
		const words = [...new Set(calls.map(({ call }) => call).filter(isReclaim))];
		if (words.length === 0) return [];
		const within = [...automata.reachedFrom(roots[task]!)].map((local) => ({
			step: automata.steps[local] ?? null,
			functions: automata.functionsOf(local),
		}));
		return words.flatMap((word) => {
			const inside = within.filter(({ functions }) => functions.includes(entries[word]));
			// It was never come to.
			if (inside.length === 0) return [];
			const isEffect = word === 'refill' ? deactivates : frees;
			if (inside.some(({ step }) => step !== null && isEffect(step))) return [];
			const isEntered = inside.some(({ functions }) => functions.includes('try_to_unmap'));
			return [reclaimsNothing(name, word, isEntered || word === 'refill' ? [] : ['try_to_unmap'])];
		});
	});
}

function failing({ workload }: Race, always: ReadonlyMap<string, number>): string[] {
	return workload.cpus.flatMap(({ name, calls }, task) =>
		calls.flatMap(({ call }, order) => {
			const errno = always.get(callKeyAt(task, order));
			// It was told to fail.
			const isInjected =
				errno === ENOMEM && calls.slice(0, order).some((each) => each.call === 'fail');
			return errno === undefined ||
				isInjected ||
				isAskedFor(workload, callKeyAt(task, order), errno)
				? []
				: [alwaysFails(name, order, call, `error ${errno}`)];
		}),
	);
}

/** Whether a line is about that error of that call: then it is the question, and no mistake. */
const isAskedFor = (workload: Workload, call: string, errno: number): boolean =>
	workload.never
		.flatMap(({ conditions }) => conditions)
		.some(
			(each) =>
				each.holds === 'returns' &&
				callKey(each.call, workload) === call &&
				each.result.is === 'errno' &&
				each.result.errno === errno,
		);

/** A thing that a line names, and the words that it is in. */
interface Subject {
	readonly name: string;
	readonly has: (address: number, object: number) => boolean;
}

/** What nobody else touches does not race. */
function unraced(
	race: Race,
	lines: readonly NeverLine[],
	accesses: readonly AccessClass[],
): string[] {
	const { workload } = race;
	if (workload.cpus.filter(({ calls }) => calls.length > 0).length < 2) return [];
	if (!isAnythingShared(race, accesses)) return [nothingMeets()];
	return lines.flatMap(({ text, conditions }) => {
		const subjects = conditions.map((each) => subjectOf(race, each));
		if (subjects.includes(null)) return [];
		const tasks = new Set<number>();
		for (const { location, object, task } of accesses) {
			const address = location < 0 ? object : addressOf(location);
			if (subjects.some((each) => each!.has(address, object))) tasks.add(task);
		}
		if (tasks.size > 1) return [];
		const cpus = [...tasks].map((task) => workload.cpus[task]!.name);
		return [touchedByFew(text, [...new Set(subjects.map((each) => each!.name))], cpus)];
	});
}

/** null where a line names nothing that can be pointed at: an oracle, a call, a child of the race. */
function subjectOf({ workload, placed }: Race, condition: Condition): Subject | null {
	switch (condition.holds) {
		case 'returns':
		case 'oracle':
			return null;
		case 'shows':
		case 'present': {
			const { process } = condition;
			const mm = placed.processes.find(({ name }) => name === process)?.mm;
			if (mm === undefined) return null;
			const has = (address: number, object: number): boolean =>
				object === mm && !isBookkeeping(placed.layout, address);
			return { name: `process ${process}`, has };
		}
		default: {
			const { file, page } = condition;
			const mapping = fileMappings[workload.files.findIndex((each) => each.name === file)]!;
			const slot = mapping + at(page_tree, page).offset;
			const frame = placed.image[slot]!;
			const words = new Set([slot, mapping + at(diskBlock, page).offset]);
			if (condition.holds === 'beyond-eof') words.add(mapping + i_size.offset);
			const has = (address: number, object: number): boolean =>
				words.has(address) || (frame !== 0 && object === frame);
			return { name: `${file}[${page}]`, has };
		}
	}
}

/** Whether two cpus touch one word of the kernel, and one of them changes it. */
function isAnythingShared({ placed }: Race, accesses: readonly AccessClass[]): boolean {
	const { layout } = placed;
	const users = new Map<number, { readonly tasks: Set<number>; isChanged: boolean }>();
	for (const { location, object, task, access } of accesses) {
		const address = location < 0 ? object : addressOf(location);
		if (address >= layout.words || object === mm_zone || isBookkeeping(layout, address)) continue;
		const known = users.get(address) ?? { tasks: new Set<number>(), isChanged: false };
		users.set(address, known);
		known.tasks.add(task);
		known.isChanged ||= access !== 'read';
		if (known.isChanged && known.tasks.size > 1) return true;
	}
	return false;
}

function unjudged(
	{ booted }: Race,
	lines: readonly NeverLine[],
	entered: ReadonlySet<string>,
): string[] {
	return lines.flatMap(({ conditions }) =>
		conditions.flatMap((each) => {
			if (each.holds !== 'oracle' || each.not || !isOracleName(each.oracle)) return [];
			const subjects = subjectsOf[each.oracle] ?? [];
			// A variant that has no such function does it by another one.
			const known = subjects.filter((name) => functionOf(booted.variant, name) !== undefined);
			if (known.length < subjects.length || known.length === 0) return [];
			return known.some((name) => entered.has(name)) ? [] : [nothingToJudge(each.oracle, known)];
		}),
	);
}

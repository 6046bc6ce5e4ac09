/*
 * harness/cell/observe.ts - what programs can observe of a terminal state: the result of each access, how
 * each cpu ended, and what every page of every address space and every file would show next.
 *
 * Programs cannot observe counts, lists or frame numbers. Of calls that access no page (mmap, mlock,
 * remap_file_pages, msync, fsync ..) what they returned is a line where it is an error, or a value of mincore().
 */
import type { PlacedAccess, Scene, Slot } from '../check/oracle.ts';
import {
	cachedPage,
	linearIndex,
	mappingsOf,
	nextAccess,
	processName,
	SHOWS_SIGBUS,
	sizeInPages,
} from '../check/page-tables.ts';
import { DONE } from '../engine/automaton.ts';
import { at } from '../engine/struct.ts';
import type { TerminalState, Problem } from '../explore/problem.ts';
import {
	intendedIndex,
	intendedMapping,
	OUTCOME_ERRNO,
	OUTCOME_OOM,
	OUTCOME_SEGV,
	OUTCOME_SIGBUS,
	OUTCOME_VALUE,
	outcomeResult,
	outcomeValue,
} from '../mm/bookkeeping.ts';
import { diskBlock, i_size } from '../mm/include/fs.ts';
import { page_contents, vm_file, vm_flags, VM_READ, VM_WRITE } from '../mm/include/mm.ts';
import { pte_file, pte_none, pte_to_swp_entry } from '../mm/include/pgtable.ts';
import { PAGE_SHIFT, PAGE_SIZE } from '../mm/include/sizes.ts';
import type { address_space } from '../mm/include/structs.ts';
import { swapSlot } from '../mm/include/swap.ts';
import { swap, swapper_space } from '../mm/layout.ts';
import { returnedBy } from '../check/returned.ts';
import { callKey, type Call, type CallName, type Workload } from '../workload.ts';
import type { Placed } from './placed.ts';
import { sceneOf } from './scene.ts';

/**
 * One line for each thing that programs can observe. Two terminal states that programs cannot tell
 * apart give the same lines.
 */
export function observe(placed: Placed, problem: Problem, ending: TerminalState): string[] {
	const scene = sceneOf(placed, problem.machine.memory);
	const ends = endsOf(placed, problem, ending);
	// A livelock is no terminal state: memory may still change.
	if (ending.kind === 'livelock') return ends;
	return [
		...ends,
		...placed.accesses.flatMap((access) => accessLine(placed, scene, access)),
		...returnLines(placed, scene),
		...scene.files.flatMap(({ name, mapping }) => fileLines(scene, name, mapping)),
		...mappingsOf(scene).slots.flatMap((slot) => slotLine(scene, slot)),
	];
}

/**
 * How the cpus ended that did not just finish. Every state of a livelock cycle has the same set of
 * unfinished tasks. Which of them spin and which wait varies, so only the set is compared.
 */
function endsOf(placed: Placed, { automata }: Problem, ending: TerminalState): string[] {
	const rests = ending.kind === 'livelock' ? 'never ends' : 'waits for ever';
	return [...ending.locals].flatMap((local, task) => {
		const name = task === placed.after ? 'after' : placed.workload.cpus[task]?.name;
		// Programs do not see flush tasks.
		if (local === DONE || name === undefined) return [];
		const dead = automata.deadState(local);
		return [dead === null ? `${name} ${rests}` : `${name}: ${dead.death.oracle}`];
	});
}

/** What programs call the results of accesses that have neither a value nor an error number. */
export const resultNames: Readonly<Record<number, string>> = {
	[OUTCOME_SIGBUS]: 'SIGBUS',
	[OUTCOME_SEGV]: 'SIGSEGV',
	[OUTCOME_OOM]: 'no memory',
};

function accessLine(placed: Placed, scene: Scene, access: PlacedAccess): string[] {
	const result = scene.read(outcomeResult, access.outcome);
	if (result === 0) return [];
	const value = scene.read(outcomeValue, access.outcome);
	const { program, order, what, process, map, page } = access;
	const who =
		program < 0 ? `${process ?? ''} before` : (placed.workload.cpus[program]?.name ?? 'after');
	const isPin = what === 'pin-read' || what === 'pin-write';
	const where = isPin ? 'of a pinned page' : map === null ? `page ${page}` : `${map}[${page}]`;
	const came =
		result === OUTCOME_VALUE
			? what === 'touch-read' || what === 'read' || what === 'direct-read' || what === 'pin-read'
				? String(value)
				: 'done'
			: result === OUTCOME_ERRNO
				? `error ${value}`
				: (resultNames[result] ?? String(result));
	return [`${who}, call ${order + 1}: ${what} ${where}: ${came}`];
}

/** What calls returned that access no page, unless it was what they always return. */
function returnLines({ workload, calls }: Placed, scene: Scene): string[] {
	return callNames(workload).flatMap(({ name, call, who }) => {
		const placed = calls.get(callKey(name, workload));
		const value = placed === undefined ? null : returnedBy(scene, placed);
		const isNews = value !== null && (value < 0 || (call === 'mincore' && value > 0));
		if (!isNews) return [];
		const said = value < 0 ? `error ${-value}` : `mask ${value}`;
		return [`${who}, call ${name.order + 1}: ${call}: ${said}`];
	});
}

interface Called {
	readonly name: CallName;
	readonly call: string;
	/** Whose call it is, in the words of accessLine(). */
	readonly who: string;
}

/** All calls, in the order of the text. */
function callNames({ processes, cpus, after }: Workload): Called[] {
	const made = new Map<string, number>();
	const inBlock = (
		block: CallName['block'],
		name: string,
		who: string,
		calls: readonly Call[],
	): Called[] =>
		calls.map(({ call }) => {
			const order = made.get(who) ?? 0;
			made.set(who, order + 1);
			return { name: { block, name, order }, call, who };
		});
	return [
		...processes.flatMap(({ name, calls }) => inBlock('before', name, `${name} before`, calls)),
		...cpus.flatMap(({ name, calls }) => inBlock('cpu', name, name, calls)),
		...after.flatMap(({ calls }) => inBlock('after', '', 'after', calls)),
	];
}

/** What reading a file page through read() would give. */
function fileValue(scene: Scene, mapping: address_space, index: number): number {
	const cached = cachedPage(scene, mapping, index);
	return cached === 0
		? scene.read(at(diskBlock, index), mapping)
		: scene.read(page_contents, cached);
}

function fileLines(scene: Scene, name: string, mapping: address_space): string[] {
	const size = scene.read(i_size, mapping);
	const bytes = size % PAGE_SIZE;
	const shown = Array.from({ length: sizeInPages(scene, mapping) }, (_, i) =>
		fileValue(scene, mapping, i),
	);
	const more = bytes === 0 ? '' : ` and ${bytes} bytes`;
	return [`${name}: ${size >> PAGE_SHIFT} pages${more}: ${shown.join(' ')}`];
}

/**
 * The value that the next access to a page of an address space would read; no line if nothing is
 * mapped.
 */
function slotLine(scene: Scene, slot: Slot): string[] {
	const shown = slotValue(scene, slot);
	const where = `${processName(scene, slot.mm)} page ${slot.address >> PAGE_SHIFT}`;
	return shown === null ? [] : [`${where}: ${shown}`];
}

function slotValue(scene: Scene, slot: Slot): string | null {
	const { vma, pte, page, address } = slot;
	if (vma !== 0 && !(scene.read(vm_flags, vma) & (VM_READ | VM_WRITE))) return 'SIGSEGV';
	if (page !== 0) return String(scene.read(page_contents, page));
	if (vma === 0) return null;
	if (!pte_none(pte) && !pte_file(pte)) {
		const entry = pte_to_swp_entry(pte);
		const cached = cachedPage(scene, swapper_space, entry);
		return String(
			cached === 0 ? scene.read(at(swapSlot, entry), swap) : scene.read(page_contents, cached),
		);
	}
	const next = nextAccess(scene, slot);
	if (next === SHOWS_SIGBUS) return 'SIGBUS';
	if (next > 0) return String(fileValue(scene, intendedMapping(next), intendedIndex(next)));
	const mapping = scene.read(vm_file, vma);
	return mapping === 0 ? '0' : String(fileValue(scene, mapping, linearIndex(scene, vma, address)));
}

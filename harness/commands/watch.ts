/*
 * harness/commands/watch.ts - rmaplab compare --watch: searches again whenever a file of one's own is saved, and prints
 * what has changed since the save before. Nothing is written; only cells that a save may have changed are searched.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { mayEndEarly, wrap } from '../../reports/index.ts';
import { baseName } from '../../variants/index.ts';
import { readGiven } from '../catalogue/given-file.ts';
import { digestsOfImports } from '../catalogue/imports.ts';
import { readWorkloads, workloadNamesOfTheMail } from '../catalogue/litmus.ts';
import { matchingFiles } from '../catalogue/matching-files.ts';
import { refuseUnaudited } from '../catalogue/needs-audit.ts';
import { codeRoot } from '../catalogue/source.ts';
import { patchesNamed } from '../catalogue/stack-order.ts';
import { isPath, type LoadedVariant } from '../catalogue/variant.ts';
import { loadVariants, namesBeside } from '../catalogue/variants.ts';
import { between, type VariantChanges } from '../compare/between.ts';
import { Board } from '../compare/board.ts';
import { Crew } from '../compare/crew.ts';
import { type Measured, measuredCells } from '../compare/measured.ts';
import { BadInput, hollowSays, watchSays } from '../messages/index.ts';
import { type Cell, cellKey, hollowCells } from '../result.ts';
import { fitForTerminal } from '../terminal/fit.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { columnsOf, note } from '../terminal/look.ts';
import type { Workload } from '../workload.ts';
import type { CompareFlags } from './compare-plan.ts';
import { changeLines } from './diff.ts';
import { namedFiles } from './named-files.ts';
import { runMatrix } from './run-matrix.ts';
import { say, saidOf } from './said.ts';
import { SavedFiles } from './saved-files.ts';
import { wholeTokens } from './whole-tokens.ts';

/** Returns the exit status, that of an interrupt. @throws BadInput when there is nothing to watch */
export async function runWatch(flags: CompareFlags): Promise<number> {
	if (flags.json || flags.format !== 'text') throw new BadInput(watchSays.noJson());
	const own = ownFiles(flags);
	if (own.length === 0) throw new BadInput(watchSays.nothingToWatch());
	for (const each of own) readGiven(each);
	const watch: Watch = { flags, known: new Map(), before: new Map(), hasBegun: false, staff: null };
	const files = new SavedFiles(own);
	try {
		for (;;) {
			files.reads(filesOf(own));
			if ((await pass(watch, files)) === 'interrupted') return interruptedStatus();
			note(watchSays.waiting(own.map((each) => relative('.', each))));
			if ((await nextSave(files)) === 'interrupted') return interruptedStatus();
		}
	} finally {
		files.end();
		watch.staff?.crew.end();
	}
}

/** Worker threads, and where they are told to stop. */
interface Staff {
	readonly board: Board;
	readonly crew: Crew;
}

function newStaff({ jobs = availableParallelism() }: CompareFlags): Staff {
	const board = new Board(jobs);
	return { board, crew: new Crew(board) };
}

interface Watch {
	readonly flags: CompareFlags;
	/** What was found, by all that a cell rests on. */
	known: Map<string, Cell>;
	/** What the last search of each variant has found, by cell. */
	readonly before: Map<string, Measured>;
	hasBegun: boolean;
	/** They stay from save to save: to start a thread and load all into it takes longer than a small search. */
	staff: Staff | null;
}

/** Files of the user's own that are named, those of stacks too. */
function ownFiles({ variant = [], workload = [] }: CompareFlags): string[] {
	const patches = variant.flatMap(matchingFiles).flatMap(patchesNamed);
	const paths = [...patches, ...workload.flatMap(matchingFiles)].filter(isPath);
	return [...new Set(paths.map((each) => resolve(each)))];
}

/** The same with what they import. What cannot be read now may be there after the next save. */
function filesOf(own: readonly string[]): string[] {
	const imported = own.flatMap((path) => {
		try {
			const text = readFileSync(path, 'latin1');
			return Object.keys(digestsOfImports(path, text, (each) => each.startsWith(codeRoot()))).map(
				(each) => resolve(path, '..', each),
			);
		} catch {
			return [];
		}
	});
	return [...new Set([...own, ...imported])];
}

/** Waits for a save, or for Ctrl-C. */
function nextSave(files: SavedFiles): Promise<'saved' | 'interrupted'> {
	return new Promise((done) => {
		onInterrupt(() => done('interrupted'));
		files.onSave(() => done('saved'));
	});
}

/** Searches once; says what is wrong where something is. A save meanwhile begins the next search at once. */
async function pass(watch: Watch, files: SavedFiles): Promise<'done' | 'interrupted'> {
	const began = performance.now();
	const staff = (watch.staff ??= newStaff(watch.flags));
	const { board } = staff;
	let [isSaved, isInterrupted] = [false, false];
	const interrupt = (): void => {
		isInterrupted = true;
		board.stop('interrupted');
	};
	onInterrupt(interrupt);
	files.onSave(() => {
		isSaved = true;
		board.stop('interrupted');
	});
	try {
		await search(watch, await read(watch.flags), { ...staff, began, interrupt });
	} catch (error) {
		if (saidOf(error) === null) throw error;
		// Of a file that was saved while it was read nothing is said.
		if (!isSaved) {
			say(error);
			note(watchSays.failed());
		}
	} finally {
		files.onSave(null);
		if (board.stopped !== null) {
			staff.crew.end();
			watch.staff = null;
		}
	}
	return isInterrupted ? 'interrupted' : 'done';
}

/** One search, as the user may end it. */
interface Run extends Staff {
	/** On the clock of performance.now(). */
	readonly began: number;
	readonly interrupt: () => void;
}

interface Asked {
	readonly variants: readonly LoadedVariant[];
	readonly workloads: readonly Workload[];
	readonly reference: string;
}

async function read({ variant, workload, against, auditRaces }: CompareFlags): Promise<Asked> {
	const names = [...new Set([against ?? baseName, ...(variant ?? [])])];
	const variants = await loadVariants(names);
	const workloads = readWorkloads(
		workload ?? workloadNamesOfTheMail(),
		namesBeside(variants.map((each) => each.variant.name)),
	);
	if (auditRaces !== true) refuseUnaudited(workloads);
	return { variants, workloads, reference: variants[0]!.variant.name };
}

/** All that a cell rests on, the options of the run aside. */
const restsOn = ({ variant, files }: LoadedVariant, { name, digest }: Workload): string =>
	JSON.stringify([variant.name, files, name, digest]);

async function search(watch: Watch, asked: Asked, run: Run): Promise<void> {
	const { board, crew, began, interrupt } = run;
	const { flags, known, before } = watch;
	const { variants, workloads, reference } = asked;
	const keyOf = new Map(
		variants.flatMap((each) =>
			workloads.map((on) => [cellKey(each.variant.name, on.name), restsOn(each, on)] as const),
		),
	);
	const wants = (variant: string, on: string): boolean =>
		!known.has(keyOf.get(cellKey(variant, on))!);
	const wanted = variants.flatMap(({ variant }) =>
		workloads.filter(({ name }) => wants(variant.name, name)),
	);
	note(watchSays.searching(wanted.length, new Set(wanted).size));
	const isFirst = !watch.hasBegun;
	let changed = 0;
	const { failures } = await runMatrix(
		{
			variants,
			workloads,
			reference,
			wants,
			board,
			crew,
			seed: flags.seed,
			statesMax: flags.states,
			sampleRuns: 0,
			budget: null,
			journal: null,
			goesOn: true,
			auditRaces: flags.auditRaces === true,
			...(flags.setupSteps === undefined ? {} : { setupStepsMax: flags.setupSteps }),
		},
		null,
		(found) => {
			const cell = wholeTokens(found);
			known.set(keyOf.get(cellKey(cell.variant, cell.workload))!, cell);
			if (!isFirst) changed += printChanges(changesOf(cell, before), asked);
		},
		interrupt,
	);
	if (board.stopped !== null) return;
	if (!isFirst && changed === 0 && failures.length === 0)
		process.stdout.write(`${watchSays.noChange()}\n`);
	const failed = new Set(failures.map(({ variant }) => variant));
	for (const { why } of failures) process.stderr.write(`${fitForTerminal(why)}\n`);
	if (failed.size > 0) note(watchSays.failed());
	watch.hasBegun = true;
	const cells = [...keyOf].flatMap(([, key]) => known.get(key) ?? []);
	// Of earlier saves nothing is kept, so that a long evening does not fill the memory.
	watch.known = new Map(
		[...keyOf.values()].flatMap((key) => (known.has(key) ? [[key, known.get(key)!]] : [])),
	);
	for (const cell of cells) {
		if (!failed.has(cell.variant)) before.set(cellKey(cell.variant, cell.workload), measured(cell));
	}
	for (const { variant } of variants.slice(1)) {
		if (!failed.has(variant.name)) standing(variant.name, cells, asked, { isFirst, began });
	}
}

const measured = (cell: Cell): Measured =>
	measuredCells({ cells: [cell as never], seed: 0 }, mayEndEarly)[0]!;

/** What is otherwise on one cell than at the save before; costs aside, which every edit changes. */
function changesOf(cell: Cell, before: ReadonlyMap<string, Measured>): VariantChanges[] {
	const earlier = before.get(cellKey(cell.variant, cell.workload));
	if (earlier === undefined) return [];
	return between([earlier], [measured(cell)], 0).variants.map((each) => ({ ...each, costs: [] }));
}

/** Prints as soon as a cell is found, and returns how many lines that took. */
function printChanges(changes: readonly VariantChanges[], { variants, workloads }: Asked): number {
	const named = namedFiles(variants, workloads);
	const lines = changes.flatMap((each) => changeLines(each, 0, named, columnsOf()));
	if (lines.length > 0) process.stdout.write(`${lines.map(fitForTerminal).join('\n')}\n`);
	return lines.length;
}

/** Prints where a variant stands, and at first what it adds. */
function standing(
	name: string,
	cells: readonly Cell[],
	asked: Asked,
	{ isFirst, began }: { readonly isFirst: boolean; readonly began: number },
): void {
	const { reference } = asked;
	const rows = (of: string): Measured[] =>
		cells.flatMap((cell) => (cell.variant === of ? [{ ...measured(cell), variant: name }] : []));
	const [base, own] = [rows(reference), rows(name)];
	const on = new Set(own.map((row) => row.on));
	const shared = base.filter((row) => on.has(row.on));
	const none: VariantChanges = {
		variant: name,
		added: [],
		removed: [],
		moved: [],
		open: [],
		degrees: [],
		costs: [],
	};
	const changes = between(shared, own, 0).variants[0] ?? none;
	const { added, removed, moved, open } = changes;
	if (isFirst && added.length > 0) {
		process.stdout.write(`${watchSays.first(reference)}\n`);
		printChanges([{ ...none, added }], asked);
	}
	const all = shared.reduce((sum, row) => sum + row.findings.length, 0);
	const gone = open.filter((each) => each.in === 'earlier').length;
	const of = {
		fixed: removed.length,
		added: added.length,
		moved: moved.length,
		open: open.length,
		left: all - removed.length - moved.length - gone,
	};
	const seconds = ((performance.now() - began) / 1000).toFixed(1);
	process.stdout.write(
		`${wrap(watchSays.stands(name, reference, of, seconds), columnsOf(), '  ').join('\n')}\n`,
	);
	const hollow = hollowSays(reference, hollowCells(cells, reference, [name]));
	if (hollow !== '') process.stdout.write(`${wrap(hollow, columnsOf(), '  ').join('\n')}\n`);
}

/*
 * harness/cell/cell.ts - one variant on one workload: place, search, find the plainest witness, describe.
 */
import { noRoom } from '../messages/index.ts';
import type { Cell } from '../result.ts';
import type { Workload } from '../workload.ts';
import type { BootedVariant } from './boot.ts';
import { Visits, startAlong } from '../engine/visits.ts';
import { countCost } from './cost.ts';
import { describeCell } from './describe-cell.ts';
import { checkDeterminism, placeTwice } from './determinism.ts';
import { isFull, judgeOf } from './judge.ts';
import { type CellOptions, type CellWatch, defaultCellOptions } from './options.ts';
import type { Placed } from './placed.ts';
import { problemOf, sequentialOf } from './problem.ts';
import { diedBeforeRace, searchRace, type Searched } from './search-race.ts';
import { SetupUnfinished } from './setup.ts';
import { Tokens } from './tokens.ts';
import { undecidedCell } from './undecided.ts';
import { vacuityOf } from './vacuity.ts';
import { findWitnesses, type Witness, witnessOf } from './witness.ts';

/**
 * Runs one variant on one workload. Deterministic, unless `watch` tells it to stop.
 * @throws KernelFault when the variant is of no use, see engine/fault.ts
 */
export function runCell(
	booted: BootedVariant,
	workload: Workload,
	options: CellOptions = defaultCellOptions,
	watch?: CellWatch,
): Cell {
	return searchCell(booted, workload, options, watch).cell;
}

/** What the digests of a cell stand for, a line for each thing that can be seen, see observe.ts. */
export type Observed = ReadonlyMap<string, readonly string[]>;

interface CellWithOutcomes {
	readonly cell: Cell;
	readonly observed: Observed;
}

/** The cell, and its outcomes in full. */
export function runCellWithOutcomes(
	booted: BootedVariant,
	workload: Workload,
	options: CellOptions = defaultCellOptions,
): CellWithOutcomes {
	return searchCell(booted, workload, options, undefined);
}

function searchCell(
	booted: BootedVariant,
	workload: Workload,
	options: CellOptions,
	watch: CellWatch | undefined,
): CellWithOutcomes {
	const { cellOf, observed } = search(booted, workload, options, watch);
	return { cell: cellOf(booted), observed };
}

/** What was found of one variant on one workload, and along which histories of calls. */
export interface Found {
	readonly booted: BootedVariant;
	/**
	 * All calls that the cell made, before its race too, and all that they observed; null where it stands
	 * for no other variant: it gave up before its race, or was withdrawn.
	 */
	readonly visits: Visits | null;
	/** As a cell of this variant, or of one that takes the same steps (same-steps.ts). */
	readonly cellOf: (booted: BootedVariant) => Cell;
	readonly observed: Observed;
	/** Whether `watch` told it to stop before all was done: it is true, and another run may say more. */
	readonly isCutOff: boolean;
}

/**
 * Searches a cell.
 * @throws KernelFault when the variant is of no use; Stopped when `watch` said so before anything was found
 */
export function search(
	booted: BootedVariant,
	workload: Workload,
	options: CellOptions,
	watch: CellWatch | undefined,
): Found {
	const visits = new Visits(booted.nodes);
	const undecided = (limit: string, along: Visits | null): Found => ({
		booted,
		visits: along,
		cellOf: ({ variant }) => undecidedCell(variant.name, workload, { kind: 'stopped', limit }),
		observed: new Map(),
		isCutOff: false,
	});
	let placed: Placed;
	try {
		placed = placeTwice(booted, workload, options.setupStepsMax, visits);
	} catch (error) {
		if (!(error instanceof SetupUnfinished)) throw error;
		return undecided(error.limit, null);
	}
	const subject = { booted, workload, placed };
	const problem = problemOf(booted, placed, visits);
	const race = { ...subject, problem, judged: judgeOf(placed, problem) };
	const searched =
		placed.death === null ? searchRace(race, options, watch) : diedBeforeRace(subject);
	const isWhole = placed.death === null && !searched.isCutOff;
	const vacuous = isWhole ? vacuityOf(race, searched, visits.functions) : [];
	const found = findWitnesses(race, searched, options, watch);
	const isCutOff = searched.isCutOff || found.isCutOff;
	const { witnesses } = found;
	const cost = countCost(sequentialOf(placed), startAlong(visits));
	checkDeterminism(booted);
	const limit = limitOf(searched);
	if (limit !== null) return undecided(limit, visits);
	const { outcomes } = searched.tally;
	const witnessed = new Map<string, Witness>();
	/** Variants that take the same steps have the same witnesses. */
	const witnessFor = (key: string, otherwise: readonly number[]): Witness => {
		const known = witnessed.get(key) ?? witnessOf(problem, witnesses.get(key) ?? otherwise);
		witnessed.set(key, known);
		return known;
	};
	return {
		booted,
		// A fault of this tool names the variant that met it, and stands for no other.
		visits: 'withdrawn' in searched.explored || isCutOff ? null : visits,
		cellOf: (as) =>
			describeCell(
				{ ...subject, booted: as },
				searched,
				cost,
				vacuous,
				new Tokens({ booted: as, workload }, problem),
				witnessFor,
			),
		observed: new Map([...outcomes].map(([digest, each]) => [digest, each.observed])),
		isCutOff,
	};
}

/** Which limit leaves a cell without a verdict, or null. */
function limitOf({ explored, tally }: Searched): string | null {
	if (explored.kind === 'stopped') return explored.limit;
	// A fault of the search itself has to be told in any case.
	if ('withdrawn' in explored) return null;
	// Nothing is known of what lies behind, and no kernel is to blame.
	const full = [...tally.violations.values()].find(({ finding }) => isFull(finding));
	return full === undefined ? null : noRoom(full.finding.site);
}

/*
 * harness/commands/check.ts - rmaplab check: says what is wrong with litmus files and with variants, and
 * what is large.
 */
import { runAlone, runInTurn } from '../cell/alone.ts';
import { baseName, variants } from '../../variants/index.ts';
import { bootVariant, type BootedVariant } from '../cell/boot.ts';
import { runCell } from '../cell/cell.ts';
import { defaultCellOptions, verdictOnly } from '../cell/options.ts';
import { problemOf } from '../cell/problem.ts';
import { leftLocked } from '../cell/left-locked.ts';
import type { SetupDeath } from '../cell/setup.ts';
import { checkDeterminism, placeTwice } from '../cell/determinism.ts';
import type { FindingName } from '../check/oracle-name.ts';
import { census } from '../explore/census.ts';
import { storedSearch } from '../explore/stored.ts';
import { describeWord } from '../engine/layout.ts';
import { type Structs, watchingStructs } from '../engine/struct-watch.ts';
import type { Problem } from '../explore/problem.ts';
import { strategies } from '../explore/strategies.ts';
import { badInputOf } from '../catalogue/bad-input.ts';
import { loadVariant, located } from '../catalogue/variant.ts';
import {
	BadInput,
	checkedLitmus,
	checkedVariant,
	exploredPhrase,
	grouped,
	isTemplateQuestion,
	leftHeld,
	maybeVacuous,
	nodesHeading,
	noEndBeforeRace,
	noRace,
	oneNameForTwoVariants,
	oneNameForTwoWorkloads,
	templateAsked,
	willNeedAudit,
} from '../messages/index.ts';
import { layout } from '../mm/layout.ts';
import { stageOf } from '../cell/stage.ts';
import type { Variant } from '../variant.ts';
import type { Workload } from '../workload.ts';
import { givenOnce, placeOf } from '../catalogue/given-once.ts';
import { readWorkload, workloadNames } from '../catalogue/litmus.ts';
import { audited, auditedAt } from '../catalogue/needs-audit.ts';
import { matchingFiles } from '../catalogue/matching-files.ts';
import { patchesNamed } from '../catalogue/stack-order.ts';
import { fitForTerminal } from '../terminal/fit.ts';

export interface CheckFlags {
	/** Count local states by kernel function, of this variant, or of the base. */
	readonly nodes?: string | true | undefined;
}

/** Returns the exit status: 2 when something is wrong with one of the files. */
export async function runCheck(files: readonly string[], flags: CheckFlags): Promise<number> {
	const { nodes } = flags;
	const loaded = nodes === undefined ? null : await loadVariant(nodes === true ? baseName : nodes);
	let status = 0;
	const known: Known = { variants: new Map(), workloads: new Map() };
	const once = givenOnce(files.flatMap(matchingFiles), placeOf);
	const own = await namesOf(once.filter(isVariant));
	for (const file of once) {
		try {
			process.stdout.write(
				isVariant(file)
					? `${fitForTerminal(await checkVariant(file, known))}\n`
					: checkWorkload(file, loaded?.variant ?? null, known, own),
			);
		} catch (error) {
			const bad = badInputOf(error);
			if (bad === null) throw error;
			process.stderr.write(`${fitForTerminal(bad.message)}\n`);
			status = 2;
		}
	}
	return status;
}

/** A variant's file, or a stack. */
const isVariant = (file: string): boolean =>
	/\.[cm]?[jt]s$/.test(file) || patchesNamed(file).length > 1;

/** Names of those that load, of which litmus files beside them may speak; what is wrong with others is said later. */
async function namesOf(files: readonly string[]): Promise<string[]> {
	const loaded = await Promise.allSettled(files.map(loadVariant));
	return loaded.flatMap((each) => (each.status === 'fulfilled' ? [each.value.variant.name] : []));
}

/** What the files before have taken: names, each with its file. */
interface Known {
	readonly variants: Map<string, string>;
	readonly workloads: Map<string, string>;
}

/** @throws BadInput when a file before has the name, since no run could take both */
function take(
	names: Map<string, string>,
	name: string,
	file: string,
	refusal: (name: string, one: string, other: string) => string,
): void {
	const earlier = names.get(name);
	if (earlier !== undefined) throw new BadInput(refusal(name, earlier, file));
	names.set(name, file);
}

function checkWorkload(
	file: string,
	counted: Variant | null,
	known: Known,
	own: readonly string[],
): string {
	const workload = readWorkload(file, [...Object.keys(variants), ...own]);
	take(known.workloads, workload.name, file, oneNameForTwoWorkloads);
	const asks = auditedAt(workload);
	if (asks !== null) process.stderr.write(`${willNeedAudit(asks, audited)}\n`);
	for (const each of vacuousSentences(file, workload)) process.stderr.write(`${each}\n`);
	const line = `${checkedLitmus(file, workload.name, workload.cpus.length)}\n`;
	return counted === null ? line : `${line}${nodesTable(counted, workload)}`;
}

/** Stored states and steps before the race, after which a file is tried no further: within a second or so. */
const tried = { statesMax: 3000, setupStepsMax: 200_000 };

/** Warnings of a litmus file of which a 'never' would say little, on the variant that it expects something of. */
function vacuousSentences(file: string, workload: Workload): string[] {
	const named = workload.expects.map(({ variant }) => variant).find((name) => name in variants);
	const variant = variants[named ?? baseName]!;
	const cell = runCell(bootVariant(variant), workload, { ...verdictOnly, ...tried });
	const how = exploredPhrase(cell.explored);
	return [
		...(isTemplateQuestion(workload.question) ? [templateAsked(`${file}:1:1`)] : []),
		...(cell.vacuous ?? []).map((why) => maybeVacuous(`${file}:1:1`, variant.name, how, why)),
	];
}

/** Random schedules of each litmus test, which meet about half of what a search of all discovers. */
const runs = 30;

/** What no program waits for before a race: a variant that shows it there has not been tried at all. */
const endless: ReadonlySet<FindingName> = new Set<FindingName>(['deadlock', 'livelock']);

/** Runs a variant on every litmus test, and runs every call that comes up again. */
async function checkVariant(file: string, known: Known): Promise<string> {
	const loaded = await loadVariant(file);
	const { variant } = loaded;
	take(known.variants, variant.name, file, oneNameForTwoVariants);
	const booted = bootVariant(variant);
	const workloads = workloadNames().map((name) => readWorkload(name, Object.keys(variants)));
	// Without a race at first: a step that has been made is not made again, and so not watched.
	const problems = workloads.map((workload) =>
		located(loaded, () => problemWithoutRace(file, booted, workload)),
	);
	for (const [i, problem] of problems.entries()) {
		located(loaded, () => {
			if (problem !== null) tryOut(problem, workloads[i]!.cpus.length);
			checkDeterminism(booted);
		});
	}
	const functions = Object.keys({ ...variant.replaces, ...variant.adds }).length;
	return checkedVariant(file, variant.name, functions, booted.nodes.size);
}

/** Of the simulated memory, without what single workloads have in it beside the kernel. */
const structs: Structs = {
	structAt: layout.structAt,
	nameOf: (address) => describeWord(layout, address),
};

/** Races that say the most in little time. @throws KernelFault */
function tryOut(problem: Problem, cpus: number): void {
	strategies.swarm(problem, { runs, seed: 2003 }, () => {});
	runAlone(problem, cpus);
}

/**
 * What races in a litmus test, after its cpus have run one after the other; null where the kernel dies before.
 * @throws BadInput when what runs before the race has no end
 * @throws KernelFault when a user's function takes a field from an object of another struct
 */
function problemWithoutRace(
	file: string,
	booted: BootedVariant,
	workload: Workload,
): Problem | null {
	const placed = watchingStructs(structs, () => placeTwice(booted, workload));
	if (placed.death === null) {
		const problem = problemOf(booted, placed);
		watchingStructs(structs, () => runInTurn(problem, workload.cpus.length));
		return problem;
	}
	const { death, functionName } = placed.death;
	if (!endless.has(death.oracle)) return null;
	const { name } = booted.variant;
	const { blamed, left } = blameOf(booted, workload, placed.death);
	const place = booted.variant.userCode?.functions.get(blamed)?.place ?? `${file}:1:1`;
	throw new BadInput(noEndBeforeRace(place, name, workload.name, death, functionName, left));
}

/** Which function is to be mended where one waits for ever before a race, and what it did; null of who waits itself. */
function blameOf(
	booted: BootedVariant,
	workload: Workload,
	{ functionName, waits }: SetupDeath,
): { readonly blamed: string; readonly left: string | null } {
	const found = waits === null ? null : leftLocked(booted, workload, waits);
	if (waits === null || found === null) return { blamed: functionName, left: null };
	const { taker, returned } = found;
	const own = booted.variant.userCode?.functions;
	const blamed = returned.find((each) => own?.has(each) ?? false);
	if (blamed !== undefined) return { blamed, left: leftHeld.byReturned(blamed, waits.for) };
	const isOver = returned.includes(taker);
	const left = (isOver ? leftHeld.byReturned : leftHeld.byCaller)(taker, waits.for);
	return { blamed: own?.has(functionName) ? functionName : taker, left };
}

/** One line for each kernel function, the one with most local states first. */
function nodesTable(variant: Variant, workload: Workload): string {
	const { problem } = stageOf(bootVariant(variant), workload);
	if (problem === null) return `${noRace(workload.name)}\n`;
	const { statesMax, seed } = defaultCellOptions;
	const search = storedSearch(
		problem,
		{ statesMax, seed },
		() => {},
		() => {},
	);
	const rows = census(problem.automata).map((each) => [
		grouped(each.localStates),
		grouped(each.nodes),
		grouped(each.observationsMax),
		each.name,
	]);
	const table = [['local states', 'nodes', 'longest', 'function'], ...rows];
	const lines = table.map((row) =>
		row.map((cell, i) => (i === 3 ? cell : cell.padStart(12))).join('  '),
	);
	return `${[nodesHeading(variant.name, workload.name, search), ...lines].join('\n')}\n`;
}

/*
 * harness/compare/answer.ts - answers a discussion from the cells of a comparison. Nothing is run here.
 */
import type { Claim, Discussion, Race, Sight, Test } from '../discussion.ts';
import {
	type Answer,
	type AnsweredDiscussion,
	type Cell,
	cellFinder,
	type Evidence,
	type ExploredTogether,
	type FindCell,
	type Frequency,
	plainest,
	type RaceCell,
	type RaceResult,
	strongest,
	type Verdict,
	type Violation,
	weakest,
} from '../result.ts';

/**
 * Answers each discussion from these cells; `variants` are the rows of the races. What `same` names has the cells of the
 * kernel that it is, where it has none of its own.
 */
export function answerAll(
	discussions: readonly Discussion[],
	cells: readonly Cell[],
	variants: readonly string[],
	same: ReadonlyMap<string, string> = new Map(),
): AnsweredDiscussion[] {
	const found = cellFinder(cells);
	const find: FindCell = (variant, workload) =>
		found(variant, workload) ?? found(same.get(variant) ?? variant, workload);
	return discussions.map((each) => answer(each, find, variants));
}

/** Answers every claim and race. */
export function answer(
	discussion: Discussion,
	cell: FindCell,
	variants: readonly string[],
): AnsweredDiscussion {
	return {
		path: discussion.path,
		blocks: discussion.blocks.map((block) => {
			if (block.is === 'claim') return { is: 'answer', answer: answerClaim(block.claim, cell) };
			if (block.is === 'race') return { is: 'race', race: raceOf(block.race, cell, variants) };
			return block;
		}),
	};
}

type PartVerdict = Exclude<Verdict, 'both'>;

/** A test with its evidence; `isProved` unless what was not seen may be behind a bound. */
interface Tested {
	readonly evidence: Evidence;
	readonly isProved: boolean;
	readonly cells: readonly (Cell | undefined)[];
}

export function answerClaim(claim: Claim, cell: FindCell): Answer {
	const tested = claim.parts.map((part) => part.tests.map((test) => runTest(test, cell)));
	const parts = claim.parts.map((part, i) => ({
		says: part.says,
		verdict: partVerdict(tested[i]!),
		evidence: tested[i]!.map((each) => each.evidence),
	}));
	const all = tested.flat();
	return {
		id: claim.id,
		kind: claim.kind,
		says: claim.says,
		verdict: together(parts.map((part) => part.verdict)),
		parts,
		because: claim.because,
		explored: exploredTogether(all.flatMap((each) => each.cells)),
		witness: witnessOf(all.map((each) => each.evidence)),
	};
}

function partVerdict(tests: readonly Tested[]): PartVerdict {
	const failed = tests.filter(({ evidence }) => evidence.holds === false);
	if (failed.length > 0) {
		return failed.some((each) => each.isProved) ? 'refuted' : 'refuted-within-bound';
	}
	if (tests.some(({ evidence }) => evidence.holds === null)) return 'undecided';
	return tests.every((each) => each.isProved) ? 'confirmed' : 'confirmed-within-bound';
}

function together(parts: readonly PartVerdict[]): Verdict {
	if (parts.includes('undecided')) return 'undecided';
	const stems = new Set(parts.map((part) => part.startsWith('confirmed')));
	if (stems.size > 1) return 'both';
	return parts.find((part) => part.endsWith('within-bound')) ?? parts[0]!;
}

/** What refutes is read first, then what a confirmation shows. */
function witnessOf(evidence: readonly Evidence[]): string | null {
	const failed = evidence.find((each) => each.holds === false && each.token !== null);
	return (failed ?? evidence.find((each) => each.token !== null))?.token ?? null;
}

function runTest(test: Test, find: FindCell): Tested {
	const cell = find(test.variant, test.workload);
	const isKnown = cell !== undefined && cell.explored.kind !== 'stopped';
	if (test.kind !== 'frequency') return runComparison(test, cell, find(test.than, test.workload));
	if (!isKnown) {
		const explored: Evidence['explored'] = cell?.explored ?? { kind: 'none' };
		return {
			evidence: { text: test.text, holds: null, observed: null, explored, token: null },
			isProved: false,
			cells: [cell],
		};
	}
	const { observed, token } = look(cell, test.sight);
	const { expected } = test;
	const isSeen = observed !== 'never';
	const turnsOnSeeing = expected === 'never' || expected === 'shows';
	return {
		evidence: {
			text: test.text,
			holds: expected === 'shows' ? isSeen : observed === expected,
			observed,
			explored: cell.explored,
			token,
		},
		isProved: cell.explored.kind === 'complete' || (isSeen && turnsOnSeeing),
		cells: [cell],
	};
}

/** One cell against another. */
function runComparison(
	test: Exclude<Test, { readonly kind: 'frequency' }>,
	cell: Cell | undefined,
	than: Cell | undefined,
): Tested {
	const weaker = [cell, than].find((each) => each?.explored.kind === 'stopped') ?? cell;
	const isRun = cell !== undefined && than !== undefined && weaker?.explored.kind !== 'stopped';
	const explored = weaker?.explored ?? { kind: 'none' as const };
	if (test.kind === 'cost') {
		const [few, many] = [cell?.cost?.[test.measure], than?.cost?.[test.measure]];
		const isCounted = few !== undefined && many !== undefined;
		return {
			evidence: {
				text: test.text,
				holds: isCounted ? few < many : null,
				observed: isCounted ? `${few} against ${many}` : null,
				explored,
				token: null,
			},
			// One schedule is counted, however many were searched.
			isProved: true,
			cells: [cell, than],
		};
	}
	const [hard, easy] = [cell, than].map((each) =>
		each === undefined ? undefined : plainest(seen(each, test.sight)),
	);
	const isHarder =
		easy !== undefined && (hard === undefined || hard.preemptions > easy.preemptions);
	const taken = (each: Violation | undefined): string =>
		each === undefined ? 'never' : String(each.preemptions);
	return {
		evidence: {
			text: test.text,
			holds: isRun ? isHarder : null,
			observed: isRun ? `${taken(hard)} against ${taken(easy)}` : null,
			explored,
			token: hard?.token ?? null,
		},
		isProved: cell?.explored.kind === 'complete' && than?.explored.kind === 'complete',
		cells: [cell, than],
	};
}

const seen = (cell: Cell, sight: Sight): Violation[] =>
	cell.violations.filter(
		({ oracle, site }) => oracle === sight.oracle && site.includes(sight.site ?? ''),
	);

/** How often a cell shows something, and the plainest execution that does. */
export function look(
	cell: Cell,
	sight: Sight,
): { readonly observed: Frequency; readonly token: string | null } {
	if (sight.oracle === null) {
		const held = cell.questions.filter((each) => each.frequency !== 'never');
		const observed = strongest(held.map((each) => each.frequency));
		const shown = held.filter(({ frequency }) => frequency === observed);
		return { observed, token: shown.find((each) => each.token !== null)?.token ?? null };
	}
	const found = seen(cell, sight);
	const observed = strongest(found.map((each) => each.frequency));
	return {
		observed,
		token: plainest(found.filter(({ frequency }) => frequency === observed))?.token ?? null,
	};
}

function exploredTogether(cells: readonly (Cell | undefined)[]): ExploredTogether {
	const distinct = [...new Set(cells)];
	const sum = (what: 'states' | 'transitions' | 'terminals'): number =>
		distinct.reduce((total, cell) => {
			const explored = cell?.explored;
			return explored !== undefined && 'states' in explored ? total + explored[what] : total;
		}, 0);
	return {
		kind: weakest(distinct.map((cell) => cell?.explored.kind ?? 'none')),
		cells: distinct.length,
		states: sum('states'),
		transitions: sum('transitions'),
		terminals: sum('terminals'),
	};
}

function raceOf(race: Race, find: FindCell, variants: readonly string[]): RaceResult {
	return {
		id: race.id,
		says: race.says,
		workloads: race.sightings.map((each) => each.workload),
		oracles: [...new Set(race.sightings.flatMap(({ sight }) => sight.oracle ?? []))],
		cells: variants.map((variant) => raceCell(race, find, variant)),
	};
}

function raceCell(race: Race, find: FindCell, variant: string): RaceCell {
	const whyOf = (
		list: readonly { readonly variants: readonly string[]; readonly why: string }[],
	): string | null => list.find((each) => each.variants.includes(variant))?.why ?? null;
	const history = race.had.includes(variant)
		? 'had'
		: race.fixed.includes(variant)
			? 'fixed'
			: null;
	const exempt = whyOf(race.exempt);
	if (exempt !== null) {
		const outcome = 'not-applicable';
		return { variant, outcome, kind: 'none', token: null, history, agrees: null, why: exempt };
	}
	const cells = race.sightings.map(({ workload, sight }) => ({
		cell: find(variant, workload),
		sight,
	}));
	const kind = weakest(cells.map(({ cell }) => cell?.explored.kind ?? 'none'));
	const token =
		cells
			.map(({ cell, sight }) => (cell === undefined ? null : look(cell, sight).token))
			.find((each) => each !== null) ?? null;
	const isFound = cells.some(
		({ cell, sight }) => cell !== undefined && look(cell, sight).observed !== 'never',
	);
	const unseen = kind === 'none' ? 'not-run' : kind === 'stopped' ? 'no-verdict' : 'absent';
	const outcome = isFound ? 'found' : unseen;
	const isKnown = outcome === 'found' || outcome === 'absent';
	const agrees = history === null || !isKnown ? null : isFound === (history === 'had');
	return {
		variant,
		outcome,
		kind,
		token,
		history,
		agrees,
		why: agrees === false ? whyOf(race.because) : null,
	};
}

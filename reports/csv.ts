/*
 * reports/csv.ts - tables for spreadsheets and databases, one row for each cell, violation, cost,
 * claim of a variant, test of a mail's claim, and race of a variant.
 */
import { type ComparedCell, cutOf, type Comparison } from '../harness/result.ts';
import { answersOf } from './answers.ts';
import type { RenderedFile, Renderer } from './renderer.ts';
import { select } from './select.ts';
import { type Sheet, sheetFile } from './sheet.ts';
import { claimAgrees, claimIsOpen, costFields, percentOf } from './summarise.ts';

/** What a cell changes against that of the reference: whether nothing, and how many findings. */
const againstColumns = ['same', 'fixed', 'added', 'left', 'moved', 'open'] as const;

/** Of cells whose workload is a sequence of calls; seconds are modelled. */
const sequenceColumns = [
	'calls',
	'asRecorded',
	'answersDiffer',
	'answersUnexplained',
	'causes',
	'unmappedByOwn',
	'unmappedByTruncation',
	'unmappedInsideEof',
	'user',
	'system',
	'disk',
	'faults',
] as const;

function sequenceFields({
	sequence,
}: ComparedCell): Partial<Record<(typeof sequenceColumns)[number], string | number>> {
	if (sequence === undefined) return {};
	const { calls, asRecorded, answers, cost } = sequence;
	return {
		calls,
		asRecorded,
		answersDiffer: answers.differ,
		answersUnexplained: answers.unexplained,
		causes: answers.causes.map((each) => `${each.id} ${each.answers}`).join('; '),
		unmappedByOwn: cost.lockedUnmapped.own,
		unmappedByTruncation: cost.lockedUnmapped.truncation,
		unmappedInsideEof: cost.lockedUnmapped.insideEof,
		user: cost.user,
		system: cost.system,
		disk: cost.disk,
		faults: cost.faults,
	};
}

const cellColumns = (comparison: Comparison): readonly string[] => [
	'variant',
	'workload',
	'explored',
	'engine',
	'bound',
	'states',
	'transitions',
	'terminals',
	'executions',
	...(comparison.limits === undefined ? [] : ['cutAtStates', 'statesEstimated']),
	'violations',
	'oracles',
	'questionsHeld',
	'expectationsMet',
	'expectationsUnmet',
	'unmappedLockedMin',
	'unmappedLockedMax',
	'collateralMax',
	'limit',
	'vacuous',
	...againstColumns,
	...(comparison.cells.some(({ sequence }) => sequence !== undefined) ? sequenceColumns : []),
];

function cellSheet(comparison: Comparison): Sheet {
	return {
		file: 'cells.csv',
		columns: cellColumns(comparison),
		rows: [
			...comparison.cells.map((cell) => {
				const { explored } = cell;
				const cut = cutOf(explored);
				const stored = 'states' in explored ? explored : null;
				return {
					variant: cell.variant,
					workload: cell.workload,
					explored: explored.kind,
					engine: explored.kind === 'stopped' ? null : explored.engine,
					bound: explored.kind === 'bounded' ? explored.bound : null,
					states: stored?.states ?? null,
					transitions: stored?.transitions ?? null,
					terminals: stored?.terminals ?? null,
					executions: explored.kind === 'sampled' ? explored.executions : null,
					limit: explored.kind === 'stopped' ? explored.limit : null,
					vacuous: (cell.vacuous ?? []).join('; '),
					cutAtStates: cut?.states ?? null,
					statesEstimated: cut?.statesEstimated ?? null,
					violations: cell.violations.length,
					oracles: [...new Set(cell.violations.map((violation) => violation.oracle))].join('; '),
					questionsHeld: cell.questions.filter((question) => question.frequency !== 'never').length,
					expectationsMet: cell.expectations.filter((expectation) => expectation.met).length,
					expectationsUnmet: cell.expectations.filter((expectation) => !expectation.met).length,
					unmappedLockedMin: cell.unmappedLocked?.min ?? null,
					unmappedLockedMax: cell.unmappedLocked?.max ?? null,
					collateralMax: cell.unmappedLocked?.collateralMax ?? null,
					same: cell.against.same,
					fixed: cell.against.fixed.length,
					added: cell.against.added.length,
					left: cell.against.left.length,
					moved: cell.against.moved.length,
					open: cell.against.open.length,
					...sequenceFields(cell),
				};
			}),
			...(comparison.limits?.notRun ?? []).map(({ variant, workload, explored }) => ({
				variant,
				workload,
				explored: explored.kind,
			})),
		],
	};
}

function violationSheet(comparison: Comparison): Sheet {
	return {
		file: 'violations.csv',
		columns: [
			'variant',
			'workload',
			'oracle',
			'site',
			'detail',
			'frequency',
			'explored',
			'steps',
			'preemptions',
			'hits',
			'runs',
			'token',
		],
		rows: comparison.cells.flatMap((cell) =>
			cell.violations.map((violation) => ({
				variant: cell.variant,
				workload: cell.workload,
				oracle: violation.oracle,
				site: violation.site,
				detail: violation.detail,
				frequency: violation.frequency,
				explored: cell.explored.kind,
				steps: violation.steps,
				preemptions: violation.preemptions,
				hits: violation.rate.hits,
				runs: violation.rate.runs,
				token: violation.token,
			})),
		),
	};
}

/** Two decimals are enough for a reader, and hide the noise of binary fractions. */
function rounded(value: number | null): number | null {
	return value === null ? null : Math.round(value * 100) / 100;
}

function costSheet(comparison: Comparison): Sheet {
	const selection = select(comparison);
	return {
		file: 'cost.csv',
		columns: ['variant', 'workload', ...costFields, 'operationsVsBasePercent'],
		rows: comparison.cells.map((cell) => {
			const base = selection.cell(comparison.base, cell.workload);
			return {
				variant: cell.variant,
				workload: cell.workload,
				...cell.cost,
				operationsVsBasePercent:
					base === undefined || base.cost === null || cell.cost === null
						? null
						: rounded(percentOf(cell.cost.operations, base.cost.operations)),
			};
		}),
	};
}

function claimSheet(comparison: Comparison): Sheet {
	return {
		file: 'claims.csv',
		columns: ['variant', 'claim', 'stated', 'holds', 'rests', 'agrees', 'witness'],
		rows: comparison.variants.flatMap((variant) =>
			variant.claims.map((claim) => ({
				variant: variant.name,
				claim: claim.claim,
				stated: claim.stated,
				holds: claim.holds,
				rests: claim.rests,
				agrees: claimIsOpen(claim) ? null : claimAgrees(claim),
				witness: claim.witness,
			})),
		),
	};
}

function answerSheet(comparison: Comparison): Sheet {
	return {
		file: 'answers.csv',
		columns: [
			'id',
			'kind',
			'says',
			'verdict',
			'part',
			'partVerdict',
			'test',
			'holds',
			'observed',
			'explored',
			'token',
		],
		rows: answersOf(comparison.discussions).flatMap((each) =>
			each.parts.flatMap((part) =>
				part.evidence.map((evidence) => ({
					id: each.id,
					kind: each.kind,
					says: each.says,
					verdict: each.verdict,
					part: part.says,
					partVerdict: part.verdict,
					test: evidence.text,
					holds: evidence.holds,
					observed: evidence.observed,
					explored: evidence.explored.kind,
					token: evidence.token,
				})),
			),
		),
	};
}

function raceSheet(comparison: Comparison): Sheet {
	return {
		file: 'races.csv',
		columns: [
			'race',
			'says',
			'variant',
			'outcome',
			'explored',
			'history',
			'agrees',
			'why',
			'token',
		],
		rows: comparison.discussions.flatMap(({ blocks }) =>
			blocks.flatMap((block) =>
				block.is === 'race'
					? block.race.cells.map((cell) => ({
							race: block.race.id,
							says: block.race.says,
							variant: cell.variant,
							outcome: cell.outcome,
							explored: cell.kind,
							history: cell.history,
							agrees: cell.agrees,
							why: cell.why,
							token: cell.token,
						}))
					: [],
			),
		),
	};
}

async function render(comparison: Comparison): Promise<RenderedFile[]> {
	const sheets = [cellSheet, violationSheet, costSheet, claimSheet, answerSheet, raceSheet];
	return Promise.all(sheets.map((sheetOf) => sheetFile(sheetOf(comparison))));
}

export const csv: Renderer = {
	says: 'cells.csv, violations.csv, cost.csv, claims.csv, answers.csv, races.csv',
	render,
};

/*
 * harness/commands/diff.ts - rmaplab diff: what a later result has otherwise than an earlier one, and whether it is worse.
 */
import { mayEndEarly, percent, wrap } from '../../reports/index.ts';
import {
	between,
	type Between,
	type Degree,
	isRegression,
	regressionsIn,
	type VariantChanges,
} from '../compare/between.ts';
import { type Measured, measuredCells, measuredLoads, loadName } from '../compare/measured.ts';
import {
	BadInput,
	costFromTo,
	diffHead,
	diffSigns,
	findingOn,
	movedFrom,
	type NamedFiles,
	nothingInCommon,
	notRunAnyMore,
	notRunBefore,
	openSince,
	otherFormats,
	otherLitmus,
	otherParameters,
	regressionsPhrase,
	replayCommand,
	searchedFromTo,
} from '../messages/index.ts';
import { type Explored, groupBy } from '../result.ts';
import { fitForTerminal } from '../terminal/fit.ts';
import { givenResults, type GivenResults, perfFormat } from './given-results.ts';

export interface DiffFlags {
	/** Percent. */
	readonly threshold: number;
	readonly gate?: true | undefined;
	readonly json?: true | undefined;
}

/** Returns the exit status: with `gate` 1 when something is worse. Writes nothing but to stdout. */
export function runDiff(earlier: string, later: string, flags: DiffFlags): number {
	const [one, other] = [givenResults(earlier), givenResults(later)];
	refuseOtherRun(one, other);
	const changes = between(measured(one), measured(other), flags.threshold);
	if (changes.compared === 0) throw new BadInput(nothingInCommon(one.path, other.path));
	const regressions = regressionsIn(changes);
	const { threshold } = flags;
	const text = flags.json
		? JSON.stringify(
				{
					format: 'rmaplab-diff/1',
					of: one.format,
					earlier: one.path,
					later: other.path,
					threshold,
					...changes,
					regressions,
				},
				null,
				'\t',
			)
		: [
				...linesOf(changes, threshold, namesIn(other)).map(fitForTerminal),
				regressionsPhrase(regressions, threshold),
			].join('\n');
	process.stdout.write(`${text}\n`);
	return flags.gate === true && isRegression(regressions) ? 1 : 0;
}

const measured = (results: GivenResults): Measured[] =>
	results.format === perfFormat
		? measuredLoads(results.rows)
		: measuredCells(results.comparison, mayEndEarly);

/** @throws BadInput when the two results are not of the same litmus tests, or of the same loads */
function refuseOtherRun(one: GivenResults, other: GivenResults): void {
	if (one.format === perfFormat && other.format === perfFormat) {
		const [ofOne, ofOther] = [one, other].map(({ rows }) =>
			groupBy(rows, ({ load, machine }) => `${load}\n${machine}`),
		);
		for (const [key, rows] of ofOne!) {
			const names = new Set(ofOther!.get(key)?.map(loadName));
			if (names.size === 0 || rows.some((row) => names.has(loadName(row)))) continue;
			throw new BadInput(otherParameters(one.path, other.path, rows[0]!.load));
		}
		return;
	}
	if (one.format === perfFormat || other.format === perfFormat) {
		throw new BadInput(otherFormats(one.path, one.format, other.path, other.format));
	}
	const digests = new Map(
		other.comparison.workloads.map(({ name, digest }) => [name, digest] as const),
	);
	const changed = one.comparison.workloads.filter(
		({ name, digest }) => digests.has(name) && digests.get(name) !== digest,
	);
	if (changed.length === 0) return;
	const names = changed.map(({ name }) => name);
	throw new BadInput(otherLitmus(one.path, other.path, names));
}

// ---- as text -----------------------------------------------------------------------------------

const width = 80;

/** Tokens that are printed are of the later result. */
const namesIn = (results: GivenResults): NamedFiles =>
	results.format === perfFormat ? { variants: [], workloads: [] } : results.comparison;

/** Names in a file may be anything, and a line as long. */
const linesOf = (
	{ compared, same, variants }: Between,
	threshold: number,
	named: NamedFiles,
): string[] => [
	diffHead(compared, same),
	'',
	...variants.flatMap((each) => [each.variant, ...changeLines(each, threshold, named), '']),
];

/** What has changed of one variant. */
export const changeLines = (
	changes: VariantChanges,
	threshold: number,
	named: NamedFiles,
	columns: number = width,
): string[] =>
	itemsOf(changes, threshold).flatMap(([sign, text, token]) =>
		itemLines(sign, text, token === null ? [] : [replayCommand(token, named)], columns),
	);

type Item = readonly [sign: string, text: string, token: string | null];

function itemsOf(changes: VariantChanges, threshold: number): Item[] {
	const { added, removed, moved, open, degrees, costs } = changes;
	return [
		...added.map(({ oracle, site, on, token }): Item => [
			diffSigns.added,
			findingOn(oracle, site, on),
			token,
		]),
		...removed.map(({ oracle, site, on }): Item => [
			diffSigns.removed,
			findingOn(oracle, site, on),
			null,
		]),
		...moved.map(({ oracle, site, on, from, token }): Item => [
			diffSigns.moved,
			movedFrom(oracle, site, from, on),
			token,
		]),
		...open.map(({ oracle, site, on, token, in: shows }): Item => [
			diffSigns.open,
			`${findingOn(oracle, site, on)}; ${openSince(shows)}`,
			shows === 'later' ? token : null,
		]),
		...degreeItems(degrees),
		...costs.map((each): Item => {
			const by = each.percent === null ? '' : percent(each.percent);
			return [diffSigns.cost, costFromTo(each, by, threshold), null];
		}),
	];
}

const isSearch = (degree: Degree): degree is Explored =>
	degree.kind !== 'none' && degree.kind !== 'exact';

/** What one of the two did not run stands in one line: it may be many tests, the same for all variants. */
function degreeItems(degrees: VariantChanges['degrees']): Item[] {
	const [gone, came] = [
		degrees.filter(({ to }) => to.kind === 'none'),
		degrees.filter(({ from }) => from.kind === 'none'),
	].map((some) => some.map(({ on }) => on));
	return [
		...degrees.flatMap(({ on, from, to, isLost }): Item[] => {
			if (!isSearch(from) || !isSearch(to)) return [];
			const sign = isLost ? diffSigns.lost : diffSigns.gained;
			return [[sign, searchedFromTo(on, from, to), null]];
		}),
		...(gone!.length === 0 ? [] : [[diffSigns.lost, notRunAnyMore(gone!), null] as const]),
		...(came!.length === 0 ? [] : [[diffSigns.gained, notRunBefore(came!), null] as const]),
	];
}

/** The text stands in a column of its own; a command stays in one line, to be copied. */
function itemLines(
	sign: string,
	text: string,
	commands: readonly string[],
	columns: number,
): string[] {
	const indent = ' '.repeat(11);
	const [first, ...others] = wrap(text, columns - indent.length);
	return [
		`  ${sign.padEnd(9)}${first}`,
		...[...others, ...commands].map((line) => `${indent}${line}`),
	];
}

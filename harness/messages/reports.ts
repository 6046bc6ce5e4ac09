/*
 * harness/messages/reports.ts - what reports say.
 */
import type { Cell, ClaimResult, Comparison, Expectation, Explored } from '../result.ts';
import { counted, grouped } from '../text/count.ts';
import { exploredBriefly } from './explored.ts';

/** How likely somebody would have met it by testing. */
export function ratePhrase(rate: { readonly hits: number; readonly runs: number }): string {
	if (rate.runs === 0) return 'not sampled';
	if (rate.hits === 0) return `never in ${counted(rate.runs, 'random schedule')}`;
	return `in ${grouped(rate.hits)} of ${counted(rate.runs, 'random schedule')}`;
}

/** Once in a mail that says how many random schedules met something. */
export const ratesMean = (): string =>
	'A random scheduler chooses a cpu at each step, so this is no probability of a real machine.';

/** The first line of every report. */
/** '2 litmus tests, 1 sequence of calls'. */
function workloadsPhrase(workloads: Comparison['workloads']): string {
	const sequences = workloads.filter(({ calls }) => calls !== undefined).length;
	const litmus = workloads.length - sequences;
	const tests = counted(litmus, 'litmus test');
	if (sequences === 0) return tests;
	const of = `${sequences} ${sequences === 1 ? 'sequence' : 'sequences'} of calls`;
	return litmus === 0 ? of : `${tests}, ${of}`;
}

export function comparisonTitle(comparison: Comparison): string {
	return (
		`${counted(comparison.variants.length, 'variant')}, ` +
		`${workloadsPhrase(comparison.workloads)}, base ${comparison.base}, seed ${comparison.seed}`
	);
}

export function witnessHead(): string {
	return 'Violations, the plainest witness met of each; npx rmaplab replay TOKEN shows it:';
}

export function nothingViolated(isWhole: boolean): string {
	return isWhole ? 'No oracle was violated.' : 'No oracle was violated in what was run.';
}

export function costLeavesOut(): string {
	return 'litmus tests that a BUG, hang or bad pointer may cut short, in either, are left out';
}

export function andMore(count: number): string {
	return `and ${grouped(count)} more`;
}

/** `undecided` rest on litmus that were not run or have no verdict, `unproved` on searches that were cut short. */
export function claimsTally(count: {
	readonly agreed: number;
	readonly decided: number;
	readonly unproved: number;
	readonly undecided: number;
}): string {
	const { agreed, decided, unproved, undecided } = count;
	const rest = [
		...(undecided === 0
			? []
			: [`undecided, not every litmus test has a verdict: ${grouped(undecided)}`]),
		...(unproved === 0 ? [] : [`open, behind a search that was cut short: ${grouped(unproved)}`]),
	];
	const all =
		decided === 0 ? 'none is decided' : `${agreed} of ${decided} decided came out as stated`;
	return `Claims in the variants' files, of what each is for: ${[all, ...rest].join('; ')}.`;
}

/** In a table: how many came out as stated, of those that are decided, and how many are not. */
export function claimsBriefly(agreed: number, decided: number, open: number): string {
	if (decided + open === 0) return '-';
	const known = decided === 0 ? [] : [`${agreed}/${decided}`];
	return [...known, ...(open === 0 ? [] : [`${open}?`])].join(' ');
}

const wasOrWere = (count: number): string =>
	count === 0 ? 'none was' : count === 1 ? '1 was' : `${count} were`;

/** Which litmus tests the rows of a table rest on: the numbers of those that each variant ran, and of all. */
export function litmusRunPhrase(
	{
		fewest,
		most,
		isSame,
	}: { readonly fewest: number; readonly most: number; readonly isSame: boolean },
	all: number,
	ours: { readonly run: number; readonly shipped: number | null },
): string {
	const few =
		ours.shipped === null || ours.run >= ours.shipped
			? ''
			: ` Of the ${ours.shipped} litmus tests that come with rmaplab ${wasOrWere(ours.run)} run; nothing is said of the others.`;
	if (isSame) {
		return `All ran the same ${most === 1 ? 'litmus test' : counted(most, 'litmus test')}.${few}`;
	}
	return (
		`Not all ran the same litmus tests: from ${fewest} to ${most} of ${all}. ` +
		`Compare two variants only on litmus tests that both ran.${few}`
	);
}

/** How far a claim that was not refuted is proved. */
export function claimHeld(claim: ClaimResult): string {
	if (claim.rests === 'complete') return 'and so it came out';
	if (claim.rests === 'none') return 'not seen; undecided: not every litmus test was run';
	if (claim.rests === 'stopped') return 'not seen; undecided: not every litmus test has a verdict';
	const seen = claim.holds === claim.stated ? 'not seen otherwise' : 'not seen';
	return `${seen}, but not every schedule was explored (${claim.rests})`;
}

export const claimRefuted = (claim: ClaimResult): string =>
	`${claim.claim}: ${claimCameOut(claim)}`;

/** The same without the name of what is claimed. */
export function claimCameOut(claim: ClaimResult): string {
	const where =
		claim.memory === 'sc'
			? ''
			: `, only with ${claim.memory === 'tlb' ? 'TLBs' : `memory ${claim.memory}`}`;
	return `stated ${claim.stated}, came out ${claim.holds}${where}`;
}

export function expectationsTally(met: number, all: number): string {
	return `Expectations of the litmus files ('expect' lines): ${met} of ${all} met.`;
}

/** `explored` is what its cell rests on. */
export function expectationUnmet(expectation: Expectation, explored: Explored): string {
	return `${expectation.where}: ${expectation.text}: ${whatCame(expectation, explored)}`;
}

function whatCame({ expected, observed }: Expectation, explored: Explored): string {
	if (observed === null) return 'undecided, no verdict';
	if (explored.kind === 'complete') return `observed ${observed}`;
	// What else there is would decide it, unless what was seen is enough against it.
	const isOpen =
		(observed === 'never' && expected !== 'always') ||
		(observed === 'always' && expected !== 'never');
	return `${isOpen ? 'undecided, ' : ''}observed ${observed}; ${exploredBriefly(explored)}`;
}

/** A cell in which a limit was reached; null for all others. */
export function noVerdict({ variant, workload, explored }: Cell): string | null {
	if (explored.kind !== 'stopped') return null;
	return `${variant} on ${workload}: no verdict: ${explored.limit}`;
}

/** The cells without a verdict; those of one variant that have one reason are said at once. */
export function noVerdicts(cells: readonly Cell[]): string[] {
	const groups = new Map<string, Cell[]>();
	for (const cell of cells) {
		if (cell.explored.kind !== 'stopped') continue;
		const key = JSON.stringify([cell.variant, cell.explored.limit]);
		groups.set(key, [...(groups.get(key) ?? []), cell]);
	}
	return [...groups.values()].flatMap(([first, ...others]) => {
		if (others.length === 0) return noVerdict(first!) ?? [];
		return noVerdict({ ...first!, workload: counted(others.length + 1, 'litmus test') }) ?? [];
	});
}

/*
 * reports/page/findings.ts - what each cell shows: a block for each, with what it has against the reference and the
 * tokens that replay it.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	type ComparedCell,
	type FindingRef,
	groupBy,
	isHidden,
	isSameFinding,
	type MovedFinding,
	type OpenFinding,
	plainest,
	type VariantResult,
	type Violation,
} from '../../harness/result.ts';
import { type Change, changeOf, meanings, stillShown } from '../difference.ts';
import { causeAnchor, cellAnchor } from './anchor.ts';
import { tokenHtml } from './executions.ts';
import { between, htm, type Html, type Part } from './html.ts';
import type { Finding, View } from './view.ts';

/** In what relation a finding stands to the reference, the news first. */
const kinds = ['added', 'moved', 'left', 'open', 'fixed'] as const;

type Kind = (typeof kinds)[number];

/** The classes that give a kind its colour. */
const classes: Readonly<Record<Kind, string>> = {
	added: 'ad',
	moved: 'mv',
	left: 'lf',
	open: 'op',
	fixed: 'fx',
};

const findingHtml = ({ oracle, site }: Finding): Html => htm`<b>${oracle}</b> ${site}`;

/** From where a finding moved, or behind what it is hidden; '' where neither is so. */
function whereFrom(each: FindingRef | MovedFinding | OpenFinding): string {
	if ('why' in each) return `${each.why}; before: ${each.from.oracle}, ${each.from.site}`;
	const by = 'hiddenBy' in each ? each.hiddenBy : undefined;
	return by === undefined ? '' : messages.hiddenBy(by);
}

/** How long the witness is; nothing of what no single execution shows. */
function sizeOf(cell: ComparedCell, { oracle, site }: Finding): Part {
	const violation: Violation | undefined = cell.violations.find((each) =>
		isSameFinding(each, { oracle, site }),
	);
	if (violation === undefined) return null;
	return htm` <small>${messages.witnessSize(violation)}</small>`;
}

/** Whether a cell leaves all that the reference shows, so that it need not be said again. */
function leavesAll(view: View, { variant, workload, against }: ComparedCell): boolean {
	const other = view.selection.cell(against.reference, workload);
	return variant !== against.reference && against.left.length === other?.violations.length;
}

/** The same of what it fixes. */
function fixesAll(view: View, { workload, against }: ComparedCell): boolean {
	const other = view.selection.cell(against.reference, workload);
	return against.fixed.length === other?.violations.length;
}

/** Each with a blank before it. */
const spaced = (view: View, tokens: readonly string[]): Part =>
	tokens.map((token) => [' ', tokenHtml(view, token)]);

/** So many tokens of what a cell leaves as it was; violations.csv has all. */
const leftMax = 2;

/** The reference's own block has what they are. */
function leftAsBefore(view: View, cell: ComparedCell): Html {
	const { reference, left } = cell.against;
	const tokens = [...new Set(left.map(({ token }) => token))];
	const more = tokens.length > leftMax ? htm` <small>+${tokens.length - leftMax}</small>` : null;
	return htm`<li class="lf"><i>left</i> <a class="as" href="#${cellAnchor(reference, cell.workload)}">
		${left.length === 1 ? 'the one finding' : `all ${left.length} findings`}</a>${spaced(view, tokens.slice(0, leftMax))}${more}</li>`;
}

/**
 * Findings of one kind. Those that one execution shows, and that have one cause, stand together behind its token.
 */
function kindItems(view: View, cell: ComparedCell, kind: Kind): Html[] {
	const { workload, against } = cell;
	const all: readonly (FindingRef | MovedFinding | OpenFinding)[] = against[kind];
	if (all.length === 0) return [];
	if (kind === 'left' && leavesAll(view, cell)) return [leftAsBefore(view, cell)];
	const causeOf = (each: Finding): string => view.causeOf(workload, each)?.id ?? '';
	// Tokens of what is fixed or hidden are the reference's, whose own block has them.
	const tokenOf = (each: FindingRef | OpenFinding): string =>
		kind === 'fixed' || isHidden(each) ? '' : each.token;
	const groups = groupBy(all, (each) => `${tokenOf(each)}\n${causeOf(each)}\n${whereFrom(each)}`);
	return [...groups.values()].map((each) => {
		const [first] = each;
		const [cause, token, where] = [causeOf(first!), tokenOf(first!), whereFrom(first!)];
		// The reference's block says how long that is.
		const size =
			kind === 'left' && cell.variant !== against.reference ? null : sizeOf(cell, first!);
		return htm`<li class="${classes[kind]}"><i>${kind}</i> ${between(each.map(findingHtml), '; ')}${where === '' ? null : htm` <small>${where}</small>`}${cause === '' ? null : htm` <a href="#${causeAnchor(cause)}">${cause}</a>`}${
			token === '' ? null : [size, ' ', tokenHtml(view, token)]
		}</li>`;
	});
}

/** Of a litmus test of the user's own: its 'never' lines that held, where no oracle says the same. */
function neverItems(view: View, { questions, violations }: ComparedCell): Html[] {
	if (violations.length > 0) return [];
	return questions.flatMap(({ text, frequency, token }) =>
		frequency === 'never'
			? []
			: [
					htm`<li class="lf"><i>${frequency}</i> never ${text}${token === null ? null : [' ', tokenHtml(view, token)]}</li>`,
				],
	);
}

/** A cell that a variant ran, with the sign that the matrix has for it. */
interface Ran {
	readonly cell: ComparedCell;
	readonly sign: Change;
}

function block(view: View, { cell, sign }: Ran): Html {
	const items = [
		...kinds.flatMap((kind) => kindItems(view, cell, kind)),
		...neverItems(view, cell),
	];
	return htm`<section id="${cellAnchor(cell.variant, cell.workload)}"><h3>${cell.workload}</h3>
		<p>${sign === '+' ? messages.fixesWhich(stillShown(cell)) : meanings[sign]}; ${messages.exploredHere(cell.explored)}</p>${
			items.length === 0 ? null : htm`<ul>${items}</ul>`
		}</section> `;
}

/** What is to be said of a litmus test: nothing new, or a block of its own. */
type Place = 'fixes all' | 'as before' | 'clean' | 'same' | 'block';

function placeOf(view: View, { cell, sign }: Ran): Place {
	if (cell.variant === cell.against.reference || cell.explored.kind !== 'complete') return 'block';
	if (sign === '=') return 'same';
	if (sign === '+' && fixesAll(view, cell)) return 'fixes all';
	if (sign === 'o' && cell.against.moved.length === 0 && leavesAll(view, cell)) return 'as before';
	return sign === '.' && neverItems(view, cell).length === 0 ? 'clean' : 'block';
}

/** Litmus tests that need no more than a name, and a token where there is something to replay. */
function names(view: View, says: string, ran: readonly Ran[]): Html | null {
	if (ran.length === 0) return null;
	const each = ran.map(({ cell: { variant, workload, against, violations } }) => {
		const tokens = against.same ? [] : [...new Set(against.left.map(({ token }) => token))];
		const token = plainest(violations)?.token ?? '';
		const shown = tokens.includes(token) ? token : tokens[0];
		const more = tokens.length > 1 ? htm` <small>+${tokens.length - 1}</small>` : null;
		// A token that is whole says the name itself.
		const isNamed = shown?.includes(`:${workload}@`) ?? false;
		return htm`<span id="${cellAnchor(variant, workload)}">${isNamed ? null : workload}${
			shown === undefined ? null : [' ', tokenHtml(view, shown), more]
		}</span>`;
	});
	// What has a token stands on a line of its own.
	const isListed = ran.some(({ cell: { against } }) => !against.same && against.left.length > 0);
	return htm`<p><i>${says}:</i> ${between(each, isListed ? ' ' : ', ')}</p>`;
}

/** A block for each litmus test on which a variant shows or changes something; the others are named. */
export function cellBlocks(view: View, variant: VariantResult): Html {
	const ran = view.selection.columns.flatMap(({ workload: { name } }): Ran[] => {
		const cell = view.selection.cell(variant.name, name);
		if (cell === undefined) return [];
		return [{ cell, sign: changeOf(cell, view.selection.cell(cell.against.reference, name)) }];
	});
	const places = groupBy(ran, (each) => placeOf(view, each));
	const at = (place: Place): readonly Ran[] => places.get(place) ?? [];
	const { reference } = view.comparison;
	return htm`<div class="cells">${at('block').map((each) => block(view, each))}</div>
		<div class="cells names">
		${names(view, messages.allFixed(reference), at('fixes all'))}
		${names(view, messages.allLeft(reference), at('as before'))}
		${names(view, messages.cleanInBoth(reference), at('clean'))}
		${names(view, messages.sameSteps(reference), at('same'))}</div>`;
}

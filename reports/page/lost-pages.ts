/*
 * reports/page/lost-pages.ts - the pages that VM_LOCKED vmas lose, one by one: where, by which function, whether anybody
 * asked for that, and with which kernels.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	type ComparedCell,
	type Comparison,
	groupBy,
	isLaterIn,
	type LockedLoss,
} from '../../harness/result.ts';
import { pictureLink } from './executions.ts';
import { between, htm, type Html, type Part } from './html.ts';
import { cellLink, type View, variantLink, wide } from './view.ts';

/** Pages that the same kernels lose, each in the same ways. */
interface Row {
	/** The one to show: that of the reference where it has one. */
	readonly loss: LockedLoss;
	readonly pages: readonly number[];
	/** What takes the pte away, in the order of the kernels. */
	readonly takenBy: readonly string[];
	readonly variants: readonly string[];
}

const uniqueOf = (names: readonly string[]): string[] => [...new Set(names)];

const placeOf = ({ workload, process, by, filePage }: LockedLoss): string =>
	[workload, process, by, filePage ?? ''].join('\n');

/** A row for each page; several where some kernels lose it in another way than by whose doing others do. */
function rowsOf({ lockedLosses = [], reference }: Comparison): Row[] {
	const ofPages = groupBy(lockedLosses, (each) => `${placeOf(each)}\n${each.page}`);
	const rows = [...ofPages.values()].map((each) => ({
		loss: each.find(({ variant }) => variant === reference) ?? each[0]!,
		takenBy: uniqueOf(each.map(({ functions }) => messages.lossFunctions(functions))),
		variants: each.map(({ variant }) => variant),
	}));
	const alike = groupBy(rows, ({ loss, takenBy, variants }) =>
		[placeOf(loss), ...takenBy, variants.join()].join('\n'),
	);
	return [...alike.values()].map((each): Row => ({
		...each[0]!,
		pages: each.map(({ loss }) => loss.page),
	}));
}

/** Rows that stand below one head: what is new in a kernel comes first. */
type Group = keyof typeof messages.lossGroups;

const groupOf = ({ loss: { by, variant } }: Row, reference: string): Group =>
	variant !== reference ? 'others' : by === 'insideEof' ? 'unasked' : 'asked';

/** Cells that lose more pages than were met when they were run again, by litmus test. */
function notFollowed({ cells, lockedLosses = [] }: Comparison): Map<string, ComparedCell[]> {
	const found = groupBy(lockedLosses, ({ variant, workload }) => `${variant}\n${workload}`);
	const missing = cells.filter(
		({ variant, workload, unmappedLocked }) =>
			(unmappedLocked?.max ?? 0) > (found.get(`${variant}\n${workload}`)?.length ?? 0),
	);
	return groupBy(missing, ({ workload }) => workload);
}

/** More kernels than these are told by who loses it, and not by who does not. */
const namedMax = 2;

function linksOf(view: View, names: readonly string[]): Html {
	const { comparison } = view;
	const tagOf = (name: string): string | null => {
		if (name === comparison.control) return messages.controlTag();
		return isLaterIn(comparison, name) ? messages.laterTag() : null;
	};
	const link = (name: string): Part => {
		const tag = tagOf(name);
		return [variantLink(view, name), tag === null ? null : htm` <small>${tag}</small>`];
	};
	return htm`${between(names.map(link), ', ')}`;
}

/** Who loses it, of those that ran the litmus test; the few are named. */
function kernelsHtml(view: View, names: readonly string[], workload: string): Html {
	const ran = view.comparison.cells
		.filter((each) => each.workload === workload && each.unmappedLocked !== null)
		.map(({ variant }) => variant);
	const others = ran.filter((name) => !names.includes(name));
	if (others.length === 0) return htm`${messages.lossOfAll(ran.length)}`;
	if (others.length < names.length && others.length <= namedMax)
		return htm`${messages.lossOfAllBut(ran.length)} ${linksOf(view, others)}`;
	return htm`${messages.lossOfSome(names.length, ran.length)} ${linksOf(view, names)}`;
}

function rowHtml(view: View, { loss, pages, takenBy, variants }: Row): Html {
	const { workload, variant, process, filePage, by, token } = loss;
	const told = view.comparison.executions?.find((each) => each.token === token);
	return htm`<tr><td>${messages.lossPages({ process, pages, filePage })}
		<td>${cellLink(view, variant, workload)}<br>${told === undefined ? htm`<code>${token}</code>` : pictureLink(token, messages.seePicture())}
		<td>${takenBy.join('; ')}
		<td class="${by === 'insideEof' ? 'ad' : 'lf'}">${messages.lossDoing[by]()}
		<td>${kernelsHtml(view, variants, workload)}</tr> `;
}

/** Pages inside EOF that go when loads run: how many, and by which load; of the base of the loads, or of all others. */
function loadRows(view: View, isOfBase: boolean): Html[] {
	const { performance } = view.comparison;
	const rows = (performance?.rows ?? []).filter(
		({ variant, lockedUnmapped }) =>
			lockedUnmapped.insideEof > 0 && (variant === performance?.base) === isOfBase,
	);
	return rows.map(
		({ variant, load, lockedUnmapped: { insideEof } }) =>
			htm`<tr><td>${messages.lossOfLoad(insideEof)}<td><a href="#performance">${load}</a>
			<td>${messages.lossNotFollowed()}<td class="ad">${messages.lossDoing.insideEof()}
			<td>${linksOf(view, [variant])}</tr> `,
	);
}

/** All rows below their heads. */
function groupsHtml(view: View, columns: number): Html[] {
	const { comparison } = view;
	const found = groupBy(rowsOf(comparison), (row) => groupOf(row, comparison.reference));
	const names = Object.keys(messages.lossGroups) as Group[];
	return names.flatMap((name) => {
		const rows = (found.get(name) ?? []).map((each) => rowHtml(view, each));
		const all = name === 'asked' ? rows : [...rows, ...loadRows(view, name === 'unasked')];
		if (all.length === 0) return [];
		const head = messages.lossGroups[name](comparison.reference);
		return [htm`<tr><th colspan=${columns} scope="rowgroup">${head}</tr> `, ...all];
	});
}

/** Null where nothing is lost. */
export function lostPagesTable(view: View): Html | null {
	const rows = groupsHtml(view, messages.lossHeads().length);
	if (rows.length === 0) return null;
	const label = 'Pages of VM_LOCKED vmas that are unmapped, one by one';
	const heads = messages.lossHeads();
	const missing = [...notFollowed(view.comparison)];
	return htm`${wide(
		label,
		htm`<table class="losses"><caption class="unseen">${label}</caption>
			<thead><tr>${heads.map((each) => htm`<th scope="col">${each}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`,
	)}${
		missing.length === 0
			? null
			: htm`<p>${messages.lossesMissed(missing.map(([name, cells]) => ({ name, kernels: cells.length })))}</p>`
	}`;
}

/*
 * reports/page/lost-pages.ts - the pages that VM_LOCKED vmas lose, one by one: where, by which function, whether anybody
 * asked for that, and with which kernels.
 */
import * as messages from '../../harness/messages/index.ts';
import { groupBy, isLaterLinux, type LockedLoss } from '../../harness/result.ts';
import { executionLink } from './executions.ts';
import { between, htm, type Html, type Part } from './html.ts';
import { cellLink, type View, variantLink, wide } from './view.ts';

/** What is the same of several kernels: pages of a litmus test that one function takes away. */
interface Row {
	readonly loss: LockedLoss;
	readonly pages: readonly number[];
	readonly variants: readonly string[];
}

const isOfPage = (one: LockedLoss, other: LockedLoss): boolean =>
	one.workload === other.workload && one.process === other.process && one.page === other.page;

const keyOf = ({ workload, process, by, filePage, functions }: LockedLoss): string =>
	[workload, process, by, filePage ?? '', functions[0] ?? '', functions.length].join('\n');

function rowsOf(losses: readonly LockedLoss[]): Row[] {
	const ofPages = groupBy(losses, (each) => `${keyOf(each)}\n${each.page}`);
	const rows = [...ofPages.values()].map((each) => ({
		loss: each[0]!,
		variants: each.map(({ variant }) => variant),
	}));
	const alike = groupBy(rows, ({ loss, variants }) => `${keyOf(loss)}\n${variants.join()}`);
	return [...alike.values()].map((each) => ({
		...each[0]!,
		pages: each.map(({ loss }) => loss.page),
	}));
}

/** Those inside EOF, and of the others those that the reference does not lose. */
export function newLosses({ comparison }: View): LockedLoss[] {
	const { lockedLosses = [], reference } = comparison;
	const before = lockedLosses.filter(({ variant }) => variant === reference);
	const isNew = (loss: LockedLoss): boolean =>
		loss.by === 'insideEof' || !before.some((each) => isOfPage(each, loss));
	return lockedLosses
		.filter(isNew)
		.toSorted((a, b) => Number(b.by === 'insideEof') - Number(a.by === 'insideEof'));
}

/** More kernels than these are folded. */
const namedMax = 2;

function kernelsHtml(view: View, names: readonly string[]): Html {
	const { reference, variants } = view.comparison;
	const base = variants.find(({ name }) => name === reference);
	const isLater = (name: string): boolean => {
		const variant = variants.find((each) => each.name === name);
		return base !== undefined && variant !== undefined && isLaterLinux(variant, base);
	};
	const link = (name: string): Part => [
		variantLink(view, name),
		isLater(name) ? htm` <small>${messages.laterTag()}</small>` : null,
	];
	const links = between(names.map(link), ', ');
	if (names.length <= namedMax) return htm`${links}`;
	const others = names.slice(1);
	return htm`<details><summary>${messages.lossKernels(names[0]!, others.length)}</summary>${links}</details>`;
}

function rowHtml(view: View, { loss, pages, variants }: Row): Html {
	const { workload, variant, process, filePage, by, functions, token } = loss;
	const told = view.comparison.executions?.find((each) => each.token === token);
	return htm`<tr><td>${messages.lossPages({ process, pages, filePage })}
		<td>${cellLink(view, variant, workload)}<br>${told === undefined ? htm`<code>${token}</code>` : executionLink(token, messages.seePicture())}
		<td>${messages.lossFunctions(functions)}
		<td class="${by === 'insideEof' ? 'ad' : 'lf'}">${messages.lossDoing[by]()}
		<td>${kernelsHtml(view, variants)}</tr> `;
}

/** Pages inside EOF that go when loads run: how many, and by which load. */
function loadRows(view: View): Html[] {
	const { performance } = view.comparison;
	const rows = (performance?.rows ?? []).filter(
		({ lockedUnmapped }) => lockedUnmapped.insideEof > 0,
	);
	return rows.map(
		({ variant, load, lockedUnmapped: { insideEof } }) =>
			htm`<tr><td>${messages.lossOfLoad(insideEof)}<td><a href="#performance">${load}</a>
			<td>${messages.lossNotFollowed()}<td class="ad">${messages.lossDoing.insideEof()}
			<td>${kernelsHtml(view, [variant])}</tr> `,
	);
}

/** Null where nothing is lost that the reference does not lose either, and nothing inside EOF. */
export function lostPagesTable(view: View): Html | null {
	const rows = [...rowsOf(newLosses(view)).map((each) => rowHtml(view, each)), ...loadRows(view)];
	if (rows.length === 0) return null;
	const label = 'Pages of VM_LOCKED vmas that are unmapped, one by one';
	const heads = messages.lossHeads();
	return wide(
		label,
		htm`<table class="losses"><caption class="unseen">${label}</caption>
			<thead><tr>${heads.map((each) => htm`<th scope="col">${each}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`,
	);
}

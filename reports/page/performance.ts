/*
 * reports/page/performance.ts - what each proposal costs in time and memory, where the run measured loads.
 */
import * as messages from '../../harness/messages/index.ts';
import type { PerfResult, PerfRow } from '../../harness/result.ts';
import {
	linesOf,
	loadsOf,
	parametersOf,
	type PerfLine,
	short,
	systemRatio,
} from '../perf-lines.ts';
import { changeOf } from '../perf-table.ts';
import { between, htm, type Html } from './html.ts';
import { type Section, type View, variantLink, wide } from './view.ts';

/** Above and below it a change is coloured: a hundredth. */
const shown = 0.01;

function entry(result: PerfResult, row: PerfRow | undefined): Html {
	if (row === undefined) return htm`<td></td>`;
	if (row.variant === result.base) return htm`<td>${short(row.system)} s</td>`;
	const ratio = systemRatio(result, row);
	if (ratio === null) return htm`<td>${short(row.system)} s</td>`;
	const kind = ratio > 1 + shown ? 'ad' : ratio < 1 - shown ? 'fx' : 'lf';
	return htm`<td class="${kind}">${changeOf(ratio)}</td>`;
}

const mebibytes = (rows: readonly PerfRow[]): string =>
	short(rows.reduce((sum, { memory }) => sum + memory.pteChains, 0) / 2 ** 20);

const lostOf = (rows: readonly PerfRow[]): readonly number[] =>
	(['own', 'truncation', 'insideEof'] as const).map((who) =>
		rows.reduce((sum, { lockedUnmapped }) => sum + lockedUnmapped[who], 0),
	);

function line(view: View, result: PerfResult, { variants, rows }: PerfLine): Html {
	const named = between(
		variants.map((name) => variantLink(view, name)),
		', ',
	);
	const cells = loadsOf(result).map((load) =>
		entry(
			result,
			rows.find((row) => row.load === load),
		),
	);
	const [own, truncation, inside] = lostOf(rows);
	return htm`<tr><th scope="row">${named}</th>${cells}<td>${mebibytes(rows)}</td>
		<td>${own!}</td><td>${truncation!}</td><td class="${inside! > 0 ? 'ad' : 'ok'}">${inside!}</td></tr> `;
}

export function performanceSection(view: View): Section | null {
	const { performance } = view.comparison;
	if (performance === undefined || performance.rows.length === 0) return null;
	const loads = loadsOf(performance);
	const label = 'System time of loads against the base, memory, and VM_LOCKED pages unmapped';
	const heads = loads.map((load) => htm`<th scope="col">${load}</th>`);
	const sizes = loads.map((load) => htm`<li>${load}: ${parametersOf(performance, load)}</li> `);
	const isTruncated = performance.rows.some(({ lockedUnmapped }) => lockedUnmapped.truncation > 0);
	return {
		id: 'performance',
		title: 'Performance',
		body: htm`<p>${messages.performanceMeans(performance.base, performance.rows[0]!.machine)}${
			isTruncated ? null : htm` ${messages.noLoadTruncatesLocked()}`
		}</p>${wide(
			label,
			htm`<table><caption class="unseen">${label}</caption><thead><tr><td></td>${heads}<th scope="col">pte_chains, MB</th>
				<th scope="col">unmapped by own doing</th><th scope="col">by truncation</th><th scope="col">inside EOF</th></tr></thead>
				<tbody>${linesOf(performance).map((each) => line(view, performance, each))}</tbody></table>`,
		)}<details><summary>Sizes of the loads, and the command that runs all of them</summary>
			<ul>${sizes}</ul><p><code>${performance.command}</code></p></details>`,
	};
}

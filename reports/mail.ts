/*
 * reports/mail.ts - what a reply to the mail can carry: one table of what each proposal changes, what they
 * add, what nobody closes, and how to replay it. At most 300 lines and 20 kB of plain ASCII in 72 columns; all
 * else is in mail-full.txt.
 */
import * as messages from '../harness/messages/index.ts';
import { type Comparison, isSameFinding, plainerFirst, type Violation } from '../harness/result.ts';
import {
	addedLines,
	type Changes,
	changesLegend,
	changesOf,
	changesTable,
	isBroad,
} from './difference.ts';
import { fullMailText } from './mail-full.ts';
import type { Renderer } from './renderer.ts';
import { select, type Selection } from './select.ts';
import { ascii, wrap } from './table.ts';
import { litmusRunOf, noVerdictLines, originOf } from './text.ts';

const width = 72;

/** Rows of the table, proposals of which an addition is shown, findings that nobody closes, at most. */
const limits = { rows: 70, added: 10, unclosed: 12 } as const;

/** A list is not to cut it, so it may not pass this. */
const bytesMax = 20_000;

function paragraph(text: string): string[] {
	return [...wrap(ascii(text), width), ''];
}

const bodyOf = (lines: readonly string[]): string[] => (lines.length === 0 ? [] : [...lines, '']);

/** The one that fixes most of those that add nothing, and the one that fixes most of all. */
function bestLines(selection: Selection, changes: readonly Changes[]): string[] {
	const whole = changes.filter((each) => isBroad(each, changes));
	const byFixed = whole.toSorted((a, b) => b.fixed - a.fixed);
	const harmless = byFixed.find(({ added, fixed }) => added === 0 && fixed > 0);
	const reference = selection.comparison.reference;
	return [byFixed[0], harmless === byFixed[0] ? undefined : harmless].flatMap((each) =>
		each === undefined || each.fixed === 0
			? []
			: paragraph(messages.fixesMost(each.variant, each, reference)),
	);
}

/** Findings of the reference that no variant of the run fixes, the plainest of each oracle and site. */
function unclosed({ comparison, columns, cell, variants }: Selection): Violation[] {
	const { reference } = comparison;
	const bySite = new Map<string, Violation>();
	for (const { workload } of columns) {
		for (const each of cell(reference, workload.name)?.violations ?? []) {
			const isFixed = variants.some(({ name }) =>
				cell(name, workload.name)?.against.fixed.some((one) => isSameFinding(one, each)),
			);
			const key = `${each.oracle} ${each.site}`;
			const known = bySite.get(key);
			if (!isFixed && (known === undefined || plainerFirst(each, known) < 0)) bySite.set(key, each);
		}
	}
	return [...bySite.values()].toSorted(plainerFirst);
}

function unclosedLines(selection: Selection): string[] {
	const all = unclosed(selection);
	if (all.length === 0) return [];
	const shown = all
		.slice(0, limits.unclosed)
		.flatMap(({ oracle, site, token }) => [
			...wrap(ascii(`${oracle} (${site})`), width - 2, '  ').map((line) => `  ${line}`),
			`    ${messages.replayArguments(token, selection.comparison)}`,
		]);
	const rest = all.length - limits.unclosed;
	return [
		messages.nobodyCloses(all.length),
		...shown,
		...(rest > 0 ? [`  ${messages.andMore(rest)}`] : []),
		'',
	];
}

/** The mail, ending with a newline. */
export function mailText(comparison: Comparison): string {
	const selection = select(comparison);
	const changes = changesOf(selection);
	const lines = [
		'Subject: Re: objrmap and vmtruncate',
		'',
		...paragraph(messages.mailBegins(comparison)),
		...(comparison.limits === undefined ? [] : paragraph(messages.limitsPhrase(comparison.limits))),
		...noVerdictLines(comparison, width),
		...bodyOf(changesLegend(selection, width)),
		...bodyOf(changes.length === 0 ? [] : changesTable(selection, changes.slice(0, limits.rows))),
		...bestLines(selection, changes),
		...bodyOf(addedLines(selection, width, limits.added)),
		...unclosedLines(selection),
		...paragraph(litmusRunOf(selection)),
		...paragraph(`${messages.mailEnds()} ${originOf(comparison)}`),
	];
	const text = `${lines
		.map((line) => ascii(line))
		.join('\n')
		.trimEnd()}\n`;
	return text.length <= bytesMax
		? text
		: `${text.slice(0, text.lastIndexOf('\n', bytesMax - 80))}\n${messages.mailCut()}\n`;
}

export const mail: Renderer = {
	says: 'mail.txt: what a reply to the mail can carry; mail-full.txt: the mail quoted, all evidence',
	render: (comparison) =>
		Promise.resolve([
			{ file: 'mail.txt', text: mailText(comparison) },
			{ file: 'mail-full.txt', text: fullMailText(comparison) },
		]),
};

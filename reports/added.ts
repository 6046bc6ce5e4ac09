/*
 * reports/added.ts - what variants add, by idea and by kind of bug, and the plainest execution that shows it.
 */
import * as messages from '../harness/messages/index.ts';
import { groupBy, plainerFirst, type Seen } from '../harness/result.ts';
import type { Changes, Section } from './changes.ts';
import type { Selection } from './select.ts';
import { ascii, indented, wrap } from './table.ts';

/** A kind of bug that some forms of an idea add. */
interface Added {
	readonly oracle: string;
	/** The forms, the one that adds most first, and how many findings each adds. */
	readonly by: readonly { readonly name: string; readonly findings: number }[];
	readonly plainest: Seen;
}

interface AddedByIdea {
	readonly idea: string;
	/** What the form that adds most adds. */
	readonly most: number;
	readonly kinds: readonly Added[];
}

function kindsOf(idea: readonly Changes[]): Added[] {
	const news = idea.flatMap((each) => each.news);
	return [...groupBy(news, ({ violation }) => violation.oracle)].map(([oracle, found]) => ({
		oracle,
		by: [...groupBy(found, ({ variant }) => variant)]
			.map(([name, own]) => ({ name, findings: own.length }))
			.toSorted((a, b) => b.findings - a.findings),
		plainest: found.toSorted((a, b) => plainerFirst(a.violation, b.violation))[0]!,
	}));
}

/** Ideas of which some form adds something, the one that adds most first. */
function addedByIdea(ideas: Section['ideas']): AddedByIdea[] {
	return ideas
		.map((idea) => ({
			idea: idea[0]!.variant.idea,
			most: Math.max(...idea.map(({ added }) => added)),
			kinds: kindsOf(idea).toSorted((a, b) => b.by[0]!.findings - a.by[0]!.findings),
		}))
		.filter(({ kinds }) => kinds.length > 0)
		.toSorted((a, b) => b.most - a.most);
}

/**
 * A line for each kind of bug, and the token below it; at most `max` of them, so that each idea has its
 * first.
 */
export function addedLines(
	selection: Selection,
	ideas: Section['ideas'],
	width: number,
	max: number,
): string[] {
	const all = addedByIdea(ideas);
	if (all.length === 0) return [];
	const shown = new Set(
		all
			.flatMap(({ kinds }) => kinds.map((kind, rank) => ({ kind, rank })))
			.toSorted((a, b) => a.rank - b.rank)
			.slice(0, max)
			.map(({ kind }) => kind),
	);
	const kinds = all.flatMap((each) => each.kinds);
	const told = kinds.flatMap((each) => {
		if (!shown.has(each)) return [];
		const { kind, by } = messages.addsKind(each);
		const { token } = each.plainest.violation;
		return [
			...indented(ascii(kind), width, 2),
			...indented(ascii(by), width, 4),
			`    ${messages.replayArguments(token, selection.comparison)}`,
		];
	});
	const rest = kinds.length - shown.size;
	return [
		...wrap(messages.addedHead(), width),
		...told,
		...(rest > 0 ? [`  ${messages.andMore(rest)}`] : []),
	];
}

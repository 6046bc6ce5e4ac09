/*
 * reports/page/view.ts - what every part of the page is drawn from: a comparison, indexed, and words that parts share.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	type CauseResult,
	type Comparison,
	findingKey,
	type FindingRef,
	groupBy,
} from '../../harness/result.ts';
import { type Changes, sectionsOf } from '../changes.ts';
import { select, type Selection } from '../select.ts';
import { percent } from '../table.ts';
import { Looks } from '../timeline/inline.ts';
import { anchor, cellAnchor } from './anchor.ts';
import { htm, type Html } from './html.ts';

export interface View {
	readonly comparison: Comparison;
	readonly selection: Selection;
	/** What the run is about, by idea; then the others that it has. */
	readonly topic: readonly (readonly Changes[])[];
	readonly others: readonly (readonly Changes[])[];
	/** The cause of a finding of the reference; undefined where the run tells none. */
	readonly causeOf: (workload: string, finding: Finding) => CauseResult | undefined;
	/** Classes of what pictures draw; filled while the page is written. */
	readonly looks: Looks;
}

export type Finding = Pick<FindingRef, 'oracle' | 'site'>;

export function viewOf(comparison: Comparison): View {
	const selection = select(comparison);
	const sections = groupBy(sectionsOf(selection), ({ is }) => is);
	const ideas = (is: string): View['topic'] =>
		(sections.get(is) ?? []).flatMap((each) => each.ideas);
	const causes = new Map(
		(comparison.causes ?? []).flatMap((cause) => cause.keys.map((key) => [key, cause] as const)),
	);
	return {
		comparison,
		selection,
		looks: new Looks(),
		topic: ideas('topic'),
		others: ideas('others'),
		causeOf: (workload, finding) => causes.get(findingKey(workload, finding)),
	};
}

/** A part of the page; `id` is where the list of contents leads. */
export interface Section {
	readonly id: string;
	readonly title: string;
	readonly body: Html;
}

/** The name of a variant, as a link to what is said of it; plain where nothing is. */
export function variantLink({ comparison }: View, name: string): Html {
	const isThere = comparison.variants.some((each) => each.name === name);
	return isThere ? htm`<a href="#${anchor('proposal', name)}">${name}</a>` : htm`${name}`;
}

/** Operations against the base where stacks were tried, of a stack of this patch alone. */
export function costOf({ comparison }: View, name: string): string | null {
	const alone = comparison.together?.stacks.find(
		({ patches }) => patches.length === 1 && patches[0] === name,
	);
	return alone === undefined || alone.cost === null ? null : percent(alone.cost);
}

/** A litmus test, as a link to what a variant shows there; plain where it did not run it. */
export function cellLink({ selection }: View, variant: string, workload: string): Html {
	if (selection.cell(variant, workload) === undefined) return htm`${workload}`;
	return htm`<a href="#${cellAnchor(variant, workload)}">${workload}</a>`;
}

/** A litmus test, as a link to its question; plain where this run did not have it. */
export function litmusLink({ selection }: View, name: string): Html {
	const isThere = selection.columns.some(({ workload }) => workload.name === name);
	return isThere ? htm`<a href="#${anchor('litmus', name)}">${name}</a>` : htm`${name}`;
}

/** The question of a litmus test; where it is 'the same' as that of another, with the name of that one. */
export function questionOf(
	{ selection }: View,
	{ name, question }: { readonly name: string; readonly question: string },
): string {
	const names = selection.columns.map(({ workload }) => workload.name);
	return messages.standingAlone(name, question, names);
}

/** A table that is wider than a narrow screen scrolls by itself, by keyboard too. */
export const wide = (label: string, body: Html): Html =>
	htm`<div class="wide" tabindex="0" role="region" aria-label="${label}">${body}</div>`;

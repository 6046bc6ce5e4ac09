/*
 * reports/page/proposals.ts - a sentence for each proposal: what it fixes, adds and leaves, and its price; and what
 * stands behind it.
 */
import * as messages from '../../harness/messages/index.ts';
import type { VariantResult } from '../../harness/result.ts';
import { type Changes, kindsPhrase } from '../changes.ts';
import { lostUnderLoads } from '../locked-price.ts';
import { referenceOf } from '../mail-parts.ts';
import { claimAgrees, claimIsOpen } from '../summarise.ts';
import { anchor } from './anchor.ts';
import { tokenHtml } from './executions.ts';
import { cellBlocks } from './findings.ts';
import { htm, type Html } from './html.ts';
import { costOf, type Section, type View, variantLink } from './view.ts';

/** How many findings are fixed, moved, left and open, which is all; added and uncovered ones stand behind. */
function bar(does: Changes, most: number): Html {
	const parts = [
		['fx', does.fixed],
		['mv', does.moved - does.uncovered],
		['lf', does.left],
		['op', does.open],
		['ad', does.added],
		['mv', does.uncovered],
	] as const;
	let x = 0;
	const rects = parts.map(([kind, width]) => {
		const rect =
			width === 0 ? null : htm`<rect class="${kind}" x="${x}" width="${width}" height="8"/>`;
		x += width;
		return rect;
	});
	return htm`<svg class="bar" viewBox="0 0 ${most} 8" preserveAspectRatio="none" aria-hidden="true">${rects}</svg>`;
}

/** Most pages inside EOF that are lost from VM_LOCKED vmas, on the litmus tests that the reference ran too. */
function lostBy({ selection, comparison }: View, { name }: VariantResult, runner: string): number {
	const lost = selection.columns.flatMap(({ workload }) => {
		const isRun = selection.cell(runner, workload.name) !== undefined;
		const isBoth = isRun && selection.cell(comparison.reference, workload.name) !== undefined;
		return isBoth ? (selection.cell(name, workload.name)?.unmappedLocked?.collateralMax ?? 0) : 0;
	});
	return Math.max(0, ...lost);
}

function sentence(view: View, does: Changes): string {
	const { variant, litmus, judged } = does;
	if (judged === 0) return messages.nothingJudged(variant.name, litmus);
	const reference = referenceOf(view.selection);
	const price = messages.proposalPrice({
		lost: lostBy(view, variant, variant.name),
		lostBefore: reference === null ? 0 : lostBy(view, reference, variant.name),
		lostByLoads: lostUnderLoads(view.selection, variant.name),
		cost: costOf(view, variant.name),
		diffstat: variant.diffstat,
		on: variant.base === view.comparison.reference ? null : variant.base,
	});
	return messages.proposalDoes(does, kindsPhrase(does.kinds), price);
}

/** Claims of which the same is to be said stand together: most of a variant's are alike. */
function claimItems(view: View, { claims }: VariantResult): Html[] {
	const alike = new Map<string, { names: string[]; witness: string | null }>();
	for (const claim of claims) {
		const says =
			claimIsOpen(claim) || claimAgrees(claim)
				? `stated ${claim.stated}, ${messages.claimHeld(claim)}`
				: messages.claimCameOut(claim);
		const key = JSON.stringify([says, claim.witness]);
		const known = alike.get(key);
		if (known === undefined) alike.set(key, { names: [claim.claim], witness: claim.witness });
		else known.names.push(claim.claim);
	}
	return [...alike].map(([key, { names, witness }]) => {
		const [says] = JSON.parse(key) as [string];
		return htm`<li>${names.join(', ')}: ${says}${witness === null ? null : htm` ${tokenHtml(view, witness)}`}</li> `;
	});
}

/** The file beside the page. Half a character has no place in a URL. */
const patchUrl = (name: string): string =>
	`patches/${encodeURIComponent(name.replaceAll(/\p{Surrogate}/gu, '\ufffd'))}.patch`;

function details(view: View, variant: VariantResult): Html {
	const { name, subject, from, base, quoted, reading, patch } = variant;
	const hasLiteral = view.selection.comparison.variants.some(
		(each) => each.name === reading?.literal,
	);
	const claims = claimItems(view, variant);
	return htm`<details><summary>Patch, claims and findings of ${name}</summary>
		<p>${subject}. ${from}.${base === null ? null : htm` On ${variantLink(view, base)}.`}</p>
		${quoted.length === 0 ? null : htm`<blockquote>${quoted.map((line) => htm`${line}<br>`)}</blockquote>`}
		${reading === undefined ? null : htm`<p>${messages.readsOtherwise(reading, hasLiteral)}</p>`}
		${patch === '' ? null : htm`<p><a href="${patchUrl(name)}">patches/${name}.patch</a>, a file beside this page.</p>`}
		${claims.length === 0 ? null : htm`<h3>What is claimed of it</h3><ul>${claims}</ul>`}
		${cellBlocks(view, variant)}
	</details>`;
}

const item = (view: View, variant: VariantResult, rest: Html | null): Html =>
	htm`<li id="${anchor('proposal', variant.name)}"><p><b>${variant.name}</b> ${rest}</p>
		${details(view, variant)}</li> `;

function list(view: View, ideas: readonly (readonly Changes[])[]): Html {
	const all = ideas.flat();
	const most = Math.max(1, ...all.map((each) => each.before + each.added + each.uncovered));
	return htm`<ul class="proposals">${ideas.map((idea) =>
		idea.map((does) => item(view, does.variant, htm`${sentence(view, does)} ${bar(does, most)}`)),
	)}</ul>`;
}

export function proposalsSection(view: View): Section {
	const { topic, others } = view;
	const reference = referenceOf(view.selection);
	return {
		id: 'proposals',
		title: 'Each proposal in a sentence',
		body: htm`
			<ul class="legend"><li><i class="sign fx"></i> fixed</li> <li><i class="sign mv"></i> moved or uncovered</li> 
			<li><i class="sign lf"></i> left</li> <li><i class="sign op"></i> open</li> 
			<li><i class="sign ad"></i> added</li></ul><p>${messages.movedMeans()}</p>
			${list(view, topic)}
			${
				reference === null
					? null
					: htm`<h3>What all are held against</h3>
			<ul class="proposals">${item(view, reference, htm`${reference.subject}`)}</ul>`
			}
			${
				others.length === 0
					? null
					: htm`<details class="more"><summary>${messages.othersFolded(others.flat().length, null)}</summary>${list(view, others)}</details>`
			}`,
	};
}

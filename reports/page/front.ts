/*
 * reports/page/front.ts - correctness against cost: the stacks that a reader chooses among, and those that nobody beats.
 */
import * as messages from '../../harness/messages/index.ts';
import type { StackResult } from '../../harness/result.ts';
import { draw } from '../chart.ts';
import { stacksChart } from '../charts/stacks.ts';
import { frontOf } from '../front.ts';
import { percent } from '../table.ts';
import { between, htm, type Html, markup, seen } from './html.ts';
import { type Section, type View, variantLink, wide } from './view.ts';

function row(view: View, stack: StackResult, isFront: boolean): Html {
	const { patches, fixed, added, moved, left, open, lockedInsideEof, cost } = stack;
	const numbers = [fixed, added, moved, left, open, lockedInsideEof, percent(cost)];
	return htm`<tr><th scope="row">${between(
		patches.map((name) => variantLink(view, name)),
		' + ',
	)}</th>${numbers.map((each) => htm`<td>${each}</td>`)}<td>${isFront ? 'yes' : null}</td></tr> `;
}

/** A point says what it is to a pointer that rests on it. */
const named = (svg: string): string =>
	svg.replaceAll(
		/<path aria-label="([^"]*)"([^>]* aria-roledescription="point"[^>]*)\/>/g,
		'<path$2><title>$1</title></path>',
	);

/**
 * Without what a chart has for programs and for files of their own, what is so anyway, boxes that nobody sees, and more
 * than a tenth of a pixel: the table below has the numbers, and the page its fonts.
 */
const bare = (svg: string): string =>
	svg
		.replaceAll(
			/<path [^>]*d=""[^>]*display="none"\/>|<path d="M0,0h[\d.]+v[\d.]+h-?[\d.]+Z"\/>/g,
			'',
		)
		.replaceAll(
			/ (?:aria-[a-z]+|role|class|pointer-events|font-family|xmlns(?::xlink)?)="[^"]*"/g,
			'',
		)
		.replaceAll(/ (?:opacity|stroke-width|version)="1(?:\.1)?"/g, '')
		.replaceAll(/\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 10) / 10));

export async function frontSection(view: View): Promise<Section | null> {
	const { together, base } = view.comparison;
	if (together === undefined) return null;
	const front = new Set(frontOf(together.stacks));
	const shown = together.stacks.filter((each) => each.minimal || front.has(each));
	const heads = ['fixed', 'added', 'moved', 'left', 'open', 'locked lost', 'cost', 'front'];
	const label = 'Stacks of patches';
	return {
		id: 'front',
		title: 'Correctness against cost',
		body: htm`<p>${messages.frontMeans(together.stacks.length)}</p>
			<figure class="paper" role="img" aria-label="${messages.frontChart()}">${markup(
				bare(named(seen(await draw(stacksChart(together, base))))),
			)}</figure>
			${wide(
				label,
				htm`<table class="numbers"><caption class="unseen">${label}</caption>
					<thead><tr><th scope="col">stack</th>${heads.map((each) => htm`<th scope="col">${each}</th>`)}</tr></thead>
					<tbody>${shown.map((stack) => row(view, stack, front.has(stack)))}</tbody></table>`,
			)}`,
	};
}

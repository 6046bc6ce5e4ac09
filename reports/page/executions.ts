/*
 * reports/page/executions.ts - executions step by step: a table of the steps that matter, and beside it what pages,
 * ptes and locks were over time, from which the script of the page shows one step.
 */
import * as messages from '../../harness/messages/index.ts';
import {
	type Execution,
	isSameFinding,
	type RaceResult,
	raceToken,
	type Since,
	type Told,
	type ToldSpace,
	type ToldStep,
} from '../../harness/result.ts';
import { inlineSvg } from '../timeline/inline.ts';
import { Album } from '../timeline/packed.ts';
import { briefPicture } from '../timeline/picture.ts';
import { timelineOfTold } from '../timeline/told.ts';
import { anchor } from './anchor.ts';
import { between, htm, type Html, markup, type Part } from './html.ts';
import { cellLink, type Section, type View, questionOf, variantLink, wide } from './view.ts';

/** Where an execution is told, with its picture. */
export const executionLink = (token: string, says: Part): Html =>
	htm`<a class="step" href="#${anchor('execution', token)}">${says}</a>`;

/** The same; the script scrolls on to the picture. */
export const pictureLink = (token: string, says: Part): Html =>
	htm`<a class="step see" href="#${anchor('execution', token)}">${says}</a>`;

/** A token; where its execution is told, a link to that. */
export function tokenHtml({ comparison }: View, token: string): Html {
	const told = comparison.executions?.some((each) => each.token === token) ?? false;
	const code = htm`<code>${token}</code>`;
	return told ? executionLink(token, code) : code;
}

/**
 * 'do_no_page, mm/memory.c (memory.ts:499)': the function, the file that the kernel has it in, and the line of our text of
 * it, from harness/mm/; a file of the user's own as it is. Of what is a part, the kernel's function too.
 */
function placeOf({ function: name, place, kernel }: ToldStep): string {
	const original = kernel?.endsWith(`:${name}`) ? kernel.slice(0, -name.length - 1) : kernel;
	const text = place === null ? '' : `(${place.replace(/^harness\/mm\//, '')})`;
	const inKernel = original === null || original === undefined ? name : `${name}, ${original}`;
	return `${inKernel} ${text}`.trim();
}

/** What lies between two rows: steps of no concern, and the changes from one cpu to another. */
function gap(run: Execution, after: number, before: number): Html | null {
	const skipped = before - after - 1;
	const switches = run.switches.filter((each) => each.after >= after && each.after < before);
	if (skipped <= 0 && switches.length === 0) return null;
	const says = [
		...(skipped > 0 ? [messages.stepsBetween(skipped)] : []),
		...switches.map((each) => `${run.tasks[each.task]!.name} ${each.says}`),
	];
	return htm`<tr class=gap><td><td colspan=${run.columns.length}>${says.join('; ')}</tr>`;
}

/** The script finds a step by the number in its first cell. */
function stepRow(run: Execution, step: ToldStep): Html {
	const { at, task, says, meets, dies } = step;
	const { column } = run.tasks[task]!;
	// Most are those at which cpus meet.
	const kind = dies ? ' class=dies' : meets ? '' : ' class=apart';
	const fill = Array.from({ length: column }, () => htm`<td>`);
	const where = placeOf(step);
	return htm`<tr${markup(kind)}><td>${at}${fill}<td>${between(says, htm`<br>`)}${
		where === '' ? null : htm` <small>${where}</small>`
	}</tr>`;
}

/** The same schedule on another variant, from where the two part. */
function besideHtml(view: View, run: Execution): Html | null {
	const { beside } = run;
	if (beside === undefined) return null;
	const rows = beside.steps.map((step) => stepRow(run, step));
	const heads = run.columns.map((head) => htm`<th scope="col">${head}</th>`);
	return htm`<details class="beside"><summary>${messages.besideSays(beside)}</summary>
		${
			rows.length === 0
				? null
				: wide(
						`${run.token} on ${beside.variant}`,
						htm`<table class="steps">
		<thead><tr><th scope="col">step</th>${heads}</tr></thead><tbody>${rows}</tbody></table>`,
					)
		}
		<p>${variantLink(view, beside.variant)}</p></details>`;
}

function stepsTable(run: Execution): Html {
	const heads = run.columns.map((head) => htm`<th scope="col">${head}</th>`);
	const rows = run.steps.map((step, i) => [
		gap(run, run.steps[i - 1]?.at ?? 0, step.at),
		stepRow(run, step),
	]);
	const last = gap(run, run.steps.at(-1)?.at ?? 0, run.stepCount + 1);
	const end =
		run.violation === null
			? `${messages.endsSo[run.ending]()}: ${run.oracle}`
			: `${run.oracle}: ${run.site}`;
	return htm`<table class="steps"><thead><tr><th scope="col">step</th>${heads}</tr></thead>
		<tbody>${rows}${last}<tr class=end><td><td colspan=${run.columns.length}>${end}. ${run.detail}</tr></tbody></table>`;
}

/** Each with the step that it holds from, none where it does from the start; the script shows one of them. */
const valuesHtml = (values: readonly Since[]): Part =>
	values.map(({ from, value }) => {
		const since = from === 0 ? null : htm` data-f=${from}`;
		return htm`<b${since}>${value === '' ? 'free' : value}</b> `;
	});

const toldRows = (told: readonly Told[]): Html[] =>
	told.map(
		({ name, values }) => htm`<tr><th scope="row">${name}</th><td>${valuesHtml(values)}</tr>`,
	);

/** Of a larger map only pages are drawn that have a pte some time. */
const stripMax = 24;

/** An address space as a strip: a square for each page of its maps, with what its pte is. */
function strip({ process, maps, ptes }: ToldSpace): Html {
	const drawn = maps.map((map) => {
		const squares = Array.from({ length: map.pages }, (_, i) => map.first + i).flatMap((page) => {
			const pte = ptes.find((each) => each.page === page);
			if (pte === undefined && map.pages > stripMax) return [];
			const values = pte?.values ?? [{ from: 0, value: 'none' }];
			return [htm`<li><i>${page}</i> ${valuesHtml(values)}</li>`];
		});
		const shows = map.file === null ? 'no file' : `${map.file} from page ${map.pgoff}`;
		return htm`<p>${process} ${map.name ?? 'a map'}: ${shows}, ${map.flags}</p><ul class="strip">${squares}</ul>`;
	});
	return htm`${drawn}`;
}

function racesOf({ comparison }: View, token: string): RaceResult[] {
	return comparison.discussions.flatMap(({ blocks }) =>
		blocks.flatMap((block) =>
			block.is === 'race' && raceToken(block.race, comparison.reference) === token
				? [block.race]
				: [],
		),
	);
}

/** No picture is smaller, with what stands around it, in bytes. */
const pictureMin = 2000;

/** Where pictures go that the script draws, and how many bytes there are for them. */
interface Pages {
	readonly album: Album;
	readonly room: number;
}

/**
 * What stands where the picture is to be. Those that the answer links to are drawn here, so that they are seen without
 * scripts; the script of the page draws the others from the album. Null where there is no room, or where an earlier version
 * told the execution.
 */
function pictureOf(
	{ looks }: View,
	run: Execution,
	isStatic: boolean,
	{ album, room }: Pages,
): Html | null {
	const timeline = timelineOfTold(run);
	if (timeline === null) return null;
	const picture = briefPicture(timeline);
	const title = messages.timelineTitle(timeline);
	const locks = messages.lockNamesIn([...new Set(picture.locks)]);
	const key = htm`<p class="locks">${locks === '' ? null : `${locks}.`}</p>`;
	if (isStatic)
		return htm`<div class="wide race paper" tabindex="0" role="region" aria-label="${title}">
		${markup(inlineSvg(picture, looks))}</div>${key}`;
	if (album.size + pictureMin > room) return null;
	const number = album.add(picture, looks);
	// The script makes the frame.
	const html = htm`<div aria-label="${title}" data-picture=${number} hidden></div>${key}`;
	album.size += Buffer.byteLength(html.html);
	return html;
}

/** A picture for each as long as there is room; for the rest the command that draws one. */
function picturesOf(view: View, executions: readonly Execution[], pages: Pages): Html[] {
	const stills = new Set(shownFirst(view));
	return executions.map((run) => {
		const elsewhere = htm`<p>${messages.pictureHasNoRoom()} <code>${messages.pictureElsewhere(run.token)}</code></p>`;
		// What is counted is how much more a picture takes.
		pages.album.size -= Buffer.byteLength(elsewhere.html);
		const picture = pictureOf(view, run, stills.has(run.token), pages);
		if (picture !== null) return picture;
		pages.album.size += Buffer.byteLength(elsewhere.html);
		return elsewhere;
	});
}

/** Tokens of the executions that the answer tells or links to: they are to be seen in every browser. */
function shownFirst({ comparison }: View): string[] {
	const { executions = [], lockedLosses = [] } = comparison;
	const first = executions.slice(0, 1).map(({ token }) => token);
	return [...first, ...lockedLosses.map(({ token }) => token)];
}

/** The few sentences that tell it, with the function of each step. */
export function tellingHtml({ comparison }: View, run: Execution): Html | null {
	const { telling = [], oracle } = run;
	if (telling.length === 0) return null;
	const means = comparison.oracles.find(({ name }) => name === oracle)?.says;
	const items = telling.map(({ at, who, says, function: name }) =>
		at === null
			? htm`<li>${messages.toldInTheEnd()} <b>${says}</b>.${means === undefined ? null : ` ${messages.oracleMeans(means)}`}`
			: htm`<li><b>${who}</b> ${says}. <small>${name === '' ? null : `${name}(), `}${messages.toldStep(at)}</small>`,
	);
	return htm`<ol class="telling">${items}</ol>`;
}

/** What else this execution shows. */
function alsoHtml(
	{ selection }: View,
	{ variant, workload, token, oracle, site }: Execution,
): Html | null {
	const others = (selection.cell(variant, workload)?.violations ?? []).filter(
		(each) => each.token === token && !isSameFinding(each, { oracle, site }),
	);
	if (others.length === 0) return null;
	const items = others.map((each) => htm`<b>${each.oracle}</b> ${each.site}`);
	return htm`<p class="also">${messages.alsoShown()} ${between(items, '; ')}.</p>`;
}

/** Up to the finding, as its cell counts them: the others may go on behind it. */
const stepsOf = (
	{ selection }: View,
	{ variant, workload, token, oracle, site, stepCount }: Execution,
): number =>
	selection
		.cell(variant, workload)
		?.violations.find((each) => each.token === token && isSameFinding(each, { oracle, site }))
		?.steps ?? stepCount;

function executionHtml(view: View, run: Execution, picture: Html): Html {
	const { token, variant, workload, oracle, site, question, left } = run;
	const races = racesOf(view, token);
	const says = `${oracle}, ${variant} on ${workload}`;
	const test = view.comparison.workloads.find(({ name }) => name === workload);
	const caveat = messages.caveatOf(test, oracle);
	return htm`<details class="run">
		<summary>${races.map(({ id }) => htm`<i class="sign mv">${id}</i> `)}<b>${oracle}</b> 
		<small>${site}</small> on ${workload}, ${variant} <small>${messages.counted(stepsOf(view, run), 'step')}</small></summary>
		<div id="${anchor('execution', token)}">${races.map((race) => htm`<p><b>${race.id}</b> ${race.says}.</p>`)}
		<p>${questionOf(view, { name: workload, question })} ${variantLink(view, variant)} on ${cellLink(view, variant, workload)}. <code>${token}</code></p>
		${caveat === '' ? null : htm`<p>${caveat}</p>`}${left === null ? null : htm`<p>${left}</p>`}${tellingHtml(view, run)}${alsoHtml(view, run)}
		${picture}
		<div class="told">${wide(`Steps: ${says}`, stepsTable(run))}
		<div class="state">${run.spaces.map(strip)}<table>${toldRows(run.tracks)}${toldRows(run.locks)}</table></div></div>${besideHtml(view, run)}</div></details> `;
}

/** What the marks in a picture mean; the script puts a copy below each picture. */
const keyHtml = (): Html =>
	htm`<ul class="key">${messages
		.pictureKey()
		.map(([kind, says]) => htm`<li><i class="${kind}"></i> ${says}</li> `)}</ul>`;

// The bundler cannot take a template whose own text ends a script.
const tableOf = (album: Album): Html =>
	markup(`<script type="application/json" id="pictures">${album.json()}</script>`);

/** @param room bytes that pictures may have together */
export function executionsSection(view: View, room: number): Section | null {
	const { executions = [] } = view.comparison;
	if (executions.length === 0) return null;
	const album = new Album();
	const pictures = picturesOf(view, executions, { album, room });
	return {
		id: 'executions',
		title: 'How it goes wrong, step by step',
		body: htm`<p>${messages.executionsMean()} <span class="keys" hidden>${messages.stepKeys()}</span></p>
			<p>${messages.picturesMean()}</p>${keyHtml()}
			${executions.map((each, i) => executionHtml(view, each, pictures[i]!))}
			${album.pictures.length === 0 ? null : tableOf(album)}`,
	};
}

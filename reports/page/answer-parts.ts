/*
 * reports/page/answer-parts.ts - what each answer at the top of the page is made of.
 */
import { htm, type Html, type Part } from './html.ts';

/** A number with what it counts. @param kind of its colour: 'fx' fixed, 'ad' added, 'lf' left, 'ok' */
export const tile = (number: Part, says: string, kind: string): Html =>
	htm`<li class="${kind}"><b>${number}</b> ${says}</li> `;

/** A question of a maintainer, with its answer. */
export const answer = (id: string, head: string, body: Part): Html =>
	htm`<div><h3 id="${id}">${head}</h3>${body}</div>`;

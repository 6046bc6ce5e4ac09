/*
 * reports/page/document.ts - the frame of the page: head, policy, contents. Nothing is ever loaded: the policy allows
 * this style and this script, each by its hash, and no request at all.
 */
import { createHash } from 'node:crypto';
import * as messages from '../../harness/messages/index.ts';
import type { Comparison } from '../../harness/result.ts';
import { htm, markup } from './html.ts';
import { script } from './script/index.ts';
import { style } from './style.ts';
import type { Section } from './view.ts';

const hashOf = (text: string): string =>
	`'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Without what a browser knows by itself, since a page has thousands of them: end tags, quotes around what is one word,
 * entities that are none in text, and blanks between parts of lists. What is marked up in a cell of a table ends with
 * it: the parser forgets it there.
 */
const dense = (body: string): string =>
	body
		.replaceAll(/<\/(?:li|td|th|tr|dt|dd)>/g, '')
		.replaceAll(/ (?=<(?:li|tr|dt|dd|section|details)\b)/g, '')
		.replaceAll(/<\/(?:small|code|b|a)>(?=<(?:t[rd]\b|\/t(?:body|able)>))/g, '')
		.replaceAll(
			/<\/p>(?=<(?:p|ul|ol|dl|div|table|details|section|h3|blockquote|li|dt|dd)[ >])/g,
			'',
		)
		.replaceAll(/ (class|scope|id|href|tabindex|role)="([\w#:/.+@~-]+)"(?=[ >])/g, ' $1=$2')
		// Only now: text may look like an attribute.
		.replaceAll(/>[^<]+/g, (text) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'"))
		.replaceAll('&gt;', '>');

/** @param pictures the rules of the classes that pictures in it have */
export function documentOf(
	comparison: Comparison,
	sections: readonly Section[],
	pictures: string,
): string {
	const rules = `${style}\n${pictures}`;
	const policy =
		`default-src 'none'; style-src ${hashOf(rules)}; script-src ${hashOf(script)}; ` +
		`base-uri 'none'; form-action 'none'`;
	const title = `rmaplab: ${messages.comparisonTitle(comparison)}`;
	const body = htm`
		<header><h1>rmaplab</h1> <p>${messages.pageSays()} <a href="#words">All words</a>. <a href="#method">${messages.whatItRestsOn(comparison.fidelity ?? [])}</a>. ${messages.pageScale(comparison.variants.length, comparison.workloads.length)}</p>
		<nav aria-label="Contents"><ul>${sections.map(({ id, title: head }) => htm`<li><a href="#${id}">${head}</a></li> `)}</ul></nav></header>
		<main>${sections.map(
			({ id, title: head, body: inner }) =>
				htm`<section id="${id}" aria-labelledby="${id}-head"><h2 id="${id}-head">${head}</h2>${inner}</section>`,
		)}</main>`;
	// The colour scheme is told before the style, so that a dark page is never white first.
	return `${
		htm`<!doctype html><html lang="en"><head><meta charset="utf-8">
			<meta http-equiv="Content-Security-Policy" content="${policy}">
			<meta name="viewport" content="width=device-width,initial-scale=1">
			<meta name="color-scheme" content="light dark"><title>${title}</title>
			<style>${markup(rules)}</style></head><body>${markup(dense(body.html))}
			${markup(`<script>${script}</script>`)}</body></html>`.html
	}\n`;
}

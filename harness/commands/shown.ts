/*
 * harness/commands/shown.ts - what is known of a name: a kernel function, an oracle, a litmus test or a variant, as
 * plain data.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alternatives } from '../../variants/alternatives.ts';
import { apart } from '../../variants/apart.ts';
import { variants } from '../../variants/index.ts';
import { oracles } from '../check/index.ts';
import { mutants } from '../check/mutants.ts';
import { BadInput, nothingToShow, showSays } from '../messages/index.ts';
import { baseFunctions } from '../mm/index.ts';
import { leftOut } from '../mm/left-out.ts';
import { ownFile } from '../catalogue/own-file.ts';
import { nearest } from '../text/nearest.ts';
import { numbered, sentenceOf, shownClaim } from './shown-claim.ts';
import type { Shown } from './what-is-shown.ts';
import { exportedNames } from '../catalogue/exported.ts';
import { takenApart } from '../catalogue/function-parts.ts';
import { textOfFunction } from '../catalogue/function-text.ts';
import { readWorkload, workloadNames } from '../catalogue/litmus.ts';
import { withoutWords } from '../catalogue/module-text.ts';
import { kernelSource, packageRoot, type SourceFunction } from '../catalogue/source.ts';
import { isPath, loadVariant } from '../catalogue/variant.ts';

/**
 * What each name in a list of words is, in their order. A phrase of several words is one name, quoted or not: the most
 * words that are one are taken.
 * @throws BadInput when nothing is called so
 */
export async function allShown(words: readonly string[], results: string): Promise<Shown[]> {
	const all: Shown[] = [];
	let rest = words;
	while (rest.length > 0) {
		const { found, words: taken } = await shownFirst(rest, results);
		all.push(found);
		rest = rest.slice(taken);
	}
	return all;
}

/** What the first of the words are, as many of them as have a name. */
async function shownFirst(
	words: readonly string[],
	results: string,
): Promise<{ readonly found: Shown; readonly words: number }> {
	const isAlone = (word: string): boolean => isPath(word) || word.includes('+');
	const next = words.findIndex(isAlone);
	const phrase = next === -1 ? words : words.slice(0, Math.max(next, 1));
	for (let count = phrase.length; count > 0; count--) {
		const found = await shown(phrase.slice(0, count).join(' '), results);
		if (found !== null) return { found, words: count };
	}
	// Only what is a phrase itself can be misspelt as one.
	const whole = await meantBy(phrase.join(' '));
	if (whole?.includes(' ')) throw new BadInput(nothingToShow(phrase.join(' '), whole));
	throw new BadInput(nothingToShow(phrase[0]!, await meantBy(phrase[0]!)));
}

/** What a name that nothing has may have been meant for; null when nothing is near it. */
async function meantBy(name: string): Promise<string | null> {
	const own = ownFile(name, 'variant') ?? ownFile(name, 'workload');
	const exported = (await exportedNames()).map((each) => each.name);
	return own ?? nearest(name, [...allNames(), ...exported]);
}

/** Null when nothing is called so. */
async function shown(name: string, results: string): Promise<Shown | null> {
	if (name.endsWith('.litmus')) return shownWorkload(name);
	if (isPath(name) || name.includes('+')) return await shownVariant(name);
	return (
		shownFunction(name) ??
		(Object.hasOwn(oracles, name) ? shownOracle(name as keyof typeof oracles) : null) ??
		(workloadNames().includes(name) ? shownWorkload(name) : null) ??
		(Object.hasOwn(variants, name) ? await shownVariant(name) : null) ??
		shownClaim(name, results) ??
		(await shownExport(name))
	);
}

const allNames = (): string[] => [
	...kernelSource().keys(),
	...leftOut.map((each) => each.name),
	...Object.keys(oracles),
	...workloadNames(),
	...Object.keys(variants),
	...Object.values(variants).flatMap(({ adds }) => Object.keys(adds ?? {})),
	...numbered().keys(),
];

// ---- functions ----------------------------------------------------------------------------------

function shownFunction(name: string): Shown | null {
	const source = kernelSource().get(name) ?? addedFunction(name);
	if (source === null) return shownLeftOut(name);
	const { path, line, text } = source;
	const tag = (which: string): string => new RegExp(`@${which} (.*)`).exec(text)?.[1] ?? '';
	const parts = takenApart(text);
	const isOfKernel = kernelSource().has(name);
	const by = (part: 'replaces' | 'adds'): string[] =>
		Object.values(variants).flatMap((each) =>
			Object.hasOwn(each[part] ?? {}, name) ? [each.name] : [],
		);
	const callers = [...kernelSource()].flatMap(([caller, { text: other }]) =>
		caller !== name && callsIn(other).includes(name) ? [caller] : [],
	);
	return {
		is: 'function',
		name,
		path,
		line,
		facts: filled({
			signature: parts === null ? '' : `${name}(${parts.parameters.join(', ')})${parts.result}`,
			kernel: tag('kernel') || tag('part-of'),
			locked: tag('locked'),
			fidelity: tag('fidelity'),
			calls: callsIn(text).filter((each) => each !== name),
			calledBy: !isOfKernel || callers.length > 0 ? callers : [showSays.noCaller()],
			replacedBy: isOfKernel ? (or(by('replaces')) ?? [showSays.nobody()]) : [],
			addedBy: by('adds'),
		}),
		text,
	};
}

const or = (names: readonly string[]): readonly string[] | null =>
	names.length === 0 ? null : names;

/** Functions of the kernel that a function calls, in order. */
function callsIn(text: string): string[] {
	// become() has the name in quotes, which are taken away with all that is no code.
	const becomes = [...text.matchAll(/\bbecome\('(\w+)'/g)].map((match) => match[1]!);
	const calls = [...withoutWords(text).matchAll(/\bthis\s*\.\s*(\w+)\s*\(/g)].map(
		(match) => match[1]!,
	);
	return [...new Set([...calls, ...becomes])];
}

/** A function that only variants have. */
function addedFunction(name: string): SourceFunction | null {
	for (const { adds } of Object.values(variants)) {
		if (adds === undefined || !Object.hasOwn(adds, name)) continue;
		const found = textOfFunction(adds[name]!);
		if (found !== null) return found.source;
	}
	return null;
}

/** What the kernel has, and the simulated one has elsewhere or not at all. */
function shownLeftOut(name: string): Shown | null {
	const found = leftOut.find((each) => each.name === name);
	if (found === undefined || Object.hasOwn(baseFunctions, name)) return null;
	const { kernel, fidelity } = found;
	return { is: 'function', name, path: null, line: 0, facts: { kernel, fidelity }, text: '' };
}

/** What a variant imports: which struct it is of, and which kernel functions use it. */
async function shownExport(name: string): Promise<Shown | null> {
	const found = (await exportedNames()).find((each) => each.name === name);
	if (found === undefined) return null;
	const isNamed = new RegExp(`\\b${name}\\b`);
	const usedBy = [...kernelSource()].flatMap(([user, { text }]) =>
		user !== name && isNamed.test(withoutWords(text)) ? [user] : [],
	);
	const facts = filled({ of: found.of, usedBy, import: showSays.importOf(name) });
	return { is: found.is, name, path: null, line: 0, facts, text: '' };
}

// ---- oracles, litmus tests, variants ------------------------------------------------------------

function shownOracle(name: keyof typeof oracles): Shown {
	const { says, mutant, atEnd } = oracles[name];
	const caught = Object.entries(mutants).filter(
		([own, { oracle }]) => oracle === name || own === mutant,
	);
	return {
		is: 'oracle',
		name,
		path: null,
		line: 0,
		facts: filled({
			means: says,
			judged: atEnd === undefined ? showSays.byEngine() : showSays.atEnd(),
			mutants: caught.map(([own, { breaks }]) => showSays.mutant(own, breaks)),
		}),
		text: '',
	};
}

function shownWorkload(where: string): Shown {
	const { name, path, question, serves } = readWorkload(where, null);
	const text = readFileSync(isPath(where) ? path : join(packageRoot(), path), 'utf8');
	const isAsked = (workload: string): boolean => !isPath(where) && workload === name;
	const known = numbered();
	const asking = [...known.values()].filter((each) => {
		if (each.is === 'kernel race') return false;
		const tests =
			each.is === 'claim' ? each.of.parts.flatMap((part) => part.tests) : each.of.sightings;
		return tests.some(({ workload }) => isAsked(workload));
	});
	// A claim may rest on other tests, and this one show a part of what it is about.
	const others = serves.flatMap((id) => {
		const served = known.get(id);
		return served === undefined || asking.includes(served) ? [] : [served];
	});
	const facts = { question, askedBy: asking.map(sentenceOf), serves: others.map(sentenceOf) };
	return { is: 'workload', name, path, line: 1, facts: filled(facts), text };
}

async function shownVariant(where: string): Promise<Shown> {
	const { variant, path, text } = await loadVariant(where);
	const { name, subject, from, date, base, replaces, adds, claims } = variant;
	const instead = alternatives.flatMap(({ names }) =>
		names.includes(name) ? names.filter((each) => each !== name) : [],
	);
	return {
		is: 'variant',
		name,
		path,
		line: 1,
		facts: filled({
			subject,
			from: `${from}; ${date}`,
			base: base?.name ?? '',
			replaces: Object.keys(replaces),
			adds: Object.keys(adds ?? {}),
			claims: Object.entries(claims).map(([oracle, value]) => showSays.claimed(oracle, value)),
			instead,
			apart: (isPath(where) ? null : apart[name]) ?? '',
		}),
		text,
	};
}

/** Without those of which there is nothing to say. */
function filled(
	facts: Readonly<Record<string, string | readonly string[]>>,
): Record<string, string | readonly string[]> {
	return Object.fromEntries(Object.entries(facts).filter(([, each]) => each.length > 0));
}

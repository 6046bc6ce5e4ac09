/*
 * harness/catalogue/merged-function.ts - merged text becomes a function: looked over for what a merge can break, made
 * a module of its own, and loaded.
 *
 * Functions of the same text are one object, whatever stacks they stand in.
 */
import { resolve } from 'node:path';
import {
	BadInput,
	mergeCallsUnknown,
	mergeDoesNotParse,
	mergeLacksName,
} from '../messages/index.ts';
import { nearest } from '../text/nearest.ts';
import type { AddedFunction } from '../variant.ts';
import { putTogether, type FunctionParts } from './function-parts.ts';
import { identifiersIn, meaningOf, withoutWords } from './module-text.ts';
import { patchedKernel } from './merge-function.ts';
import { neededBy, type PlacedText } from './self-contained.ts';
import type { MergedPiece } from './stack.ts';
import { madeModules, withModules } from './user-modules.ts';

const loaded = new Map<string, Promise<AddedFunction>>();

/**
 * @param known names of all functions of the stacked kernel
 * @throws BadInput when it does not parse, or names what neither side has any more
 */
export async function functionOf(
	piece: MergedPiece,
	known: ReadonlySet<string>,
	given: string,
): Promise<AddedFunction> {
	const { name } = piece.parts;
	const text = textOf(piece);
	refuseUnknownCalls(piece.parts, known, given);
	refuseLostNames(piece, given);
	const { imports, declarations } = neededBy([text], new Set([name, patchedKernel]));
	const module = [imports, declarations, `export ${text.text}`].join('\n\n');
	let function_ = loaded.get(module);
	if (function_ === undefined) {
		function_ = load(name, module);
		loaded.set(module, function_);
	}
	try {
		return await function_;
	} catch (error) {
		throw new BadInput(mergeDoesNotParse(given, name, error));
	}
}

export const textOf = ({ parts, modules }: MergedPiece): PlacedText => ({
	text: putTogether(selfNamed(parts)),
	modules,
});

/** Patches name the kernel that they make as they like; a stack has one name for it. */
export const selfNamed = (parts: FunctionParts): FunctionParts => ({
	...parts,
	self: parts.self === null || parts.self === 'Kernel' ? parts.self : patchedKernel,
});

async function load(name: string, module: string): Promise<AddedFunction> {
	const made = await madeModules(resolve(`${name}.ts`), module);
	return withModules(made, async () => {
		const loaded = (await import(made[0]!.url)) as Record<string, AddedFunction>;
		return loaded[name]!;
	});
}

function refuseUnknownCalls(
	{ name, body }: FunctionParts,
	known: ReadonlySet<string>,
	given: string,
): void {
	const code = withoutWords(body.join('\n'));
	for (const [, called = ''] of code.matchAll(/\bthis\s*\.\s*(\w+)\s*\(/g)) {
		if (known.has(called)) continue;
		throw new BadInput(mergeCallsUnknown(given, name, called, nearest(called, [...known])));
	}
}

/** One side may remove a variable that the other has begun to use. */
function refuseLostNames({ parts, sides, modules }: MergedPiece, given: string): void {
	const declared = declaredIn(parts);
	const used = identifiersIn(parts.body.join('\n'));
	for (const name of sides.flatMap((side) => [...declaredIn(side)])) {
		const isKnown =
			declared.has(name) || modules.some((module) => meaningOf(name, module) !== null);
		if (used.has(name) && !isKnown) throw new BadInput(mergeLacksName(given, parts.name, name));
	}
}

/** Parameters and variables. */
function declaredIn({ parameters, body }: FunctionParts): Set<string> {
	const variables = withoutWords(body.join('\n')).matchAll(
		/\b(?:const|let|var)\s+(?:(\w+)|[[{]([^\]}]*)[\]}])/g,
	);
	const names = [...variables].flatMap(([, one, several = '']) =>
		one === undefined ? [...several.matchAll(/\w+/g)].map(([each]) => each) : [one],
	);
	return new Set([...parameters.map((each) => /^\w*/.exec(each)![0]), ...names]);
}

/*
 * harness/catalogue/load-stack.ts - a stack of patches as a variant like any other.
 */
import type { UserCode } from '../engine/user-code.ts';
import { baseFunctions } from '../mm/index.ts';
import type { AddedFunction, Variant } from '../variant.ts';
import { sha256 } from './imports.ts';
import { filesOfStack, type LoadedVariant } from './loaded.ts';
import { functionOf } from './merged-function.ts';
import { mergedStack, refuseConflicts, type MergedPiece, type Stack } from './stack.ts';
import { headOf, namesOf, saying, stackText } from './stack-text.ts';

/**
 * @param elements what 'a+b+c' names, each loaded
 * @throws BadInput when they do not stack
 */
export async function loadStack(
	elements: readonly LoadedVariant[],
	given: string,
): Promise<LoadedVariant> {
	const stack = await mergedStack(elements, given);
	refuseConflicts(stack);
	const functions = await functionsOf(stack);
	const { replaces, adds } = namesOf(stack);
	const only = (names: readonly string[]): Record<string, AddedFunction> =>
		Object.fromEntries(names.map((name) => [name, functions[name]!]));
	const name = elements.map(({ variant }) => variant.name).join('+');
	const userCode = userCodeOfStack(stack, functions);
	const variant: Variant = {
		...headOf(saying(stack)),
		name,
		replaces: only(replaces),
		...(adds.length === 0 ? {} : { adds: only(adds) }),
		// Nobody has claimed anything of all of them together.
		claims: {},
		functions,
		digest: sha256(elements.map((each) => each.variant.digest).join('\n')),
		...(userCode === null ? {} : { userCode }),
	};
	return {
		variant,
		where: elements.map(({ where }) => where).join('+'),
		given,
		path: given,
		// Only who shows it needs it, and of many stacks nobody does.
		get text() {
			return stackText(stack, given, name);
		},
		files: filesOfStack(elements, variant),
	};
}

async function functionsOf({
	pieces,
	given,
}: Stack): Promise<Readonly<Record<string, AddedFunction>>> {
	const known = new Set([...Object.keys(baseFunctions), ...pieces.keys()]);
	return Object.fromEntries(
		await Promise.all(
			[...pieces].map(async ([name, piece]): Promise<[string, AddedFunction]> => [
				name,
				piece.kind === 'whole' ? piece.function : await functionOf(piece, known, given),
			]),
		),
	);
}

/** What is a user's own, and what was merged: nobody but the compiler has looked at that. */
function userCodeOfStack(
	{ pieces, elements }: Stack,
	functions: Readonly<Record<string, AddedFunction>>,
): UserCode | null {
	const users = elements.flatMap(({ variant }) =>
		variant.userCode === undefined ? [] : [{ code: variant.userCode, variant }],
	);
	const own = users.flatMap(({ code, variant }) =>
		[...code.functions].filter(([name]) => functions[name] === variant.functions[name]),
	);
	const merged = [...pieces].flatMap(
		([name, piece]): [string, { name: string; place: string }][] =>
			piece.kind === 'merged' ? [[name, { name, place: placeOfMerge(piece) }]] : [],
	);
	if (own.length + merged.length === 0) return null;
	return {
		functions: new Map([...own, ...merged]),
		placeOf: (thrown) => {
			for (const { code } of users) {
				const place = code.placeOf(thrown);
				if (place !== null) return place;
			}
			return null;
		},
	};
}

const placeOfMerge = ({ place, by }: MergedPiece): string => `${place} (${by.join('+')})`;

/*
 * harness/catalogue/stack.ts - patches merged into one, three ways, function by function, on their source text.
 *
 * What a patch was written for is the base of each merge. A function that one side alone changes stays the
 * object that it is, so that searches of several stacks can share what they did with it; only what is truly
 * merged is new code.
 */
import { baseName } from '../../variants/index.ts';
import { BadInput, functionTextUnknown, stackConflicts, stackToMerge } from '../messages/index.ts';
import { baseFunctions } from '../mm/index.ts';
import type { AddedFunction, Variant } from '../variant.ts';
import { putTogether, takenApart, type FunctionParts } from './function-parts.ts';
import { ownNames, textOfFunction, type PlacedFunction } from './function-text.ts';
import type { LoadedVariant } from './loaded.ts';
import { mergedParts, type Conflict } from './merge-function.ts';
import { isTyped, type ModuleText, untyped } from './module-text.ts';
import { layersOf, type Layer } from './stack-order.ts';

/** A function of the stack as one patch left it. */
export interface WholePiece {
	readonly kind: 'whole';
	readonly function: AddedFunction;
	/** Names of the patches that changed it, from the lowest. */
	readonly by: readonly string[];
}

/** A function that several patches changed. */
export interface MergedPiece {
	readonly kind: 'merged';
	readonly by: readonly string[];
	readonly parts: FunctionParts;
	/** The files of all sides, in which its names are looked up. */
	readonly modules: readonly ModuleText[];
	/** The parts of all sides. */
	readonly sides: readonly FunctionParts[];
	/** Where the upper side of the last merge stands. */
	readonly place: string;
}

export type Piece = WholePiece | MergedPiece;

export interface PlacedConflict extends Conflict {
	readonly functionName: string;
	readonly place: string;
	readonly below: string;
	readonly above: string;
}

export interface Stack {
	readonly given: string;
	readonly elements: readonly LoadedVariant[];
	/** From the lowest. */
	readonly patches: readonly Variant[];
	/** Every function that differs from the base kernel. */
	readonly pieces: ReadonlyMap<string, Piece>;
	readonly conflicts: readonly PlacedConflict[];
}

/** The stack with whatever does not merge. @throws BadInput when it is no stack, or a text is not found */
export async function mergedStack(
	elements: readonly LoadedVariant[],
	given: string,
): Promise<Stack> {
	const layers = layersOf(elements, given);
	const pieces = new Map<string, Piece>();
	const conflicts: PlacedConflict[] = [];
	for (const layer of layers) {
		for (const name of ownNames(layer.variant)) {
			await addTo(pieces, layer, name, conflicts);
		}
	}
	return { given, elements, patches: layers.map(({ variant }) => variant), pieces, conflicts };
}

/** @throws BadInput that shows every conflict, if there are any */
export function refuseConflicts({ conflicts, given }: Stack): void {
	if (conflicts.length === 0) return;
	const said = conflicts.map(stackConflicts);
	throw new BadInput([...said, stackToMerge(given, conflicts.length)].join('\n'));
}

const ofKernel = (name: string): AddedFunction | undefined =>
	(baseFunctions as Readonly<Record<string, unknown>>)[name] as AddedFunction | undefined;

async function addTo(
	pieces: Map<string, Piece>,
	{ variant, element }: Layer,
	name: string,
	conflicts: PlacedConflict[],
): Promise<void> {
	const theirs = variant.functions[name]!;
	const base = variant.base?.functions[name] ?? ofKernel(name);
	const earlier = pieces.get(name);
	const ours = earlier === undefined ? ofKernel(name) : earlier;
	const whole: WholePiece = {
		kind: 'whole',
		function: theirs,
		by: [...(earlier?.by ?? []), variant.name],
	};
	const isUntouched =
		ours === undefined || ours === base || (earlier?.kind === 'whole' && earlier.function === base);
	if (isUntouched) {
		pieces.set(name, whole);
		return;
	}
	if (theirs === base || (earlier?.kind === 'whole' && earlier.function === theirs)) return;
	const merge = await merged(earlier!, base, theirs, { name, variant, element });
	if (merge === null) return;
	pieces.set(name, merge.piece);
	conflicts.push(...merge.conflicts);
}

interface Named {
	readonly name: string;
	readonly variant: Variant;
	readonly element: LoadedVariant;
}

/** Null where both sides say the same. */
async function merged(
	earlier: Piece,
	base: AddedFunction | undefined,
	theirs: AddedFunction,
	named: Named,
): Promise<{ readonly piece: MergedPiece; readonly conflicts: PlacedConflict[] } | null> {
	const { name, variant } = named;
	const above = textFor(theirs, named);
	const under = base === undefined ? null : textFor(base, named);
	const below = earlier.kind === 'whole' ? textFor(earlier.function, named) : null;
	const modules = distinct([
		above.module,
		...(earlier.kind === 'merged' ? earlier.modules : [below!.module]),
		...(under === null ? [] : [under.module]),
	]);
	const typed = modules.every(isTyped);
	const part = async ({ source }: PlacedFunction): Promise<FunctionParts> =>
		apart(typed ? source.text : await untyped(source.text), source, name);
	const partsAbove = await part(above);
	const partsUnder = under === null ? null : await part(under);
	const partsBelow =
		below !== null
			? await part(below)
			: await typedAs(typed, (earlier as MergedPiece).parts, above.source, name);
	if (isSame(partsBelow, partsAbove)) return null;
	const sides = {
		ours: earlier.by.join('+'),
		base: variant.base?.name ?? baseName,
		theirs: variant.name,
	};
	const { parts, conflicts } = mergedParts(partsUnder, partsBelow, partsAbove, sides);
	const { path, line } = above.source;
	return {
		piece: {
			kind: 'merged',
			by: [...earlier.by, variant.name],
			parts,
			modules,
			sides: [partsAbove, partsBelow, ...(earlier.kind === 'merged' ? earlier.sides : [])],
			place: `${path}:${line}:1`,
		},
		conflicts: conflicts.map((each) => ({
			...each,
			functionName: name,
			place: `${path}:${line + each.line}:1`,
			below: earlier.by.join('+'),
			above: variant.name,
		})),
	};
}

/** Parts of an earlier merge once more without types, where a side has none. */
async function typedAs(
	typed: boolean,
	parts: FunctionParts,
	source: PlacedFunction['source'],
	name: string,
): Promise<FunctionParts> {
	return typed ? parts : apart(await untyped(putTogether({ ...parts, self: null })), source, name);
}

const isSame = (one: FunctionParts, other: FunctionParts): boolean => spoken(one) === spoken(other);

/** What a function does, without what is said of it. */
const spoken = (parts: FunctionParts): string => putTogether({ ...parts, comment: [], self: null });

const distinct = (modules: readonly ModuleText[]): ModuleText[] => [
	...new Map(modules.map((module) => [module.path, module])).values(),
];

/** @throws BadInput when it is not known */
function textFor(each: AddedFunction, { name, element }: Named): PlacedFunction {
	const found = textOfFunction(each);
	if (found === null) throw new BadInput(functionTextUnknown(`${element.path}:1:1`, name));
	return found;
}

function apart(text: string, source: PlacedFunction['source'], name: string): FunctionParts {
	const parts = takenApart(text);
	if (parts === null) {
		throw new BadInput(functionTextUnknown(`${source.path}:${source.line}:1`, name));
	}
	return parts;
}

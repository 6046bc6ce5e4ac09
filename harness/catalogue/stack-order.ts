/*
 * harness/catalogue/stack-order.ts - which patches a stack is made of, from the lowest, and whether they can be
 * stacked at all.
 */
import { existsSync, statSync } from 'node:fs';
import { alternatives } from '../../variants/alternatives.ts';
import { variants } from '../../variants/index.ts';
import {
	BadInput,
	emptyPatchName,
	patchesExclude,
	patchIsBelow,
	patchTwice,
} from '../messages/index.ts';
import { oursInstead } from './function-text.ts';
import type { LoadedVariant } from './loaded.ts';
import type { Variant } from '../variant.ts';

/** One patch, and the element of the stack that it came with. */
export interface Layer {
	readonly variant: Variant;
	readonly element: LoadedVariant;
}

const isFile = (path: string): boolean =>
	/[\\/.]/.test(path) && existsSync(path) && statSync(path).isFile();

/**
 * What 'a+b+c' names. A path may have a '+' of its own: the longest part that is a file or a name counts.
 * @throws BadInput when nothing stands beside a '+'
 */
export function patchesNamed(where: string): string[] {
	const pieces = where.split('+');
	const found: string[] = [];
	for (let at = 0; at < pieces.length;) {
		let end = pieces.length;
		while (end > at + 1) {
			const part = pieces.slice(at, end).join('+');
			if (Object.hasOwn(variants, part) || isFile(part)) break;
			end--;
		}
		found.push(pieces.slice(at, end).join('+'));
		at = end;
	}
	if (found.length > 1 && found.includes('')) throw new BadInput(emptyPatchName(where));
	return found;
}

/** A variant and what it stacks on, from the lowest. */
function chainOf(variant: Variant): Variant[] {
	const chain: Variant[] = [];
	for (let each: Variant | undefined = variant; each !== undefined; each = each.base) {
		chain.unshift(oursInstead(each));
	}
	return chain;
}

/**
 * The patches of a stack, each once, what an element stacks on below it.
 * @throws BadInput when one comes twice, above what stacks on it, or beside an alternative of its
 */
export function layersOf(elements: readonly LoadedVariant[], given: string): Layer[] {
	const layers: Layer[] = [];
	for (const element of elements) {
		const chain = chainOf(element.variant);
		const own = chain.at(-1)!;
		const earlier = layers.find(({ variant }) => variant.name === own.name);
		if (earlier !== undefined) {
			const isElement = earlier.element.variant.name === own.name;
			throw new BadInput(
				isElement
					? patchTwice(own.name, given)
					: patchIsBelow(own.name, earlier.element.variant.name, given),
			);
		}
		for (const variant of chain) {
			const isThere = layers.some((layer) => layer.variant.name === variant.name);
			if (!isThere) layers.push({ variant, element });
		}
	}
	refuseAlternatives(
		layers.map(({ variant }) => variant),
		given,
	);
	return layers;
}

function refuseAlternatives(patches: readonly Variant[], given: string): void {
	for (const { names, source } of alternatives) {
		const [one, other] = patches.filter(({ name }) => names.includes(name));
		if (other === undefined) continue;
		throw new BadInput(patchesExclude(one!.name, other.name, given, source));
	}
}

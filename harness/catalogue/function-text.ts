/*
 * harness/catalogue/function-text.ts - the source text of a function that was loaded, and the file that it is in.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { variants } from '../../variants/index.ts';
import { baseFunctions } from '../mm/index.ts';
import type { AddedFunction, Variant } from '../variant.ts';
import { moduleAt, moduleText, type ModuleText } from './module-text.ts';
import { kernelSource, packageRoot, type SourceFunction } from './source.ts';
import { functionsIn, placeOfOurs } from './variant-source.ts';

export interface PlacedFunction {
	readonly source: SourceFunction;
	readonly module: ModuleText;
}

const known = new WeakMap<AddedFunction, PlacedFunction>();
let knowsKernel = false;
/** Names of those of ours whose functions are known. */
const learnt = new Set<string>();

/** Null where nobody knows its text. @param of a variant that has it: only where that is not ours, all of ours are read */
export function textOfFunction(each: AddedFunction, of?: Variant): PlacedFunction | null {
	if (!knowsKernel) learnKernel();
	for (let from = of; from !== undefined && !known.has(each); from = from.base) learnOne(from);
	if (!known.has(each)) for (const variant of Object.values(variants)) learnOne(variant);
	return known.get(each) ?? null;
}

/** Names of the functions in which a variant differs from what it stacks on. */
export function ownNames({ functions, base }: Variant): string[] {
	const below = base?.functions ?? {};
	return Object.keys(functions).filter((name) => functions[name] !== below[name]);
}

function learnKernel(): void {
	knowsKernel = true;
	const kernel = kernelSource();
	for (const [name, each] of Object.entries(baseFunctions)) {
		const source = kernel.get(name);
		if (source !== undefined) learn(each, source);
	}
}

/** A function that several have stands in one file, so that it is the same whoever is read first. */
function learnOne(variant: Variant): void {
	if (variants[variant.name] !== variant || learnt.has(variant.name)) return;
	learnt.add(variant.name);
	const path = `${placeOfOurs(variant.name)}.ts`;
	learnFrom(variant, path, readFileSync(join(packageRoot(), path), 'utf8'));
}

/** Notes the texts of a variant's own functions, which stand in a file or in those that it imports from. */
export function learnFrom(variant: Variant, path: string, text: string): void {
	const texts = functionsIn(path, text);
	for (const name of ownNames(variant)) {
		const source = texts.get(name);
		if (source !== undefined) learn(variant.functions[name]!, source, path, text);
	}
}

function learn(each: AddedFunction, source: SourceFunction, path?: string, text?: string): void {
	if (known.has(each)) return;
	const module =
		path !== undefined && source.path === path && path.startsWith('/')
			? moduleText(path, text!)
			: moduleAt(source.path);
	if (module !== null) known.set(each, { source, module });
}

/** Whether it is one of ours, whichever copy of this package a user's file has loaded. */
export function isOurs(variant: Variant): boolean {
	const ours = Object.hasOwn(variants, variant.name) ? variants[variant.name]! : null;
	return ours !== null && ours.subject === variant.subject && ours.date === variant.date;
}

/** Ours instead of another copy of it. */
export const oursInstead = (variant: Variant): Variant =>
	isOurs(variant) ? variants[variant.name]! : variant;

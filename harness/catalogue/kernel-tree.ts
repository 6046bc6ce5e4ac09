/*
 * harness/catalogue/kernel-tree.ts - the files of the kernel as a variant leaves them: what it replaces in its place,
 * what it adds at the end of the file in which it replaces something.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variant } from '../variant.ts';
import { oursInstead, ownNames, textOfFunction } from './function-text.ts';
import { functionsOf, packageRoot, type SourceFunction } from './source.ts';

/** Texts by path from the package's root. */
export type KernelTree = ReadonlyMap<string, string>;

const folder = 'harness/mm';

let base: KernelTree | null = null;
const trees = new WeakMap<Variant, KernelTree>();

/** Of the base kernel where nothing is said. */
export function treeOf(variant: Variant | undefined): KernelTree {
	if (variant === undefined) {
		base ??= new Map(
			readdirSync(join(packageRoot(), folder))
				.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
				.toSorted()
				.map((file) => `${folder}/${file}`)
				.map((path) => [path, readFileSync(join(packageRoot(), path), 'utf8')]),
		);
		return base;
	}
	const known = oursInstead(variant);
	let tree = trees.get(known);
	if (tree === undefined) {
		tree = changedTree(treeOf(known.base), known);
		trees.set(known, tree);
	}
	return tree;
}

/** Where every function of a tree stands. */
export function functionsOfTree(tree: KernelTree): Map<string, SourceFunction> {
	return new Map([...tree].flatMap(([path, text]) => [...functionsOf(path, text)]));
}

/** The file at whose end a new function goes: that which its comment names, else where something is replaced. */
export function fileOfAdded(
	tree: KernelTree,
	text: string,
	functions: ReadonlyMap<string, SourceFunction>,
	replaced: readonly string[],
): string {
	const [, name] = /@(?:kernel|part-of) mm\/(\w+)\.c:/.exec(text) ?? [];
	const named = `${folder}/${name}.ts`;
	if (tree.has(named)) return named;
	return replaced.map((each) => functions.get(each)?.path).find(Boolean) ?? `${folder}/added.ts`;
}

/** As a function of the kernel is written. */
export const exported = (text: string): string => text.replace(/^function/m, 'export function');

function changedTree(below: KernelTree, variant: Variant): KernelTree {
	const tree = new Map(below);
	const functions = functionsOfTree(below);
	const names = ownNames(variant).filter((name) => textOfFunction(variant.functions[name]!));
	const replaced = names.filter((name) => functions.has(name));
	for (const name of names) {
		const text = exported(textOfFunction(variant.functions[name]!)!.source.text);
		const there = functions.get(name);
		if (there === undefined) {
			const file = fileOfAdded(tree, text, functions, replaced);
			tree.set(file, `${tree.get(file) ?? ''}\n${text}\n`);
		} else {
			const { path } = there;
			tree.set(
				path,
				tree.get(path)!.replace(there.text, () => text),
			);
		}
	}
	return tree;
}

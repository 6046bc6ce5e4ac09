/*
 * harness/measure/straight/linkable.ts - the modules of straight code that were taken apart, each of which says so when it
 * is loaded.
 */
import type { Part } from './parts.ts';

/** A module that was taken apart: its parts, and what a name of it means. */
export interface LinkedModule {
	readonly parts: ReadonlyMap<string, Part>;
	readonly meaning: (name: string) => unknown;
	readonly url: string;
}

export interface Found {
	readonly module: LinkedModule;
	readonly part: Part;
}

const modules: LinkedModule[] = [];
let found: Map<unknown, Found> | null = null;

/** Each derived module says so at its end; `url` is its address. */
export function linkable(
	meanings: Readonly<Record<string, () => unknown>>,
	parts: readonly Part[],
	url: string,
): void {
	const meaning = (name: string): unknown => meanings[name]?.();
	const byName = new Map(parts.map((part) => [part.name, part]));
	modules.push({ parts: byName, meaning, url });
	found = null;
}

/** By function: the part that it is of. */
export function partsByFunction(): ReadonlyMap<unknown, Found> {
	if (found !== null) return found;
	found = new Map();
	for (const module of modules) {
		for (const part of module.parts.values())
			found.set(module.meaning(part.name), { module, part });
	}
	return found;
}

/*
 * harness/catalogue/own-file.ts - the file in this folder that somebody means who leaves out its path and its ending.
 */
import { existsSync } from 'node:fs';

const endings = {
	variant: ['.ts', '.mts', '.js', '.mjs'],
	workload: ['.litmus', '.jsonl'],
} as const;

/** @example ownFile('mine', 'variant') is './mine.ts' where there is one, else null. */
export const ownFile = (name: string, kind: keyof typeof endings): string | null =>
	endings[kind].map((ending) => `./${name}${ending}`).find((path) => existsSync(path)) ?? null;

/*
 * workloads/claims/index.ts - reads claims files. The grammar is in README.md beside this file.
 */
import type { Discussion } from '../../harness/discussion.ts';
import { Mistake, type LitmusError } from '../litmus/error.ts';
import { parse, type Known } from './parser.ts';

export type { Known } from './parser.ts';

export type ReadClaims = { readonly discussion: Discussion } | { readonly error: LitmusError };

/**
 * Reads a text; `path` is for messages.
 * @example parseClaims('> It never fails.\nclaim S1 "it never fails"\nif v on w never', 'm.claims', known)
 */
export function parseClaims(text: string, path: string, known: Known): ReadClaims {
	try {
		return { discussion: parse(text, path, known) };
	} catch (error) {
		if (!(error instanceof Mistake)) throw error;
		const line = text.split(/\r?\n/)[error.place.line - 1] ?? '';
		return { error: { path, place: error.place, message: error.message, line } };
	}
}

/*
 * harness/audit/scorecard/subjects.ts - the mutations of the simulated kernel and of some variants, and which
 * of them the scorecard is about.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseName, variants as ours } from '../../../variants/index.ts';
import { baseFunctions } from '../../mm/index.ts';
import { kernelSource, packageRoot } from '../../catalogue/source.ts';
import { functionsIn, placeOfOurs } from '../../catalogue/variant-source.ts';
import { mutationsOf, type Mutation } from './mutate.ts';

/** A mutation with the kernel that it is judged in; plain data, fit for a worker. */
export interface Subject extends Mutation {
	/** `function:rule:n`; in a variant `variant/function:rule:n`. */
	readonly id: string;
	/** Variant that the mutated function is part of; the base for a kernel function. */
	readonly host: string;
	/** From the package's root. */
	readonly path: string;
}

/** A proposal of the mail, a racy one, and what Linux did in the end. */
const mutatedVariants: readonly string[] = ['forced-unmap', 'recheck-racy-c', 'nonlinear-aware'];
/** What users believe and what calls stand for is bookkeeping of ours. */
const unmutated: ReadonlySet<string> = new Set(['harness/mm/syscalls.ts']);

/** Every mutation of the kernel and of the mutated variants, in the order of the sources. */
export function allSubjects(): Subject[] {
	const kernel = [...kernelSource()]
		.filter(([name, { path }]) => name in baseFunctions && !unmutated.has(path))
		.flatMap(([name, { path, text }]) =>
			mutationsOf(name, text).map((mutation): Subject => ({ ...mutation, host: baseName, path })),
		);
	const variants = mutatedVariants.flatMap((host) => {
		const own = `${placeOfOurs(host)}.ts`;
		const found = functionsIn(own, sourceOf(own));
		return Object.keys(ours[host]!.functions).flatMap((name) => {
			const { path, text } = found.get(name)!;
			return mutationsOf(name, text).map((mutation): Subject => ({
				...mutation,
				id: `${host}/${mutation.id}`,
				host,
				path,
			}));
		});
	});
	return [...kernel, ...variants];
}

/** Text of the file that a subject comes from. */
export function sourceOf(path: string): string {
	return readFileSync(join(packageRoot(), path), 'utf8');
}

/** What concurrency is about, and lists: one in so many of these, and of all the others. */
const ofLocking = /^(?:drop-lock|unlock-early|trylock-\w+|one-list|other-list|drop-get)$/;
const oneInLocking = 4;
const oneInOther = 20;

/**
 * Whether the scorecard has a mutant: a sample that the name alone decides, so that nobody chose it and a
 * change elsewhere in the sources leaves it as it is.
 */
export function isScored({ id, rule }: Subject): boolean {
	const word = createHash('sha256').update(id).digest().readUInt32BE(0);
	return word % (ofLocking.test(rule) ? oneInLocking : oneInOther) === 0;
}

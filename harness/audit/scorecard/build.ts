/*
 * harness/audit/scorecard/build.ts - compiles one mutated function into a variant that stands on its host.
 */
import { compileFunction } from 'node:vm';
import { cutTypes } from '../../catalogue/erase-types.ts';
import * as operations from '../../engine/operation.ts';
import * as structs from '../../engine/struct.ts';
import * as types from '../../mm/mm_types.ts';
import type { AddedFunction, Variant } from '../../variant.ts';
import type { Mutation } from './mutate.ts';

/** A mutant kernel. */
export interface BuiltMutant {
	readonly variant: Variant;
	/** Whether any execution has come to where it differs since this was asked last. */
	readonly takeReached: () => boolean;
}

/** Everything that a kernel function can name, by name. */
const scope: Readonly<Record<string, unknown>> = { ...operations, ...structs, ...types };

/**
 * @param host the kernel that the function is broken in
 * @param file text of the file that has the function, for the helpers above it
 * @throws SyntaxError, ReferenceError when the mutated text is no function of this kernel
 */
export function buildMutant(host: Variant, mutation: Mutation, file: string): BuiltMutant {
	let isReached = false;
	const reached = (): void => {
		isReached = true;
	};
	const edge = (left: number, operator: string, right: number): boolean => {
		if (left === right) reached();
		return left === right
			? operator.length === 2
			: operator[0] === '<'
				? left < right
				: left > right;
	};
	const names = { ...scope, reached, edge };
	const text = `${helpersOf(file)}\n${mutation.text.replace(/^export function/m, 'function')}`;
	const code = cutTypes(`${text}\nreturn ${mutation.functionName};`);
	const make = compileFunction(code, Object.keys(names)) as (...all: unknown[]) => AddedFunction;
	const broken = make(...Object.values(names));
	return {
		variant: {
			...host,
			name: `${host.name}~${mutation.id}`,
			functions: { ...host.functions, [mutation.functionName]: broken },
		},
		takeReached: () => {
			const was = isReached;
			isReached = false;
			return was;
		},
	};
}

/** Arrow functions and constants at column 0, each up to its semicolon. */
function helpersOf(file: string): string {
	return [...file.matchAll(/^(?:export )?(const (?!variant\b)\w+[^]*?;)$/gm)]
		.map(([, helper]) => helper)
		.join('\n');
}

/*
 * harness/check/mutants/mutation.ts - what a mutant is: kernel functions broken on purpose.
 *
 * Mutants are told the functions that they break, so that no file in check/ imports the kernel.
 */
import type { Operation } from '../../engine/operation.ts';
import type { OracleName } from '../oracle-name.ts';

/** A kernel function, as far as a mutant cares. */
export type Broken = (this: unknown, ...args: number[]) => Generator<Operation, unknown, number>;
/** The sound functions, by name. */
export type Sound = Readonly<Record<string, Broken>>;

export interface Mutant {
	/** What has been broken, in one sentence. */
	readonly breaks: string;
	/** Litmus text that shows it. */
	readonly workload: string;
	/** The oracle that must speak; null where none does, since the simulated memory has no room for it. */
	readonly oracle: OracleName | null;
	/** Where it must speak, or what there is no room for; anywhere when left out. */
	readonly site?: string;
	/** Whether the sound kernel fails the same oracle on this workload for reasons of its own. */
	readonly soundFailsToo?: true;
	readonly replaces: (sound: Sound) => Readonly<Record<string, Broken>>;
}

type Extra = (args: readonly number[], result: number) => Generator<Operation, void, number>;

/** The function as it is, and something more afterwards. */
export function after(name: string, extra: Extra): Mutant['replaces'] {
	return (sound) => {
		const original = functionNamed(sound, name);
		return {
			*[name](...args: number[]) {
				const result = Number((yield* original.apply(this, args)) ?? 0);
				yield* extra(args, result);
				return result;
			},
		};
	};
}

/** Something more, and then the function as it is. */
export function before(name: string, extra: Extra): Mutant['replaces'] {
	return (sound) => {
		const original = functionNamed(sound, name);
		return {
			*[name](...args: number[]) {
				yield* extra(args, 0);
				return Number((yield* original.apply(this, args)) ?? 0);
			},
		};
	};
}

/** The function twice. */
export function twice(name: string): Mutant['replaces'] {
	return (sound) => {
		const original = functionNamed(sound, name);
		return {
			*[name](...args: number[]) {
				yield* original.apply(this, args);
				return Number((yield* original.apply(this, args)) ?? 0);
			},
		};
	};
}

/** Another function in its place. */
export function instead(name: string, broken: Broken): Mutant['replaces'] {
	return (sound) => {
		functionNamed(sound, name);
		return { [name]: broken };
	};
}

/** Nothing in its place. */
export function nothing(name: string, result = 0): Mutant['replaces'] {
	return instead(name, function* () {
		return result;
	});
}

function functionNamed(sound: Sound, name: string): Broken {
	const original = sound[name];
	if (original === undefined) throw new Error(`no kernel function ${name} to break`);
	return original;
}

/*
 * harness/audit/calibrate/words.ts - the shared words of a step program for one N, and what expressions over
 * them are worth.
 */
import type { AtomicMemory } from '../../engine/atomic.ts';
import { BadInput, stepsError, stepsText } from '../../messages/index.ts';
import { nearest } from '../../text/nearest.ts';
import type { Expression, Place, Reference, StepProgram } from './step-program.ts';

/** What a thread knows by name: its own number, N, and what it has assigned. */
export type Locals = ReadonlyMap<string, number>;

/** A shared name: its first word and how many it has. */
interface Declared {
	readonly first: number;
	readonly size: number;
	readonly isMutex: boolean;
}

export const wordsMax = 120;

export class Words {
	readonly n: number;
	readonly #path: string;
	readonly #declared = new Map<string, Declared>();
	readonly #base: number;

	/**
	 * The words lie from address `base` on.
	 * @throws BadInput when they cannot all be there
	 */
	constructor({ path, shared }: StepProgram, n: number, base: number) {
		this.n = n;
		this.#path = path;
		this.#base = base;
		const constants: Locals = new Map([['N', n]]);
		let words = 0;
		for (const { name, size, isMutex, place } of shared) {
			if (name === 'N' || this.#declared.has(name)) {
				this.fail(place, stepsText.declaredTwice(name));
			}
			const length = size === null ? 1 : this.evaluate(size, constants, null);
			if (length < 1) this.fail(place, stepsText.tooFewWords(name, length, n));
			if (words + length > wordsMax) this.fail(place, stepsText.tooManyWords(wordsMax, n));
			this.#declared.set(name, { first: words, size: length, isMutex });
			words += length;
		}
	}

	/** What each word is called, in order. */
	names(): string[] {
		return [...this.#declared].flatMap(([name, { size }]) =>
			size === 1 ? [name] : Array.from({ length: size }, (_, i) => `${name}[${i}]`),
		);
	}

	has(name: string): boolean {
		return this.#declared.has(name);
	}

	/** Address of a shared word. @throws BadInput when there is none of that name and number */
	addressOf(of: Reference, locals: Locals, memory: AtomicMemory | null): number {
		return this.#locate(of, locals, memory, false);
	}

	mutexOf(of: Reference, locals: Locals): number {
		return this.#locate(of, locals, null, true);
	}

	/**
	 * What an expression is worth, as the 32 bits that a word holds. Shared words may only stand in it
	 * when there is a memory to read them from.
	 * @throws BadInput
	 */
	evaluate(expression: Expression, locals: Locals, memory: AtomicMemory | null): number {
		switch (expression.is) {
			case 'number':
				return expression.value;
			case 'not':
				return this.evaluate(expression.of, locals, memory) === 0 ? 1 : 0;
			case 'binary':
				return combine(
					expression.operator,
					this.evaluate(expression.left, locals, memory),
					this.evaluate(expression.right, locals, memory),
				);
			default:
				return this.#valueOf(expression, locals, memory);
		}
	}

	fail(place: Place, what: string): never {
		throw new BadInput(stepsError(this.#path, place.line, place.column, what));
	}

	#valueOf(of: Reference, locals: Locals, memory: AtomicMemory | null): number {
		const known = of.is === 'name' ? locals.get(of.name) : undefined;
		if (known !== undefined) return known;
		if (!this.has(of.name)) {
			const near = nearest(of.name, [...this.#declared.keys(), ...locals.keys()]);
			return this.fail(of.place, stepsText.noLocal(of.name, near));
		}
		if (memory === null) return this.fail(of.place, stepsText.readFirst(of.name));
		return memory.read(this.addressOf(of, locals, memory));
	}

	#locate(of: Reference, locals: Locals, memory: AtomicMemory | null, asMutex: boolean): number {
		const declared = this.#declared.get(of.name);
		if (declared === undefined) {
			const near = nearest(of.name, [...this.#declared.keys()]);
			return this.fail(of.place, stepsText.noShared(of.name, near));
		}
		if (declared.isMutex !== asMutex) {
			const { isMutex, isNoMutex } = stepsText;
			return this.fail(of.place, (asMutex ? isNoMutex : isMutex)(of.name));
		}
		const index = of.is === 'element' ? this.evaluate(of.index, locals, memory) : 0;
		if (index < 0 || index >= declared.size) {
			this.fail(of.place, stepsText.noElement(of.name, index, this.n));
		}
		return this.#base + declared.first + index;
	}
}

function combine(operator: string, left: number, right: number): number {
	switch (operator) {
		case '+':
			return (left + right) | 0;
		case '-':
			return (left - right) | 0;
		case '*':
			return Math.imul(left, right);
		case '==':
			return Number(left === right);
		case '!=':
			return Number(left !== right);
		case '<':
			return Number(left < right);
		case '<=':
			return Number(left <= right);
		case '>':
			return Number(left > right);
		case '>=':
			return Number(left >= right);
		case '&&':
			return Number(left !== 0 && right !== 0);
		default:
			return Number(left !== 0 || right !== 0);
	}
}

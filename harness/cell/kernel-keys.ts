/*
 * harness/cell/kernel-keys.ts - which objects a kernel has for its functions, as a key: kernels with one key are one
 * kernel.
 */
import { functionOf, type Variant } from '../variant.ts';

export class KernelKeys {
	readonly #numbers = new Map<unknown, number>();

	/** What a variant has otherwise than the base kernel; of these names only, where some are given. */
	of(variant: Variant, names?: ReadonlySet<string>): string {
		return Object.keys(variant.functions)
			.filter((name) => names?.has(name) ?? true)
			.map((name) => `${name} ${this.#numberOf(functionOf(variant, name))}`)
			.toSorted()
			.join();
	}

	#numberOf(kernelFunction: unknown): number {
		const number = this.#numbers.get(kernelFunction) ?? this.#numbers.size;
		this.#numbers.set(kernelFunction, number);
		return number;
	}
}

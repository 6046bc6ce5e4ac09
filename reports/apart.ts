/*
 * reports/apart.ts - what tells each variant from its base, and which of them change nothing.
 */
import * as messages from '../harness/messages.ts';
import type { VariantResult } from '../harness/result.ts';
import { wrap } from './table.ts';

/** One line for each thing that is not plain from the matrix: told apart by less than a violation, or claimed. */
export function apartLines(variants: readonly VariantResult[], width: number): string[] {
	const lines = variants.flatMap(({ name, apart, refines }) => [
		...(apart === null || apart.by === 'violations' || apart.litmus === 0
			? []
			: [messages.apartPhrase(name, apart)]),
		...refines.filter(({ litmus }) => litmus > 0).map((each) => messages.refinesPhrase(name, each)),
	]);
	const plain = variants.filter(({ apart }) => apart?.by === 'violations').length;
	return [
		...(plain === 0 ? [] : wrap(messages.apartTally(plain), width)),
		...lines.flatMap((line) => wrap(line, width, '  ')),
	];
}

/*
 * reports/apart.ts - what tells each variant from its base, and which of them change nothing.
 */
import * as messages from '../harness/messages/index.ts';
import type { Refinement, VariantResult } from '../harness/result.ts';
import { wrap } from './table.ts';

/** What is not plain from the matrix: told apart by less than a violation, or claimed to change nothing. */
export function apartLines(variants: readonly VariantResult[], width: number): string[] {
	const plain = variants.filter(({ apart }) => apart?.by === 'violations').length;
	return [
		...(plain === 0 ? [] : wrap(messages.apartTally(plain), width)),
		...variants.flatMap(({ name, apart, refines }) => [
			...(apart === null || apart.by === 'violations' || apart.litmus === 0
				? []
				: wrap(messages.apartPhrase(name, apart), width, '  ')),
			...refines.flatMap((each) => refinesLines(name, each, width)),
		]),
	];
}

function refinesLines(name: string, refinement: Refinement, width: number): string[] {
	const { litmus, violatedBy } = refinement;
	if (litmus === 0) return [];
	const token = violatedBy === null ? [] : [`  ${messages.replayCommand(violatedBy.token)}`];
	return [...wrap(messages.refinesPhrase(name, refinement), width, '  '), ...token];
}

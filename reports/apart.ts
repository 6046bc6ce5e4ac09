/*
 * reports/apart.ts - what tells each variant from its base, and which of them change nothing.
 */
import * as messages from '../harness/messages/index.ts';
import type { Comparison, Refinement } from '../harness/result.ts';
import { wrap } from './table.ts';

/** What commands for the tokens need. */
type Named = Pick<Comparison, 'variants' | 'workloads'>;

/** What is not plain from the matrix: told apart by less than a violation, or claimed to change nothing. */
export function apartLines(comparison: Named, width: number): string[] {
	const { variants } = comparison;
	const plain = variants.filter(({ apart }) => apart?.by === 'violations').length;
	return [
		...(plain === 0 ? [] : wrap(messages.apartTally(plain), width)),
		...variants.flatMap((each) => ofOne(each, comparison, width)),
	];
}

function ofOne(
	{ name, apart, refines, diffstat }: Comparison['variants'][number],
	comparison: Named,
	width: number,
): string[] {
	// What is the same kernel needs no search to tell, and tells nothing apart.
	if (apart !== null && diffstat.functions === 0) {
		return wrap(messages.sameKernelPhrase(name, apart.base), width, '  ');
	}
	return [
		...(apart === null || apart.by === 'violations' || apart.litmus === 0
			? []
			: wrap(messages.apartPhrase(name, apart), width, '  ')),
		...refines.flatMap((each) => refinesLines(name, each, comparison, width)),
	];
}

function refinesLines(name: string, refinement: Refinement, named: Named, width: number): string[] {
	const { litmus, violatedBy } = refinement;
	if (litmus === 0) return [];
	const token = violatedBy === null ? [] : [`  ${messages.replayCommand(violatedBy.token, named)}`];
	return [...wrap(messages.refinesPhrase(name, refinement), width, '  '), ...token];
}

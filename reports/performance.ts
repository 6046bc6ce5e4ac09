/*
 * reports/performance.ts - what the variants of a comparison cost under load, for the terminal and for a mail.
 */
import { perfSaid } from '../harness/messages/index.ts';
import type { Comparison } from '../harness/result.ts';
import { perfText } from './perf-table.ts';
import { wrap } from './table.ts';

export function performanceLines({ performance }: Comparison, width: number): string[] {
	if (performance === undefined) return [];
	return [
		...wrap(perfSaid.besideHead(performance.command), width),
		'',
		...perfText(performance, width).split('\n'),
	];
}

/** What stands where that is too long. */
export const performanceCommand = ({ performance }: Comparison): string[] =>
	performance === undefined ? [] : [perfSaid.besideCommand(performance.command)];

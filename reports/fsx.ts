/*
 * reports/fsx.ts - random operations on a file of a simulated kernel, held against a copy, as text.
 */
import { fsxSaid } from '../harness/messages/index.ts';
import type { FsxFailure, FsxResult } from '../harness/result.ts';
import { wrap } from './table.ts';

export function fsxText(result: FsxResult, width: number = 80): string {
	const { variant, operations, runs, failed, seed, pages, seconds, skipped, cut, others } = result;
	const left = Object.entries(skipped).map(([name, count]) => `${name} ${count}`);
	return [
		...wrap(fsxSaid.sum(variant, operations, runs, failed), width),
		seed === null ? fsxSaid.replayed(pages) : fsxSaid.how(seed, pages, seconds),
		...(left.length === 0 ? [] : wrap(fsxSaid.skipped(left.join(', ')), width)),
		...Object.entries(cut).flatMap(([why, count]) => wrap(fsxSaid.cut(count, why), width)),
		...result.failures.flatMap(failureLines),
		...(others === 0 ? [] : ['', fsxSaid.others(others)]),
	].join('\n');
}

function failureLines({ count, cause, isOfBase, wanted, said, ...rest }: FsxFailure): string[] {
	const why = cause === null ? fsxSaid.unexplained(isOfBase) : fsxSaid.known(cause, isOfBase);
	return [
		'',
		fsxSaid.failure(count, why),
		...rest.operations.map((line) => `    ${line}`),
		`  ${fsxSaid.end(wanted, said)}`,
	];
}

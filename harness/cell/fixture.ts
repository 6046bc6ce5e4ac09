/*
 * harness/cell/fixture.ts - what a complete search says of a litmus test.
 */
import type { Workload } from '../workload.ts';
import type { BootedVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

/**
 * What is found, and which lines hold always or sometimes: 'always lost dirty data'.
 * @throws Error where the search is not complete
 */
export function seenBy(booted: BootedVariant, workload: Workload): string[] {
	const { explored, violations, questions } = runCell(booted, workload, verdictOnly);
	if (explored.kind !== 'complete') throw new Error(`the search is ${explored.kind}`);
	const asked = questions
		.filter(({ frequency }) => frequency !== 'never')
		.map((each) => `${each.frequency} ${each.text}`);
	const found = violations.map(({ oracle, frequency }) => `${frequency} ${oracle}`);
	return [...new Set([...asked, ...found])].toSorted();
}

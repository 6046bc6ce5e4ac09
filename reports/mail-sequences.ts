/*
 * reports/mail-sequences.ts - what variants do to imported or recorded calls, as the part of a mail that has it.
 */
import { sequenceSaid } from '../harness/messages/index.ts';
import type { Comparison } from '../harness/result.ts';
import type { Part } from './mail-parts.ts';
import { sequenceLines } from './sequences.ts';

export function sequencePart(comparison: Comparison, width: number): Part {
	const lines = sequenceLines(comparison, width);
	if (lines.length === 0) return { lines: [] };
	return { lines: ['', ...lines], short: ['', sequenceSaid.inResults()], rank: 0 };
}

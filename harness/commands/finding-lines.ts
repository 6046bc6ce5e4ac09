/*
 * harness/commands/finding-lines.ts - findings for a terminal of 80 columns.
 */
import type { Replayed } from '../replay/execution.ts';

export function findingLines(findings: Replayed['findings']): string[] {
	return findings.flatMap((each) => wrapped(' ***', `${each.oracle}: ${each.detail} ***`));
}

/** `head text` in lines of at most 80 columns, broken at blanks; the text goes on under itself. */
export function wrapped(head: string, text: string): string[] {
	const indent = ' '.repeat(Math.max(5, head.length + 1));
	const lines: string[] = [];
	let line = head;
	for (const word of text.split(' ')) {
		if (line.length + 1 + word.length > 80) {
			lines.push(line);
			line = `${indent}${word}`;
		} else line = `${line} ${word}`;
	}
	return [...lines, line];
}

/*
 * harness/commands/finding-lines.ts - findings in lines for a terminal.
 */
import type { Replayed } from '../replay/execution.ts';

export function findingLines(findings: Replayed['findings'], columns: number = 80): string[] {
	return findings.flatMap((each) => wrapped(' ***', `${each.oracle}: ${each.detail} ***`, columns));
}

/** `head text` in lines of at most `columns`, broken at blanks; the text goes on under itself. */
export function wrapped(head: string, text: string, columns: number = 80): string[] {
	const indent = ' '.repeat(Math.max(5, head.length + 1));
	const lines: string[] = [];
	let line = head;
	for (const word of text.split(' ')) {
		if (line.length + 1 + word.length > columns) {
			lines.push(line);
			line = `${indent}${word}`;
		} else line = `${line} ${word}`;
	}
	return [...lines, line];
}

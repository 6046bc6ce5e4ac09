/*
 * harness/audit/calibrate/lexer.ts - the step language in tokens.
 */
import { BadInput, stepsError, stepsText } from '../../messages/index.ts';
import type { Place } from './step-program.ts';

export interface Token {
	readonly text: string;
	readonly place: Place;
}

/**
 * Cuts a program into tokens; what follows a `#` is a comment.
 * @throws BadInput with one gcc-style line
 */
export function lex(text: string, path: string): Token[] {
	const tokens: Token[] = [];
	for (const [i, line] of text.split('\n').entries()) {
		const code = line.replace(/#.*/, '');
		const pattern = /\s*(?:(\d+|\w+|==|!=|<=|>=|&&|\|\||\.\.|[-+*<>=!(){}[\],:])|(\S))/gy;
		for (let match = pattern.exec(code); match !== null; match = pattern.exec(code)) {
			const place = {
				line: i + 1,
				column: pattern.lastIndex - (match[1] ?? match[2])!.length + 1,
			};
			if (match[2] !== undefined) failAt(path, place, stepsText.noStep(match[2]));
			tokens.push({ text: match[1]!, place });
		}
	}
	return tokens;
}

/** Says what is wrong at one place of a program, and where that is. */
export function failAt(path: string, place: Place, what: string): never {
	throw new BadInput(stepsError(path, place.line, place.column, what));
}

/*
 * The head comment of a litmus or claims file.
 */
import { expect, test } from 'vitest';
import { lex } from './lexer.ts';

test('is what stands before the first statement, and nothing later', () => {
	const { question } = lex('\n# one\n> # two\n\nscenario s # three\n# four\n');
	expect(question).toBe('one two');
});

// Each line looked through all before it: 38 s for 200,000.
test('may have a hundred thousand lines', () => {
	const began = performance.now();
	const { question, tokens } = lex('# x\n'.repeat(200_000));
	expect(performance.now() - began).toBeLessThan(5000);
	expect(question.length).toBe(399_999);
	expect(tokens.length).toBe(200_002);
});

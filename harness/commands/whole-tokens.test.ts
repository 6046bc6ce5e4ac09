/*
 * Tokens with a digest in place of the schedule are completed, all others left as they are.
 */
import { expect, test } from 'vitest';
import type { Cell } from '../result.ts';
import { parseToken } from '../text/token.ts';
import { wholeTokens } from './whole-tokens.ts';

test('each token of a cell has its schedule', () => {
	const short = 'v:w@0a1b2c.3d4e5f:=0123456789ab';
	const violation = {
		oracle: 'kernel BUG',
		site: 's',
		detail: short,
		token: short,
		steps: 1,
		preemptions: 0,
		frequency: 'always',
		rate: { hits: 0, runs: 0 },
	} as const;
	const cell: Cell = {
		variant: 'v',
		workload: 'w',
		explored: { kind: 'complete', engine: '', states: 1, transitions: 1, terminals: 1 },
		violations: [violation, { ...violation, token: 'v:w@0a1b2c.3d4e5f:A1' }],
		questions: [{ text: 't', frequency: 'never', token: null }],
		outcomes: [{ digest: 'd', token: short }],
		expectations: [],
		unmappedLocked: null,
		cost: null,
		schedules: { [short]: 'A1B2A3' },
	};
	const whole = wholeTokens(cell);
	expect(whole.violations.map(({ token }) => token)).toEqual([
		'v:w@0a1b2c.3d4e5f:A1B2A3',
		'v:w@0a1b2c.3d4e5f:A1',
	]);
	expect(parseToken(whole.outcomes![0]!.token)!.schedule).toHaveLength(3);
	expect([whole.violations[0]!.detail, whole.questions[0]!.token]).toEqual([short, null]);
	expect(wholeTokens(whole)).toBe(whole);
});

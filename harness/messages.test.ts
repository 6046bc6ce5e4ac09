/*
 * harness/messages.test.ts - sentences with numbers in them.
 */
import { expect, test } from 'vitest';
import {
	counted,
	exploredPhrase,
	minimisedSummary,
	grouped,
	ratePhrase,
	replayCommand,
} from './messages.ts';

test('numbers are grouped by thousands and nouns agree with them', () => {
	expect([0, 999, 1000, 41208, 1234567].map(grouped)).toEqual([
		'0',
		'999',
		'1,000',
		'41,208',
		'1,234,567',
	]);
	expect(counted(1, 'step')).toBe('1 step');
	expect(counted(0, 'step')).toBe('0 steps');
	expect(counted(2, 'vma has', 'vmas have')).toBe('2 vmas have');
});

test('only a complete search says that it explored all schedules', () => {
	const counts = { engine: 'stored', states: 1, transitions: 2, terminals: 1 };
	expect(exploredPhrase({ kind: 'complete', ...counts })).toBe(
		'all schedules explored (complete, 1 state)',
	);
	expect(exploredPhrase({ kind: 'bounded', bound: 2, ...counts })).toBe(
		'only schedules with at most 2 preemptions explored (bounded, 1 state)',
	);
	expect(exploredPhrase({ kind: 'sampled', engine: 'random', executions: 10000 })).toBe(
		'only 10,000 random schedules run (sampled)',
	);
});

test('a rate without runs is no rate', () => {
	expect(ratePhrase({ hits: 0, runs: 0 })).toBe('not sampled');
	expect(ratePhrase({ hits: 0, runs: 500 })).toBe('never in 500 random schedules');
	expect(ratePhrase({ hits: 3, runs: 500 })).toBe('in 3 of 500 random schedules');
	expect(replayCommand('a:b@c:d')).toBe('npx rmaplab replay a:b@c:d');
});

test('only a complete search says that a scenario is minimal', () => {
	const told = {
		removed: { cpu: 1, process: 2, call: 0 },
		candidatesTried: 1200,
		preemptions: 1,
		steps: 10,
		before: { preemptions: 3, steps: 20 },
	};
	const target = { oracle: 'deadlock', site: 'f waits for L' };
	const files = { file: 'c.litmus', variant: './v.ts' };
	const summary = (minimal: 'proved' | 'within limits'): string[] =>
		minimisedSummary('a:b@c:d', target, { ...told, minimal }, files);
	expect(summary('proved')).toEqual([
		'deadlock: f waits for L',
		'taken out: 1 cpu, 2 processes; 1,200 removals tried',
		'preemptions 3 -> 1, steps 20 -> 10',
		'minimal: no single removal shows it in any schedule, nor do fewer preemptions',
		'npx rmaplab replay a:b@c:d --workload c.litmus --variant ./v.ts',
	]);
	expect(summary('within limits')[3]).toMatch(/^minimal within limits: /);
});

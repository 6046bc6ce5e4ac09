/*
 * Where the executions of two variants part that follow one schedule.
 */
import { expect, test } from 'vitest';
import { parseToken } from '../text/token.ts';
import { loadExecution, runExecution } from './execution.ts';
import { readerNamesOf } from './reader-name.ts';
import { divergence, sideBySide } from './diverge.ts';

/** The schedule of a token, on that variant. */
async function follow(variant: string, token: string) {
	const execution = await loadExecution({ ...parseToken(token)!, variant }, {});
	const { result, findings, nameOf } = runExecution(execution, execution.token.schedule, {
		lenient: true,
	});
	const functionOf = readerNamesOf(execution.booted.variant);
	return { variant, events: result.events, nameOf, functionOf, findings, names: execution.names };
}

const dickens = 'lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa';

test('a variant does not part from itself', async () => {
	const { events } = await follow('lock-page-convert', dickens);
	expect(divergence(events, events)).toBeNull();
	expect(divergence(events, (await follow('lock-page-convert', dickens)).events)).toBeNull();
});

test('two that differ only elsewhere do not part on this schedule', async () => {
	const one = await follow('lock-page-convert', dickens);
	expect(divergence(one.events, (await follow('convert-v3-tweak', dickens)).events)).toBeNull();
});

test('they part where the first step differs, side by side', async () => {
	const one = await follow('lock-page-convert', dickens);
	const other = await follow('recheck-racy-b', dickens);
	const at = divergence(one.events, other.events)!;
	expect(one.events.slice(0, at).map(({ observed }) => observed)).toEqual(
		other.events.slice(0, at).map(({ observed }) => observed),
	);
	expect(one.findings.map(({ oracle }) => oracle)).toEqual(['kernel BUG']);
	expect(other.findings).toEqual([]);
	const lines = sideBySide(one, other, one.names, at, 80);
	expect(lines.filter((line) => line.length > 80)).toEqual([]);
	const narrow = sideBySide(one, other, one.names, at, 60);
	expect(narrow.filter((line) => line.length > 60)).toEqual([]);
	// Nothing is cut.
	expect(narrow.length).toBeGreaterThan(lines.length);
	await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/diverge.txt');
});

test('one that ends earlier parts there', async () => {
	const { events } = await follow('lock-page-convert', dickens);
	expect(divergence(events.slice(0, 7), events)).toBe(7);
});

/*
 * What becomes of the table of judged cells when a part of the run of record is judged again.
 */
import { expect, test } from 'vitest';
import { type KeptRow, mergedRows, printTable, readTable, type Row } from './table.ts';

const order = { variants: ['base', 'mine'], workloads: ['one', 'two'] };

const kept = (variant: string, workload: string, states: number): KeptRow => ({
	variant,
	workload,
	states,
	transitions: states - 1,
	ends: 1,
	violations: 0,
});

function judged(variant: string, workload: string, states: number, complaints: string[]): Row {
	const counts = { states, transitions: states - 1, ends: 1, violations: [] };
	return {
		variant,
		workload,
		judged: { kind: 'judged', theirs: counts, complaints },
	} as unknown as Row;
}

const before = [
	kept('base', 'one', 10),
	kept('base', 'two', 20),
	kept('mine', 'one', 30),
	kept('gone', 'one', 40),
	kept('base', 'gone', 50),
];

test('cells that were judged have new rows, in the order of the table, and others stay', () => {
	const run = [judged('mine', 'two', 41, []), judged('base', 'two', 21, [])];
	expect(mergedRows(before, run, order)).toEqual([
		kept('base', 'one', 10),
		kept('base', 'two', 21),
		kept('mine', 'one', 30),
		kept('mine', 'two', 41),
	]);
});

test('a cell on which both sides do not agree any more loses its row', () => {
	const rows = mergedRows(before, [judged('base', 'one', 11, ['other states'])], order);
	expect(rows).toEqual([kept('base', 'two', 20), kept('mine', 'one', 30)]);
});

test('what is printed is read back', () => {
	const rows = mergedRows(before, [], order);
	expect(readTable(printTable(['a head', ''], rows))).toEqual(rows);
});

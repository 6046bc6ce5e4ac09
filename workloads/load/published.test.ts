/*
 * Published tables: that they are whole, say what the sources say of them, and name loads and variants that exist.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { closedForm } from './closed-form.ts';
import { checkGiven, parametersOf } from './given.ts';
import { loads } from './index.ts';
import type { PublishedTable } from './published-table.ts';
import { publishedTables } from './published.ts';
import { publishedSharedTasks } from './shared-tasks.ts';

const tableOf = (name: string): PublishedTable =>
	publishedTables.find((table) => table.name === name)!;

/** A row's value in a column against the same of the table's base. */
function ratio(name: string, row: string, column: string): number {
	const { columns, rows, base } = tableOf(name);
	const at = (named: string): number => {
		const place = columns.findIndex((each) => each.name === named);
		return rows.find((each) => each.name === row)!.values[place]!;
	};
	return at(column) / at(base);
}

describe.each(publishedTables)('$name', (table) => {
	test('has a value for each column, and a base among them', () => {
		const names = table.columns.map(({ name }) => name);
		expect(names).toContain(table.base);
		expect(new Set(names).size).toBe(names.length);
		for (const { values, spreads, note } of table.rows) {
			expect(values).toHaveLength(names.length);
			expect(values[names.indexOf(table.base)]).not.toBeNull();
			if (spreads !== undefined) expect(spreads).toHaveLength(names.length);
			// What is missing is said.
			expect(!values.includes(null) || note !== undefined).toBe(true);
		}
	});

	test('names a load that takes its parameters, and variants that exist', () => {
		const known = Object.keys(variants);
		for (const { variant } of table.columns) if (variant !== null) expect(known).toContain(variant);
		if (table.load === null || table.name === 'shared-tasks') return;
		const load = loads[table.load.load];
		const given = parametersOf(load, 'full', table.load.parameters);
		expect(checkGiven(load, given)).toEqual(given);
	});
});

test('names are unique, and most tables are kept back for the check', () => {
	const names = publishedTables.map(({ name }) => name);
	expect(new Set(names).size).toBe(names.length);
	const used = publishedTables.filter(({ isKeptBack }) => !isKeptBack);
	expect(used.map(({ name }) => name)).toEqual(['rmap-test-1', 'kernbench-2']);
});

test('ratios are those that the thread quotes', () => {
	expect(ratio('rmap-test-1', 'system', '+objrmap')).toBeCloseTo(13.2, 1);
	expect(ratio('rmap-test-3', 'system', '+objrmap')).toBeCloseTo(39.1, 1);
	expect(1 - ratio('profile-ticks', 'page_remove_rmap', 'after')).toBeCloseTo(0.87, 2);
	expect(1 - ratio('profile-ticks', 'page_add_rmap', 'after')).toBeCloseTo(0.68, 2);
});

test('processor time is the published percentage of the elapsed time', () => {
	for (const name of ['rmap-test-1', 'rmap-test-3', 'kernbench-2', 'kernbench-16', 'rmap-test-4']) {
		const { columns, rows } = tableOf(name);
		columns.forEach((_, column) => {
			const [user, system, cpu, elapsed] = ['user', 'system', 'CPU', 'elapsed'].map(
				(row) => rows.find((each) => each.name === row)!.values[column]!,
			);
			if (elapsed === null) return;
			// Whole percents, cut off; kernbench gives means of several runs.
			const slack = name.startsWith('kernbench') ? 12 : 1.5;
			expect(Math.abs(((user! + system!) / elapsed!) * 100 - cpu!)).toBeLessThan(slack);
		});
	}
});

test('chains of the database are 104 MB in objects and 118 MB in slabs', () => {
	const [objects, active, slabs] = tableOf('decision-support').rows.map(({ values }) => values[0]!);
	expect(active! / 2 ** 20).toBeCloseTo(104, 0);
	expect(slabs! / 2 ** 20).toBeCloseTo(118, 0);
	// 113 objects of 32 bytes to a slab: kernel-facts 1.3.
	expect(Math.ceil(objects! / 113)).toBe(30_186);
	const calculated = closedForm(publishedSharedTasks).addressBytes;
	expect(calculated / tableOf('shared-tasks').rows[0]!.values[0]!).toBeCloseTo(1.05, 2);
});

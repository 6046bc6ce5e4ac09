/*
 * harness/audit/external/rows.ts - the tests of suites from elsewhere that come with the tool.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../catalogue/source.ts';
import { BadInput, externalSaid } from '../../messages/index.ts';
import { nearest } from '../../text/nearest.ts';
import { type ExternalRow, readRow } from './row.ts';

const folder = (): string => join(packageRoot(), 'workloads', 'external');

const shippedNames = (): readonly string[] =>
	readdirSync(folder())
		.filter((name) => name.endsWith('.json'))
		.map((name) => name.slice(0, -'.json'.length));

const shipped = (name: string): ExternalRow => readRow(join(folder(), `${name}.json`));

/** In the order of their rows, and by name. */
export const shippedRows = (): readonly ExternalRow[] =>
	shippedNames()
		.map(shipped)
		.toSorted((a, b) => a.row - b.row || (a.name < b.name ? -1 : 1));

/**
 * Rows by the beginnings of their names, or by the paths of their files; all that are shipped where none is named.
 * @throws BadInput when there is none of a name, or one comes from two files
 */
export function rowsNamed(asked: readonly string[]): readonly ExternalRow[] {
	if (asked.length === 0) return shippedRows();
	const names = shippedNames();
	const found = new Map<string, string>();
	const rows: ExternalRow[] = [];
	const take = (row: ExternalRow, from: string): void => {
		const earlier = found.get(row.name);
		if (earlier === from) return;
		if (earlier !== undefined) throw new BadInput(externalSaid.twoFiles(row.name, earlier, from));
		found.set(row.name, from);
		rows.push(row);
	};
	for (const each of asked) {
		if (/[\\/]|\.json(\.gz)?$/.test(each)) {
			take(readRow(each), each);
			continue;
		}
		const mine = names.filter((name) => name.startsWith(each)).toSorted();
		if (mine.length === 0) throw new BadInput(externalSaid.noRow(each, nearest(each, names)));
		for (const name of mine) take(shipped(name), folder());
	}
	return rows;
}

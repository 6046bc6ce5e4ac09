/*
 * reports/sheet.ts - one table for spreadsheets and databases, as CSV.
 */
import type { RenderedFile } from './renderer.ts';

type Value = string | number | boolean | null;
type Row = Readonly<Record<string, Value>>;

export interface Sheet {
	readonly file: string;
	/** Named once more, because the library takes the columns from the first row and drops the rest. */
	readonly columns: readonly string[];
	readonly rows: readonly Row[];
}

/** The table as a file. */
export async function sheetFile({ file, columns, rows }: Sheet): Promise<RenderedFile> {
	const { stringify } = await import('csv-stringify/sync');
	const values = rows.map((row) => columns.map((column) => row[column] ?? null));
	return {
		file,
		text: stringify(values, {
			header: true,
			columns: [...columns],
			// The library would write true as 1 and false as nothing.
			cast: { boolean: String },
			escape_formulas: true,
		}),
	};
}

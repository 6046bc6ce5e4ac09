/*
 * harness/commands/list.ts - rmaplab list: variants, workloads, loads, oracles, kernel functions, what a variant imports.
 */
import { variants } from '../../variants/index.ts';
import { notExpressed } from '../../variants/not-expressed.ts';
import { oracles } from '../check/index.ts';
import { exportedNames } from '../catalogue/exported.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { BadInput, listWhat, notExpressedHead } from '../messages/index.ts';
import { baseFunctions } from '../mm/index.ts';
import { leftOut } from '../mm/left-out.ts';
import { wrap } from '../../reports/table.ts';
import { columnsOf, dressed } from '../terminal/look.ts';
import { counted } from '../text/count.ts';
import { nearest } from '../text/nearest.ts';
import { shortDigest } from '../text/token.ts';
import { kernelSource } from '../catalogue/source.ts';
import { variantPatch } from '../catalogue/variant-patch.ts';
import { readWorkload, workloadNames } from '../catalogue/litmus.ts';

type Row = Readonly<Record<string, string | number | readonly string[]>>;

/** Each function of the simulated kernel, by its tags, and those on modelled paths that are left out. */
export function kernelRows(): Record<'name' | 'kernel' | 'locked' | 'fidelity', string>[] {
	return [
		...Object.keys(baseFunctions).map((name) => {
			const text = kernelSource().get(name)?.text ?? '';
			const tag = (which: string): string => new RegExp(`@${which} (.*)`).exec(text)?.[1] ?? '';
			const kernel = tag('kernel') || partOf(tag('part-of'));
			return { name, kernel, locked: tag('locked'), fidelity: tag('fidelity') };
		}),
		...leftOut.map(({ name, kernel, fidelity }) => ({ name, kernel, locked: '-', fidelity })),
	];
}

const lists: Readonly<Record<string, () => Promise<Row[]>>> = {
	variants: async () =>
		Promise.all(
			Object.values(variants).map(async (variant) => {
				const loaded = await loadVariant(variant.name);
				const replaces = Object.keys(variant.replaces);
				const { functions, insertions, deletions } = variantPatch(loaded);
				return {
					name: variant.name,
					subject: variant.subject,
					from: variant.from,
					date: variant.date,
					diffstat: `${counted(functions, 'function')}, +${insertions} -${deletions}`,
					replaces,
				};
			}),
		),
	workloads: async () =>
		workloadNames().map((name) => {
			const { serves, cpus, question, digest } = readWorkload(name, Object.keys(variants));
			return {
				name,
				question,
				serves: serves.join(' '),
				cpus: cpus.length,
				digest: shortDigest(digest),
			};
		}),
	loads: async () => {
		const { loads } = await import('../../workloads/load/index.ts');
		return Object.values(loads).map(({ name, question, source, parameters }) => ({
			name,
			question,
			source,
			parameters: Object.entries(parameters).map(
				([key, { small, full, text }]) => `${key} ${small} (full ${full}): ${text}`,
			),
		}));
	},
	external: async () => {
		const { shippedRows } = await import('../audit/external/rows.ts');
		return shippedRows().map(({ name, row, source, era, subject, expects, scale, asked }) => ({
			name,
			row,
			source: `${source.suite} ${source.path}`,
			era,
			subject,
			expects,
			scale: scale ?? '-',
			by: asked.by,
			skip: asked.by === 'nothing' ? asked.reason : '-',
		}));
	},
	oracles: async () =>
		Object.values(oracles).map(({ name, mutant, says }) => ({ name, mutant, says })),
	kernel: async () => kernelRows(),
	fields: async () => (await exportedNames()).map((each) => ({ ...each })),
};

/** Of results.json, and of a row of `list external`: no lists, and they stand beside them. */
const schemas: Readonly<Record<string, () => Promise<object>>> = {
	schema: async () => (await import('./result-schema.ts')).resultSchema,
	'external-schema': async () => (await import('../audit/external/schema.ts')).rowSchema,
};

/** What can be listed. */
export const listNames: readonly string[] = [...Object.keys(lists), ...Object.keys(schemas)];

export async function runList(
	what: string,
	flags: { readonly json?: true | undefined; readonly brief?: true | undefined },
): Promise<number> {
	const schema = Object.hasOwn(schemas, what) ? schemas[what] : undefined;
	if (schema !== undefined) {
		process.stdout.write(`${JSON.stringify(await schema(), null, '\t')}\n`);
		return 0;
	}
	const list = Object.hasOwn(lists, what) ? lists[what] : undefined;
	if (list === undefined) throw new BadInput(listWhat(what, nearest(what, listNames)));
	const rows = await list();
	if (flags.json) {
		const rest = what === 'variants' ? { notExpressed } : {};
		process.stdout.write(`${JSON.stringify({ [what]: rows, ...rest }, null, '\t')}\n`);
		return 0;
	}
	if (flags.brief) {
		process.stdout.write(`${briefly(rows).join('\n')}\n`);
		return 0;
	}
	const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'replaces');
	process.stdout.write(`${(fittedTable(columns, rows) ?? cards(columns, rows)).join('\n')}\n`);
	if (what === 'kernel') {
		const counts = tally(rows).map(({ kind, functions }) => `${kind} ${functions}`);
		process.stdout.write(`\n${counts.join(', ')}\n`);
	}
	if (what === 'variants') {
		const reasons = notExpressed.map((each) => `${each.design} ${each.what}: ${each.why}`);
		const lines = [notExpressedHead(), ...reasons];
		const shown = isFitted() ? lines.flatMap((each) => wrap(each, columnsOf(), '  ')) : lines;
		process.stdout.write(`\n${shown.join('\n')}\n`);
	}
	return 0;
}

/** For a terminal, or for who says how wide it is; `grep` wants a line for each row. */
const isFitted = (): boolean => process.stdout.isTTY || process.env['COLUMNS'] !== undefined;

/** A line for each row; null where that is too wide. */
function fittedTable(columns: readonly string[], rows: readonly Row[]): string[] | null {
	const widths = columns.map((column) =>
		Math.max(column.length, ...rows.map((row) => String(row[column]).length)),
	);
	const line = (cells: readonly string[]): string =>
		cells.map((cell, i) => (i === cells.length - 1 ? cell : cell.padEnd(widths[i]!))).join('  ');
	const width = widths.reduce((sum, each) => sum + each + 2, -2);
	if (isFitted() && width > columnsOf()) return null;
	return [line(columns), ...rows.map((row) => line(columns.map((column) => String(row[column]))))];
}

/** What says best what a row is, by its column. */
const telling = ['subject', 'question', 'says', 'kernel', 'of'];

/** A line for each row: its name and what it is, cut where the terminal ends. */
function briefly(rows: readonly Row[]): string[] {
	const column = telling.find((each) => rows[0]?.[each] !== undefined);
	const width = Math.max(...rows.map(({ name }) => String(name).length));
	const room = isFitted() ? columnsOf() : Infinity;
	return rows.map((row) => {
		const line = `${String(row['name']).padEnd(width)}  ${column === undefined ? '' : String(row[column])}`;
		return (line.length <= room ? line : `${line.slice(0, room - 2)}..`).trimEnd();
	});
}

/** A paragraph for each row: its name, and below it what else is known, as it fits. */
function cards(columns: readonly string[], rows: readonly Row[]): string[] {
	const width = columnsOf() - 4;
	return rows.flatMap((row) => [
		dressed('head', String(row['name'])),
		...columns.slice(1).flatMap((column) => {
			const value = row[column]!;
			const items = typeof value === 'object' ? value : [String(value)];
			const filled = items.filter((each) => each !== '' && each !== '-');
			return filled.flatMap((each) =>
				wrap(`${column}: ${each}`, width, '  ').map((line) => `    ${line}`),
			);
		}),
	]);
}

const partOf = (original: string): string => (original === '' ? '' : `part of ${original}`);

/** From the least to the most faithful. */
const fidelities = ['untagged', 'stubbed', 'customised', 'followed'];

/** How faithful the kernel is: each of its functions once, and no more so than the least of its parts. */
function tally(rows: readonly Row[]): { readonly kind: string; readonly functions: number }[] {
	const levels = new Map<string, number>();
	for (const { kernel, fidelity } of rows) {
		const original = String(kernel)
			.replace(/^part of /, '')
			.replace(/ as .*/, '');
		if (original === 'none') continue;
		const level = fidelities.indexOf(String(fidelity).split(':')[0]!.trim());
		levels.set(original, Math.min(levels.get(original) ?? Infinity, Math.max(level, 0)));
	}
	const counts = new Map<string, number>();
	for (const level of [...levels.values()].toSorted((a, b) => b - a)) {
		counts.set(fidelities[level]!, (counts.get(fidelities[level]!) ?? 0) + 1);
	}
	return [...counts].map(([kind, functions]) => ({ kind, functions }));
}

/** The same of the kernel that all variants stand on. */
export const kernelFidelity = async (): Promise<ReturnType<typeof tally>> =>
	tally(await lists['kernel']!());

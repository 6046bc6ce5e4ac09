/*
 * harness/commands/published.ts - rmaplab perf --published: tables that were published beside simulated ones.
 *
 * A table is told as ratios: a kernel against the table's own base, as published and as simulated, and the one
 * ratio against the other. 1 is a hit; nothing is left out because it misses.
 */
import { availableParallelism } from 'node:os';
import { publishedText } from '../../reports/index.ts';
import { variants } from '../../variants/index.ts';
import { closedForm } from '../../workloads/load/closed-form.ts';
import { checkGiven, parametersOf } from '../../workloads/load/given.ts';
import { loadNamed } from '../../workloads/load/index.ts';
import { publishedTables } from '../../workloads/load/published.ts';
import type { PublishedRow, PublishedTable } from '../../workloads/load/published-table.ts';
import { publishedSharedTasks } from '../../workloads/load/shared-tasks.ts';
import { scaledTables, tablesLeftOut } from '../../workloads/load/scaled.ts';
import { BadInput, perfSaid, publishedOnOneCpu } from '../messages/index.ts';
import type { PerfRow, PublishedResult, PublishedRowResult } from '../result.ts';
import { Progress } from '../terminal/progress.ts';
import { runPerf } from './run-perf.ts';

export interface PublishedFlags {
	readonly jobs?: number | undefined;
	readonly cpus?: string | undefined;
	readonly json?: true | undefined;
}

/** What of a simulated run a row of a table is about; null where nothing of ours is. */
function simulatedOf({ measure }: PublishedRow, row: PerfRow): number | null {
	switch (measure) {
		case 'user seconds':
			return row.user;
		case 'system seconds':
			return row.system;
		case 'elapsed seconds':
			return row.elapsed;
		case 'times as long':
			return row.elapsed;
		case 'chain bytes':
			return row.memory.pteChains;
		case 'cpu percent':
			return ((row.user + row.system) / row.elapsed) * 100;
		case 'throughput percent':
		case 'profile ticks':
		case 'chain objects':
			return null;
	}
}

const ratio = (value: number | null, base: number | null): number | null =>
	value === null || base === null || base === 0 ? null : value / base;

function rowsOf(table: PublishedTable, ran: ReadonlyMap<string, PerfRow>): PublishedRowResult[] {
	const baseAt = table.columns.findIndex(({ name }) => name === table.base);
	const scaled = scaledTables.find((each) => each.table === table.name);
	return table.rows.flatMap((row) => {
		const simulated = (column: number): number | null => {
			const { variant } = table.columns[column]!;
			const found = variant === null ? undefined : ran.get(variant);
			return found === undefined ? null : simulatedOf(row, found);
		};
		return table.columns.flatMap(({ variant }, column): PublishedRowResult[] => {
			if (column === baseAt || variant === null) return [];
			const published = ratio(row.values[column] ?? null, row.values[baseAt] ?? null);
			const ours = ratio(simulated(column), simulated(baseAt));
			return [
				{
					table: table.name,
					row: row.name,
					variant,
					base: table.columns[baseAt]!.variant,
					published,
					simulated: ours,
					ratio: ratio(ours, published),
					isSame: table.load?.isSame ?? false,
					isKeptBack: table.isKeptBack,
					size: scaled?.said ?? null,
				},
			];
		});
	});
}

/** The memory that one calculates: no run has 5,000 tasks. */
function calculated(table: PublishedTable): PublishedRowResult[] {
	// The thread counted the addresses of the ptes alone.
	const { addressBytes } = closedForm(publishedSharedTasks);
	const published = table.rows[0]!.values[0]!;
	return [
		{
			table: table.name,
			row: table.rows[0]!.name,
			variant: 'pte-chains',
			base: null,
			published,
			simulated: addressBytes,
			ratio: ratio(addressBytes, published),
			isSame: true,
			isKeptBack: table.isKeptBack,
			size: null,
		},
	];
}

async function rowsOfTable(table: PublishedTable, workers: number): Promise<PublishedRowResult[]> {
	if (table.name === 'shared-tasks') return calculated(table);
	const load = loadNamed(table.load!.load);
	const scaled = scaledTables.find((each) => each.table === table.name);
	const { isSame, parameters } = table.load!;
	const given = checkGiven(load, {
		...parametersOf(load, isSame ? 'full' : 'small'),
		...(isSame ? parameters : {}),
		...scaled?.parameters,
	});
	const names = table.columns.map(({ variant }) => variant).filter((each) => each !== null);
	const plan = {
		loads: [{ load: load.name, parameters: given }],
		variants: [...new Set(names)]
			.filter((name) => name in variants)
			.map((name) => ({ name, module: null, own: [] })),
		machine: table.machine,
		workers,
	};
	const rows = await runPerf(plan, { onRow: () => {} });
	return rowsOf(table, new Map(rows.map((row) => [row.variant, row])));
}

/** Returns the exit status. @throws BadInput when several cpus are asked for */
export async function runPublished({ jobs, json, cpus }: PublishedFlags): Promise<number> {
	if (cpus !== undefined) throw new BadInput(publishedOnOneCpu());
	const progress = new Progress();
	const rows: PublishedRowResult[] = [];
	const tables = publishedTables.filter(({ name }) => !Object.hasOwn(tablesLeftOut, name));
	for (const [i, table] of tables.entries()) {
		progress.say(perfSaid.table(i + 1, tables.length, table.title));
		rows.push(...(await rowsOfTable(table, jobs ?? availableParallelism())));
	}
	progress.end();
	const leftOut = Object.entries(tablesLeftOut).map(([table, why]) => ({ table, why }));
	const result: PublishedResult = { rows, leftOut };
	process.stdout.write(
		json === true
			? `${JSON.stringify(result, null, '\t')}\n`
			: `${publishedText(result, process.stdout.columns)}\n`,
	);
	return 0;
}

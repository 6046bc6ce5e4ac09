/*
 * harness/commands/published.ts - rmaplab perf --published: tables that were published beside simulated ones.
 *
 * A table is told as ratios: a kernel against the table's own base, as published and as simulated, and the one
 * ratio against the other. 1 is a hit; nothing is left out because it misses.
 */
import { availableParallelism } from 'node:os';
import { publishedFiles, publishedJson, publishedText } from '../../reports/index.ts';
import { variants } from '../../variants/index.ts';
import { closedForm } from '../../workloads/load/closed-form.ts';
import { checkGiven, parametersOf } from '../../workloads/load/given.ts';
import { loadNamed } from '../../workloads/load/index.ts';
import { publishedTables } from '../../workloads/load/published.ts';
import type { PublishedRow, PublishedTable } from '../../workloads/load/published-table.ts';
import { publishedSharedTasks } from '../../workloads/load/shared-tasks.ts';
import { scaledTables, tablesLeftOut } from '../../workloads/load/scaled.ts';
import { lockFolder } from '../compare/folder-lock.ts';
import { BadInput, perfSaid, publishedIsGiven, publishedOnOneCpu } from '../messages/index.ts';
import type { PerfRow, PublishedResult, PublishedRowResult } from '../result.ts';
import { note } from '../terminal/look.ts';
import { Progress } from '../terminal/progress.ts';
import { writeReports } from '../terminal/write-reports.ts';
import { runPerf } from './run-perf.ts';

export interface PublishedFlags {
	readonly jobs?: number | undefined;
	readonly cpus?: string | undefined;
	readonly out?: string | undefined;
	readonly json?: true | undefined;
}

/** Options of `rmaplab perf` that choose what is run, which the tables have chosen. */
const choosing = [
	'variant',
	'load',
	'full',
	'set',
	'machine',
	'curve',
	'points',
	'rounds',
	'with',
] as const;

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

/**
 * Returns the exit status. @throws BadInput when something is asked for that no published table has, or a report cannot
 * be written
 */
export async function runPublished(
	ownOptions: readonly string[],
	flags: PublishedFlags,
	all: readonly PublishedTable[] = publishedTables,
): Promise<number> {
	const { jobs, json, cpus, out } = flags;
	if (cpus !== undefined) throw new BadInput(publishedOnOneCpu());
	const given = choosing.find((name) => (flags as Record<string, unknown>)[name] !== undefined);
	if (given !== undefined) throw new BadInput(publishedIsGiven(`--${given}`));
	if (ownOptions.length > 0) throw new BadInput(publishedIsGiven(`'-- ${ownOptions.join(' ')}'`));
	// Before the tables are run, which takes minutes.
	const unlock = out === undefined ? null : lockFolder(out);
	try {
		const result = await resultOf(all, jobs ?? availableParallelism());
		process.stdout.write(
			json === true ? publishedJson(result) : `${publishedText(result, process.stdout.columns)}\n`,
		);
		if (out === undefined) return 0;
		writeReports(out, await publishedFiles(result));
		note(perfSaid.publishedWritten(out));
		return 0;
	} finally {
		unlock?.();
	}
}

async function resultOf(all: readonly PublishedTable[], workers: number): Promise<PublishedResult> {
	const progress = new Progress();
	const rows: PublishedRowResult[] = [];
	const tables = all.filter(({ name }) => !Object.hasOwn(tablesLeftOut, name));
	for (const [i, table] of tables.entries()) {
		progress.say(perfSaid.table(i + 1, tables.length, table.title));
		rows.push(...(await rowsOfTable(table, workers)));
	}
	progress.end();
	const leftOut = Object.entries(tablesLeftOut).map(([table, why]) => ({ table, why }));
	return { rows, leftOut };
}

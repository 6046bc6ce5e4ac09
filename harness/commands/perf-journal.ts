/*
 * harness/commands/perf-journal.ts - what loads cost, noted as they end, so that a run that was interrupted or killed can be
 * taken up by the same command. Its file is a journal as `rmaplab compare` writes one, see compare/journal.ts.
 *
 * A load on one variant is noted once all its rows are there: with --cpus that is one for each number of cpus.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../catalogue/imports.ts';
import { toolVersion } from '../catalogue/source.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { codeDigests, type RunIdentity } from '../compare/identity.ts';
import { Journal } from '../compare/journal.ts';
import { groupBy, type PerfRow } from '../result.ts';
import type { PerfLoad } from './run-perf.ts';

const journalName = 'perf-journal.jsonl';

interface Ended {
	readonly variant: string;
	/** The load. */
	readonly workload: string;
	readonly rows: readonly PerfRow[];
}

/** What the rows of a run depend on. */
export interface RowsRestOn {
	readonly loaded: readonly LoadedVariant[];
	readonly given: readonly PerfLoad[];
	readonly machine: string;
	readonly cpus: readonly number[] | undefined;
}

function identityOf({ loaded, given, machine, cpus }: RowsRestOn): RunIdentity {
	const sizes = groupBy(given, ({ load }) => load);
	return {
		tool: toolVersion(),
		code: codeDigests(),
		variants: Object.fromEntries(loaded.map(({ variant, files }) => [variant.name, files])),
		workloads: Object.fromEntries(
			[...sizes].map(([load, each]) => [
				load,
				sha256(
					JSON.stringify(each.map(({ parameters, sequences }) => [parameters, sequences?.digest])),
				),
			]),
		),
		options: { machine, ...(cpus === undefined ? {} : { cpus: cpus.join(',') }) },
		// All variants on all loads.
		cells: '',
	};
}

const keyOf = ({ variant, load, parameters }: PerfRow): string =>
	JSON.stringify([variant, load, parameters]);

export class PerfJournal {
	readonly #path: string;
	readonly #journal: Journal<Ended>;
	readonly #rowsEach: number;
	/** Rows of what has not ended, by what they are of. */
	readonly #open = new Map<string, PerfRow[]>();
	/** Rows of an earlier run. */
	readonly kept: readonly PerfRow[];

	/** @throws BadInput when the folder has a journal that this run cannot go on with */
	constructor(folder: string, run: RowsRestOn) {
		this.#path = join(folder, journalName);
		this.#journal = new Journal<Ended>(this.#path, identityOf(run), 'run of a load');
		this.#rowsEach = run.cpus?.length ?? 1;
		this.kept = this.#journal.cells.flatMap(({ rows }) => rows);
	}

	/** @throws BadInput when it cannot be written */
	note(row: PerfRow): void {
		const key = keyOf(row);
		const rows = [...(this.#open.get(key) ?? []), row];
		this.#open.set(key, rows);
		if (rows.length < this.#rowsEach) return;
		this.#open.delete(key);
		this.#journal.append({ variant: row.variant, workload: row.load, rows });
	}

	/** The variant has come to no row; once it is mended, the rows of the others still hold. */
	fail(variant: string): void {
		this.#journal.fail(variant);
	}

	/** The run is over, and its rows are in its reports. */
	remove(): void {
		rmSync(this.#path, { force: true });
	}
}

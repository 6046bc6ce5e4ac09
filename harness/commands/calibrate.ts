/*
 * harness/commands/calibrate.ts - rmaplab calibrate: the searches against counts that nobody here chose.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibrate, type CalibrationRow } from '../calibrate/calibrate.ts';
import { parseSteps } from '../calibrate/language.ts';
import { BadInput, calibrationCount, calibrationTally, unreadable } from '../messages.ts';
import { packageRoot } from '../source.ts';

/** Returns the exit status: 1 when a count differs. */
export async function runCalibrate(
	files: readonly string[],
	flags: { readonly json?: true | undefined },
): Promise<number> {
	const began = performance.now();
	const rows: CalibrationRow[] = [];
	if (!flags.json) {
		process.stdout.write(
			`${'program'.padEnd(18)} ${'engine'.padEnd(24)} ${'counted'.padEnd(38)} expected\n`,
		);
	}
	for (const { path, text } of files.length > 0 ? files.map(read) : shipped()) {
		for (const row of calibrate(parseSteps(text, path))) {
			rows.push(row);
			if (!flags.json) process.stdout.write(`${lineOf(row)}\n`);
		}
	}
	const { complete, wrong } = verdict(rows);
	if (flags.json) process.stdout.write(`${JSON.stringify({ rows }, null, '\t')}\n`);
	else {
		const seconds = ((performance.now() - began) / 1000).toFixed(1);
		const stopped = rows.length - complete;
		process.stdout.write(`\n${calibrationTally(complete, wrong, stopped, seconds)}\n`);
	}
	return wrong > 0 ? 1 : 0;
}

function verdict(rows: readonly CalibrationRow[]): { complete: number; wrong: number } {
	const complete = rows.filter((row) => row.complete);
	return {
		complete: complete.length,
		wrong: complete.filter((row) => row.executions !== row.expected).length,
	};
}

function lineOf(row: CalibrationRow): string {
	const mark = !row.complete ? 'stopped' : row.executions === row.expected ? 'equal' : 'DIFFERS';
	return (
		`${`${row.program}(${row.n})`.padEnd(18)} ${row.engine.padEnd(24)} ` +
		`${calibrationCount(row).padEnd(38)} ${String(row.expected).padEnd(8)} ${mark}`
	);
}

function shipped(): { path: string; text: string }[] {
	const folder = join(packageRoot(), 'workloads/calibrate');
	return readdirSync(folder)
		.filter((file) => file.endsWith('.steps'))
		.toSorted()
		.map((file) => ({
			path: join('workloads/calibrate', file),
			text: readFileSync(join(folder, file), 'utf8'),
		}));
}

function read(path: string): { path: string; text: string } {
	try {
		return { path, text: readFileSync(path, 'utf8') };
	} catch {
		throw new BadInput(unreadable(path));
	}
}

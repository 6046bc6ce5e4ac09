/*
 * harness/commands/calibrate.ts - rmaplab calibrate: the searches against counts that nobody here chose.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibrateEach, type CalibrationRow } from '../audit/calibrate/calibrate.ts';
import { parseSteps } from '../audit/calibrate/language.ts';
import type { CalibrationLimits } from '../audit/calibrate/limits.ts';
import {
	calibrationCount,
	calibrationHead,
	calibrationOnlyOne,
	calibrationTally,
	calibrationVerdict,
} from '../messages/index.ts';
import { readGiven } from '../catalogue/given-file.ts';
import { packageRoot } from '../catalogue/source.ts';

/** Returns the exit status: 1 when a count differs. */
export async function runCalibrate(
	files: readonly string[],
	flags: {
		readonly json?: true | undefined;
		readonly states: number;
		readonly executions: number;
		readonly steps: number;
		readonly seconds: number;
	},
): Promise<number> {
	const began = performance.now();
	const limits: CalibrationLimits = {
		statesMax: flags.states,
		executionsMax: flags.executions,
		stepsMax: flags.steps,
		secondsMax: flags.seconds,
	};
	const rows: CalibrationRow[] = [];
	if (!flags.json) process.stdout.write(`${columns(calibrationHead())}\n`);
	for (const { path, text } of files.length > 0 ? files.map(read) : shipped()) {
		for (const row of calibrateEach(parseSteps(text, path), limits)) {
			rows.push(row);
			if (!flags.json) process.stdout.write(`${linesOf(row).join('\n')}\n`);
		}
	}
	const having = (verdict: CalibrationRow['verdict']): number =>
		rows.filter((row) => row.verdict === verdict).length;
	const counts = {
		equal: having('equal'),
		differ: having('differs'),
		stopped: having('stopped'),
	};
	const summary = { ...counts, says: calibrationTally(counts) };
	if (flags.json) process.stdout.write(`${JSON.stringify({ summary, rows }, null, '\t')}\n`);
	else {
		const seconds = ((performance.now() - began) / 1000).toFixed(1);
		process.stdout.write(`\n${summary.says}; ${seconds} s\n`);
	}
	return having('differs') > 0 ? 1 : 0;
}

function linesOf(row: CalibrationRow): string[] {
	const { program, n, engine, expected, verdict, onlyOne } = row;
	const line = columns([
		`${program}(${n})`,
		engine,
		calibrationCount(row),
		expected === null ? '-' : String(expected),
		calibrationVerdict(verdict),
	]);
	return onlyOne === null ? [line] : [line, `  ${calibrationOnlyOne(onlyOne)}`];
}

function columns(cells: readonly string[]): string {
	const widths = [18, 24, 38, 8];
	return cells
		.map((cell, i) => cell.padEnd(widths[i] ?? 0))
		.join(' ')
		.trimEnd();
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
	return { path, text: readGiven(path).toString('utf8') };
}

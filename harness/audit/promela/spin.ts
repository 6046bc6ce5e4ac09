/*
 * harness/audit/promela/spin.ts - runs SPIN on a model: spin -a, cc, pan.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toolFailed } from '../../messages/index.ts';
import type { Model } from './model.ts';

export interface SpinAnswer {
	readonly states: number;
	readonly transitions: number;
	/** What the run complained about, empty for nothing. */
	readonly errors: readonly string[];
	/** Of each state in which nothing can run: a local state per task, then a value per word. */
	readonly ends: readonly (readonly number[])[];
	/** Milliseconds of wall clock. */
	readonly spent: {
		readonly translateMs: number;
		readonly compileMs: number;
		readonly runMs: number;
	};
}

/** What is there to run a model with. */
export interface SpinTools {
	/** SPIN's own words, e.g. 'Spin Version 6.5.2 -- 6 December 2019'. */
	readonly spinVersion: string;
	/** tcc where there is one: it compiles in a tenth of a second what takes others seconds. */
	readonly compiler: 'tcc' | 'cc';
}

export interface SpinOptions {
	readonly tools: SpinTools;
	/** Further arguments of the compiler, such as -O2. */
	readonly compilerFlags?: readonly string[];
	/** Now, in milliseconds. */
	readonly clock: () => number;
	/** One tool may run so long. */
	readonly timeoutMs: number;
	/** Makes room for so many states from the beginning. */
	readonly statesExpected?: number;
}

/** Null when SPIN or every compiler is missing. */
export function spinTools(): SpinTools | null {
	const firstLine = (tool: string, flag: string): string | null => {
		const { status, stdout } = spawnSync(tool, [flag], { encoding: 'utf8' });
		return status === 0 ? (stdout.split('\n')[0] ?? '').trim() : null;
	};
	const spinVersion = firstLine('spin', '-V');
	const compiler = (['tcc', 'cc'] as const).find((each) => firstLine(each, '-v') !== null);
	return spinVersion === null || compiler === undefined ? null : { spinVersion, compiler };
}

/**
 * Explores all states of a model, without partial order reduction and without removing dead variables,
 * so that a state is what it is here.
 * @throws Error with the tool's own words when one of them fails
 */
export function runSpin(model: Model, options: SpinOptions): SpinAnswer {
	const { tools, compilerFlags = [], clock, timeoutMs, statesExpected = 0 } = options;
	const folder = mkdtempSync(join(tmpdir(), 'rmaplab-spin-'));
	try {
		writeFileSync(join(folder, 'model.pml'), model.text);
		const run = (tool: string, ...args: string[]): { out: string; ms: number } => {
			const began = clock();
			const { status, stdout, stderr, error } = spawnSync(tool, args, {
				cwd: folder,
				encoding: 'utf8',
				maxBuffer: 2 ** 30,
				timeout: timeoutMs,
			});
			if (status !== 0) {
				throw new Error(toolFailed(tool, error?.message ?? `${stdout}${stderr}`));
			}
			return { out: stdout, ms: clock() - began };
		};
		const translated = run('spin', '-a', '-o2', '-o3', 'model.pml');
		const compiled = run(
			tools.compiler,
			...compilerFlags,
			'-w',
			'-DSAFETY',
			'-DNOREDUCE',
			'-DMEMLIM=16384',
			'-o',
			'pan',
			'pan.c',
		);
		const ran = run('./pan', '-E', '-m2000000', `-w${slotBits(statesExpected)}`);
		return {
			...readAnswer(ran.out, model.mark),
			spent: { translateMs: translated.ms, compileMs: compiled.ms, runMs: ran.ms },
		};
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Size of pan's hash table as a power of two: a slot for each state, a million at least. */
function slotBits(states: number): number {
	return Math.max(20, Math.ceil(Math.log2(states + 1)));
}

/** Reads what `pan` prints. */
export function readAnswer(out: string, mark: string): Omit<SpinAnswer, 'spent'> {
	const lines = out.split('\n');
	const number = (pattern: RegExp): number => Number(pattern.exec(out)?.[1] ?? Number.NaN);
	const errors = lines.filter((line) => /^(pan:|error:)(?! (elapsed|rate))/.test(line));
	return {
		states: number(/(\d+) states, stored/),
		transitions: number(/(\d+) transitions \(/),
		errors,
		ends: lines
			.filter((line) => line.startsWith(`${mark} `))
			.map((line) =>
				line
					.slice(mark.length + 1)
					.split(' ')
					.map(Number),
			),
	};
}

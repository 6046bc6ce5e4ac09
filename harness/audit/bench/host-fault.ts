/*
 * harness/audit/bench/host-fault.ts - what a minor fault takes in the kernel that this runs on.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../catalogue/source.ts';

/** Makes the program. Null without a C compiler, or where the system has no files in memory. */
export function hostFaults(): {
	readonly measure: () => number[];
	readonly end: () => void;
} | null {
	const folder = mkdtempSync(join(tmpdir(), 'rmaplab-bench-'));
	const end = (): void => rmSync(folder, { recursive: true });
	const source = join(packageRoot(), 'harness/audit/bench/host-fault.c');
	const program = join(folder, 'host-fault');
	const isMade = ['cc', 'tcc'].some(
		(compiler) => spawnSync(compiler, [source, '-o', program]).status === 0,
	);
	if (isMade && run(program, 16, 1).length === 1) {
		return { measure: () => run(program, 16_384, 1), end };
	}
	end();
	return null;
}

/** Nanoseconds a fault, of each round; none where the program cannot do it. */
function run(program: string, pages: number, rounds: number): number[] {
	const { status, stdout } = spawnSync(program, [`${pages}`, `${rounds}`], { encoding: 'utf8' });
	return status === 0 ? stdout.trim().split('\n').map(Number) : [];
}

/*
 * harness/commands/code-main.ts - npm run build: runs a comparison in one thread and keeps the compiled code of all that
 * ran, so that no process after it compiles that again, see harness/quick.ts.
 */
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../catalogue/source.ts';
import { defaultCellOptions } from '../cell/options.ts';
import { Board } from '../compare/board.ts';
import type { Workers } from '../compare/crew.ts';
import { runJob } from '../compare/job.ts';
import { beQuiet } from '../terminal/look.ts';
import type { CompareFlags } from './compare-plan.ts';
import { runCompare } from './compare.ts';

/** Jobs are done where they are asked for, since each thread has its own compiled code. */
const here: Workers = {
	start: (index, onFailure) => {
		const worker = new EventEmitter();
		const board = new Board(1);
		return {
			worker,
			post: (job) =>
				void runJob(job, board, index, (said) => worker.emit('message', said))
					.then(() => worker.emit('message', 'done'))
					.catch(onFailure),
			end: () => {},
		};
	},
	end: () => {},
};

async function keepCode(): Promise<void> {
	// The module that has loaded this one, and not a copy of it.
	const url = pathToFileURL(join(packageRoot(), 'dist/harness/quick.js')).href;
	const { codeOfAll, moduleOf } = (await import(url)) as typeof import('../quick.ts');
	beQuiet();
	process.stdout.write = () => true;
	const out = mkdtempSync(join(tmpdir(), 'rmaplab-code-'));
	const flags: CompareFlags = {
		variant: ['pte-chains'],
		workload: ['trunc-vs-fault', 'convert-vs-trunc'],
		out,
		seed: defaultCellOptions.seed,
		states: defaultCellOptions.statesMax,
		runs: defaultCellOptions.sampleRuns,
		format: 'text',
		sampleStrategy: defaultCellOptions.sampleStrategy,
		wallClock: true,
		perf: true,
		cache: false,
	};
	await runCompare(flags, { size: 1, crew: here }).finally(() => rmSync(out, { recursive: true }));
	// The command line too; it ends with an exit of its own.
	process.argv = [...process.argv.slice(0, 2), '--version'];
	process.on('exit', () => {
		for (const [path, code] of codeOfAll()) writeFileSync(path, code);
	});
	moduleOf('program');
}

void keepCode();

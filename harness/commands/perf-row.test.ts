/*
 * A row of `rmaplab perf` is the same whether the kernel's functions were linked or not: also of a kernel that dies in a
 * load, and while oracles ask between its calls. Uses dist/, which `npm test` builds first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { parametersOf } from '../../workloads/load/given.ts';
import { type LoadName, loadNamed } from '../../workloads/load/index.ts';
import { packageRoot } from '../catalogue/source.ts';
import { hasDied, type PerfRow } from '../result.ts';
import { jobOf } from './run-perf.ts';

interface Ran {
	readonly never: PerfRow;
	readonly now: PerfRow;
	/** What a linked kernel counted until it died or the load ended, without another run. */
	readonly once: PerfRow['events'];
	/** Where that kernel died. */
	readonly at: { readonly name: string; readonly path: string; readonly line: number } | null;
}

/** In a thread, since modules read the geometry while they load. `lethal` is an index of a file whose page kills. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { dist, job, name, lethal } = workerData;
const from = (path) => import(dist + path);
void (async () => {
	const { built, straightOracles } = await from('harness/measure/straight/built.js');
	const { rowOf } = await from('harness/commands/perf-row.js');
	const { kernelOn } = await from('harness/commands/perf-kernel.js');
	const { loadNamed } = await from('workloads/load/index.js');
	const { thrownAt } = await from('harness/measure/straight/places.js');
	const [modules, oracles] = await Promise.all([built(), straightOracles()]);
	const { operations, types, mm } = modules;
	const functions = { ...modules.variants[name].functions };
	if (lethal !== null) {
		functions.mark_page_accessed = function (page) {
			operations.BUG_ON(operations.load(types.page_index, page) === lethal, 'lethal page');
			return mm.baseFunctions.mark_page_accessed.call(this, page);
		};
	}
	const run = { job, variant: { name, own: [] }, functions };
	const { kernel, machine } = kernelOn(modules, functions, job.machine, 'now');
	let at = null;
	try {
		loadNamed(job.load).run(kernel, job.parameters);
	} catch (error) {
		if (!(error instanceof modules.state.Died)) throw error;
		if (!error.stack.includes('linked kernel')) throw error;
		at = thrownAt(error);
	}
	parentPort.postMessage({
		at,
		once: { ...machine.events },
		never: rowOf(modules, oracles, run, 'never'),
		now: rowOf(modules, oracles, run, 'now'),
	});
})();`;

function ran(
	name: string,
	load: LoadName,
	given: Readonly<Record<string, number>>,
	lethal: number | null = null,
): Promise<Ran> {
	const parameters = parametersOf(loadNamed(load), 'small', given);
	const machine = 'p4-2.7ghz-up';
	const job = jobOf({ loads: [], variants: [], machine, workers: 1 }, { load, parameters });
	const dist = `${pathToFileURL(join(packageRoot(), 'dist')).href}/`;
	const workerData = { ...job, dist, job, name, lethal };
	return new Promise((resolve, reject) => {
		const worker = new Worker(program, { eval: true, workerData });
		worker.on('message', (said: Ran) => {
			void worker.terminate();
			resolve(said);
		});
		worker.on('error', reject);
	});
}

const exact = (row: PerfRow): unknown => ({ ...row, wallClock: null });

test('a linked kernel that dies runs again without, which gives the row of one that was never linked', async () => {
	const { never, now, once, at } = await ran('pte-chains', 'truncate-storm', { rounds: 2 }, 7);
	// What calls the lethal function, which is in no file; in the linked text and in the module it is the same line.
	const source = readFileSync(join(packageRoot(), at!.path), 'utf8').split('\n');
	expect(source[at!.line - 1]).toContain('mark_page_accessed(');
	expect(source.join('\n')).toContain(`function* ${at!.name}(`);
	expect(never.findings[0]!.place).toBe(`${at!.name}() at ${at!.path}:${at!.line}`);
	expect(never.findings[0]).toMatchObject({ oracle: 'kernel BUG', text: 'lethal page' });
	expect([hasDied(never), hasDied(now)]).toEqual([true, true]);
	// Without another run it would tell what the rest of the function would have taken.
	expect(once).not.toEqual(never.events);
	expect(exact(now)).toEqual(exact(never));
});

test('oracles that ask between the calls of a linked kernel change nothing and find the same', async () => {
	const { never, now, once } = await ran('anon-in-rmap', 'remap-windows', { rounds: 4 });
	expect(never.oraclesAsked).toBeGreaterThan(2);
	expect(never.findings.map(({ oracle }) => oracle)).toContain('orphan page mapped');
	expect(exact(now)).toEqual(exact(never));
	expect(once).toEqual(now.events);
});

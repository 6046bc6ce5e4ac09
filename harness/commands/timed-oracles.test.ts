/*
 * Oracles in the timed mode: kernels broken on purpose are caught on one cpu and on three, the sound kernel passes, and of a
 * kernel that died nothing is told but its death. Uses dist/, which `npm test` builds first.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { parametersOf } from '../../workloads/load/given.ts';
import { loadNamed } from '../../workloads/load/index.ts';
import { packageRoot } from '../catalogue/source.ts';
import type { PerfFinding, PerfResult } from '../result.ts';
import { commandLineIn } from './fixture.ts';
import { jobOf } from './run-perf.ts';

interface Judged {
	readonly findings: readonly (PerfFinding & { readonly exits: number })[];
	readonly asked: number;
}

/** In a thread, since modules read the geometry while they load. `stays`: whether the last process exits. */
const program = `
const { parentPort, workerData } = require('node:worker_threads');
const { dist, name, mutant, cpus, stays } = workerData;
const from = (path) => import(dist + path);
const at = (page) => page * 4096;
function* child(kernel, process, file) {
	yield* kernel.touch(process, at(8), true);
	yield* kernel.touch(process, at(12), false);
	yield* kernel.map(process, 0, 0, 2, { isShared: false }, at(40));
	yield* kernel.touch(process, at(40), true);
	yield* kernel.exit(process);
}
function* script(kernel) {
	const file = yield* kernel.file(8);
	const first = yield* kernel.process();
	yield* kernel.map(first, file, 0, 8, { isShared: true }, at(8));
	yield* kernel.map(first, 0, 0, 2, { isShared: false }, at(20));
	for (const page of [8, 9, 12, 20]) yield* kernel.touch(first, at(page), page !== 9);
	for (let i = 0; i < 3; i++) {
		const process = yield* kernel.fork(first);
		yield* kernel.start('child', child(kernel, process, file));
	}
	while ((yield* kernel.wait()) >= 0);
	if (!stays) yield* kernel.exit(first);
}
void (async () => {
	const { bootTimed } = await from('harness/measure/timed/timed-kernel.js');
	const { TimedOracles } = await from('harness/measure/timed/timed-oracles.js');
	const { variants } = await from('variants/index.js');
	const { mutants } = await from('harness/check/mutants.js');
	const { baseFunctions } = await from('harness/mm/index.js');
	const sound = { ...baseFunctions, ...variants[name].functions };
	const broken = mutant === null ? {} : mutants[mutant].replaces(sound);
	const variant = { ...variants[name], functions: { ...variants[name].functions, ...broken } };
	const run = bootTimed(variant, 'numaq-16way', 15, cpus);
	const oracles = new TimedOracles(run);
	run.simulator.run('first', script(oracles.watch(run.kernel)));
	oracles.askAtEnd();
	const { findings, asked } = oracles.judges;
	parentPort.postMessage({ findings, asked });
})();`;

function judged(
	name: string,
	mutant: string | null,
	cpus: number,
	stays: boolean,
): Promise<Judged> {
	const parameters = parametersOf(loadNamed('fork-exec'), 'small', {});
	const machine = 'numaq-16way';
	const plan = { loads: [], variants: [], machine, workers: 1, cpus: [cpus] } as const;
	const job = jobOf(plan, { load: 'fork-exec', parameters });
	const dist = `${pathToFileURL(join(packageRoot(), 'dist')).href}/`;
	const workerData = { ...job, dist, name, mutant, cpus, stays };
	return new Promise((resolve, reject) => {
		const worker = new Worker(program, { eval: true, workerData });
		worker.on('message', (said: Judged) => {
			void worker.terminate();
			resolve(said);
		});
		worker.on('error', reject);
	});
}

test.each([
	['lock-page-convert', 1],
	['lock-page-convert', 3],
	['pte-chains', 1],
	['pte-chains', 3],
])('the sound kernel passes: %s on %i cpus', async (name, cpus) => {
	for (const stays of [true, false]) {
		const { findings, asked } = await judged(name, null, cpus, stays);
		expect(findings).toEqual([]);
		// With three, exits of children may all find others in the kernel; the last process exits alone.
		expect(asked).toBeGreaterThanOrEqual(stays && cpus > 1 ? 1 : 2);
	}
});

test.each([
	['lock-page-convert', 'add-rmap-counts-twice', 'mapcount wrong', true],
	['pte-chains', 'chain-node-is-not-freed', 'kernel object leaked', false],
	['lock-page-convert', 'remove-rmap-forgets-nr-mapped', 'nr_mapped wrong', false],
	['lock-page-convert', 'mapping-is-not-in-rss', 'rss wrong', true],
])('a kernel that is broken is caught: %s with %s', async (name, mutant, oracle, stays) => {
	for (const cpus of [1, 3]) {
		const { findings } = await judged(name, mutant, cpus, stays);
		expect(findings.map((each) => each.oracle)).toContain(oracle);
	}
});

const { rmaplab } = commandLineIn('timed-oracles');

test('rows have what the oracles find, and of a dead kernel its death alone', () => {
	const args = ['perf', '--json', '--cpus', '1,2', '--load', 'truncate-storm', '--variant'];
	const { rows } = JSON.parse(rmaplab(...args, 'pte-chains').stdout) as PerfResult;
	const died = rows.filter(({ findings }) => findings.length > 0);
	expect(died.map(({ variant, cpus }) => [variant, cpus])).toEqual([['lock-page-convert', 2]]);
	expect(died[0]!.findings).toEqual([
		{ oracle: 'kernel BUG', text: 'page_remove_rmap: !page->mapping' },
	]);
	expect(rows.filter((row) => !died.includes(row)).every((row) => row.oraclesAsked! > 0)).toBe(
		true,
	);
}, 240_000);

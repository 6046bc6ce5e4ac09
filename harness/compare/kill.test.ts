/*
 * A run that is killed at any moment, also while it writes its reports, and is begun again until it comes to its end
 * leaves the very bytes that a run in one piece leaves, an imported workload among them. Uses dist/, which `npm test` builds first.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';
import { seeded } from '../engine/seeded.ts';

const cli = join(packageRoot(), 'dist/harness/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'rmaplab-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

const args = ['compare', '--variant', 'forced-unmap', 'lock-page-convert', '--no-wall-clock'];
const imported = join(folder, 'imported.jsonl');
const workloads = ['--workload', 'quiet', 'trunc-remapped', 'trunc-vs-fault', imported];

/** Runs it until it ends, or until `isTime`, when it is killed; returns its status, null when it was. */
async function run(out: string, isTime: (ms: number) => boolean): Promise<number | null> {
	const child = spawn(process.execPath, [cli, ...args, ...workloads, '--out', join(folder, out)], {
		stdio: 'ignore',
	});
	const ended = new Promise<number | null>((done) => child.on('close', done));
	const began = performance.now();
	while (child.exitCode === null && child.signalCode === null) {
		if (isTime(performance.now() - began)) child.kill('SIGKILL');
		await new Promise((wake) => setTimeout(wake, 1));
	}
	return await ended;
}

const never = (): boolean => false;

/** All files with what they hold, but for what tells the machine. */
function bytesOf(out: string): Record<string, string> {
	const files = readdirSync(join(folder, out), { recursive: true, withFileTypes: true });
	return Object.fromEntries(
		files
			.filter((each) => each.isFile())
			.map((each): [string, string] => {
				const path = join(each.parentPath, each.name);
				const text = readFileSync(path, 'utf8');
				if (each.name !== 'results.json') return [path.slice(join(folder, out).length), text];
				const results = { ...(JSON.parse(text) as object), machine: null, wallClock: null };
				return ['results.json', JSON.stringify(results)];
			})
			.toSorted(([a], [b]) => (a < b ? -1 : 1)),
	);
}

let whole: Record<string, string>;
let milliseconds: number;
beforeAll(async () => {
	const recording = 'workloads/sequence/traces/ltp-remap_file_pages01.strace.gz';
	const importing = ['import', 'strace', join(packageRoot(), recording), '--out', imported];
	execFileSync(process.execPath, [cli, ...importing], { stdio: 'ignore' });
	const began = performance.now();
	if ((await run('whole', never)) !== 0) throw new Error('a run in one piece does not end well');
	milliseconds = performance.now() - began;
	whole = bytesOf('whole');
}, 60_000);

test('killed at random moments', async () => {
	const next = seeded(2003);
	let kills = 0;
	for (let i = 0; i < 4; i++) {
		const after = ((next() >>> 0) / 2 ** 32) * milliseconds;
		if ((await run('random', (ms) => ms > after)) === null) kills++;
	}
	expect(kills).toBeGreaterThan(0);
	expect(await run('random', never)).toBe(0);
	expect(bytesOf('random')).toEqual(whole);
}, 120_000);

test('killed when the first report is on the disk', async () => {
	const out = join(folder, 'reports');
	const isWriting = (): boolean =>
		existsSync(out) &&
		readdirSync(out).some((name) => name.endsWith('.new') && !name.startsWith('journal'));
	const status = await run('reports', isWriting);
	// All was searched, and nothing of that is lost: either the reports are there, or the journal is.
	const kept = ['results.json', 'journal.jsonl'].filter((name) => existsSync(join(out, name)));
	expect({ status, kept }).not.toMatchObject({ kept: [] });
	expect(await run('reports', never)).toBe(0);
	expect(bytesOf('reports')).toEqual(whole);
}, 120_000);

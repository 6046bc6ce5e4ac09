/*
 * harness/audit/kills/kills-main.ts - npm run kills: a comparison is killed at random moments and goes on by the same
 * command; what it writes at last must be what a run writes that nobody has killed.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../catalogue/source.ts';
import { below, seeded } from '../../engine/seeded.ts';
import { killsSaid, killsUsage } from '../../messages/index.ts';

const { values } = parseArgs({
	options: {
		count: { type: 'string', default: '10' },
		seed: { type: 'string', default: '2003' },
	},
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (![count, seed].every((each) => Number.isInteger(each) && each > 0)) {
	process.stderr.write(`${killsUsage()}\n`);
	process.exit(2);
}

const out = 'out';
/** A recording of a real program, and its calls as a workload. */
const recording = join(packageRoot(), 'workloads/sequence/traces/ltp-remap_file_pages01.strace.gz');
const imported = 'imported.jsonl';
/** Short cells and some longer ones, with and without findings, and calls in one order. */
const args = `compare --variant lock-page-convert no-bug leave-to-shrink-list
	--workload trunc-vs-fault trunc-remapped leave-to-shrink recheck-invalidate ./${imported}
	--no-wall-clock --no-cache --jobs 2 --out ${out}`.split(/\s+/);
/** Kills of one run at most, each of the run that goes on. */
const killsMax = 3;

const random = seeded(seed);
const draw = (most: number): number => below(most, random());
const folder = mkdtempSync(join(tmpdir(), 'rmaplab-kills-'));

/** Runs the command; kills it after so many milliseconds, unless it has ended by then. */
async function run(killAfter: number | null): Promise<'ended' | 'killed'> {
	const cli = join(packageRoot(), 'dist', 'harness', 'cli.js');
	const child = spawn(process.execPath, [cli, ...args], { cwd: folder, stdio: 'ignore' });
	const ended = once(child, 'exit') as unknown as Promise<readonly [number | null, string | null]>;
	if (killAfter !== null) {
		const stop = new AbortController();
		const timer = sleep(killAfter, null, { signal: stop.signal }).catch(() => null);
		await Promise.race([ended, timer]);
		stop.abort();
		child.kill('SIGKILL');
	}
	const [status, signal] = await ended;
	if (signal === 'SIGKILL') return 'killed';
	// 1 says that there are findings.
	if (status !== 0 && status !== 1) throw new Error(`the comparison ends with status ${status}`);
	return 'ended';
}

/** All that was written, by name. */
function written(): ReadonlyMap<string, string> {
	const names = readdirSync(join(folder, out), { recursive: true, withFileTypes: true })
		.filter((each) => each.isFile())
		.map(({ parentPath, name }) => join(parentPath, name))
		.toSorted();
	return new Map(names.map((name) => [name, readFileSync(name, 'latin1')]));
}

/** Cells that a journal has. */
function cellsKept(): number {
	const journal = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
		name.endsWith('journal.jsonl'),
	);
	if (journal === undefined || !existsSync(join(folder, journal))) return 0;
	return Math.max(0, readFileSync(join(folder, journal), 'latin1').split('\n').length - 2);
}

try {
	const cli = join(packageRoot(), 'dist', 'harness', 'cli.js');
	const importing = ['import', 'strace', recording, '--out', imported];
	execFileSync(process.execPath, [cli, ...importing], { cwd: folder, stdio: 'ignore' });
	const begun = performance.now();
	await run(null);
	const whole = performance.now() - begun;
	const wanted = written();
	let [kills, withCells, differ] = [0, 0, 0];
	for (let i = 0; i < count; i++) {
		rmSync(join(folder, out), { recursive: true, force: true });
		const most = 1 + draw(killsMax);
		for (let n = 0; n < most; n++) {
			if ((await run(draw(Math.ceil(whole)))) === 'ended') break;
			kills++;
			if (cellsKept() > 0) withCells++;
		}
		await run(null);
		const is = written();
		const names = [...new Set([...wanted.keys(), ...is.keys()])];
		const other = names.filter((name) => wanted.get(name) !== is.get(name));
		if (other.length > 0) {
			differ++;
			process.stdout.write(`${killsSaid.differs(i, other)}\n`);
		}
		process.stderr.write(`${killsSaid.part(i + 1, count, kills)}\n`);
	}
	process.stdout.write(`${killsSaid.sum(count, kills, withCells, wanted.size, differ, seed)}\n`);
	process.exitCode = differ === 0 ? 0 : 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}

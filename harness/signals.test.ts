/*
 * harness/signals.test.ts - tests that a signal ends each command at once, and that what is said to be kept is.
 * Uses dist/, which `npm test` builds first.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Comparison } from './result.ts';

const cli = resolve('dist/harness/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'rmaplab-signals-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

writeFileSync(
	join(folder, 'loop.js'),
	`import { defineVariant } from 'rmaplab';
export function* vmtruncate_vma() { for (;;); }
export default defineVariant({ name: 'loop', subject: 's', from: 'you', date: '2003-04-05',
	replaces: { vmtruncate_vma }, claims: {} });
`,
);
writeFileSync(
	join(folder, 'many.steps'),
	'program p\nvar x\nthread t[r in 1..N] { x = r v = x }\nexpect executions 31: 9\n',
);

interface Ended {
	readonly status: number | null;
	readonly signal: NodeJS.Signals | null;
	/** Seconds from the signal to the end. */
	readonly seconds: number;
	readonly stderr: string;
}

/** Runs a command in the folder, and sends it a signal once `isTime`. */
async function signalled(
	args: readonly string[],
	signal: NodeJS.Signals,
	isTime: (seconds: number) => boolean,
): Promise<Ended> {
	const child = spawn(process.execPath, [cli, ...args], { cwd: folder });
	let stderr = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
	child.stdout.resume();
	const ended = new Promise<Pick<Ended, 'status' | 'signal'>>((done) =>
		child.on('close', (status, by) => done({ status, signal: by })),
	);
	const began = performance.now();
	while (child.exitCode === null && !isTime((performance.now() - began) / 1000)) {
		await new Promise((wake) => setTimeout(wake, 20));
	}
	expect({ args, stderr, exitCode: child.exitCode }).toMatchObject({ exitCode: null });
	const sent = performance.now();
	child.kill(signal);
	const how = await ended;
	return { ...how, seconds: (performance.now() - sent) / 1000, stderr };
}

/** A second, and as much as a machine needs that has other work, and is asked for four things at once. */
const secondsMax = 6;

const endless = ['--states', '50000000', '--workload', 'anon-add-rmap'];

/** Each with a signal; those that listen have a status, the others are ended by the system. */
const deaf: readonly (readonly [NodeJS.Signals, number, readonly string[]])[] = [
	['SIGINT', 130, ['refine', 'forced-unmap', 'nonlinear-aware', ...endless]],
	[
		'SIGTERM',
		143,
		['export', 'promela', 'lock-page-convert', 'anon-add-rmap', '--states', '50000000'],
	],
	['SIGINT', 130, ['calibrate', 'many.steps']],
	['SIGINT', 130, ['check', 'loop.js']],
	['SIGHUP', 129, ['check', 'loop.js', '--patience', '1h']],
	['SIGINT', 130, ['causes', ...endless]],
	['SIGTERM', 143, ['combine', 'forced-unmap', 'no-bug', ...endless]],
	['SIGINT', 130, ['claims', '--states', '50000000']],
];

describe.runIf(process.platform === 'linux')('a signal', () => {
	test.concurrent.each(deaf)('%s ends with %i: %j', async (signal, status, args) => {
		const ended = await signalled(args, signal, (seconds) => seconds > 3);
		expect(ended.seconds).toBeLessThan(secondsMax);
		// A command that does not listen is ended by the signal itself.
		expect([status, null]).toContain(ended.status);
		if (ended.status === null) expect(ended.signal).toBe(signal);
		expect(ended.stderr).not.toMatch(/internal fault|\n {4}at /);
	});

	test.concurrent.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
		'%s ends compare with its reports, and what is kept is kept',
		async (signal) => {
			const out = join(folder, signal);
			const journal = join(out, 'journal.jsonl');
			const lines = (): string[] =>
				existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').slice(1, -1) : [];
			const args = ['--variant', 'lock-page-convert', '--states', '50000000', '--jobs', '1'];
			const ended = await signalled(
				['compare', ...args, '--workload', 'quiet', 'anon-add-rmap', '--out', out],
				signal,
				() => lines().length > 0,
			);
			const { status, stderr, seconds } = ended;
			expect({ status, stderr }).toMatchObject({
				status: { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal],
			});
			// The charts and reports of it take time, too.
			expect(seconds).toBeLessThan(3 * secondsMax);
			const kept = Number(/^(\d+) of 2 cells are kept/m.exec(stderr)![1]);
			expect(kept).toBe(lines().length);
			const { cells } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Comparison;
			expect(cells.filter(({ explored }) => explored.kind === 'complete').length).toBe(kept);
			expect(readdirSync(out)).not.toContain('rmaplab.lock');
		},
	);
});

/*
 * A run whose jobs lie in a queue has the result of a run of one process, also when a worker is killed at its job. Needs
 * redis-server, and is skipped where it is missing.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BadInput } from '../messages/index.ts';
import { commandLineIn } from './fixture.ts';
import { redisOf } from './queue.ts';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
const { folder, rmaplab, started } = commandLineIn('queue');

const asked = '--variant forced-unmap objrmap-1 nonlinear-aware --no-wall-clock --no-cache'
	.split(' ')
	.concat('--workload', 'quiet', 'trunc-remapped', 'trunc-vs-fault', 'cow-vs-trunc');

const results = (out: string): string => readFileSync(join(folder, out, 'results.json'), 'utf8');

test('an address of a Redis', () => {
	expect(redisOf('redis://box')).toEqual({ host: 'box', port: 6379 });
	expect(redisOf('rediss://me:s%2Fx@[::1]:7000/3')).toEqual({
		host: '::1',
		port: 7000,
		username: 'me',
		password: 's/x',
		db: 3,
		tls: {},
	});
	for (const text of ['', 'box', 'http://box', 'redis://', 'redis://box/x', 'redis://box:99999']) {
		expect(() => redisOf(text), text).toThrow(BadInput);
	}
});

test('no Redis where one is named is one line', () => {
	for (const command of [['serve-queue', ...asked], ['work']]) {
		const { status, stderr } = rmaplab(...command, '--redis', 'redis://x:secret@127.0.0.1:1');
		expect(stderr).toBe(
			'error: no Redis answers at redis://127.0.0.1:1; start one with redis-server, or name another --redis\n',
		);
		expect(status).toBe(2);
	}
}, 60_000);

describe.skipIf(!hasRedis)('a queue (skipped without redis-server)', () => {
	let redis: ChildProcess;
	let url: string;
	beforeAll(async () => {
		const port = await freePort();
		url = `redis://127.0.0.1:${port}`;
		redis = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', folder], {
			stdio: ['ignore', 'pipe', 'ignore'],
		});
		await new Promise<void>((resolve) => {
			redis.stdout!.on('data', (text) => {
				if (String(text).includes('Ready to accept')) resolve();
			});
		});
	}, 30_000);
	afterAll(() => redis.kill('SIGKILL'));

	test('of whose two workers one is killed gives what one process gives', async () => {
		const work = () => started({}, 'work', '--redis', url, '--jobs', '1');
		const [killed, lives] = [work(), work()];
		const serve = started({}, 'serve-queue', ...asked, '--redis', url, '--out', 'queued');
		await killed.until('stderr', /1 worker for/);
		await serve.until('stderr', /jobs go to/);
		// It has its first job, or is about to; whoever is left gets it after a silence.
		await new Promise((wake) => setTimeout(wake, 1500));
		killed.child.kill('SIGKILL');
		expect(await serve.ended).toBe(0);
		lives.child.kill('SIGINT');
		expect(await lives.ended).toBe(130);
		expect(lives.said.stderr).toMatch(/^[1-4] jobs? done$/m);

		expect(rmaplab('compare', ...asked, '--out', 'alone').status).toBe(0);
		expect(results('queued')).toBe(results('alone'));
	}, 120_000);

	test('of a variant that is of no use has the others', async () => {
		const worker = started({}, 'work', '--redis', url, '--idle', '3s');
		writeFileSync(
			join(folder, 'bad.ts'),
			`import { defineVariant } from 'rmaplab';
export default defineVariant({ name: 'bad', subject: 's', from: 'you', date: '2003-04-05',
	replaces: { *page_add_rmap() { throw new Error('no such thing'); } }, claims: [] });
`,
		);
		const words =
			'--variant forced-unmap bad.ts --workload quiet --out bad --no-perf --no-wall-clock';
		const serve = started({}, 'serve-queue', ...words.split(' '), '--redis', url);
		const status = await serve.ended;
		const { stderr } = serve.said;
		expect(stderr).toMatch(/bad\.ts:\d+:\d+: error: .*no such thing/);
		expect(status).toBe(2);
		const cells = (JSON.parse(results('bad')) as { cells: { variant: string }[] }).cells;
		expect(cells.map((each) => each.variant)).toContain('forced-unmap');
		expect(await worker.ended).toBe(0);
	}, 120_000);
});

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer();
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as { port: number };
			server.close(() => resolve(port));
		});
	});
}

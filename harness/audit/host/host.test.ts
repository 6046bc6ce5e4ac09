/*
 * The running kernel as a judge: random sequences of calls on it and on the stack that stands for it. Semantic mutants
 * of the stack are found, and shown in a few calls. Needs Linux 6 and a C compiler; without them it is skipped aloud.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { randomSequence, sequenceLimits } from '../../../workloads/sequence/random-sequence.ts';
import { sequencesOf } from '../../../workloads/sequence/recording.ts';
import { packageRoot } from '../../catalogue/source.ts';
import { commandLineIn } from '../../commands/fixture.ts';
import { below, seeded } from '../../engine/seeded.ts';
import type { HostResult } from '../../result.ts';
import { callText } from '../recorded/call-text.ts';
import { fewestCalls } from './fewest-calls.ts';
import { compiler } from './helper.ts';

const { folder, rmaplab } = commandLineIn('host');

const canAsk = process.platform === 'linux' && release().startsWith('6.') && compiler() !== null;
if (!canAsk) console.warn('host.test.ts: skipped, it needs Linux 6 and a C compiler');

/** A variant on top of linux-6-18 with one function of its own. */
function mutant(name: string, parameters: string, body: string): string {
	const path = join(folder, `${name.replaceAll('_', '-')}.ts`);
	writeFileSync(
		path,
		`import { defineVariant } from 'rmaplab';
import type { Kernel, Task } from 'rmaplab';
import linux618 from 'rmaplab/variants/linux/linux-6-18';
function* ${name}(this: Kernel${parameters}): Task<number> {
	${body}
}
export default defineVariant({
	name: '${name.replaceAll('_', '-')}', subject: 'a mutant', from: 'a test', date: '2026-01-01',
	base: linux618, replaces: { ${name} }, claims: {},
});
`,
	);
	return path;
}

const compared = (...args: string[]): HostResult =>
	JSON.parse(rmaplab('host', '--json', ...args).stdout) as HostResult;

describe.skipIf(!canAsk)('the running kernel', () => {
	test('answers as the stack that stands for it', () => {
		const result = compared('--for', '3s', '--seed', '7');
		expect(result.differences).toEqual([]);
		expect(result.results).toBeGreaterThan(2_000);
		expect(result.agree).toBe(result.results);
	}, 60_000);

	test.each([
		['sys_mlock', '', 'return 0;'],
		['sys_remap_file_pages', '', 'return 0;'],
		['madvise_remove', '', 'return 0;'],
		['madvise_dontneed', '', 'return 0;'],
		['mlock_fixup', '', 'return 0;'],
	])(
		'a mutant of %s is found and made small',
		(name, parameters, body) => {
			const path = mutant(name, parameters, body);
			const result = compared('--for', '4s', '--variant', path);
			expect(result.results - result.agree).toBeGreaterThan(0);
			const [shortest] = result.differences;
			expect(shortest!.calls.length).toBeLessThanOrEqual(8);
			expect(shortest!.host).not.toBe(shortest!.simulated);
		},
		60_000,
	);

	test('leaves no file behind', () => {
		rmaplab('host', '--for', '1s');
		const left = [tmpdir(), '/dev/shm'].flatMap((each) => readdirSync(each));
		expect(
			left.filter((each) => each.startsWith('rmaplab-host-') && !each.includes('test')),
		).toEqual([folder.split('/').at(-1)!].filter((each) => left.includes(each)));
	}, 30_000);
});

describe('without what it needs', () => {
	test('no compiler: one line, exit 2', () => {
		const nothing = join(folder, 'nothing');
		mkdirSync(nothing);
		const { status, stderr } = spawnSync(
			process.execPath,
			[join(packageRoot(), 'dist/harness/cli.js'), 'host', '--for', '1s'],
			{ encoding: 'utf8', env: { PATH: nothing } },
		);
		expect(status).toBe(2);
		expect(stderr).toMatch(/^error: rmaplab host (compiles|asks)/);
	});

	test.each([
		['--for', 'never'],
		['--seed', '-1'],
		['--variant', 'no-such'],
	])('%s %s is refused', (option, value) => {
		const { status, stdout, stderr } = rmaplab('host', option, value);
		expect([status, stdout]).toEqual([2, '']);
		expect(stderr).toContain('error: ');
	});
});

test('random calls are calls of a recording, within the machine that is made for them', () => {
	const random = seeded(11);
	const draw = (count: number): number => below(count, random());
	for (let i = 0; i < 300; i++) {
		const calls = randomSequence(draw, i % 2 === 0 ? 't' : 'd', 120);
		const lines = calls.map((each) => JSON.stringify([callText(each), { ok: 0 }]));
		const [read] = sequencesOf(`{"sequence":1}\n${lines.join('\n')}\n`, 'random');
		expect(read!.calls).toHaveLength(122);
		const forks = calls.filter(({ call }) => call === 'fork').length;
		expect(forks).toBeLessThan(sequenceLimits.processes);
		const gone = new Set<number>();
		for (const { task, call } of calls) {
			expect(gone.has(task)).toBe(false);
			if (call === 'exit') gone.add(task);
		}
	}
});

test('the fewest calls: those that are needed stay, in their order', async () => {
	const calls = ['a', 'b', 'c', 'd', 'e', 'f'].map((call) => ({ task: 0, call, args: [] }));
	const live = { answersTo: async (given: typeof calls) => given.map(() => 'ok') };
	const wrong = (given: typeof calls): string[] => {
		const names = given.map(({ call }) => call);
		const isShown = names.includes('b') && names.includes('e');
		return names.map((name) => (name === 'e' && isShown ? 'EINVAL' : 'ok'));
	};
	const found = await fewestCalls(
		calls,
		live,
		{ answersTo: async (given) => wrong(given as typeof calls) },
		() => true,
	);
	expect(found).toEqual({
		kind: 'e: ok / EINVAL',
		difference: { calls: ['p0 b', 'p0 e'], host: 'ok', simulated: 'EINVAL' },
	});
});

/*
 * Litmus tests without a race on the running kernel: each of ours is asked and answered alike, or refused with the place
 * of what cannot be asked. Needs Linux 6 and a C compiler; without them it is skipped aloud.
 */
import { writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readWorkload, workloadNames } from '../../catalogue/litmus.ts';
import { commandLineIn } from '../../commands/fixture.ts';
import { BadInput } from '../../messages/index.ts';
import type { HostLitmus } from '../../result.ts';
import { callText } from '../recorded/call-text.ts';
import { compiler } from './helper.ts';
import { callsOfLitmus } from './litmus-calls.ts';
import { runHostLitmus } from './run-litmus.ts';

const { folder, rmaplab } = commandLineIn('host-litmus');
const linux = { name: 'linux-6-18', module: null };

const canAsk = process.platform === 'linux' && release().startsWith('6.') && compiler() !== null;
if (!canAsk) console.warn('host-litmus.test.ts: skipped, it needs Linux 6 and a C compiler');

const written = (name: string, ...lines: string[]): string => {
	const path = join(folder, `${name}.litmus`);
	writeFileSync(path, `scenario ${name}\n${lines.join('\n')}\n`);
	return path;
};

const every = [
	'file f 3 pages',
	'process A { map m f[0..2] shared locked; map n anon 2 private; map k f[1] private readonly at n[1] }',
	'process B { map m f[0..1] private populate; touch m write; fork C }',
	'cpu a in A {',
	'	touch m[1] write; touch k read; touch k write; mprotect m[2] none; touch m[2] read',
	'	mprotect m[2] write; msync m; mincore m; munlock m[0]; dontneed m[0]; remap m[0] -> f[2]',
	'	touch m[0] read; mremap m[2] 1 -> 3 as g; touch g read; move n[0] to h; touch h write; unmap h',
	'	touch h read; truncate f 1+100; touch m[1] read; fsync f; read f[0]; read f[2]; write f[2]',
	'	touch m[0] read; punch f[0]; read f[0]; exit',
	'}',
	'after in C { touch m[0] read; touch m[1] write }',
];

const callsOf = (where: string): readonly string[] =>
	callsOfLitmus(readWorkload(where, null)).map(({ call }) => callText(call));

describe('a litmus test as a sequence', () => {
	test('has an idle process that forks the others, and files with contents', () => {
		expect(callsOf('remap-hole')).toEqual([
			'p0 trunc t1 2',
			'p0 pwrite t1 0 1000',
			'p0 pwrite t1 1 1001',
			'p0 fork 1',
			'p1 mmap 0 2 t1 0 rw s',
			'p1 munmap 0 1',
			'p1 remap 0 1 1',
		]);
	});

	test.each([
		['races', ['cpu a { refill 1 }', 'cpu b { refill 1 }'], /:4:1: error: cpu 'b' races/],
		['shrinks', ['cpu a { fsync f; shrink 1 }'], /:3:18: error: .* cannot be asked for 'shrink'/],
		[
			'moves',
			['process A { map m f[0] shared }', 'cpu a in A { mremap m[0] 1 -> 2 maymove as n }'],
			/'maymove'/,
		],
		[
			'pins',
			['process A { map m f[0] shared }', 'cpu a in A { pin m[0] read as p }'],
			/:4:14: .*'pin'/,
		],
		[
			'reaches',
			['process A { map m f[0] shared }', 'cpu a in A { unmap m[0..1] beyond }'],
			/'beyond'/,
		],
		[
			'copies',
			['process A { map m f[0] shared }', 'cpu a in A { write f[0] from m[0] }'],
			/'from'/,
		],
	])('%s: is refused with its place', (name, lines, complaint) => {
		const path = written(name, 'file f 1 page', ...lines);
		const ask = (): unknown => callsOf(path);
		expect(ask).toThrow(BadInput);
		expect(ask).toThrow(complaint);
	});
});

describe.skipIf(!canAsk)('the running kernel', () => {
	test('answers every litmus test of ours without a race as linux-6-18 does', async () => {
		const asked = workloadNames().flatMap((name) => {
			const workload = readWorkload(name, null);
			try {
				callsOfLitmus(workload);
				return [workload];
			} catch (error) {
				expect(error).toBeInstanceOf(BadInput);
				return [];
			}
		});
		expect(asked.length).toBeGreaterThanOrEqual(15);
		const results = await runHostLitmus(asked, linux, linux.name);
		expect(results.filter(({ agree }) => !agree)).toEqual([]);
	}, 60_000);

	test('answers every call that it can be asked for', async () => {
		const [result] = await runHostLitmus(
			[readWorkload(written('every', ...every), null)],
			linux,
			linux.name,
		);
		// A read at the end of the file says only that it worked.
		const wanted = (host: string, simulated: string): string =>
			host === 'ok' && simulated === 'EOF' ? 'EOF' : host;
		expect(
			result!.rows.filter(({ host, simulated }) => wanted(host, simulated) !== simulated),
		).toEqual([]);
		const answers = result!.rows.map(({ host }) => host);
		expect(answers).toEqual(
			expect.arrayContaining(['ok', 'SIGSEGV', 'SIGBUS', 'value 1005', 'value 0']),
		);
	}, 60_000);

	test('differs from a kernel that forgets to unmap, and says where', () => {
		const path = written(
			'short',
			'file f 2 pages',
			'process A { map m f[0..1] shared; touch m read }',
			'cpu a { truncate f 1 }',
			'after in A { touch m[1] read }',
		);
		writeFileSync(
			join(folder, 'forgets.ts'),
			`import { defineVariant, type Kernel, type Task } from 'rmaplab';
import linux618 from 'rmaplab/variants/linux/linux-6-18';
function* do_truncate(this: Kernel): Task<number> {
	return 0;
}
export default defineVariant({ name: 'forgets', subject: 'a mutant', from: 'a test', date: '2026-01-01',
	base: linux618, replaces: { do_truncate }, claims: {} });
`,
		);
		const said = rmaplab('host', path, '--variant', join(folder, 'forgets.ts'), '--json');
		expect(said.status).toBe(1);
		const [result] = JSON.parse(said.stdout) as HostLitmus[];
		expect(result!.rows.at(-1)).toMatchObject({ host: 'SIGBUS', simulated: 'value 1001' });
	}, 60_000);
});

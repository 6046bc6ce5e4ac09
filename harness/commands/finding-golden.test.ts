/*
 * For findings of different kinds the picture and both mails, as files that were read by eye. With UPDATE=1 they are
 * written anew.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mailStyles } from '../../reports/index.ts';
import type { Comparison } from '../result.ts';
import { packageRoot } from '../catalogue/source.ts';
import { commandLineIn } from './fixture.ts';

const golden = join(packageRoot(), 'reports/golden/findings');
const { folder, rmaplab } = commandLineIn('findings');

/** Oracle, token, and variants of which one or none closes it. */
const findings: readonly (readonly [
	name: string,
	oracle: string,
	token: string,
	among: string[],
])[] = [
	[
		'kernel-bug',
		'kernel BUG',
		'lock-page-convert:trunc-vs-fault:B1aA3tBa',
		['recheck-racy-b', 'no-bug'],
	],
	[
		'orphan',
		'orphan page mapped',
		'nonlinear-aware:invalidate-vs-fault:B1iA38B8',
		['invalidate2-one-counter', 'fault-page-lock-once'],
	],
	[
		'deadlock',
		'deadlock',
		'forced-unmap-blocking:recheck-populate:AoB1wA6',
		['forced-unmap', 'recheck-racy-b'],
	],
	['livelock', 'livelock', 'convert-v1:convert-vs-fault:AgBcAmBlA1BaA2', ['convert-v1-trylock']],
	[
		'locked',
		'VM_LOCKED page unmapped inside EOF',
		'lock-page-convert:trunc-innocent-locked:A7g',
		['forced-unmap', 'nonlinear-mlocked'],
	],
	[
		'unreachable',
		'page not reachable by rmap',
		'lock-page-convert:convert-enomem:A1c',
		['pte-chains'],
	],
	[
		'null',
		'NULL dereference',
		'no-bug:leave-to-shrink:B1aA3tBlCm',
		['no-bug-chainlock', 'leave-to-shrink-list'],
	],
	[
		'nr-mapped',
		'nr_mapped wrong',
		'lock-page-convert:convert-vs-zap:A2hB18AjB10',
		['convert-v3-tweak'],
	],
	[
		'freed',
		'freed object used',
		'lock-page-convert:referenced-vs-trunc:A8B2yA1dBj',
		['get-page-testone'],
	],
	[
		'lost-data',
		'lost dirty data',
		'lock-page-convert:direct-write-vs-store:B2oA3dB1gC7r',
		['fault-page-lock-once'],
	],
	[
		'placement',
		'lost placement of a nonlinear page',
		'forced-unmap:trunc-extend-remapped:A6oB2s',
		['forced-unmap-filepte'],
	],
	[
		'weak-memory',
		'access beyond EOF succeeds',
		'truncate-count-two:count-vs-truncate-relaxed:BsA52BGHIJ',
		['truncate-count-barriers'],
	],
];

/** Holds what was written against its file, or writes that. */
function hold(file: string): string {
	const path = join(golden, file);
	const text = readFileSync(join(folder, file), 'utf8');
	if (process.env['UPDATE'] === '1') {
		mkdirSync(golden, { recursive: true });
		writeFileSync(path, text);
	}
	expect(text).toBe(readFileSync(path, 'utf8'));
	return text;
}

test.each(findings)('%s', { timeout: 120_000 }, (name, oracle, token, among) => {
	const [variant, workload] = token.split(':') as [string, string];
	const asked = ['--variant', variant, ...among, '--workload', workload];
	const run = rmaplab('compare', ...asked, '--out', name, '--no-wall-clock', '--jobs', '1');
	expect(run.status, run.stderr).not.toBe(2);
	const drawn = rmaplab('replay', token, '--svg', `${name}.svg`);
	expect(drawn).toMatchObject({ status: 0, stderr: '' });
	hold(`${name}.svg`);
	const results = ['--results', `${name}/results.json`];
	for (const style of mailStyles) {
		const file = `${name}.${style}.txt`;
		const options = ['--oracle', oracle, '--style', style, '--out', file];
		const ran = rmaplab('mail', token, ...options, ...results);
		expect(ran).toMatchObject({ status: 0, stdout: '' });
		for (const line of hold(file).split('\n')) {
			expect(`> > ${line}`.length, line).toBeLessThanOrEqual(80);
		}
	}
});

test('without results the same searches are run', { timeout: 60_000 }, () => {
	const [, oracle, token, among] = findings[3]!;
	const ran = rmaplab('mail', token, '--oracle', oracle, '--among', ...among, '--style', '2003');
	expect(ran.status, ran.stderr).toBe(0);
	expect(ran.stderr).toContain('convert-vs-fault on 3 variants, to see who closes it');
	// The clock of the run says nothing, so that both are the same.
	expect(ran.stdout).toBe(readFileSync(join(golden, 'livelock.2003.txt'), 'utf8'));
});

test('a token of an execution that shows more is told as that', { timeout: 60_000 }, () => {
	const [name, , token] = findings[4]!;
	const results = ['--results', `${name}/results.json`];
	const first = rmaplab('mail', token, ...results);
	expect(first.stdout.replaceAll(/\s+/g, ' ')).toContain('The same execution shows "');
	const [, other] = /a mail about that: --oracle '([^']*)'/.exec(first.stderr) ?? [];
	const second = rmaplab('mail', token, ...results, '--oracle', other!);
	expect(second.stdout).toContain(`Subject: mm: ${other} with`);
	expect(second.stderr).not.toContain('--oracle');
});

test('what the results lack of those that were asked for is searched', { timeout: 60_000 }, () => {
	const [name, oracle, token] = findings[3]!;
	const asked = ['--oracle', oracle, '--results', `${name}/results.json`];
	const ran = rmaplab('mail', token, ...asked, '--among', 'convert-v1-revalidate');
	expect(ran.stderr).toContain(`numbers from ${name}/results.json`);
	expect(ran.stderr).toContain('convert-vs-fault on 3 variants, to see who closes it');
	// What convert-v1 is run on is younger and free of it.
	expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain('does not show it without the patch.');
	expect(ran.stdout).not.toContain('With convert-v1');
	// The results have this one, and nobody asked for it.
	expect(ran.stdout).not.toContain('convert-v1-trylock');
});

test(
	"a litmus file of one's own goes with the mail, and its words do no harm",
	{ timeout: 60_000 },
	() => {
		const asks = '# <script>alert("1")</script> & =1+1\n';
		const calls =
			'file f 2 pages cached\n\nprocess A { map m f[0..1] shared }\n' +
			'cpu a { truncate f 1 }\ncpu b in A { touch m[1] read }\n';
		writeFileSync(join(folder, 'own.litmus'), `${asks}scenario own\n${calls}`);
		const own = ['--workload', 'own.litmus'];
		const run = rmaplab('compare', '--variant', 'forced-unmap', ...own, '--out', 'own', '--json');
		const { cells } = JSON.parse(run.stdout) as Pick<Comparison, 'cells'>;
		const { oracle, token } = cells.flatMap(({ violations }) => violations)[0]!;
		expect(rmaplab('replay', token, ...own, '--svg', 'own.svg').status).toBe(0);
		const svg = readFileSync(join(folder, 'own.svg'), 'utf8');
		expect(svg).toContain('&lt;script&gt;alert(&quot;1&quot;)');
		expect(svg).not.toContain('<script');
		expect(svg).toContain('--workload own.litmus');
		const results = ['--results', 'own/results.json', '--oracle', oracle];
		const ran = rmaplab('mail', token, ...own, ...results);
		expect(ran.status, ran.stderr).toBe(0);
		expect(ran.stdout).toContain(
			'own.litmus:\n\n  # <script>alert("1")</script> & =1+1\n  scenario own\n',
		);
		expect(ran.stdout).toContain('The commands read own.litmus, which goes with this mail.');
		expect(ran.stdout).toMatch(/^[\n -~]*$/);
	},
);

test('what the execution does not show is no mail', () => {
	const [, , token] = findings[3]!;
	expect(rmaplab('mail', token, '--oracle', 'deadlock')).toMatchObject({
		status: 2,
		stdout: '',
		stderr: "error: 'deadlock' is not what this shows: this execution shows livelock\n",
	});
	expect(rmaplab('mail', token, '--oracle', 'livelok').stderr).toContain("'livelock'");
	expect(
		rmaplab('mail', 'lock-page-convert:trunc-vs-fault:AB', '--oracle', 'deadlock'),
	).toMatchObject({ status: 2 });
	expect(rmaplab('replay', token, '--svg', 'no/such/folder.svg')).toMatchObject({ status: 2 });
});

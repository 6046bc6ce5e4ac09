/*
 * rmaplab report, open and doctor on the built command line: reports are drawn again byte by byte from results.json, a
 * page is opened or its path said, and the machine is told as it is.
 */
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Comparison } from '../result.ts';
import { commandLineIn, type Ran } from './fixture.ts';
import { chromium } from './installed.ts';

const { folder, rmaplab, rmaplabWith } = commandLineIn('report');
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const filesIn = (path: string): string[] =>
	readdirSync(join(folder, path), { recursive: true, encoding: 'utf8' })
		.filter((file) => /\.\w+$/.test(file))
		.toSorted();
let compared: Ran;

const isChromiumThere = chromium() !== null;
if (!isChromiumThere) console.warn('Chromium is missing: no chart is drawn as PNG');

beforeAll(() => {
	rmaplab('init', 'mine');
	const asked =
		'--variant forced-unmap ./mine.ts --workload trunc-remapped ./mine.litmus --operations --full';
	compared = rmaplab('compare', ...asked.split(' '), '--no-wall-clock', '--out', 'first');
}, 60_000);

describe('report', () => {
	test('draws all that compare wrote, byte by byte, and prints what it printed', () => {
		cpSync(join(folder, 'first'), join(folder, 'again'), { recursive: true });
		const files = filesIn('first');
		expect(files.length).toBeGreaterThan(12);
		for (const file of files) {
			if (file !== 'results.json') rmSync(join(folder, 'again', file), { recursive: true });
		}
		const { status, stdout, stderr } = rmaplab('report', 'again', '--full');
		expect(status).toBe(0);
		expect(stderr).toMatch(/^\d+ files drawn; /);
		expect(filesIn('again')).toEqual(files);
		for (const file of files) expect(read(`again/${file}`)).toBe(read(`first/${file}`));
		expect(stdout.replaceAll('again/', 'first/')).toBe(compared.stdout);
	});

	test('--png without Chromium says what is missing, and writes nothing', () => {
		const { status, stdout, stderr } = rmaplabWith(
			{ PATH: folder },
			'report',
			'first',
			'-o',
			'bare',
			'--png',
		);
		expect([status, stdout]).toEqual([2, '']);
		expect(stderr).toMatch(
			/^error: --png draws with Chromium, and PATH has none \(chromium, [^\n]*\n$/,
		);
		expect(existsSync(join(folder, 'bare'))).toBe(false);
	});

	test('--png says why nothing was drawn, and leaves no half of a report', () => {
		const bin = join(folder, 'bin');
		mkdirSync(bin);
		writeFileSync(join(bin, 'chromium'), '#!/bin/sh\necho it broke >&2\nexit 1\n');
		chmodSync(join(bin, 'chromium'), 0o755);
		const { status, stderr } = rmaplabWith(
			{ PATH: `${bin}:/bin` },
			'report',
			'first',
			'-o',
			'bare',
			'--png',
		);
		expect(status).toBe(2);
		expect(stderr).toMatch(/^error: --png: \S+chromium did not draw \S+\.svg: it broke; [^\n]*\n$/);
		expect(existsSync(join(folder, 'bare/report.html'))).toBe(false);
	});

	test('--png where no fonts are installed says that there would be no words', () => {
		const bin = join(folder, 'fontless');
		mkdirSync(bin);
		for (const [name, body] of [
			['chromium', 'exit 1'],
			['fc-list', 'exit 0'],
		] as const) {
			writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
			chmodSync(join(bin, name), 0o755);
		}
		const { status, stderr } = rmaplabWith(
			{ PATH: `${bin}:/bin` },
			'report',
			'first',
			'-o',
			'bare',
			'--png',
		);
		expect([status, stderr.split(';')[0]]).toEqual([
			2,
			'error: --png: no fonts are installed, so that a picture would have no words',
		]);
	});

	test.skipIf(!isChromiumThere)(
		'--png draws each chart, twice as large',
		{ timeout: 120_000 },
		() => {
			expect(rmaplab('report', 'first', '-o', 'drawn', '--png', '-q').stderr).toBe('');
			const charts = filesIn('drawn').filter((file) => file.endsWith('.svg'));
			expect(charts.length).toBeGreaterThan(0);
			for (const file of charts) {
				const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(read(`drawn/${file}`))!;
				const png = readFileSync(join(folder, 'drawn', file.replace('.svg', '.png')));
				expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
				expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
					2 * Math.ceil(Number(width)),
					2 * Math.ceil(Number(height)),
				]);
			}
		},
	);

	test('ends with what to read next, the answers first', () => {
		const last = compared.stdout.trimEnd().split('\n\n').at(-1)!.split('\n');
		const named = last.flatMap((line) => /^first\/(\S+):/.exec(line)?.[1] ?? []);
		expect(named).toEqual(['report.html', 'answers.txt', 'mail.txt', 'report.txt']);
	});

	test('prints the mail alone where that is asked for, and results.json as --json does', () => {
		const printed = (...flags: string[]): string =>
			rmaplab('report', 'first', '-o', 'printed', ...flags).stdout;
		const mail = printed('--format', 'mail', '--style', 'modern');
		expect(mail).toBe(read('printed/mail.txt'));
		expect(mail).toMatch(/^Subject: /);
		expect(printed('--format', 'json')).toBe(printed('--json'));
	});

	test.each([
		['2003', /^I ran (?:this as )?mine/m, false],
		['modern', /^mine is "/m, true],
	])('mail.txt in style %s, and nothing else otherwise', (style, says, isUnderlined) => {
		const out = `style-${style}`;
		const { status, stderr } = rmaplab(
			'report',
			'first',
			'-o',
			out,
			'--full',
			'-q',
			'--style',
			style,
		);
		expect([status, stderr]).toEqual([0, '']);
		const mail = read(`${out}/mail.txt`);
		expect(mail).toMatch(says);
		expect(/^ *\^{3,}$/m.test(mail)).toBe(isUnderlined);
		for (const file of filesIn('first').filter((each) => each !== 'mail.txt')) {
			expect(read(`${out}/${file}`), file).toBe(read(`first/${file}`));
		}
		const asked = ['--variant', 'forced-unmap', './mine.ts', '--workload', 'trunc-remapped'];
		const run = ['./mine.litmus', '--operations', '--no-wall-clock', '-q', '--out', `run-${style}`];
		expect(rmaplab('compare', ...asked, ...run, '--style', style).status).toBe(0);
		expect(read(`run-${style}/mail.txt`)).toBe(mail);
	});

	test('goes to another folder where one is named, and leaves the results as they are', () => {
		expect(rmaplab('report', 'first/results.json', '-o', 'other', '-q').stderr).toBe('');
		expect(read('other/results.json')).toBe(read('first/results.json'));
		expect(existsSync(join(folder, 'other/mail-full.txt'))).toBe(false);
		expect(existsSync(join(folder, 'other/rmaplab.lock'))).toBe(false);
	});

	test('refuses what it cannot draw, and what would lead out of the folder', () => {
		const results = JSON.parse(read('first/results.json')) as Comparison;
		const [variant] = results.variants;
		const bad: [string, object, string][] = [
			['perf.json', { format: 'rmaplab-perf/1', rows: [] }, "this is of 'rmaplab perf'"],
			[
				'out.json',
				{ ...results, variants: [{ ...variant, name: '../../up' }] },
				'variants[0].name is not the name of a variant',
			],
			['half.json', { ...results, cells: 1 }, 'cells is not a list'],
		];
		for (const [file, text, message] of bad) {
			writeFileSync(join(folder, file), JSON.stringify(text));
			const { status, stdout, stderr } = rmaplab('report', file, '-o', 'bad');
			expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
			expect(stderr).toContain(message);
		}
		expect(existsSync(join(folder, 'bad'))).toBe(false);
		expect(rmaplab('report', 'none').stderr).toContain('none');
	});
});

test('minimise and export write over nothing that is there, unless they are told to', () => {
	const minimise = [
		'minimise',
		'lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa',
		'-o',
		'm.litmus',
	];
	const model = ['export', 'promela', 'lock-page-convert', 'trunc-remapped', '-o', 'm.pml'];
	for (const [command, file] of [
		[minimise, 'm.litmus'],
		[model, 'm.pml'],
	] as const) {
		writeFileSync(join(folder, file), 'mine');
		const refused = rmaplab(...command);
		expect([refused.status, refused.stdout, refused.stderr]).toEqual([
			2,
			'',
			`error: ${file} exists; --force writes over it; or take another name\n`,
		]);
		expect(read(file)).toBe('mine');
		expect(rmaplab(...command, '--force').status).toBe(0);
		expect(read(file)).not.toBe('mine');
		// What it would write is there already.
		expect(rmaplab(...command).status).toBe(0);
	}
});

describe.runIf(process.platform === 'linux')('open', () => {
	const bin = join(folder, 'bin');
	const page = join(folder, 'first/report.html');

	/** With an opener that ends so; null without one. */
	const opened = (script: string | null): Ran => {
		rmSync(bin, { recursive: true, force: true });
		mkdirSync(bin);
		if (script !== null) {
			writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\n${script}\n`);
			chmodSync(join(bin, 'xdg-open'), 0o755);
		}
		return rmaplabWith({ PATH: bin }, 'open', 'first');
	};

	test('says what to run where there is no page', () => {
		rmSync(page, { force: true });
		expect(rmaplab('open', 'first').stderr).toBe(
			`error: there is no ${page}; 'rmaplab report' draws it from the results beside it\n`,
		);
		expect(rmaplab('open', 'none').stderr).toContain("'rmaplab compare' writes it\n");
		expect(rmaplab('open').status).toBe(2);
	});

	test('gives the page to the opener and prints its path', () => {
		writeFileSync(page, '<title>report</title>');
		const { status, stdout, stderr } = opened(`echo "$1" > ${join(folder, 'opened')}`);
		expect([status, stdout, stderr]).toEqual([0, `${page}\n`, '']);
		expect(read('opened')).toBe(`${page}\n`);
	});

	test.each([
		['is not there', null],
		['fails', 'exit 3'],
	])('prints the path and a word where the opener %s', (_, script) => {
		writeFileSync(page, '<title>report</title>');
		const { status, stdout, stderr } = opened(script);
		expect([status, stdout]).toEqual([0, `${page}\n`]);
		expect(stderr).toBe('xdg-open could not open it here; open the file above in a browser\n');
	});

	test('waits for no opener that stays', () => {
		writeFileSync(page, '<title>report</title>');
		const begun = performance.now();
		const pid = join(folder, 'pid');
		const { status, stderr } = opened(`echo $$ > ${pid}; exec /bin/sleep 60`);
		expect([status, stderr]).toEqual([0, '']);
		expect(performance.now() - begun).toBeLessThan(20_000);
		process.kill(Number(read('pid')));
	});
});

describe('doctor', () => {
	interface Part {
		readonly name: string;
		readonly need: string;
		readonly found: string | null;
		readonly use: string;
	}
	const partsOf = ({ stdout }: Ran): ReadonlyMap<string, Part> =>
		new Map(
			(JSON.parse(stdout) as { parts: readonly Part[] }).parts.map((each) => [each.name, each]),
		);

	test('tells each part, what it is for, and that all that is needed is there', () => {
		const { status, stdout, stderr } = rmaplab('doctor');
		expect([status, stderr]).toEqual([0, '']);
		expect(stdout).toContain(`ok       Node: ${process.versions.node}\n`);
		expect(stdout.trimEnd()).toMatch(/All that is needed is there\.$/);
		const parts = partsOf(rmaplab('doctor', '--json'));
		expect(parts.size).toBeGreaterThan(10);
		for (const { use } of parts.values()) expect(use.length).toBeGreaterThan(20);
		const narrow = rmaplabWith({ COLUMNS: '60' }, 'doctor').stdout.split('\n');
		const facts = [...parts.values()].map(({ name }) => ` ${name}: `);
		const wide = narrow.filter((line) => line.length > 60);
		expect(wide.filter((line) => !facts.some((each) => line.includes(each)))).toEqual([]);
	});

	test('says what is missing: programs of a PATH without any, and a folder that is needed', () => {
		const without = rmaplabWith({ PATH: folder }, 'doctor', '--json');
		expect(without.status).toBe(0);
		const parts = partsOf(without);
		for (const name of ['SPIN', 'C compiler', 'Chromium', 'Redis', 'fonts']) {
			expect([name, parts.get(name)?.found]).toEqual([name, null]);
		}
		const ran = rmaplabWith({ TMPDIR: join(folder, 'gone') }, 'doctor');
		expect([ran.status, ran.stderr]).toEqual([
			1,
			`error: missing, and everything needs it: temporary folder (${join(folder, 'gone')} cannot be written)\n`,
		]);
		expect(ran.stdout).toContain('missing  temporary folder\n');
	});
});

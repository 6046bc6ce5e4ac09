/*
 * The table of loads and its charts say the same.
 */
import { expect, test } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import type { PerfResult } from '../harness/result.ts';
import { draw } from './chart.ts';
import { besideResult, curvesResult, perfResult, timedResult } from './fixture/perf.ts';
import { perfCharts } from './charts/perf.ts';
import { perfFrontChart } from './charts/perf-front.ts';
import { perfScalingChart } from './charts/perf-scaling.ts';
import { curvesText } from './perf-curves.ts';
import { publishedText } from './perf.ts';
import { publishedFiles } from './published.ts';
import { perfFileNames, perfFiles, perfScreen } from './perf-files.ts';
import { changeOf, perfText } from './perf-table.ts';
import type { RenderedFile } from './renderer.ts';

const svgsOf = async (result: PerfResult): Promise<RenderedFile[]> =>
	(await perfCharts(result)).filter(({ file }) => /perf(-memory)?\.svg$/.test(file));

test('the table, where variants that are alike share a line', async () => {
	const text = perfText(perfResult());
	expect(text).toContain('objrmap (+1)');
	expect(text).toContain('As objrmap in every count: alike');
	await expect(`${text}\n`).toMatchFileSnapshot('golden/perf.txt');
});

test('the table shows what differs from the base, and by how much', () => {
	const text = perfText(perfResult());
	expect(text).toMatch(/^objrmap \(\+1\) +2\.00s +0\.500s/m);
	expect(text).toMatch(/^chains +13\.0x +-10\.0% /m);
	expect(text).toMatch(/^dying +-50\.0% +died /m);
	// A change that is too small for its digits is still no sign of equality.
	expect([1, 1.000_001, 0.999_999, 1.0004, 0.868, 1.99, 2.74, 391].map(changeOf)).toEqual([
		'=',
		'+0%',
		'-0%',
		'+0.04%',
		'-13.2%',
		'+99.0%',
		'2.74x',
		'391x',
	]);
});

test.each([40, 60, 80])('no line of the table is longer than %i, but for names', (columns) => {
	const result = perfResult('a-name-that-is-longer-than-half-of-a-line');
	const text = perfText(result, columns);
	for (const line of text.split('\n')) {
		if (!line.includes('a-name')) expect(line.length, line).toBeLessThanOrEqual(columns);
	}
	expect(text).toMatch(/^ +13\.0x/m);
});

test('a block leaves out who is as the base in all of it', () => {
	const rows = perfResult().rows.filter(({ variant }) => variant !== 'alike');
	const other = rows.map((row) => ({
		...row,
		variant: row.variant === 'dying' ? 'nearly' : row.variant,
		findings: [],
		system: row.variant === 'dying' ? (row.load === 'rmap-test' ? 2 : 0.5) : row.system,
	}));
	const text = perfText({ ...perfResult(), rows: other });
	expect(text).toContain('= in all of these, 1 variant: nearly');
	expect(text).not.toMatch(/^nearly/m);
});

test('without the base numbers stand for themselves', () => {
	const rows = perfResult().rows.filter(({ variant }) => variant === 'chains');
	expect(perfText({ ...perfResult(), rows })).toMatch(/^chains +26\.0s +0\.450s/m);
});

test('the charts', async () => {
	for (const { file, text } of await perfCharts(perfResult())) {
		if (file.endsWith('.svg')) await expect(text).toMatchFileSnapshot(`golden/${file}`);
	}
});

test('a dot for each line on each load, and a word where the kernel died', async () => {
	const [times, memory] = await svgsOf(perfResult());
	const dots = times!.text.match(/aria-label="[^"]* on (?:rmap-test|fork-exec): /g);
	expect(dots).toHaveLength(6);
	expect(times!.text).toContain('aria-label="dying on fork-exec: 0.200, died"');
	expect(times!.text).toContain('aria-label="objrmap, alike on rmap-test: 1.00"');
	// Of memory, dying is like the base, too, since it only dies.
	expect(memory!.text).toContain('aria-label="chains on rmap-test, pte_chain nodes: 53248 bytes"');
	expect(memory!.text).toContain('objrmap (+2)');
});

test('what an interrupted run leaves is drawn: no base on a load, no row of a variant', async () => {
	const result = perfResult();
	const rows = result.rows.filter((_, i) => i !== 4 && i !== 2);
	const [times, memory] = await svgsOf({ ...result, rows });
	expect(times!.text).not.toContain(' on fork-exec: ');
	expect(memory!.text).not.toContain('chains on rmap-test');
	expect(memory!.text).toContain('chains on fork-exec, vmas: 4096 bytes');
});

test('curves: tables with exponents, and a sentence against the base', async () => {
	const text = curvesText(curvesResult());
	expect(text).toMatch(/^objrmap \(\+1\) +1\.00 +4\.00 +16\.0 +2\.00 +2\.00 to 2\.00 +2\.00$/m);
	expect(text).toMatch(/^dying +1\.00 +4\.00 +died +2\.00 +- +2\.00$/m);
	expect(text.replaceAll(/\s+/g, ' ')).toContain(
		'objrmap is quadratic in tasks here (exponent 2.00, 2.00 to 2.00), chains linear (exponent 1.00, ' +
			'1.00 to 1.00); they cross at 3.0, above which objrmap is dearer (by 33 % at 4)',
	);
	await expect(`${text}\n`).toMatchFileSnapshot('golden/perf-curves.txt');
	for (const line of curvesText(curvesResult('a-long-name-of-somebody'), 40).split('\n')) {
		expect(line.length, line).toBeLessThanOrEqual(40);
	}
});

test('curves: files of a run, and none of what it does not draw', async () => {
	const files = await perfFiles(curvesResult());
	expect(files.map(({ file }) => file)).toEqual([
		'perf.json',
		'perf.csv',
		'perf-curves.csv',
		'perf-scaling.svg',
		'perf-scaling.vl.json',
	]);
	const [, , sheet, chart] = files;
	expect(sheet!.text).toContain(
		'rmap-test,tasks,p4-2.7ghz-up,chains,3,1,4,3,1,1,1,1,3,objrmap,true\n',
	);
	expect(chart!.text.match(/aria-label="[^"]* on rmap-test, tasks /g)).toHaveLength(3 + 3 + 2);
	await expect(chart!.text).toMatchFileSnapshot('golden/perf-scaling.svg');
});

test('curves: what is left of an interrupted run is shown', async () => {
	const [load] = curvesResult().curves!;
	const none = { ...curvesResult(), curves: [{ ...load!, curves: [], beside: [] }] };
	expect(perfScalingChart(none)).toBeNull();
	expect(perfScreen(none)).toContain('rmap-test by tasks');
	expect(perfScreen({ ...none, curves: [] })).not.toContain('rmap-test');
	expect(perfScreen({ ...perfResult(), rows: [] })).not.toContain('rmap-test');
});

test('wall-clock: a table of its own with what was made of the samples', async () => {
	const text = perfScreen(timedResult());
	expect(text.startsWith(perfText(perfResult()))).toBe(true);
	expect(text).toMatch(/^chains +12\.0 +\+22\.5% +\+10\.0% to \+35\.0% +<0\.0001$/m);
	expect(text).toMatch(/^dying +10\.0 +\+1\.3% +-7\.5% to \+5\.0% +0\.6000 +~$/m);
	expect(text).toMatch(/Holm over 5\s+questions/);
	expect(perfScreen(perfResult())).not.toContain('Wall-clock');
	await expect(text.slice(text.indexOf('Wall-clock'))).toMatchFileSnapshot(
		'golden/perf-wall-clock.txt',
	);
	for (const line of perfScreen(timedResult('c'), 40).split('\n')) {
		expect(line.length, line).toBeLessThanOrEqual(40);
	}
});

test('wall-clock: of many variants those that are not told apart are only named', () => {
	const result = timedResult();
	const more = Array.from({ length: 12 }, (_, n) =>
		result.rows
			.filter(({ variant }) => variant === 'alike')
			.map((row) => ({ ...row, variant: `alike-${n}` })),
	).flat();
	const text = perfScreen({ ...result, rows: [...result.rows, ...more] });
	expect(text).toMatch(/^~ alike, dying, alike-0, /m);
	expect(text).toMatch(/^chains +12\.0 /m);
});

test('wall-clock: samples stand in perf.json alone', async () => {
	const files = new Map((await perfFiles(timedResult())).map(({ file, text }) => [file, text]));
	expect(files.get('perf-wall-clock.csv')).toContain(
		'rmap-test,chains,3,1,12,2,1,3.5,2.25,0.00001,apart\n',
	);
	const chart = files.get('perf-wall-clock.svg')!;
	expect(chart).toContain('aria-label="chains on rmap-test: 20.0 percent, 10.0 to 35.0"');
	expect(chart).toContain(
		'aria-label="alike on fork-exec: 0 percent, -7.50 to 5.00, not told apart"',
	);
	await expect(chart).toMatchFileSnapshot('golden/perf-wall-clock.svg');
	expect(files.get('perf.json')).toContain('11.5,');
	for (const [file, text] of files) {
		if (file.endsWith('.csv')) expect(text).not.toContain('11.5');
	}
	// Nothing but the wall-clock depends on it.
	const exact = new Map((await perfFiles(perfResult())).map(({ file, text }) => [file, text]));
	for (const [file, text] of exact) if (file !== 'perf.json') expect(files.get(file)).toBe(text);
});

test('findings beside cost: who is beaten by nobody, and the base', async () => {
	const text = perfScreen(besideResult());
	expect(text).toMatch(/^better +20 +2 +1 +0 +\+8\.0%$/m);
	expect(text).toMatch(/^chains +76 +2 +1 +0 +-2\.0%$/m);
	expect(text).toMatch(/^objrmap \(\+1\) +129 +2 +1 +0 +=$/m);
	expect(text).toContain('Beaten, 1 variant: worse');
	expect(text).toContain('Without a cost, since a load was not survived: dying');
	expect(text).toContain('Not in rmaplab-report/results.json: mine');
	await expect(text.slice(text.indexOf('Findings and'))).toMatchFileSnapshot(
		'golden/perf-front.txt',
	);
	for (const line of perfScreen(besideResult('c'), 40).split('\n')) {
		expect(line.length, line).toBeLessThanOrEqual(40);
	}
	const files = new Map((await perfFiles(besideResult())).map(({ file, text }) => [file, text]));
	expect(files.get('perf-front.csv')).toContain('chains,76,2,1,0,0.98,true\n');
	const chart = files.get('perf-front.svg')!;
	expect(chart).toContain(
		'aria-label="worse: 140 findings, 1 page lost on a litmus test, 0 on loads, system time +20.0%"',
	);
	expect(chart).not.toContain('>worse<');
	await expect(chart).toMatchFileSnapshot('golden/perf-front.svg');
	const { beside } = besideResult();
	expect(perfFrontChart({ ...perfResult(), beside: { ...beside!, rows: [] } })).toBeNull();
});

test('every square of the delta table says what the table says', async () => {
	const files = await perfCharts(perfResult());
	const { text } = files.find(({ file }) => file === 'perf-delta.svg')!;
	expect(text).toContain('aria-label="chains on rmap-test: 13.0x"');
	expect(text).toContain('aria-label="dying on fork-exec: died"');
	expect(text).toContain('aria-label="objrmap, alike on fork-exec: 0.500 s"');
});

test('beside each chart is what it is drawn from, and it can be drawn again', async () => {
	for (const result of [timedResult(), curvesResult(), besideResult()]) {
		const files = await perfFiles(result);
		const names = files.map(({ file }) => file);
		expect(names.filter((name) => !perfFileNames.includes(name))).toEqual([]);
		const specs = files.filter(({ file }) => file.endsWith('.vl.json'));
		expect(specs.map(({ file }) => file.replace('vl.json', 'svg'))).toEqual(
			names.filter((name) => name.endsWith('.svg')),
		);
		for (const { file, text } of specs) {
			const svg = files.find((each) => each.file === file.replace('vl.json', 'svg'))!;
			expect(await draw(JSON.parse(text) as TopLevelSpec), file).toBe(svg.text);
		}
	}
});

test('published tables are written as a sheet, as JSON and as a chart, which has a dot for each number', async () => {
	const row = { table: 'one', base: 'chains', isSame: true, isKeptBack: false, size: null };
	const result = {
		rows: [
			{ ...row, row: 'system', variant: 'objrmap', published: 13.2, simulated: 12.7, ratio: 0.967 },
			{ ...row, row: 'elapsed', variant: 'scan', published: 1.23, simulated: null, ratio: null },
		],
		leftOut: [],
	};
	const files = new Map((await publishedFiles(result)).map(({ file, text }) => [file, text]));
	expect([...files.keys()].toSorted()).toEqual(
		['csv', 'json', 'svg', 'vl.json'].map((end) => `published.${end}`),
	);
	expect(JSON.parse(files.get('published.json')!)).toEqual(result);
	expect(files.get('published.csv')).toContain('one,elapsed,scan,chains,1.23,,,true,false,\n');
	const spec = JSON.parse(files.get('published.vl.json')!) as TopLevelSpec;
	expect(await draw(spec)).toBe(files.get('published.svg'));
	expect(files.get('published.svg')!.match(/aria-label="one [^"]*: [^"]*"/g)).toEqual([
		'aria-label="one system, objrmap: 0.967"',
	]);
});

test('published tables fit the terminal, and a miss is shown like a hit', () => {
	const row = {
		table: 'rmap-test-1',
		base: 'pte-chains',
		isSame: true,
		isKeptBack: false,
		size: 'a tenth of the pages and of the memory, 2 of 10 iterations, children in step',
	};
	const result = {
		rows: [
			{ ...row, row: 'system', variant: 'objrmap', published: 13.2, simulated: 12.7, ratio: 0.967 },
			{ ...row, row: 'elapsed', variant: 'scan', published: 1.23, simulated: null, ratio: null },
		],
		leftOut: [{ table: 'rmap-test-3', why: 'each fault walks 20,000 vmas, which takes too long' }],
	};
	const text = publishedText(result);
	expect(text).toMatch(/^rmap-test-1 system +objrmap +13\.2 +12\.7 +0\.967 +c$/m);
	expect(text).toMatch(/^rmap-test-1 elapsed +scan +1\.23 +- +- +c$/m);
	expect(text.match(/a tenth of the pages/g)).toHaveLength(1);
	for (const columns of [40, 60, 80]) {
		for (const line of publishedText(result, columns).split('\n')) {
			expect(line.length, line).toBeLessThanOrEqual(columns);
		}
	}
});

/*
 * reports/reports.test.ts - golden files of every renderer, and what must hold of any comparison.
 * A golden file that changes is read before it is accepted: `npx vitest run reports -u`.
 */
import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { oracles } from '../harness/check/index.ts';
import type { Cell, ComparedCell, Comparison } from '../harness/result.ts';
import { rendererNames, renderers, renderReports, terminalText } from './index.ts';
import { smallComparison } from './fixture/small.ts';
import { largeComparison } from './fixture/large.ts';
import { draw } from './chart.ts';
import { changeOf } from './difference.ts';
import { fullMailText } from './mail-full.ts';
import { compared } from './fixture/parts.ts';
import { mailText } from './mail.ts';
import { select } from './select.ts';
import {
	comparableCosts,
	cutShort,
	groupsOf,
	heldQuestions,
	markOf,
	oracleSummaries,
	summaryOf,
} from './summarise.ts';
import { ascii, legendOfColumns, legendOfSigns, matrix, percent, table, wrap } from './table.ts';

function freeze<T>(value: T): T {
	if (typeof value === 'object' && value !== null) {
		for (const inner of Object.values(value)) freeze(inner);
		Object.freeze(value);
	}
	return value;
}

const small = freeze(smallComparison);
const large = freeze(largeComparison());

function variantNamed(comparison: Comparison, name: string): Comparison['variants'][number] {
	const found = comparison.variants.find((variant) => variant.name === name);
	if (found === undefined) throw new Error(`the fixture has no ${name}`);
	return found;
}

function fileOf(files: readonly { file: string; text: string }[], name: string): string {
	const found = files.find(({ file }) => file === name);
	if (found === undefined) throw new Error(`no ${name} was drawn`);
	return found.text;
}

describe('golden files', () => {
	test.for(rendererNames)('%s', async (name) => {
		for (const { file, text } of await renderers[name].render(small)) {
			await expect(text, file).toMatchFileSnapshot(`golden/${file}`);
		}
	});
});

describe('the count of operations', () => {
	const counted: Comparison = { ...small, showsOperations: true };
	const drawn = async (comparison: Comparison): Promise<Map<string, string>> =>
		new Map((await renderReports(comparison, rendererNames)).map(({ file, text }) => [file, text]));

	test('has its chart and its columns where it is asked for', async () => {
		const files = await drawn(counted);
		for (const file of ['cost.svg', 'report.txt', 'mail.txt', 'mail-full.txt']) {
			await expect(files.get(file), file).toMatchFileSnapshot(`golden/operations/${file}`);
		}
	});

	test('is what the specification beside each chart draws, which whoever wants it otherwise can change', async () => {
		const files = await drawn(counted);
		const names = [...files.keys()].filter((file) => file.endsWith('.svg'));
		expect(names.toSorted()).toEqual(
			['cost.svg', 'stacks.svg', 'unmapped-locked.svg', 'violations.svg'].toSorted(),
		);
		for (const name of names) {
			const spec = JSON.parse(files.get(name.replace(/svg$/, 'vl.json'))!) as TopLevelSpec;
			expect(await draw(spec), name).toBe(files.get(name));
		}
	});

	// A litmus test has a dozen steps: -42 % of these says nothing of time, and was read as if it did.
	test('is in no report else but the tables for programs, and the choice among stacks', async () => {
		const [files, more] = [await drawn(small), await drawn(counted)];
		expect(files.has('cost.svg')).toBe(false);
		expect([...more.keys()].filter((file) => !files.has(file))).toEqual([
			'cost.svg',
			'cost.vl.json',
		]);
		const same = [...files.keys()].filter((file) => files.get(file) === more.get(file));
		for (const file of ['cost.csv', 'cells.csv', 'stacks.csv', 'stacks.svg', 'violations.svg']) {
			expect(same).toContain(file);
		}
		for (const file of ['report.txt', 'mail.txt', 'mail-full.txt']) {
			const text = files.get(file)!.replaceAll(/\s+/g, ' ');
			expect(text, file).not.toMatch(/ cost: (?:number of )?operations| operations than | Cost: /);
		}
		const { cells, together } = JSON.parse(files.get('results.json')!) as Comparison;
		expect([cells, together]).toEqual([small.cells, small.together]);
	});
});

describe('every renderer', () => {
	test.for(rendererNames)('%s: same bytes twice, and the input stays as it was', async (name) => {
		const before = JSON.stringify(large);
		const first = await renderers[name].render(large);
		const second = await renderers[name].render(large);
		expect(second).toEqual(first);
		expect(JSON.stringify(large)).toBe(before);
	});

	test.for(rendererNames)('%s: does not depend on machine or wall clock', async (name) => {
		if (name === 'json') return;
		const elsewhere: Comparison = {
			...small,
			machine: { node: 'v99', platform: 'plan9', cpus: 512 },
			wallClock: { label: 'harness', unit: 'ms', rows: [], elapsedSeconds: 12345 },
		};
		expect(await renderers[name].render(elsewhere)).toEqual(await renderers[name].render(small));
	});

	test.for(rendererNames)('%s: an empty comparison is drawn, not refused', async (name) => {
		const empty: Comparison = { ...small, variants: [], workloads: [], cells: [] };
		for (const { text } of await renderers[name].render(empty)) expect(text).toMatch(/\n$/);
	});

	test('the long mail is drawn only when it is asked for', async () => {
		const names = async (...args: Parameters<typeof renderReports>): Promise<string[]> =>
			(await renderReports(...args)).map(({ file }) => file);
		expect(await names(small)).not.toContain('mail-full.txt');
		expect(await names(small, rendererNames)).toContain('mail-full.txt');
		// A mail goes to a list: what its writer can do besides is not for its readers.
		expect(mailText(small)).not.toContain('compare --full');
	});

	test('no two files have the same name, and all end with a newline', async () => {
		const files = await renderReports(small, rendererNames);
		expect(new Set(files.map(({ file }) => file)).size).toBe(files.length);
		for (const { file, text } of files) expect(text, file).toMatch(/\n$/);
	});
});

describe('the matrix', () => {
	const selection = select(small);

	test('shows different signs for different things', () => {
		expect(matrix(selection, 80)).toEqual([
			'variant            L01',
			'lock-page-convert  X:X?',
			'forced-unmap       Xx.!',
			'nonlinear-aware    ..X-',
		]);
		for (const width of [60, 80]) {
			const legend = legendOfSigns(width).join('\n');
			for (const sign of ['X', '.', 'x', ':', '!', '?', '-', '~']) {
				expect(legend).toMatch(new RegExp(`(^|  )[${sign}] \\w`, 'm'));
			}
		}
	});

	test('a never line that held counts as found, without an oracle', () => {
		const cell = selection.cell('nonlinear-aware', 'locked-inside-eof') as Cell;
		expect(markOf(cell)).toEqual({ kind: 'complete', found: true, oracles: 0 });
	});

	test.for([40, 60, 72, 80])(
		'splits into blocks that fit %i columns and loses no cell',
		(width) => {
			const lines = matrix(select(large), width);
			for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
			const signs = lines
				.filter((line) => !line.startsWith('variant') && line !== '')
				.map((line) => line.slice(26).replaceAll(' ', ''))
				.join('');
			expect(signs).toHaveLength(25 * 35);
			const found = large.cells.filter((cell) => markOf(cell).found).length;
			expect(signs.replaceAll(/[^Xx!]/g, '')).toHaveLength(found);
		},
	);

	test('every litmus has a line in the legend', () => {
		const legend = legendOfColumns(select(large), 80).join('\n');
		for (const { name } of large.workloads) expect(legend).toContain(` ${name}`);
	});
});

describe('summaries', () => {
	const selection = select(small);

	test('count distinct oracles and violated litmus', () => {
		expect(summaryOf(selection, variantNamed(small, 'forced-unmap'))).toMatchObject({
			cells: 4,
			cellsViolated: 3,
			oraclesViolated: 3,
			unmappedLockedMax: 3,
			collateralMax: 0,
			claimsAgreed: 1,
			claimsDecided: 2,
			claimsOpen: 0,
		});
	});

	test('leave out of the cost what a BUG may cut short', () => {
		// remap-vs-reclaim meets a BUG without preemption: 250 + 260 + 200 against 600 remains.
		const summary = summaryOf(selection, variantNamed(small, 'forced-unmap'));
		expect(summary.litmusCompared).toBe(3);
		expect(summary.operationsPercent).toBeCloseTo(18.333, 2);
		const cut = selection.cell('forced-unmap', 'remap-vs-reclaim') as Cell;
		expect(comparableCosts(selection, cut)).toBeNull();
	});

	test('call what cuts a run short as the oracles do', () => {
		expect([...cutShort].filter((phrase) => !Object.hasOwn(oracles, phrase))).toEqual([]);
	});

	test('have no cost without a base to compare with', () => {
		const orphaned = select({ ...small, base: 'somebody-else' });
		expect(summaryOf(orphaned, variantNamed(small, 'forced-unmap')).operationsPercent).toBeNull();
		expect(() => mailText(orphaned.comparison)).not.toThrow();
	});

	test('choose the witness with fewest preemptions, then fewest steps', () => {
		const [group] = groupsOf(selection, 'lock-page-convert');
		expect(group?.sightings).toHaveLength(2);
		expect(group?.simplest.violation.token).toBe('v1.base.2');
	});

	test("name oracles in the comparison's order and lose none that it does not list", () => {
		const unlisted = select({ ...small, oracles: small.oracles.slice(2) });
		expect(oracleSummaries(unlisted).map((summary) => summary.oracle)).toEqual([
			'kernel BUG',
			'lost dirty data',
			'orphan page mapped',
			'VM_LOCKED page unmapped',
		]);
	});

	test('list the never lines that held', () => {
		expect(
			heldQuestions(selection, 'nonlinear-aware').map(({ question }) => question.text),
		).toEqual(['cached f[0]']);
	});
});

describe('text', () => {
	test('only tokens pass 80 columns', () => {
		const tokens = new Set(
			large.cells.flatMap((cell) => cell.violations.map(({ token }) => token)),
		);
		for (const line of terminalText(large).split('\n')) {
			if (!tokens.has(line.trim())) expect(line.length, line).toBeLessThanOrEqual(80);
		}
	});

	test('colour changes no character', () => {
		// oxlint-disable-next-line no-control-regex
		const plain = terminalText(small, { colour: true }).replaceAll(/\u001b\[\d+m/g, '');
		expect(plain).toBe(terminalText(small));
		expect(terminalText(small, { colour: true })).toContain('\u001b[33m?');
	});

	test('names what is refuted and what was expected otherwise', () => {
		expect(terminalText(small)).toContain(
			'forced-unmap: orphan page mapped: stated never, came out sometimes',
		);
		expect(terminalText(small)).toContain('remap-vs-reclaim.litmus:19: expect forced-unmap never:');
		expect(terminalText(small)).toContain(
			"Expectations of the litmus files ('expect' lines): 1 of 2 met.",
		);
	});
});

describe('the full mail', () => {
	test.for([
		['small', small],
		['large', large],
	] as const)('%s: plain ASCII in 72 columns, but for commands', ([, comparison]) => {
		for (const line of fullMailText(comparison).split('\n')) {
			expect(line).toMatch(/^[ -~]*$/);
			if (!line.includes('npx rmaplab replay')) {
				expect(line.length, line).toBeLessThanOrEqual(72);
			}
		}
	});

	test('quotes each variant and puts a command below each oracle that it violates', () => {
		const text = fullMailText(small);
		for (const variant of small.variants) {
			for (const line of variant.quoted) expect(text).toContain(`\n> ${line}\n`);
			for (const group of groupsOf(select(small), variant.name)) {
				expect(text).toContain(`npx rmaplab replay ${group.simplest.violation.token}\n`);
			}
		}
		expect(text).toContain('REFUTED: orphan page mapped');
		expect(text).toContain('2 functions, 6 insertions(+), 1 deletion(-)');
	});

	test('never says that a bounded or sampled search explored all', () => {
		const text = fullMailText(small).replaceAll(/\s+/g, ' ');
		expect(text).toContain('only schedules with at most 2 preemptions explored (bounded');
		expect(text).toContain('only 10,000 random schedules run (sampled)');
	});
});

describe('csv', () => {
	test('has one row for each thing', async () => {
		const files = await renderers.csv.render(large);
		const rows = (name: string): number => fileOf(files, name).trimEnd().split('\n').length - 1;
		expect(rows('cells.csv')).toBe(large.cells.length);
		expect(rows('cost.csv')).toBe(large.cells.length);
		expect(rows('violations.csv')).toBe(large.cells.flatMap((cell) => cell.violations).length);
		expect(rows('claims.csv')).toBe(large.variants.flatMap((variant) => variant.claims).length);
	});

	test('cells.csv counts what a cell changes', async () => {
		const [head, ...rows] = fileOf(await renderers.csv.render(small), 'cells.csv').split('\n');
		expect(head).toMatch(/,same,fixed,added,left,moved,open$/);
		const endOf = (start: string): string =>
			rows.find((row) => row.startsWith(start))!.replace(/^.*?,,(?=true|false)/, '');
		expect(endOf('lock-page-convert,trunc-vs-fault,')).toBe('true,0,0,2,0,0');
		expect(endOf('forced-unmap,trunc-vs-fault,')).toBe('false,1,0,0,1,0');
		expect(endOf('forced-unmap,remap-vs-reclaim,')).toBe('false,0,0,0,0,1');
	});

	test('writes booleans as words and guards spreadsheets against formulas', async () => {
		const files = await renderers.csv.render(small);
		expect(fileOf(files, 'claims.csv')).toContain('never,sometimes,complete,false,v1.forced.7f3a');
		expect(fileOf(files, 'claims.csv')).toContain('never,never,complete,true,');
		expect(fileOf(files, 'violations.csv')).toContain("'=shrink_list");
	});
});

test('a claim that rests on a search cut short is not reported as proved', async () => {
	const doubtful = {
		...small,
		variants: small.variants.map((variant) => ({
			...variant,
			claims: variant.claims.map((claim) =>
				claim.holds === 'never' ? { ...claim, rests: 'bounded' as const } : claim,
			),
		})),
	};
	const folded = (text: string): string => text.replaceAll(/\s+/g, ' ');
	const doubt =
		"Claims in the variants' files, of what each is for: 0 of 1 decided came out as stated; " +
		'open, behind a search that was cut short: 1.';
	expect(folded(terminalText(doubtful))).toContain(doubt);
	expect(fileOf(await renderers.csv.render(doubtful), 'claims.csv')).toContain(
		',never,never,bounded,,',
	);
	expect(folded(terminalText(small))).not.toContain('behind a search');
	const mailed = fullMailText(doubtful);
	expect(folded(mailed)).toContain('not every schedule was explored (bounded)');
});

describe('json', () => {
	test('reads back as what it was', async () => {
		const files = await renderers.json.render(small);
		expect(JSON.parse(fileOf(files, 'results.json'))).toEqual(small);
	});
});

describe('patch', () => {
	test('writes one for each variant but the base, byte for byte', async () => {
		const files = await renderers.patch.render(small);
		expect(files.map(({ file }) => file)).toEqual([
			'patches/forced-unmap.patch',
			'patches/nonlinear-aware.patch',
		]);
		const { patch, from, subject } = variantNamed(small, 'forced-unmap');
		const head =
			`From: rmaplab (TypeScript for its simulated kernel)\nAfter: ${from}\nDate: 2003-04-04\nSubject: [PATCH] ${subject}\n\nOn top of: lock-page-convert\n` +
			'---\n 2 functions, 6 insertions(+), 1 deletion(-)\n\n';
		expect(files[0]?.text).toBe(head + patch);
		expect(files[1]?.text).toContain('\nOn top of: forced-unmap\n');
	});
});

describe('svg', () => {
	test('every cell has its sign and its words', async () => {
		const drawn = fileOf(await renderers.svg.render(small), 'violations.svg');
		const words = [...drawn.matchAll(/aria-label="([^"]*)"/g)].map((match) => match[1] ?? '');
		const cells = words.filter((label) =>
			/ (explored|run) \((complete|bounded|sampled)/.test(label),
		);
		expect(cells).toHaveLength(small.cells.length);
		for (const sign of ['>1<', '>1b<', '>1s<', '>b<', '>s<', '>q<']) expect(drawn).toContain(sign);
	});

	test('has no clock, no random id and no address of another machine', async () => {
		for (const { text } of await renderers.svg.render(small)) {
			// The name of a specification's language is an address that nobody asks.
			expect(text).not.toMatch(/https?:(?!\/\/(?:www\.w3\.org|vega\.github\.io\/schema)\/)/);
		}
	});
});

describe('fixed-width text', () => {
	test('percent knows sign, zero and nothing', () => {
		expect([12.34, 0, -0.04, -4, null].map(percent)).toEqual([
			'+12.3%',
			'0.0%',
			'0.0%',
			'-4.0%',
			'-',
		]);
	});

	test('wrap keeps long words whole', () => {
		expect(wrap('a bb verylongword c', 6, '  ')).toEqual(['a bb', '  verylongword', '  c']);
		expect(wrap('', 10)).toEqual([]);
	});

	test('ascii spells what has a spelling', () => {
		expect(ascii('\u201ca\u201d \u2014 \u00e9 \u2264 \u4e2d\tx')).toBe('"a" - e <= ?    x');
	});

	test('table aligns', () => {
		const columns = [
			{ head: 'a', align: 'left' },
			{ head: 'n', align: 'right' },
		] as const;
		expect(
			table(columns, [
				['xx', '10'],
				['y', '5'],
			]),
		).toEqual(['a    n', '--  --', 'xx  10', 'y    5']);
	});
});

describe('a run of a part', () => {
	test('answers and quotes what it has a verdict on, and names the rest in a line', async () => {
		const text = fileOf(await renderReports(small, ['answers']), 'answers.txt');
		expect(text).toContain('S17 (question)');
		expect(text).toContain('> Worth adding checks');
		expect(text).not.toContain('S25 (claim)');
		expect(text).not.toContain(': not run');
		expect(text.replaceAll('\n', ' ')).toContain(
			'Not answered here, since this run left out tests that it takes: 1 claim (S25).',
		);
	});

	test('says of a patch that changes nothing only that', async () => {
		const [base, forced, ...rest] = small.variants;
		const diffstat = { functions: 0, insertions: 0, deletions: 0 };
		const empty = freeze({ ...small, variants: [base!, { ...forced!, diffstat }, ...rest] });
		const said = (text: string): string[] =>
			text
				.split('\n')
				.filter((line) => /^forced-unmap[: ](?:.* told from|changes|.*programs)/.test(line));
		expect(said(fileOf(await renderReports(empty, ['text']), 'report.txt'))).toEqual([
			'forced-unmap changes no function; it is lock-page-convert',
		]);
		expect(said(fileOf(await renderReports(small, ['text']), 'report.txt'))).not.toEqual([
			'forced-unmap changes no function; it is lock-page-convert',
		]);
	});
});

describe('what a reader runs', () => {
	const own: Comparison = freeze({
		...small,
		variants: small.variants.map((variant) =>
			variant.name === 'forced-unmap' ? { ...variant, file: './my own.ts' } : variant,
		),
		workloads: small.workloads.map((workload) =>
			workload.name === 'trunc-vs-fault' ? { ...workload, file: 'mine.litmus' } : workload,
		),
		cells: small.cells.map((cell) => ({
			...cell,
			violations: cell.violations.map((each) => ({
				...each,
				token: `${cell.variant}:${cell.workload}@0a1b2c.3d4e5f:A9`,
			})),
		})),
	});

	test('has the flags of own files, and of no others', async () => {
		const files = await renderReports(own, rendererNames);
		for (const name of ['report.txt', 'mail.txt', 'mail-full.txt', 'answers.txt']) {
			// A mail folds a command that is too long for its lines.
			const text = fileOf(files, name).replaceAll(/ \\\n +/g, ' ');
			const flagsOf = (token: string): string[] =>
				text.split('\n').flatMap((line) => {
					const at = line.indexOf(token);
					return at < 0 ? [] : [line.slice(at).replace(/^\S+ ?/, '')];
				});
			const mine = flagsOf('forced-unmap:trunc-vs-fault@');
			expect(mine.length, name).toBeGreaterThan(0);
			expect(new Set(mine)).toEqual(new Set(["--variant './my own.ts' --workload mine.litmus"]));
			expect(new Set(flagsOf('lock-page-convert:locked-inside-eof@')).size).toBeLessThanOrEqual(1);
			for (const flags of flagsOf('lock-page-convert:locked-inside-eof@')) expect(flags).toBe('');
		}
	});

	test('comes from somewhere that is said wherever a command is', async () => {
		const known = { ...own, repository: 'https://example.org/rmaplab.git' };
		for (const [comparison, place] of [
			[own, 'a clone of its repository'],
			[known, 'a clone of https://example.org/rmaplab.git'],
		] as const) {
			const files = await renderReports(comparison, rendererNames);
			const told = files.filter(({ text }) => text.includes('npx rmaplab'));
			expect(told.length).toBeGreaterThan(2);
			for (const { file, text } of told) {
				expect(text.replaceAll(/\s+/g, ' '), file).toContain(
					`The commands are of rmaplab 0.1.0, which is not on npm: they work in ${place},`,
				);
			}
		}
	});

	test('two sites of one oracle in one litmus are told apart', () => {
		const text = fullMailText(small).replaceAll(/\s+/g, ' ');
		expect(text).toContain(
			'L01 sometimes 2/500 at do_no_page; L01 sometimes 0/500 at install_page',
		);
		expect(text).not.toMatch(/ sees it It shows /);
	});

	test('rows that rest on different litmus say so, and a run of a few says what it leaves open', () => {
		const said = (comparison: Comparison): string =>
			terminalText(comparison).replaceAll(/\s+/g, ' ');
		expect(said(small)).toMatch(
			/Not all ran the same litmus tests: from \d to 4 of 4\. Compare two /,
		);
		const [first] = small.workloads;
		const one: Comparison = {
			...small,
			workloads: [first!],
			litmusShipped: 51,
			cells: small.cells.filter(({ workload }) => workload === first!.name),
		};
		const ran = new Set(one.cells.map(({ variant }) => variant));
		const all = { ...one, variants: one.variants.filter(({ name }) => ran.has(name)) };
		expect(said(all)).toContain(
			'All ran the same litmus test. Of the 51 litmus tests that come with rmaplab 1 was run; nothing is',
		);
	});
});

describe('a run in which the clock had a say', () => {
	const [first] = small.cells;
	const cut = { states: 90_001, statesMax: 90_000, statesEstimated: 1_200_000 };
	const explored = { kind: 'sampled' as const, engine: 'random', executions: 2000, cut };
	const notRun = small.cells
		.slice(1)
		.map(({ variant, workload }) => ({ variant, workload, explored: { kind: 'none' as const } }));
	const limited: Comparison = freeze({
		...small,
		variants: small.variants.map((variant) => ({
			...variant,
			claims: variant.claims.map((claim) => ({
				...claim,
				stated: 'always' as const,
				holds: 'never' as const,
				rests: 'none' as const,
				witness: null,
			})),
		})),
		cells: [{ ...first!, explored }],
		limits: { budgetMilliseconds: 60_000, ended: 'budget' as const, notRun },
	});
	const folded = (text: string): string => text.replaceAll(/\s+/g, ' ');

	test.for(['text', 'mail'] as const)('%s says so, and how far it came', (name) => {
		const text = folded(name === 'text' ? terminalText(limited) : fullMailText(limited));
		expect(text).toContain(`Budget 60 s: it ran out. ${notRun.length} cells were not run;`);
		expect(text).toContain('explored 90,001 of about 1,200,000 states');
	});

	test('a claim behind litmus that were not run is neither held nor refuted', () => {
		const claims = limited.variants.flatMap((variant) => variant.claims).length;
		expect(claims).toBeGreaterThan(0);
		const text = folded(terminalText(limited));
		expect(text).toContain(
			"Claims in the variants' files, of what each is for: none is decided; " +
				`undecided, not every litmus test has a verdict: ${claims}.`,
		);
		expect(folded(fullMailText(limited))).toMatch(/ forced-unmap [^?]* 2\? /);
		expect(text).not.toContain('came out never');
		expect(fullMailText(limited)).not.toContain('REFUTED');
	});

	test('cells.csv has a row for every cell of the matrix', async () => {
		const rows = fileOf(await renderers.csv.render(limited), 'cells.csv')
			.trim()
			.split('\n');
		expect(rows).toHaveLength(1 + small.cells.length);
		expect(rows[0]).toContain(',executions,cutAtStates,statesEstimated,violations,');
		expect(rows[1]).toContain(',2000,90001,1200000,');
		expect(rows.at(-1)).toMatch(/,none,+$/);
	});

	test('nothing run is drawn too', async () => {
		const none = { ...limited, cells: [] };
		for (const { text } of await renderReports(none)) expect(text.length).toBeGreaterThan(0);
		expect(terminalText(none)).toContain('No oracle was violated in what was run.');
	});
});

describe('a cell without a verdict', () => {
	const limit = 'what runs before the race is not over after 9 steps, in f()';
	const [first, ...others] = small.cells;
	const undecided: Comparison = freeze({
		...small,
		variants: small.variants.map((variant) => ({
			...variant,
			claims: variant.claims.map((claim) => ({
				...claim,
				holds: 'never' as const,
				rests: 'stopped' as const,
				witness: null,
			})),
		})),
		cells: [
			{
				...first!,
				explored: { kind: 'stopped' as const, limit },
				violations: [],
				questions: [],
				outcomes: null,
				expectations: [
					{
						text: `${first!.variant} never`,
						expected: 'never' as const,
						observed: null,
						met: false,
						where: 'a.litmus:3',
					},
				],
				unmappedLocked: null,
				cost: null,
			},
			...others.map((cell) => ({ ...cell, violations: [], questions: [] })),
		],
	});
	const folded = (text: string): string => text.replaceAll(/\s+/g, ' ');

	test.for(['text', 'mail'] as const)('is said in %s, and what rests on it', (name) => {
		const text = folded(name === 'text' ? terminalText(undecided) : fullMailText(undecided));
		expect(text).toContain(`${first!.variant} on ${first!.workload}: no verdict: ${limit}`);
		expect(text).toMatch(
			name === 'text' ? / \? \+\+ trunc-vs-fault / : /variant L01 lock-page-convert ~:/,
		);
		expect(text).toContain('a.litmus:3: lock-page-convert never: undecided, no verdict');
		expect(text).toContain('not every litmus test has a verdict');
		expect(text).not.toContain('came out never');
		expect(text).not.toContain('No oracle was violated. ');
	});

	test('is not among the litmus that ran, and costs nothing that could be compared', () => {
		const selection = select(undecided);
		const before = summaryOf(select(small), variantNamed(small, first!.variant));
		const after = summaryOf(selection, variantNamed(undecided, first!.variant));
		expect(after.cells).toBe(before.cells - 1);
		expect(after.litmusCompared).toBeLessThan(before.litmusCompared);
		const same = undecided.cells.find(
			(cell) => cell.workload === first!.workload && cell.cost !== null,
		)!;
		expect(comparableCosts(selection, same)).toBeNull();
	});

	test('has a row in each table that does not blur it with one that was not run', async () => {
		const files = await renderers.csv.render(undecided);
		const row = fileOf(files, 'cells.csv').split('\n')[1]!;
		expect(row).toMatch(/^lock-page-convert,trunc-vs-fault,stopped,,,,,,,0,,0,0,1,,,,"what runs /);
		expect(fileOf(files, 'cost.csv').split('\n')[1]).toMatch(
			/^lock-page-convert,trunc-vs-fault,+$/,
		);
		expect(fileOf(files, 'claims.csv')).toContain(',stopped,');
	});

	test('has the sign of the matrix, and is read aloud', async () => {
		const files = await renderers.svg.render(undecided);
		const says = `aria-label="${first!.variant}, ${first!.workload}: no verdict: ${limit}"`;
		expect(fileOf(files, 'violations.svg')).toContain(says);
		expect(fileOf(files, 'violations.svg')).toContain('>~</text>');
		expect(fileOf(files, 'unmapped-locked.svg')).toContain(says);
	});
});

describe('the sign of a difference', () => {
	const clean = (variant: string, explored: Cell['explored']): ComparedCell =>
		compared([{ ...(small.cells[4] as Cell), variant, explored, violations: [] }], 'base')[0]!;
	const whole: Cell['explored'] = {
		kind: 'complete',
		engine: 'e',
		states: 1,
		transitions: 1,
		terminals: 1,
	};

	test('is clean in both only where both were explored completely', () => {
		const sampled: Cell['explored'] = { kind: 'sampled', engine: 'e', executions: 9 };
		const base = clean('base', whole);
		expect(changeOf(clean('mine', whole), base)).toBe('.');
		expect(changeOf(clean('mine', sampled), base)).toBe('?');
		expect(changeOf(clean('mine', whole), clean('base', sampled))).toBe('?');
		expect(changeOf(clean('mine', whole), undefined)).toBe('?');
		expect(changeOf(undefined, base)).toBe('-');
	});
});

/*
 * What is called minimal is minimal by a checker that derives it anew, and the checker can refuse.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { litmusFolder } from '../../workloads/litmus/load.ts';
import { printLitmus } from '../../workloads/litmus/print.ts';
import { bootVariant } from '../cell/boot.ts';
import { defaultLimits } from '../cell/limits.ts';
import { BUG, type Task } from '../engine/operation.ts';
import type { Kernel } from '../mm/index.ts';
import { parseToken, shortDigest } from '../text/token.ts';
import { defineVariant } from '../variant.ts';
import type { Workload } from '../workload.ts';
import { Bench, randomFindings, replaysIdentically } from '../audit/findings/findings.ts';
import { isMinimal } from '../audit/findings/is-minimal.ts';
import { minimise } from './minimise.ts';
import { reductionsOf } from './reductions.ts';
import { isTarget, judgeSchedule, type Target } from '../replay/judge-schedule.ts';
import { stageOf } from '../cell/stage.ts';

function litmus(name: string): Workload {
	return read(readFileSync(join(litmusFolder(), `${name}.litmus`), 'utf8'));
}

function read(text: string): Workload {
	const result = parseLitmus(text, 's.litmus');
	if ('error' in result) throw new Error(result.error.message);
	return result.workload;
}

/** The token's first finding of that oracle, and what it takes to minimise it. */
function finding(text: string, oracle: string) {
	const token = parseToken(text)!;
	const kernel = bootVariant(variants[token.variant]!);
	const workload = litmus(token.workload);
	const { placed, problem } = stageOf(kernel, workload);
	const judged = judgeSchedule(placed, problem!, token.schedule);
	const found = judged.findings.find((each) => each.oracle === oracle)!;
	const target: Target = { ...found, beforeRace: false };
	return { token, kernel, workload, target, judged };
}

const nothing = { complaints: [], undecided: [] };

describe('minimise', () => {
	test.each([
		['lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa', 'kernel BUG', 1],
		['convert-v1:convert-vs-fault@94f5c5:AgBcAmBlA1BaA2', 'livelock', 1],
		['forced-unmap-blocking:recheck-populate@eb1e49:AoB1wA6', 'deadlock', 1],
		['forced-unmap:trunc-remapped@9be4f3:A86', 'linear page instead of SIGBUS', 0],
		['lock-page-convert:convert-vs-zap@4a9409:A2hB18AjB10', 'nr_mapped wrong', 2],
	])('%s', (text, oracle, preemptions) => {
		const { token, kernel, workload, target } = finding(text, oracle);
		const small = minimise(kernel, workload, target, token.schedule);
		expect(small.minimal).toBe('proved');
		expect(small.preemptions).toBe(preemptions);
		expect(small.token.length).toBeLessThanOrEqual(80);
		const checked = isMinimal(
			kernel,
			small.workload,
			target,
			small.schedule,
			defaultLimits.minimise,
		);
		expect(checked).toEqual(nothing);
		const { schedule, digest } = parseToken(small.token)!;
		expect(shortDigest(read(small.text).digest)).toBe(digest);
		expect(replaysIdentically(kernel, read(small.text), target, schedule)).toBe(true);
		const fresh = bootVariant(variants[token.variant]!);
		expect(minimise(fresh, workload, target, token.schedule)).toEqual(small);
	});

	test('what goes wrong before the race needs no schedule, and no race', () => {
		function* vmtruncate_vma(this: Kernel): Task {
			yield* BUG('vmtruncate_vma: on purpose');
		}
		const broken = defineVariant({
			name: 'broken',
			subject: 'truncation of a mapped file is a BUG',
			from: 'this test',
			date: '2003-04-05',
			replaces: { vmtruncate_vma },
			claims: {},
		});
		const kernel = bootVariant(broken);
		const target: Target = {
			oracle: 'kernel BUG',
			site: 'vmtruncate_vma: on purpose',
			beforeRace: true,
		};
		const workload = read(
			'scenario s\nfile f 3 pages\nprocess A { map m f[0..2] shared; touch m read; truncate f 1 }\n' +
				'cpu a in A { touch m read }\ncpu b { reclaim 2 }\n',
		);
		const small = minimise(kernel, workload, target, []);
		expect(small.token).toMatch(/^broken:s-min@[0-9a-f]{6}:-$/);
		expect(small.text.split('\n').slice(2)).toEqual([
			'',
			'file f 2 pages',
			'',
			'process A { map m f[0] shared; truncate f 1 }',
			'cpu b { }',
			'',
		]);
		expect(small.minimal).toBe('proved');
		expect(
			isMinimal(kernel, small.workload, target, small.schedule, defaultLimits.minimise),
		).toEqual(nothing);
	});

	test('what is minimal already loses nothing, whatever schedule it comes with', () => {
		const { token, kernel, workload, target } = finding(
			'lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa',
			'kernel BUG',
		);
		const once = minimise(kernel, workload, target, token.schedule);
		const again = minimise(kernel, once.workload, target, once.schedule);
		expect(Object.values(again.removed).every((count) => count === 0)).toBe(true);
		expect(again.workload.cpus).toEqual(once.workload.cpus);
		expect(again.schedule).toEqual(once.schedule);
	});

	test('a search that is cut short is never called a proof', () => {
		const { token, kernel, workload, target } = finding(
			'no-bug-chainlock:orphan-to-swap@bc7d14:B12A55BlC7s',
			'kernel BUG',
		);
		const limits = { ...defaultLimits.minimise, statesMax: 300 };
		const small = minimise(kernel, workload, target, token.schedule, limits);
		expect(small.minimal).toBe('within limits');
		expect(replaysIdentically(kernel, small.workload, target, small.schedule)).toBe(true);
		const none = minimise(kernel, workload, target, token.schedule, {
			...defaultLimits.minimise,
			candidatesMax: 0,
		});
		expect(none).toMatchObject({ minimal: 'within limits', candidatesTried: 0 });
	});
});

describe('the checker refuses', () => {
	const bug = finding('lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa', 'kernel BUG');
	const small = minimise(bug.kernel, bug.workload, bug.target, bug.token.schedule);
	const complaints = (text: string, schedule: string): readonly string[] =>
		isMinimal(
			bug.kernel,
			read(text),
			bug.target,
			parseToken(`a:b@000000:${schedule}`)!.schedule,
			defaultLimits.minimise,
		).complaints;

	test('a workload with something to spare', () => {
		const bystander = `${small.text}cpu bystander { read f[0] }\n`;
		expect(complaints(bystander, 'B1a')).toContain('cpu: shows without cpu bystander');
	});

	test('a schedule that does not show it, has a segment too many, or a preemption too many', () => {
		expect(complaints(small.text, 'B1a')).toEqual([]);
		expect(complaints(small.text, '-')).toContain('the schedule does not show it');
		expect(complaints(small.text, 'AzzzzB')).toContain('the schedule does not show it');
		expect(complaints(small.text, 'B1A1B19')).toContain(
			'a schedule with fewer preemptions shows it',
		);
	});
});

describe('removals', () => {
	const text = `scenario s

file f 4 pages cached
file g 1 page

process A { map m f[1..2] shared locked; touch m[1] read }
cpu a in A { truncate f 3; touch m[0] write }
cpu b { reclaim 2 }
`;

	test('are all there is, in a fixed order, and only what the reader accepts', () => {
		expect(reductionsOf(read(text)).map(({ axis, what }) => `${axis}: ${what}`)).toEqual([
			'cpu: cpu a',
			'cpu: cpu b',
			'process: process A',
			'call: a: truncate f 3',
			'call: a: touch m[0] write',
			'call: b: reclaim 2',
			'call: A: touch m[1] read',
			'file: file g',
			'page: last page of file f',
			'page: page 0 of file f',
			'scan: a page of b: reclaim 2',
			'flag: locked of A: map m f[1..2] shared locked',
		]);
	});

	test('a page goes out of a file under all who speak about those behind it', () => {
		const shifted = reductionsOf(read(text)).find(({ what }) => what === 'page 0 of file f');
		expect(shifted!.text).toBe(
			text.replace('f 4', 'f 3').replace('f[1..2]', 'f[0..1]').replace('f 3;', 'f 2;'),
		);
	});

	test('a hole loses a page at either end, and moves with those before it', () => {
		const made = reductionsOf(
			read('scenario s\n\nfile f 4 pages\n\ncpu a { punch f[2..3] }\n'),
		).map((each) => each.text.slice(each.text.indexOf('file')));
		expect(made).toContain('file f 4 pages\n\ncpu a { punch f[2] }\n');
		expect(made).toContain('file f 4 pages\n\ncpu a { punch f[3] }\n');
		expect(made).toContain('file f 3 pages\n\ncpu a { punch f[1..2] }\n');
		expect(made).toHaveLength(6);
	});

	test('a map loses a page only where no call is left without one', () => {
		const wide = read(text.replace('touch m[1] read', 'touch m read'));
		const of = (workload: Workload): string[] =>
			reductionsOf(workload)
				.filter(({ what }) => / page of A: map/.test(what))
				.map((each) => each.text);
		expect(of(read(text))).toEqual([]);
		expect(of(wide)).toHaveLength(1);
		expect(of(wide)[0]).toContain('map m f[1] shared locked; touch m[0] read');
	});

	test.each(['quiet', 'trunc-remapped', 'orphan-to-swap'])('of %s are smaller', (name) => {
		const before = litmus(name);
		for (const { workload, text: printed } of reductionsOf({ ...before, expects: [] })) {
			expect(printLitmus(workload)).toBe(printed);
			expect(printed.length).toBeLessThanOrEqual(printLitmus(before).length);
		}
	});
});

test('numbers of objects do not tell two sites apart, words do', () => {
	const site = 'free_hot_page: page#3 of slice 1';
	const target: Target = { oracle: 'list corruption', site, beforeRace: false };
	const at = (site: string): boolean =>
		isTarget(target, { oracle: 'list corruption', site, detail: '' });
	expect(at('free_hot_page: page#11 of slice 2')).toBe(true);
	expect(at('free_page: page#3 of slice 1')).toBe(false);
	expect(isTarget(target, { oracle: 'kernel BUG', site, detail: '' })).toBe(false);
});

test('random findings replay from tokens that fit, and are minimal', () => {
	const bench = new Bench();
	const some = ['lock-page-convert', 'convert-v1', 'no-bug'].map((name) => variants[name]!);
	const files = ['trunc-vs-fault', 'convert-vs-fault', 'invalidate-vs-fault'].map(litmus);
	let count = 0;
	for (const found of randomFindings(bench, some, files, 1)) {
		const { variant, workload, target, token } = found;
		expect(token.length).toBeLessThanOrEqual(80);
		const { schedule } = parseToken(token)!;
		expect(replaysIdentically(bench.boot(variant), workload, target, schedule)).toBe(true);
		const { minimal, complaints } = bench.minimise(found, defaultLimits.minimise);
		expect({ minimal, complaints }).toEqual({ minimal: 'proved', complaints: [] });
		if (++count === 6) break;
	}
});

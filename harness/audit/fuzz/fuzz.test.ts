/*
 * Random programs: what is drawn is a litmus test, what is found replays, and the corpus depends on the seed alone.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { baseName } from '../../../variants/index.ts';
import { parseLitmus } from '../../../workloads/litmus/index.ts';
import { readWorkload } from '../../catalogue/litmus.ts';
import { loadVariant } from '../../catalogue/variant.ts';
import { bootVariant } from '../../cell/boot.ts';
import { stageOf } from '../../cell/stage.ts';
import { judgeSchedule } from '../../replay/judge-schedule.ts';
import type { FuzzResult } from '../../result.ts';
import { parseToken, shortDigest } from '../../text/token.ts';
import { drawText } from './draw-program.ts';
import { keyOfFinding } from './filed.ts';
import { linesOf } from './lines.ts';
import { type FuzzPlan, runFuzz } from './run-fuzz.ts';
import { holds, shapeOf } from './shape.ts';
import { pairsThinkable } from './sites.ts';
import { allWords, weightsOf } from './weights.ts';

describe('what is drawn', () => {
	const texts = Array.from({ length: 1500 }, (_, i) => drawText(7, i));

	test('is a litmus test with two to four cpus, each time', () => {
		for (const text of texts) {
			const read = parseLitmus(text, 'drawn.litmus');
			expect('error' in read ? read.error.message : '').toBe('');
			const cpus = 'error' in read ? 0 : read.workload.cpus.length;
			expect(cpus).toBeGreaterThanOrEqual(2);
			expect(cpus).toBeLessThanOrEqual(4);
		}
	});

	test('has every call of the language among its cpus', () => {
		const racing = texts.flatMap((text) => {
			const read = parseLitmus(text, 'drawn.litmus');
			if ('error' in read) return [];
			return read.workload.cpus.flatMap(({ calls }) => calls.map(({ call }) => call));
		});
		expect([...new Set(racing)].toSorted()).toEqual([...allWords].toSorted());
	});

	test('gives no pin back twice', () => {
		for (const text of texts) {
			const unpins = [...text.matchAll(/unpin (\w+)/g)].map(([, pin]) => pin);
			expect(new Set(unpins).size).toBe(unpins.length);
		}
	});

	test('leaves calls out, other ones in each round', () => {
		const words = (round: number): string =>
			weightsOf(7, round)
				.process.map(([word]) => word)
				.join();
		expect(words(0)).not.toBe(words(1));
		expect(words(0)).toBe(words(0));
		expect(weightsOf(7, 0).process.length).toBeLessThan(allWords.length);
	});
});

describe('what tells findings apart', () => {
	test('neither numbers, nor who waits with empty hands', () => {
		const key = (oracle: string, site: string, detail = ''): string =>
			keyOfFinding({ oracle, site, detail });
		expect(key('orphan page mapped', 'page#4 of f')).toBe(key('orphan page mapped', 'page#7 of f'));
		expect(key('orphan page mapped', 'a')).not.toBe(key('orphan page mapped', 'b'));
		const one = key(
			'deadlock',
			'sys_a waits for MS; do_b waits for MS',
			'x holds nothing and waits for MS(mm of A); y holds MS(mm of A) and waits for MS(mm of A)',
		);
		const other = key(
			'deadlock',
			'do_b waits for MS; sys_c waits for MS',
			'y holds MS(mm of A) and waits for MS(mm of A); x holds nothing and waits for MS(mm of A)',
		);
		expect(one).toBe('deadlock: do_b waits for MS');
		expect(other).toBe(one);
		expect(key('livelock', 'a')).toBe(key('livelock', 'b'));
	});

	test('the calls of the cpus, each of them on one of its own', () => {
		const small = [['truncate'], ['touch', 'touch']];
		expect(holds([['touch', 'read', 'touch'], ['truncate']], small)).toBe(true);
		expect(holds([['touch', 'truncate', 'touch']], small)).toBe(false);
		expect(holds([['touch'], ['truncate'], ['touch']], small)).toBe(false);
		const read = parseLitmus(
			'scenario s\nfile f 1 page\nprocess A { map m f[0] shared }\ncpu a { read f[0] }\ncpu b { }\n',
			's.litmus',
		);
		if ('error' in read) throw new Error(read.error.message);
		expect(shapeOf(read.workload, false)).toEqual([['read']]);
		expect(shapeOf(read.workload, true)).toEqual([['map']]);
	});
});

describe('coverage', () => {
	test('lines are those of statements inside kernel functions', () => {
		const text = 'const a = 1;\nexport function* f() {\n\tlet b = a;\n\tif (b)\n\t\treturn 1;\n}\n';
		expect(linesOf('x.js', text).map(({ name }) => name)).toEqual(['x.js:3', 'x.js:4', 'x.js:5']);
	});

	test('pairs are about one field, with one that writes', () => {
		expect(pairsThinkable(['f load page.pte', 'g load page.pte'])).toBe(0);
		expect(pairsThinkable(['f load page.pte', 'g store page.pte'])).toBe(2);
		expect(pairsThinkable(['f load page.pte', 'g store page.count'])).toBe(1);
		expect(pairsThinkable(['f lock page.PL', 'g unlock page.PL'])).toBe(0);
	});
});

describe('a run', { timeout: 300_000 }, () => {
	const folders: string[] = [];
	const fresh = (): string => {
		const folder = mkdtempSync(join(tmpdir(), 'rmaplab-fuzz-'));
		folders.push(folder);
		return folder;
	};
	afterAll(() => {
		for (const each of folders) rmSync(each, { recursive: true, force: true });
	});

	/** Its first programs show some findings soon. */
	const seed = 5;
	const fuzz = async (
		folder: string,
		rest: Partial<FuzzPlan>,
		signal: AbortSignal = new AbortController().signal,
	): Promise<FuzzResult> => {
		const variant = await loadVariant(baseName);
		const plan = { variant, seed, time: null, programs: null, threads: 1, folder };
		return runFuzz(
			{ ...plan, litmus: ['fork-vs-unmap'], ...rest },
			{ signal, onProgram: () => {} },
		);
	};
	const bytes = (folder: string): Record<string, string> =>
		Object.fromEntries(
			readdirSync(folder)
				.toSorted()
				.map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
		);

	test('gives the same corpus on one thread and two, at once and in two parts', async () => {
		const [one, two, parts] = [fresh(), fresh(), fresh()];
		const alone = await fuzz(one, { programs: 24 });
		const both = await fuzz(two, { programs: 24, threads: 2 });
		await fuzz(parts, { programs: 12 });
		const rest = await fuzz(parts, { programs: 12, seed: null });
		expect(alone.findings.length).toBeGreaterThan(1);
		expect(bytes(two)).toEqual(bytes(one));
		expect(bytes(parts)).toEqual(bytes(one));
		expect(both.coverage).toEqual(alone.coverage);
		expect([rest.first, rest.programs]).toEqual([12, 12]);
		expect(alone.coverage.lines.entered).toBeGreaterThan(1000);

		const kernel = bootVariant((await loadVariant(baseName)).variant);
		for (const { file, token, oracle, site, name } of alone.findings) {
			const workload = readWorkload(file, null);
			const { digest, schedule } = parseToken(token)!;
			expect([workload.name, shortDigest(workload.digest)]).toEqual([name, digest]);
			const { placed, problem } = stageOf(kernel, workload);
			const judged = judgeSchedule(placed, problem!, schedule);
			expect(
				judged.findings.map((each) => `${each.oracle}: ${each.site.replace(/\d+/, '')}`),
			).toContain(`${oracle}: ${site.replace(/\d+/, '')}`);
		}
	});

	test('that is stopped leaves what it has found, and none is found twice', async () => {
		const folder = fresh();
		const stop = new AbortController();
		setTimeout(() => stop.abort(), 1500);
		const stopped = await fuzz(folder, {}, stop.signal);
		expect(stopped.seconds).toBeLessThan(3);
		const corpus = JSON.parse(readFileSync(join(folder, 'corpus.json'), 'utf8')) as {
			next: number;
		};
		expect(corpus.next).toBe(stopped.programs);
	});

	test('refuses the corpus of another seed, and what is none', async () => {
		const folder = fresh();
		await fuzz(folder, { programs: 1 });
		await expect(fuzz(folder, { seed: 6, programs: 1 })).rejects.toThrow(/--out/);
		writeFileSync(join(folder, 'corpus.json'), '{');
		await expect(fuzz(folder, { programs: 1 })).rejects.toThrow(/no corpus/);
	});
});

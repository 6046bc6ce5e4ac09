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
import { below } from '../../engine/seeded.ts';
import { randomRuns } from '../../explore/random.ts';
import { type Corpus, keyOfFinding } from './filed.ts';
import { linesOf } from './lines.ts';
import { mutate } from './mutate.ts';
import { ownFunctions } from './own-functions.ts';
import { poolLag, programText } from './pool.ts';
import { type FuzzPlan, runFuzz } from './run-fuzz.ts';
import { holds, shapeOf } from './shape.ts';
import { isAbout, pairsThinkable } from './sites.ts';
import { allWords, streamOf, weightsOf } from './weights.ts';

describe('what is drawn', () => {
	const texts = Array.from({ length: 4000 }, (_, i) => drawText(7, i));

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

describe('a program that is another one changed', () => {
	const random = streamOf(11, 1);
	const draw = (count: number): number => below(count, random());
	const texts: string[] = Array.from({ length: 40 }, (_, i) => drawText(7, i));
	for (let i = 0; i < 1500; i++) {
		const [parent, donor] = [texts[draw(texts.length)]!, texts[draw(texts.length)]!];
		texts.push(mutate(parent, donor, `changed-${i}`, draw));
	}

	test('is a litmus test as well, with no more to search than one that is drawn', () => {
		for (const text of texts) {
			const read = parseLitmus(text, 'changed.litmus');
			expect('error' in read ? read.error.message : '').toBe('');
			if ('error' in read) continue;
			const { cpus } = read.workload;
			expect(cpus.length).toBeGreaterThanOrEqual(2);
			expect(cpus.length).toBeLessThanOrEqual(4);
			const calls = cpus.reduce((sum, each) => sum + each.calls.length, 0);
			expect(calls).toBeLessThanOrEqual(6);
		}
		expect(new Set(texts.map((text) => text.slice(text.indexOf('\n')))).size).toBeGreaterThan(1300);
	});

	test('gives no pin back twice, and uses none behind that', () => {
		for (const text of texts) {
			for (const [, pin] of text.matchAll(/unpin (\w+)/g)) {
				const behind = text.slice(text.indexOf(`unpin ${pin}`) + `unpin ${pin}`.length);
				expect(behind).not.toMatch(new RegExp(`(load|store|unpin) ${pin}\\b`));
			}
		}
	});

	test('is made of the pool as it was some programs before', () => {
		const pool = texts.slice(0, 4).map((text, i) => ({ program: 100 * i, text }));
		for (let number = 0; number < 300; number++) {
			const known = pool.filter(({ program }) => program < number - poolLag);
			expect(programText(7, number, pool)).toBe(programText(7, number, known));
		}
		const changed = Array.from({ length: 100 }, (_, i) => 400 + i).filter(
			(number) => programText(7, number, pool) !== drawText(7, number),
		);
		expect(changed.length).toBeGreaterThan(50);
	});
});

describe('the functions of a patch', () => {
	test('are those that differ from what it stacks on', async () => {
		const own = async (name: string): Promise<string[]> =>
			[...ownFunctions((await loadVariant(name)).variant)].toSorted();
		expect(await own(baseName)).toEqual([]);
		expect(await own('invalidate2-two-plain')).toEqual(['invalidate2_one_page', 'vmtruncate']);
	});

	test('have accesses, and so have pairs and turns', () => {
		const own = new Set(['f']);
		expect(isAbout('g load page.pte | f store page.pte', own)).toBe(true);
		expect(isAbout('g load page.pte > fg store page.pte', own)).toBe(false);
	});

	test('are entered where a cpu calls one, or what calls it', async () => {
		const kernel = bootVariant((await loadVariant(baseName)).variant);
		const read = parseLitmus(
			'scenario s\nfile f 1 page cached\nprocess A { map m f[0] shared }\n' +
				'cpu a { truncate f 0 }\ncpu b { read f[0] }\n',
			's.litmus',
		);
		if ('error' in read) throw new Error(read.error.message);
		const { problem } = stageOf(kernel, read.workload);
		randomRuns(problem!, { runs: 20, seed: 1 }, () => {});
		const { automata } = problem!;
		expect(automata.hasEntered(new Set(['truncate_complete_page']))).toBe(true);
		expect(automata.hasEntered(new Set(['do_truncate', 'nothing']))).toBe(true);
		expect(automata.hasEntered(new Set(['do_mlock']))).toBe(false);
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
	const seed = 7;
	const fuzz = async (
		folder: string,
		rest: Partial<FuzzPlan>,
		signal: AbortSignal = new AbortController().signal,
		onProgram: (corpus: Corpus) => void = () => {},
	): Promise<FuzzResult> => {
		const variant = await loadVariant(baseName);
		const plan = { variant, seed, time: null, programs: null, threads: 1, folder };
		return runFuzz({ ...plan, litmus: ['fork-vs-unmap'], ...rest }, { signal, onProgram });
	};
	const bytes = (folder: string): Record<string, string> =>
		Object.fromEntries(
			readdirSync(folder)
				.toSorted()
				.map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
		);

	test('gives the same corpus on one thread and two, at once and in two parts', async () => {
		const [one, two, parts] = [fresh(), fresh(), fresh()];
		const programs = poolLag + 12;
		const alone = await fuzz(one, { programs });
		const both = await fuzz(two, { programs, threads: 2 });
		await fuzz(parts, { programs: programs - 6 });
		const rest = await fuzz(parts, { programs: 6, seed: null });
		expect(alone.findings.length).toBeGreaterThan(1);
		expect(bytes(two)).toEqual(bytes(one));
		expect(bytes(parts)).toEqual(bytes(one));
		expect(both.coverage).toEqual(alone.coverage);
		expect([rest.first, rest.programs]).toEqual([programs - 6, 6]);
		expect(alone.outcomes.sampled).toBeGreaterThan(0);
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

	test('that is stopped while it files a program counts it once', async () => {
		const [whole, parts] = [fresh(), fresh()];
		const counts = (folder: string) => ({
			...JSON.parse(bytes(folder)['corpus.json']!),
			lines: [],
		});
		let next = 0;
		const onProgram = (corpus: Corpus): void => void ({ next } = corpus);
		const run = (folder: string, rest: Partial<FuzzPlan>, signal?: AbortSignal) =>
			fuzz(folder, { seed: 12, ...rest }, signal, onProgram);
		/** Of each program that shows something: how often a finding was looked at. */
		const looks = new Map<number, number>();
		const isIdle = (): boolean => {
			looks.set(next, (looks.get(next) ?? 0) + 1);
			return false;
		};
		const programs = 3;
		await run(whole, { programs, isIdle });
		const [program, count] = [...looks].find(([, each]) => each > 1)!;

		const stop = new AbortController();
		let left = count;
		const stopLast = (): boolean => {
			if (next === program && --left === 0) stop.abort();
			return false;
		};
		next = 0;
		const stopped = await run(parts, { programs, isIdle: stopLast }, stop.signal);
		expect(left).toBe(0);
		expect(stopped.programs).toBe(program);
		await run(parts, { programs: programs - program });
		expect(counts(parts)).toEqual(counts(whole));
		expect(Object.keys(bytes(parts))).toEqual(Object.keys(bytes(whole)));
	});

	test('refuses the corpus of another seed, and what is none', async () => {
		const folder = fresh();
		await fuzz(folder, { programs: 1 });
		await expect(fuzz(folder, { seed: 6, programs: 1 })).rejects.toThrow(/--out/);
		writeFileSync(join(folder, 'corpus.json'), '{');
		await expect(fuzz(folder, { programs: 1 })).rejects.toThrow(/no corpus/);
	});
});

/*
 * Auxiliary tasks of weak memory: how many a workload gets, how many are too many, and how a replay shows
 * them.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant } from './boot.ts';
import { readWorkload } from '../catalogue/litmus.ts';
import { replayLines } from '../commands/replay.ts';
import { runExecution } from '../replay/execution.ts';
import { BadInput } from '../messages/index.ts';
import { parseToken, shortDigest } from '../text/token.ts';
import { namesOfTasks, stageOf } from './stage.ts';
import type { Workload } from '../workload.ts';

const booted = bootVariant(variants['truncate-count-wmb']!);

const workloadOf = (text: string): Workload => {
	const read = parseLitmus(`scenario s\n${text}\ncpu a { read f[0] }\ncpu b { truncate f 0 }`, 's');
	if ('error' in read) throw new Error(read.error.message);
	return read.workload;
};

test('each cpu has a store buffer, and a flush task for each word that it may load early', () => {
	const names = (text: string): string[] => namesOfTasks(stageOf(booted, workloadOf(text)));
	expect(names('file f 1 page cached')).toEqual(['a', 'b']);
	expect(names('memory sc\nfile f 1 page cached')).toEqual(['a', 'b']);
	expect(names('memory tso\nfile f 1 page cached')).toEqual([
		'a',
		'b',
		'CPU0 store buffer',
		'CPU1 store buffer',
	]);
	expect(names('memory relaxed\nfile f 1 page cached').slice(2, 6)).toEqual([
		'CPU0 f.i_size',
		'CPU0 f.truncate_count',
		'CPU0 f[0].mapping',
		'CPU0 store buffer',
	]);
});

test('more words than can be kept are bad input', () => {
	const stage = (): unknown => stageOf(booted, workloadOf('memory relaxed\nfile f 5 pages cached'));
	expect(stage).toThrow(BadInput);
	expect(stage).toThrow(/7 words that may be loaded early is too much/);
});

test('a replay tells what memory does in the column of its cpu', () => {
	const workload = readWorkload('count-vs-truncate-relaxed', Object.keys(variants));
	const text = `x:y@${shortDigest(workload.digest)}:A2B2A4BqA5cC1E1F1D1H1B2oJ1G1H1I1`;
	const stage = stageOf(booted, workload);
	const execution = { ...stage, token: parseToken(text)!, booted, names: namesOfTasks(stage) };
	const lines = replayLines(execution, runExecution(execution, execution.token.schedule), false);
	const at = (what: string): number => lines.findIndex((line) => line.includes(what));
	expect(lines[2]).toMatch(/^CPU0 truncator +CPU1 faulter$/);
	expect(lines.filter((line) => line.length > 80)).toEqual([]);
	const told = [
		'f.i_size = 0, in the buffer',
		'its stores are seen by all',
		'f.truncate_count += 1',
		'~ sees the new f.truncate_count',
		'f.truncate_count is 1',
		'access beyond EOF succeeds',
	].map(at);
	expect(told).toEqual(told.toSorted((a, b) => a - b));
	expect(told[0]).toBeGreaterThan(0);
	const early = lines.slice(told[4]).find((line) => line.includes('f.i_size is'));
	expect(early).toContain('f.i_size is 4096');
});

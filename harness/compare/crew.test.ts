/*
 * Workers that outlive a run: who gets which. They run built modules, so this needs dist/, which `npm test` builds first.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';
import type * as boards from './board.ts';
import type * as crews from './crew.ts';
import type { Job } from './job.ts';

const built = async <T>(name: string): Promise<T> =>
	(await import(pathToFileURL(join(packageRoot(), `dist/harness/compare/${name}.js`)).href)) as T;
const { Board } = await built<typeof boards>('board');
const { Crew } = await built<typeof crews>('crew');

/** A job of no variants. */
const nothing = { workload: {}, reference: null, variants: [], options: {} } as unknown as Job;

let crew: crews.Crew;
const failures: string[] = [];
const onFailure = ({ message }: Error): void => void failures.push(message);
beforeEach(() => {
	crew = new Crew(new Board(2));
	failures.length = 0;
});
afterEach(() => crew.end());

test('who has done its job waits, and serves the next run in its own place', async () => {
	const first = crew.start(0, onFailure);
	const done = once(first.worker, 'message');
	first.post(nothing);
	expect(await done).toEqual(['done']);
	first.end();
	first.end();
	const other = crew.start(1, onFailure);
	expect(other.worker).not.toBe(first.worker);
	const again = crew.start(0, onFailure);
	expect(again.worker).toBe(first.worker);
	const doneAgain = once(again.worker, 'message');
	again.post(nothing);
	expect(await doneAgain).toEqual(['done']);
	again.end();
	other.end();
	expect(failures).toEqual([]);
});

test('who is at a job ends, and another begins', async () => {
	const first = crew.start(0, onFailure);
	const over = once(first.worker, 'exit');
	first.post(nothing);
	first.end();
	await over;
	const next = crew.start(0, onFailure);
	expect(next.worker).not.toBe(first.worker);
	next.end();
	expect(failures).toEqual([]);
});

test('who fails while it waits is not given out', async () => {
	const first = crew.start(0, onFailure);
	first.end();
	const over = once(first.worker, 'exit');
	await first.worker.terminate();
	await over;
	const next = crew.start(0, onFailure);
	expect(next.worker).not.toBe(first.worker);
	next.end();
	expect(failures).toEqual([]);
});

test('all that wait end with the crew', async () => {
	const first = crew.start(0, onFailure);
	const over = once(first.worker, 'exit');
	first.end();
	crew.end();
	await over;
	const next = crew.start(0, onFailure);
	expect(next.worker).not.toBe(first.worker);
	next.end();
	expect(failures).toEqual([]);
});

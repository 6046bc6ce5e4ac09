/*
 * Sizes of the state spaces, pinned: a changed count is a changed model. Look at the difference, then
 * `npx vitest run --update`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLitmusBuffer } from '../../workloads/litmus/index.ts';
import { listLitmusFiles } from '../../workloads/litmus/load.ts';
import { variants } from '../../variants/index.ts';
import { bootVariant } from './boot.ts';
import { storedSearch } from '../explore/stored.ts';
import { packageRoot } from '../catalogue/source.ts';
import { stageOf } from './stage.ts';

const tooLarge = new Set(['anon-add-rmap.litmus']);

test.each(['lock-page-convert', 'forced-unmap', 'recheck-racy-b', 'nonlinear-aware'])(
	'%s: states, transitions, ends',
	async (name) => {
		const booted = bootVariant(variants[name]!);
		const lines = listLitmusFiles()
			.filter((file) => !tooLarge.has(file))
			.map((file) => {
				const path = join(packageRoot(), 'workloads/litmus', file);
				const read = parseLitmusBuffer(readFileSync(path), path);
				if ('error' in read) throw new Error(read.error.message);
				const { complete, states, transitions, terminals } = storedSearch(
					stageOf(booted, read.workload).problem!,
					{ statesMax: 200_000, seed: 1 },
					() => {},
					() => {},
				);
				expect(complete).toBe(true);
				return `${file} ${states} ${transitions} ${terminals}`;
			});
		await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/counts-${name}.txt`);
	},
);

/*
 * What is noted beside the kernel's steps is no word of the kernel, and nobody has to take a lock for it.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

test('two calls that note what the user intends are no data race', () => {
	const read = parseLitmus(
		`scenario written
file f 2 pages cached
process A { map m f[0..1] shared }
cpu a in A { remap m[0] -> f[1] }
cpu b in A { remap m[0] -> f[1] }
`,
		'written.litmus',
	);
	if ('error' in read) throw new Error(read.error.message);
	const booted = bootVariant(variants['lock-page-convert']!);
	const { violations } = runCell(booted, read.workload, { ...verdictOnly, auditRaces: true });
	const races = violations.filter(({ oracle }) => oracle === 'data race').map(({ site }) => site);
	expect(races.length).toBeGreaterThan(0);
	expect(races).not.toContain('mm_struct.intended[8]');
});

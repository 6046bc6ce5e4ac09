/*
 * Which truncations and holes explain that a page of locked memory is missing: what was over before the page
 * was locked does not.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

interface Case {
	readonly because: string;
	readonly litmus: string;
	/** Most locked pages that are missing, and most of those that no call took away. */
	readonly missing: number;
	readonly collateral: number;
}

const cases: Readonly<Record<string, Case>> = {
	'og4-other-process': {
		because: 'a truncation is over that another process made in a block before it',
		litmus: `file f 4 pages cached
			process B { punch f[1..1]; truncate f 0; truncate f 4 }
			process A { map m f[0..3] shared; mlock m; remap m[3] -> f[1] }
			cpu truncator { truncate f 2 }`,
		missing: 2,
		collateral: 1,
	},
	'og4-behind-the-lock': {
		because: 'what was cut off after the page was locked is not there for a reason',
		litmus: `file f 4 pages cached
			process A { map m f[0..3] shared locked; remap m[3] -> f[1]; truncate f 1; truncate f 4 }
			cpu truncator { truncate f 2 }`,
		missing: 3,
		collateral: 0,
	},
	'og4-given-back-late': {
		because: 'mlock() stops at the end of the file, and nobody faults in what comes back behind it',
		litmus: `file f 4 pages cached
			process A { truncate f 1; map m f[0..3] shared locked }
			cpu truncator { truncate f 4 }`,
		missing: 3,
		collateral: 0,
	},
};

for (const [name, { because, litmus, missing, collateral }] of Object.entries(cases)) {
	test(`${name}: ${because}`, () => {
		const parsed = parseLitmus(
			`scenario ${name}\n${litmus}\ncount unmapped-locked A\n`,
			`${name}.litmus`,
		);
		if ('error' in parsed) throw new Error(parsed.error.message);
		const booted = bootVariant(variants['lock-page-convert']!);
		const cell = runCell(booted, parsed.workload, verdictOnly);
		expect(cell.explored.kind).toBe('complete');
		expect(cell.unmappedLocked).toMatchObject({ max: missing, collateralMax: collateral });
		const isSaid = cell.violations.some(
			({ oracle }) => oracle === 'VM_LOCKED page unmapped inside EOF',
		);
		expect(isSaid).toBe(collateral > 0);
	});
}

/*
 * What the command line says of the questions of a litmus file: answers, questions that are worth little, and
 * those that are refused. Needs dist/, which `npm test` builds first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../result.ts';
import { commandLineIn, type Ran } from './fixture.ts';

const { folder, rmaplab } = commandLineIn('asking');

function file(name: string, text: string): string {
	writeFileSync(join(folder, name), text);
	return name;
}

const compare = (litmus: string, ...more: string[]): Ran =>
	rmaplab('compare', '--variant', 'lock-page-convert', '--workload', litmus, '--out', 'o', ...more);

// g1 of the second look: the map is made in the race, and both lines were said to hold never.
const moved = file(
	'moved.litmus',
	`scenario moved
file f 1 page cached
process A { map m f[0..0] shared; touch m[0] read }
cpu mover in A { move m to n }
never present A n[0]
never shows A n[0] f[0]
`,
);

// tool-9: is any plain word reached without a common lock?
const races = file(
	'races.litmus',
	`scenario races
file f 2 pages cached
process A { map m f[0..1] shared }
cpu a in A { touch m[0] read }
cpu b { truncate f 0 }
never "lock order"
never "data race"
expect lock-page-convert sometimes "data race"
`,
);

// bug-02 with one `refill 8` less: the page is young, and reclaim leaves it alone.
const young = file(
	'young.litmus',
	`scenario young
file f 4 pages cached
process A { map m f[0..1] shared; remap m[0] -> f[3]; remap m[1] -> f[2]; refill 8 }
cpu parent in A { fork B }
cpu kswapd { shrink 8 }
after in A { exit }
never "freed object used"
`,
);

const idle = 'shrink of cpu kswapd unmaps and frees nothing; try_to_unmap() is never entered';

describe('compare', () => {
	test("answers the 'never' lines of a file of one's own", () => {
		const { status, stdout } = compare(moved);
		expect(status).toBe(0);
		expect(stdout).toMatch(/lock-page-convert on moved: never present A n\[0\]: always \(complete/);
		expect(stdout).toMatch(/never shows A n\[0\] f\[0\]: always/);
		expect(stdout).not.toContain('says less than it seems');
	});

	test('refuses to answer what it does not look for', () => {
		const { status, stdout, stderr } = compare(races);
		expect([status, stdout]).toEqual([2, '']);
		expect(stderr).toBe(
			'races.litmus:7:7: error: "data race" is looked for with --audit-races only: ' +
				'add that, or take the line out\n',
		);
	});

	test('answers it when it does', () => {
		const { status, stdout } = compare(races, '--audit-races');
		expect(status).toBe(0);
		expect(stdout).toContain('never "lock order": never');
		expect(stdout).toContain('never "data race": sometimes');
	});

	test("says where a 'never' is worth little, and in cells.csv", () => {
		const { stdout } = compare(young);
		expect(stdout.replaceAll(/\n +/g, ' ')).toContain(`lock-page-convert on young: ${idle}`);
		expect(readFileSync(join(folder, 'o/cells.csv'), 'utf8')).toContain(`,${idle},`);
		const text = readFileSync(join(folder, 'o/results.json'), 'utf8');
		expect((JSON.parse(text) as Comparison).cells[0]!.vacuous).toEqual([idle]);
	});
});

describe('check', () => {
	test('warns of a question that is worth little', () => {
		const { status, stdout, stderr } = rmaplab('check', young, moved);
		expect(status).toBe(0);
		expect(stdout).toBe('young.litmus: young, 2 cpus\nmoved.litmus: moved, 1 cpu\n');
		expect(stderr).toMatch(
			/^young\.litmus:1:1: warning: shrink of cpu kswapd .* \(on lock-page-convert, all schedules .*\)\n$/,
		);
	});

	test('notes what compare has to be told', () => {
		expect(rmaplab('check', races)).toMatchObject({
			status: 0,
			stderr:
				'races.litmus:7:7: note: "data race" is asked for; ' +
				'compare looks for it with --audit-races only\n',
		});
	});
});

/*
 * Loads beside a comparison say how long they took, unless the run leaves the clock out: then two runs say the same.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { baseName } from '../../variants/index.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { Board } from '../compare/board.ts';
import type { PerfResult } from '../result.ts';
import { commandLineIn } from './fixture.ts';
import { loadsBeside } from './loads-beside.ts';

const { folder } = commandLineIn('loads-beside');
const mine = join(folder, 'mine.ts');
writeFileSync(
	mine,
	`import { defineVariant } from 'rmaplab';
import type { Kernel, Task } from 'rmaplab';
function* lru_add_drain(this: Kernel): Task {}
export default defineVariant({ name: 'mine', subject: 's', from: 'you', date: '2003-04-05',
	replaces: { lru_add_drain }, claims: {} });
`,
);

async function costs(isTimed: boolean): Promise<PerfResult | null> {
	const known = [await loadVariant(baseName), await loadVariant(mine)];
	return loadsBeside(
		{
			known,
			named: [mine],
			isOfSome: false,
			workers: 1,
			millisecondsLeft: null,
			isTimed,
			board: new Board(1),
		},
		(why) => expect.unreachable(why),
	);
}

test('without the clock the same costs are told in every run', async () => {
	const [timed, exact] = [await costs(true), await costs(false)];
	expect(timed!.rows.length).toBeGreaterThan(4);
	for (const { wallClock } of timed!.rows) expect(wallClock.seconds).toBeGreaterThan(0);
	expect(exact).toEqual({
		...timed,
		rows: timed!.rows.map((row) => ({ ...row, wallClock: {} })),
	});
}, 120_000);

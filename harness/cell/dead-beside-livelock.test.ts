/*
 * A cpu that dies beside others that go round in a circle: the circle is no end, but the death has happened.
 */
import { expect, test } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { before, instead } from '../check/mutants/mutation.ts';
import { become, BUG, load, lock, trylock, unlock } from '../engine/operation.ts';
import { page_tree } from '../mm/include/fs.ts';
import { PL } from '../mm/include/page-flags.ts';
import { bootBroken } from './broken-kernels/fixture.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

const text = `scenario mine

file f 1 page cached
process A { map m f[0] shared }

cpu faulter in A { touch m[0] read }
cpu other { invalidate f }
never "kernel BUG"
`;

test('a BUG() is met although the other cpu never ends, and the circle has a place', () => {
	const read = parseLitmus(text, 'mine.litmus');
	if ('error' in read) throw new Error(read.error.message);
	// 1. The fault takes the page lock and dies with it. 2. Invalidation tries the lock for ever.
	const booted = bootBroken('bug-and-spin', (sound) => ({
		...before('do_no_page_anon', function* ([page = 0]) {
			yield* lock(PL, page);
			yield* BUG('fault met a bug');
		})(sound),
		...instead('userInvalidate', function* (mapping = 0) {
			const page = yield* load(page_tree, mapping);
			if (yield* trylock(PL, page)) {
				yield* unlock(PL, page);
				return 0;
			}
			return yield* become('userInvalidate', mapping);
		})(sound),
	}));
	const { explored, violations, questions } = runCell(booted, read.workload, verdictOnly);
	expect(explored.kind).toBe('complete');
	expect(
		violations.map(({ oracle, site, frequency }) => `${oracle}: ${site}, ${frequency}`),
	).toEqual(['kernel BUG: fault met a bug, always', 'livelock: userInvalidate, sometimes']);
	expect(questions[0]?.frequency).toBe('always');
});

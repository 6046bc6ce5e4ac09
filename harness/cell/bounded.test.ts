/*
 * The bounded search on the kernel, against one that preempts everywhere.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant } from './boot.ts';
import { judgeOf } from './judge.ts';
import { keyOf } from '../check/oracle.ts';
import { boundedSearch } from '../explore/bounded.ts';
import { Footprints } from '../explore/footprint.ts';
import { randomRuns } from '../explore/random.ts';
import { stageOf } from './stage.ts';

const litmus = {
	accounting: `scenario bounded-accounting
file f 1 page
process A { map ma anon 1 private }
process B { map mb anon 1 private; touch mb write }
cpu c0 in A { dontneed ma }
cpu c1 in B { touch mb[0] read }
after { reclaim 4 }
`,
	unmap: `scenario unmap-vs-fork
file f 1 page cached
process A { map m f[0] shared; touch m[0] read }
cpu one in A { unmap m }
cpu two in A { map w f[0] private; fork B }
`,
};

/** Violations within the bound, with and without reduction. */
function violationsWithin(name: string, text: string, preemptionsMax: number, full: boolean) {
	const read = parseLitmus(text, 'test');
	if ('error' in read) throw new Error(read.error.message);
	const { placed, problem } = stageOf(bootVariant(variants[name]!), read.workload);
	const footprints = new Footprints(problem!.machine, problem!.automata);
	randomRuns(problem!, { runs: 24, seed: 1, footprints }, () => {});
	footprints.learn(problem!.roots);
	const judged = judgeOf(placed, problem!);
	const found = new Set<string>();
	const { complete } = boundedSearch(
		problem!,
		{ preemptionsMax, statesMax: 500_000, full },
		footprints,
		() => found.clear(),
		(ending) => {
			for (const each of judged(ending).findings) found.add(keyOf(each));
		},
	);
	expect(complete).toBe(true);
	return [...found].toSorted();
}

test.each([
	['nonlinear-bypass', 'accounting', []],
	['lock-page-convert', 'accounting', []],
	['lock-page-convert', 'unmap', ['vm accounting wrong: total_vm']],
] as const)(
	'%s on %s: one preemption shows what it shows without reduction',
	(...[name, which, has]) => {
		const all = violationsWithin(name, litmus[which], 1, true);
		expect(all.filter((each) => each.startsWith('vm accounting'))).toEqual(has);
		expect(violationsWithin(name, litmus[which], 1, false)).toEqual(all);
	},
);

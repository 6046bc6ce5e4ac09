/*
 * Where calls of one process overlap on one page, nobody can tell which of them the kernel took first, and
 * no oracle may hold the kernel to one of the two. Where they do not overlap, the later one counts.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { mutants } from '../check/mutants.ts';
import type { Sound } from '../check/mutants/mutation.ts';
import { mappingsOf } from '../check/page-tables.ts';
import { storedSearch } from '../explore/stored.ts';
import { baseFunctions } from '../mm/index.ts';
import { readWorkload, workloadNamesOfTheMail } from '../catalogue/litmus.ts';
import { defineVariant, type AddedFunction } from '../variant.ts';
import type { Cell } from '../result.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';
import { overlappingProcesses } from './overlapping-calls.ts';
import { sceneOf } from './scene.ts';
import { stageOf } from './stage.ts';
import { written } from '../../workloads/litmus/fixture.ts';

const base = bootVariant(variants['lock-page-convert']!);

function cellOf(booted: typeof base, text: string): Cell {
	const cell = runCell(booted, written(text), { ...verdictOnly, auditRaces: true });
	expect(cell.explored.kind).toBe('complete');
	return cell;
}

/**
 * What is wrong, but for the words of the kernel that two cpus reach without a common lock, and total_vm, which
 * fork() copies so.
 */
function violated(text: string): string[] {
	const { violations } = cellOf(base, text);
	return violations
		.map(({ oracle, site }) => `${oracle}: ${site}`)
		.filter((each) => each !== 'vm accounting wrong: total_vm')
		.filter((each) => !/^data race: (?!mm_struct\.intended|userCalls)/.test(each));
}

const mapped = `file f 3 pages cached
process A { map m f[0..2] shared; touch m read }
`;

describe('the base kernel is not blamed for', () => {
	test.each([
		['a child that was copied before a remap', 'fork B', 'remap m[0] -> f[1]'],
		['two remaps of one page', 'remap m[0] -> f[1]', 'remap m[0] -> f[2]'],
		['a page that is moved while it is remapped', 'remap m[0] -> f[1]', 'move m[0] to k'],
		['a map put over a page that is copied', 'fork B', 'map k f[2] shared at m[0]'],
		['a map put over a page that is remapped', 'remap m[0] -> f[1]', 'map k f[2] shared at m[0]'],
		['an address given out anew while it is copied', 'fork B', 'unmap m; map k f[1] shared'],
		[
			'a page that is remapped while it is populated',
			'remap m[0] -> f[1]',
			'map k f[2] shared populate at m[0]',
		],
		[
			'an address given out anew, populated, and remapped by its old name',
			'map k f[2] shared populate',
			'unmap m[0..2]; remap m[0] -> f[1]',
		],
		['two remaps and a copy', 'remap m[0] -> f[1]; fork B', 'remap m[0] -> f[2]'],
	])('%s', (_, one, other) => {
		expect(violated(`${mapped}cpu a in A { ${one} }\ncpu b in A { ${other} }\n`)).toEqual([]);
	});

	test('what another file shows under the name of the first', () => {
		const found = violated(`file f 2 pages cached
file g 1 page cached
process A { map m f[0..0] shared }
cpu a in A { remap m[0] -> f[1] }
cpu b in A { map n g[0..0] shared at m[0]; touch n[0] read }
`);
		expect(found).toEqual([]);
	});

	test('a page of the child behind the end, of which the parent has given up the address', () => {
		const found = violated(`file f 2 pages cached
process A { map m f[0..0] shared; touch m read }
cpu a in A { fork B }
cpu b in A { unmap m; map k f[1] shared }
cpu t { truncate f 1 }
`);
		expect(found).toEqual([]);
	});

	test('three calls of which only neighbours overlap', () => {
		const found = violated(`${mapped}cpu a in A { remap m[0] -> f[1]; remap m[0] -> f[0] }
cpu b in A { remap m[0] -> f[2] }
`);
		expect(found).toEqual([]);
	});

	test('a child that was copied while a page was remapped and moved', () => {
		const found = violated(`file f 2 pages cached
process A { map m f[0..0] shared }
cpu a in A { fork B }
cpu b in A { remap m[0] -> f[1] }
cpu c in A { move m[0] to k }
`);
		expect(found).toEqual([]);
	});
});

describe('a kernel that loses places is found out', () => {
	const mutant = mutants['unmap-forgets-the-place']!;
	const functions = mutant.replaces(baseFunctions as unknown as Sound);
	const forgets = bootVariant({
		...defineVariant({
			name: 'forgets',
			subject: '',
			from: '',
			date: '',
			replaces: {},
			claims: {},
		}),
		functions: functions as unknown as Record<string, AddedFunction>,
	});
	const reclaims = 'after { reclaim 8; reclaim 8; reclaim 8 }\n';
	const lost = (text: string): string[] =>
		cellOf(forgets, `${text}${reclaims}`)
			.violations.filter(({ oracle }) => oracle === 'lost placement of a nonlinear page')
			.map(({ frequency }) => frequency);

	test.each([
		['where the calls do not overlap', 'remap m[0] -> f[1]', 'remap m[0] -> f[2]', 'sometimes'],
		[
			'on a page that only one of them is about',
			'remap m[0] -> f[1]',
			'remap m[2] -> f[0]',
			'always',
		],
		['in the parent, whatever is copied', 'remap m[0] -> f[1]', 'fork B', 'always'],
	])('%s', (_, one, other, frequency) => {
		const text = `${mapped}cpu a in A { ${one} }\ncpu b in A { ${other} }\n`;
		expect(lost(text)).toEqual([frequency]);
	});
});

test.each([
	['remap m[0] -> f[1]', 'move m[0] to k'],
	['fork B', 'remap m[0] -> f[1]'],
])('the search meets every end of %s beside %s', (one, other) => {
	const workload = written(`file f 2 pages cached
process A { map m f[0..0] shared }
cpu a in A { ${one} }
cpu b in A { ${other} }
`);
	const { placed, problem } = stageOf(base, workload);
	const endsOf = (full: boolean): string[] => {
		const seen = new Set<string>();
		const { complete } = storedSearch(
			problem!,
			{ statesMax: 400_000, seed: 1, full },
			() => seen.clear(),
			() => {
				const { mms, slots } = mappingsOf(sceneOf(placed, problem!.machine.memory));
				seen.add(
					JSON.stringify(slots.map((each) => [mms.indexOf(each.mm), each.address, each.intended])),
				);
			},
		);
		expect(complete).toBe(true);
		return [...seen].toSorted();
	};
	expect(endsOf(true)).toEqual(endsOf(false));
	expect(endsOf(false).length).toBeGreaterThan(1);
});

test('calls say that they begin and end only where one is written down late beside another', () => {
	const processes = (a: string, b: string): string[] =>
		overlappingProcesses(written(`${mapped}cpu a in A { ${a} }\ncpu b in A { ${b} }\n`));
	expect(processes('remap m[0] -> f[1]', 'unmap m')).toEqual(['A']);
	expect(processes('unmap m', 'map n f[0] shared populate')).toEqual(['A']);
	expect(processes('unmap m', 'map n f[0] shared; move n to k')).toEqual([]);
	expect(processes('fork B', 'fork C')).toEqual([]);
	expect(processes('remap m[0] -> f[1]; unmap m', 'touch m read')).toEqual([]);
	const shipped = workloadNamesOfTheMail().map((name) => readWorkload(name, Object.keys(variants)));
	expect(shipped.flatMap(overlappingProcesses)).toEqual([]);
});

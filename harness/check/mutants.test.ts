/*
 * A kernel broken in one place is caught by the oracle that is meant to catch it, and the sound kernel
 * passes.
 */
import { expect, test } from 'vitest';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { runCell } from '../cell/cell.ts';
import { bootVariant } from '../cell/boot.ts';
import type { CellOptions } from '../cell/options.ts';
import { baseFunctions } from '../mm/index.ts';
import { defineVariant, type AddedFunction, type Variant } from '../variant.ts';
import type { Workload } from '../workload.ts';
import { mutants } from './mutants.ts';
import type { Mutant, Sound } from './mutants/mutation.ts';

const options: CellOptions = {
	seed: 1,
	statesMax: 100_000,
	sampleRuns: 0,
	witnessPreemptionsMax: 0,
	sampleStrategy: 'swarm',
	auditRaces: false,
};

function kernel(name: string, functions: Readonly<Record<string, AddedFunction>>): Variant {
	const defined = defineVariant({
		name,
		subject: '',
		from: '',
		date: '',
		replaces: {},
		claims: {},
	});
	return { ...defined, functions };
}

const sound = bootVariant(kernel('sound', {}));

function read({ workload, oracle }: Mutant): Workload {
	const asks = oracle === null ? '' : `never "${oracle}"\n`;
	const found = parseLitmus(`${workload.trimEnd()}\n${asks}`, 'mutant');
	if ('error' in found) throw new Error(found.error.message);
	return found.workload;
}

/** Phrases of the oracles that spoke. */
function spoken(booted: typeof sound, mutant: Mutant): string[] {
	const audited = { ...options, auditRaces: mutant.oracle === 'data race' };
	const { explored, violations, questions } = runCell(booted, read(mutant), audited);
	// A `never` line says of an oracle what the finding says, also where no end of an execution shows it.
	const found = violations.filter(({ oracle }) => oracle === mutant.oracle);
	if (mutant.oracle !== null) {
		const often = found.some(({ frequency }) => frequency === 'always')
			? ['always']
			: ['sometimes', 'always'];
		expect(found.length === 0 ? ['never'] : often).toContain(questions.at(-1)!.frequency);
	}
	expect(explored.kind).toBe(mutant.oracle === null && booted !== sound ? 'stopped' : 'complete');
	return violations
		.filter(({ site }) => mutant.site === undefined || site === mutant.site)
		.map(({ oracle }) => oracle);
}

type Judged = Mutant & { readonly oracle: string };

const judged = Object.entries(mutants).filter(
	(each): each is [string, Judged] => each[1].oracle !== null,
);

function breaking(name: string, mutant: Mutant): typeof sound {
	const broken = mutant.replaces(baseFunctions as unknown as Sound);
	return bootVariant(kernel(name, broken as unknown as Record<string, AddedFunction>));
}

test.each(judged)('%s is caught', (name, mutant) => {
	expect(spoken(breaking(name, mutant), mutant)).toContain(mutant.oracle);
});

test('one asks for more than the simulated memory has, and no oracle speaks', () => {
	const limits = Object.entries(mutants)
		.filter(([, { oracle }]) => oracle === null)
		.map(([name, mutant]) => {
			const { explored, violations } = runCell(breaking(name, mutant), read(mutant), options);
			expect(violations).toEqual([]);
			if (explored.kind !== 'stopped') throw new Error(`${name} is ${explored.kind}`);
			expect(explored.limit).toContain(mutant.site);
			expect(spoken(sound, mutant)).toEqual([]);
			return name;
		});
	expect(limits).toEqual(['chain-nodes-are-never-freed']);
});

test.each(judged)('the sound kernel passes what catches %s', (_, mutant) => {
	expect(spoken(sound, mutant).includes(mutant.oracle)).toBe(mutant.soundFailsToo ?? false);
});

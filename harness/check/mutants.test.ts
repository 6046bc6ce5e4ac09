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

function read(mutant: Mutant): Workload {
	const found = parseLitmus(mutant.workload, 'mutant');
	if ('error' in found) throw new Error(found.error.message);
	return found.workload;
}

/** Phrases of the oracles that spoke. */
function spoken(booted: typeof sound, mutant: Mutant): string[] {
	const audited = { ...options, auditRaces: mutant.oracle === 'data race' };
	const { violations } = runCell(booted, read(mutant), audited);
	return violations
		.filter(({ site }) => mutant.site === undefined || site === mutant.site)
		.map(({ oracle }) => oracle);
}

const judged = Object.entries(mutants);

test.each(judged)('%s is caught', (name, mutant) => {
	const broken = mutant.replaces(baseFunctions as unknown as Sound);
	const booted = bootVariant(kernel(name, broken as unknown as Record<string, AddedFunction>));
	expect(spoken(booted, mutant)).toContain(mutant.oracle);
});

test.each(judged)('the sound kernel passes what catches %s', (_, mutant) => {
	expect(spoken(sound, mutant).includes(mutant.oracle)).toBe(mutant.soundFailsToo ?? false);
});

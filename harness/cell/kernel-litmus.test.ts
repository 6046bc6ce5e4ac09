/*
 * The litmus tests of the kernel alone: each is small, explored completely, and has the answer that its `expect`
 * lines give; what they do not speak of is found nowhere.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { readWorkload, workloadNames, workloadNamesOfTheMail } from '../catalogue/litmus.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

const ofTheMail = new Set(workloadNamesOfTheMail());
const ofTheKernel = workloadNames().filter((name) => !ofTheMail.has(name));
const names = Object.keys(variants);

/** What else is found, which the mail speaks of, or every kernel since has kept. */
const met: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
	'lock-page-convert': {
		'advice-remapped': ['lost placement of a nonlinear page'],
		'remap-nonblock': ['lost placement of a nonlinear page'],
	},
	'nonlinear-aware': { 'fork-vs-unmap': ['vm accounting wrong'] },
	'known-good': { 'fork-vs-unmap': ['vm accounting wrong'] },
};

describe.each(['lock-page-convert', 'nonlinear-aware', 'known-good'])('%s', (name) => {
	const booted = bootVariant(variants[name]!);

	test.each(ofTheKernel)('%s', (litmus) => {
		const workload = readWorkload(litmus, names);
		const cell = runCell(booted, workload, verdictOnly);
		expect(cell.explored.kind).toBe('complete');
		expect('states' in cell.explored && cell.explored.states).toBeLessThan(10_000);
		expect(cell.expectations.filter(({ met }) => !met)).toEqual([]);
		const spoken = cell.expectations.some(({ observed }) => observed !== 'never');
		const found = cell.violations.map(({ oracle }) => oracle);
		if (!spoken) expect(found).toEqual(found.length === 0 ? [] : met[name]?.[litmus]);
	});
});

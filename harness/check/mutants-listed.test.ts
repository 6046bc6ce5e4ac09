/*
 * Every oracle names a mutant, and every mutant has a scenario of its own name.
 */
import { expect, test } from 'vitest';
import { oracles } from './index.ts';
import { mutants } from './mutants.ts';

test.each(Object.values(oracles))('a mutant shows that the judge of "$name" is awake', (oracle) => {
	expect(mutants[oracle.mutant]?.oracle).toBe(oracle.name);
});

test('every mutant has a scenario of its own name', () => {
	const names = Object.values(mutants).map(
		({ workload }) => /^scenario (\S+)$/m.exec(workload)?.[1],
	);
	expect(names).toEqual(Object.keys(mutants));
});

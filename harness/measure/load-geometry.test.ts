/*
 * The machine of a load: as many ptes in a table as the hardware has, and the same address space whatever that is.
 */
import { expect, test } from 'vitest';
import { geometryOf } from './load-geometry.ts';
import { machines } from './machines.ts';

const sizes = {
	frames: 5000,
	memoryPages: 5000,
	files: 1,
	filePagesMax: 3000,
	processesMax: 2,
	vmasMax: 4,
	vmasPerProcessMax: 2,
	addressSpacePages: 4096,
	pteTablesMax: 12,
	pteChainsMax: 10,
	swapPages: 0,
};
const shapeOf = (ptesPerTable: number): Parameters<typeof geometryOf>[1] => ({
	ptesPerTable,
	slotsPerChain: 7,
});

test('with PAE a table is half as long, and an address space has twice as many', () => {
	const pae = machines['numaq-16way'].ptesPerTable.value;
	expect([pae, machines['p4-2.7ghz-up'].ptesPerTable.value]).toEqual([512, 1024]);
	expect(geometryOf(sizes, shapeOf(1024))).toMatchObject({ ptesPerTable: 1024, tablesPerMm: 5 });
	expect(geometryOf(sizes, shapeOf(pae))).toMatchObject({ ptesPerTable: 512, tablesPerMm: 9 });
	const largest = { ...sizes, addressSpacePages: 10_000_000 };
	for (const ptes of [512, 1024]) {
		const { tablesPerMm, ptesPerTable } = geometryOf(largest, shapeOf(ptes));
		expect(tablesPerMm * ptesPerTable).toBe(511 * 1024);
	}
});

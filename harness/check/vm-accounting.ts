/*
 * harness/check/vm-accounting.ts - an mm's totals are sums over its vmas.
 */
import type { Field } from '../engine/struct.ts';
import {
	mm_locked_vm,
	mm_map_count,
	mm_total_vm,
	PAGE_SHIFT,
	vm_end,
	vm_start,
	type mm_struct,
} from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { isLockedVma, processName, vmasOf } from './page-tables.ts';

export const vmAccounting: Oracle = {
	says: 'total_vm, locked_vm or map_count of an mm differs from the sum over its vmas',
	mutant: 'lock-is-not-accounted',
	atEnd: (scene, census) => {
		const findings: Complaint[] = [];
		for (const mm of census.mms) {
			const vmas = vmasOf(scene, mm);
			let total = 0;
			let locked = 0;
			for (const vma of vmas) {
				const pages = (scene.read(vm_end, vma) - scene.read(vm_start, vma)) >> PAGE_SHIFT;
				total += pages;
				if (isLockedVma(scene, vma)) locked += pages;
			}
			const compare = (field: Field<mm_struct>, found: number): void => {
				const stated = scene.read(field, mm);
				if (stated === found) return;
				findings.push({
					site: field.name,
					detail: `${field.name} of process ${processName(scene, mm)} is ${stated}, not ${found}`,
				});
			};
			compare(mm_total_vm, total);
			compare(mm_locked_vm, locked);
			compare(mm_map_count, vmas.length);
		}
		return findings;
	},
};

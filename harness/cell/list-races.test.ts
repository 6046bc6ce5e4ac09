/*
 * Lists are words of the kernel like others: who changes one holds its lock, or it is a data race.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { list_add, list_empty } from '../engine/operation.ts';
import {
	active_list,
	mm_zone,
	TestSetPageActive,
	TestSetPageLRU,
	type page,
	type Task,
} from '../mm/mm_types.ts';
import type { Variant } from '../variant.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

describe('a list that is changed without its lock', () => {
	const read = parseLitmus(
		`scenario listed
process A { map a anon 1 private }
process B { map b anon 1 private }
cpu one in A { touch a[0] write }
cpu two in B { touch b[0] write }
`,
		'listed.litmus',
	);
	if ('error' in read) throw new Error(read.error.message);
	const { workload } = read;
	const racesOf = (functions: Variant['functions']): string[] => {
		const host = variants['lock-page-convert']!;
		const booted = bootVariant({ ...host, functions: { ...host.functions, ...functions } });
		const { violations } = runCell(booted, workload, { ...verdictOnly, auditRaces: true });
		return violations.filter(({ oracle }) => oracle === 'data race').map(({ site }) => site);
	};

	test('is a data race', () => {
		expect(racesOf({})).not.toContain('zone.active_list[0]');
		const lru_cache_add_active = function* (page: page): Task {
			yield* TestSetPageLRU(page);
			yield* TestSetPageActive(page);
			yield* list_add(active_list, mm_zone, page, 'tail');
		};
		expect(racesOf({ lru_cache_add_active })).toContain('zone.active_list[0]');
	});

	test('is none where all only ask whether it is empty', () => {
		const lru_cache_add_active = function* (): Task {
			yield* list_empty(active_list, mm_zone);
		};
		expect(racesOf({ lru_cache_add_active })).not.toContain('zone.active_list[0]');
	});
});

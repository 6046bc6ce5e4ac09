/*
 * The functions of mm/rmap.ts on one CPU, chains against a second model of a chain.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LiveTask } from '../engine/live.ts';
import { Machine } from '../engine/machine.ts';
import {
	alloc,
	call,
	inject_failure,
	list_add,
	load,
	lock,
	set_bit,
	store,
	unlock,
	type Operation,
	type Task,
} from '../engine/operation.ts';
import { at, type AnyField } from '../engine/struct.ts';
import {
	_PAGE_DIRTY,
	_PAGE_RW,
	ENOMEM,
	fileMappings,
	i_mmap,
	i_mmap_shared,
	layout,
	mem_map,
	mk_pte,
	mm_pgd,
	mm_zone,
	mmap_cache,
	mmPool,
	nr_mapped,
	NRPTE,
	page_count_field,
	page_index,
	page_mapping,
	page_pte,
	pgoff_to_pte,
	PAGE_SIZE,
	pgd_index,
	PG_anon,
	PG_direct,
	PG_dirty,
	PG_locked,
	pte_chain_next,
	pte_chain_ptes,
	pte_offset,
	pte_table_address,
	pte_table_mm,
	pte_word,
	pteChainPool,
	pteTablePool,
	PTL,
	SetPageAnon,
	SetPageDirty,
	SS,
	SWAP_AGAIN,
	SWAP_FAIL,
	SWAP_SUCCESS,
	vm_end,
	vm_flags,
	VM_LOCKED,
	vm_mm,
	vm_pgoff,
	vm_start,
	vmaPool,
	type mm_struct,
	type page,
	type pte_addr,
} from './mm_types.ts';
import * as rmap from './rmap.ts';

const file = fileMappings[0]!;
const page: page = mem_map[3]!;

/** What rmap.ts calls in other files, as little of it as will do. */
const others = {
	*pte_offset_map(mm: mm_struct, address: number): Task<number> {
		const table = yield* load(at(mm_pgd, pgd_index(address)), mm);
		return table === 0 ? 0 : pte_offset(table, address);
	},
	*find_vma(mm: mm_struct): Task<number> {
		return yield* load(mmap_cache, mm);
	},
	*page_cache_release(page: page): Task {
		const count = yield* load(page_count_field, page);
		yield* store(page_count_field, page, count - 1);
	},
	*set_page_dirty(page: page): Task {
		yield* SetPageDirty(page);
	},
	*swap_duplicate(): Task<number> {
		return 1;
	},
};
const functions: Readonly<Record<string, unknown>> = { ...rmap, ...others };
const kernel = Object.fromEntries(
	Object.keys(functions).map((name) => [name, (...args: number[]) => call(name, args)]),
);

interface Run {
	readonly returned: number;
	readonly death: string | null;
	readonly machine: Machine;
}

/** Runs a program of the boot cpu to its end. */
function run(program: () => Task<number>): Run {
	const machine = new Machine(layout, {}, [0]);
	const image = new Int32Array(machine.memory.length);
	for (const object of [file, mm_zone]) image[object] = 1;
	machine.load(image);
	let returned = 0;
	const starter = (
		name: string,
		args: readonly number[],
	): Generator<Operation, unknown, number> => {
		if (name === 'test') {
			return (function* (): Task {
				returned = yield* program();
			})();
		}
		const each = functions[name] as (
			this: unknown,
			...args: number[]
		) => Generator<Operation, unknown, number>;
		return each.apply(kernel, [...args]);
	};
	const task = new LiveTask(starter, machine, 0, 'test', []);
	while (task.step !== null) {
		if (task.advance() === null) return { returned, death: 'waits', machine };
	}
	return { returned, death: task.death?.text ?? null, machine };
}

const read = ({ machine }: Run, field: AnyField, object: number): number =>
	machine.memory[object + field.offset]!;
const bit = (run: Run, which: typeof PG_anon): boolean =>
	((read(run, which.field, page) >> which.bit) & 1) === 1;

/** The ptes that the page's union knows, and the slots of every node from the head on. */
function chainOf(run: Run): { ptes: number[]; nodes: number[][] } {
	const union = read(run, page_pte, page);
	if (union === 0) return { ptes: [], nodes: [] };
	if (bit(run, PG_direct)) return { ptes: [union], nodes: [] };
	const nodes: number[][] = [];
	for (let node = union; node !== 0; node = read(run, pte_chain_next, node)) {
		nodes.push(Array.from({ length: NRPTE }, (_, i) => read(run, at(pte_chain_ptes, i), node)));
	}
	return { ptes: nodes.flat().filter((ptep) => ptep !== 0), nodes };
}

const nodesAlive = ({ machine }: Run): number => {
	const { slices, strideWords } = layout.pools.get(pteChainPool.name)!;
	return slices
		.flatMap(({ first, count }) => Array.from({ length: count }, (_, i) => first + i * strideWords))
		.filter((node) => machine.memory[node] === 1).length;
};

/** Some page tables of one mm; enough ptes for every test. */
function* makeTables(mm: mm_struct, count: number): Task {
	for (let i = 0; i < count; i++) {
		const table = yield* alloc(pteTablePool, 'GFP_KERNEL');
		yield* store(at(mm_pgd, i), mm, table);
		yield* store(pte_table_mm, table, mm);
		yield* store(pte_table_address, table, i * 8 * PAGE_SIZE);
	}
}

function* pteOf(mm: mm_struct, number: number): Task<pte_addr> {
	const table = yield* load(at(mm_pgd, number >> 3), mm);
	return pte_offset(table, number * PAGE_SIZE);
}

function* addRmap(ptep: pte_addr): Task {
	const node = yield* call('pte_chain_alloc', [1]);
	const unused = yield* call('page_add_rmap', [page, ptep, node]);
	yield* call('pte_chain_free', [unused]);
}

/** n vmas, each with its own mm, that map page 2 of the file from page 1 of it on, at address 0. */
function* mapFile(vmas: readonly { shared: boolean; dirty: boolean; locked: boolean }[]): Task {
	yield* store(page_mapping, page, file);
	yield* store(page_index, page, 2);
	yield* store(page_count_field, page, vmas.length + 1);
	yield* set_bit(PG_locked, page);
	for (const { shared, dirty, locked } of vmas) {
		const mm = yield* alloc(mmPool, 'GFP_KERNEL');
		yield* makeTables(mm, 1);
		const vma = yield* alloc(vmaPool, 'GFP_KERNEL');
		yield* store(vm_mm, vma, mm);
		yield* store(vm_start, vma, 0);
		yield* store(vm_end, vma, 4 * PAGE_SIZE);
		yield* store(vm_pgoff, vma, 1);
		yield* store(vm_flags, vma, locked ? VM_LOCKED : 0);
		yield* lock(SS, file);
		yield* list_add(shared ? i_mmap_shared : i_mmap, file, vma, 'tail');
		yield* unlock(SS, file);
		const ptep = yield* pteOf(mm, 1);
		yield* store(pte_word, ptep, mk_pte(page, _PAGE_RW | (dirty ? _PAGE_DIRTY : 0)));
		yield* lock(PTL, mm);
		yield* call('page_add_rmap', [page, ptep, 0]);
		yield* unlock(PTL, mm);
	}
}

const someVmas = fc.array(
	fc.record({ shared: fc.boolean(), dirty: fc.boolean(), locked: fc.constant(false) }),
	{ minLength: 0, maxLength: 4 },
);

describe('page_add_rmap and page_remove_rmap', () => {
	test('keep every pte once, only the head partial with its free slots first, and no node too many', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(13), { maxLength: 40 }), (toggles) => {
				const mapped = new Set<number>();
				const addresses = new Map<number, number>();
				const end = run(function* () {
					const mm = yield* alloc(mmPool, 'GFP_KERNEL');
					yield* makeTables(mm, 2);
					yield* SetPageAnon(page);
					for (const number of toggles) {
						const ptep = yield* pteOf(mm, number);
						addresses.set(number, ptep);
						if (mapped.delete(number)) {
							yield* call('page_remove_rmap', [page, ptep]);
						} else {
							mapped.add(number);
							yield* addRmap(ptep);
						}
					}
					return 0;
				});
				expect(end.death).toBeNull();
				const { ptes, nodes } = chainOf(end);
				expect(ptes.toSorted((a, b) => a - b)).toEqual(
					[...mapped].map((number) => addresses.get(number)!).toSorted((a, b) => a - b),
				);
				for (const [i, slots] of nodes.entries()) {
					const used = slots.findIndex((ptep) => ptep !== 0);
					expect(used).toBeGreaterThanOrEqual(0);
					expect(slots.slice(used)).not.toContain(0);
					if (i > 0) expect(used).toBe(0);
				}
				expect(nodesAlive(end)).toBe(nodes.length);
				expect(read(end, nr_mapped, mm_zone)).toBe(mapped.size > 0 ? 1 : 0);
			}),
		);
	});

	test('pass over a pte that is in no chain', () => {
		const end = run(function* () {
			const mm = yield* alloc(mmPool, 'GFP_KERNEL');
			yield* makeTables(mm, 1);
			yield* SetPageAnon(page);
			for (let i = 0; i < 3; i++) yield* addRmap(yield* pteOf(mm, i));
			yield* call('page_remove_rmap', [page, yield* pteOf(mm, 7)]);
			return 0;
		});
		expect(end.death).toBeNull();
		expect(chainOf(end).ptes).toHaveLength(3);
	});

	test('page_add_rmap BUGs on a counted page without mapping', () => {
		const end = run(function* () {
			const mm = yield* alloc(mmPool, 'GFP_KERNEL');
			yield* makeTables(mm, 1);
			yield* addRmap(yield* pteOf(mm, 0));
			return 0;
		});
		expect(end.death).toBe('page_add_rmap: !page->mapping');
	});
});

describe('page_referenced', () => {
	test('turns a chain of one entry into a direct pte', () => {
		const end = run(function* () {
			const mm = yield* alloc(mmPool, 'GFP_KERNEL');
			yield* makeTables(mm, 1);
			yield* SetPageAnon(page);
			for (let i = 0; i < 2; i++) yield* addRmap(yield* pteOf(mm, i));
			yield* call('page_remove_rmap', [page, yield* pteOf(mm, 0)]);
			yield* call('pte_chain_lock', [page]);
			const referenced = yield* call('page_referenced', [page]);
			yield* call('pte_chain_unlock', [page]);
			return referenced;
		});
		expect(end).toMatchObject({ death: null, returned: 0 });
		expect(bit(end, PG_direct)).toBe(true);
		expect(nodesAlive(end)).toBe(0);
	});

	test('takes an i_shared_sem that somebody holds for a reference', () => {
		const end = run(function* () {
			yield* mapFile([{ shared: true, dirty: false, locked: false }]);
			yield* lock(SS, file);
			yield* call('pte_chain_lock', [page]);
			return yield* call('page_referenced', [page]);
		});
		expect(end).toMatchObject({ death: null, returned: 1 });
	});
});

describe('try_to_unmap', () => {
	test('of a counted page leaves no pte and no count, and keeps the dirt', () => {
		fc.assert(
			fc.property(someVmas, (vmas) => {
				const end = run(function* () {
					yield* mapFile(vmas);
					if (vmas.length === 0) return SWAP_SUCCESS;
					yield* call('pte_chain_lock', [page]);
					return yield* call('try_to_unmap', [page]);
				});
				expect(end).toMatchObject({ death: null, returned: SWAP_SUCCESS });
				expect(read(end, page_pte, page)).toBe(0);
				expect(read(end, page_count_field, page)).toBe(1);
				expect(read(end, nr_mapped, mm_zone)).toBe(0);
				expect(bit(end, PG_dirty)).toBe(vmas.some(({ dirty }) => dirty));
			}),
		);
	});

	test('stops at a locked vma; what it unmapped before stays unmapped', () => {
		const end = run(function* () {
			yield* mapFile([
				{ shared: false, dirty: false, locked: false },
				{ shared: false, dirty: false, locked: true },
			]);
			yield* call('pte_chain_lock', [page]);
			return yield* call('try_to_unmap', [page]);
		});
		expect(end).toMatchObject({ death: null, returned: SWAP_FAIL });
		expect(read(end, page_pte, page)).toBe(1);
	});

	test('misses a vma whose page table lock is held', () => {
		const end = run(function* () {
			yield* mapFile([{ shared: false, dirty: false, locked: false }]);
			yield* lock(PTL, layout.pools.get(mmPool.name)!.slices[0]!.first);
			yield* call('pte_chain_lock', [page]);
			return yield* call('try_to_unmap', [page]);
		});
		expect(end).toMatchObject({ death: null, returned: SWAP_AGAIN });
	});
});

describe('try_to_unmap of a chain', () => {
	test('skips ptes whose page table lock is held and closes the gaps that the others leave', () => {
		fc.assert(
			fc.property(fc.array(fc.boolean(), { minLength: 2, maxLength: 14 }), (busy) => {
				const ptes: { ptep: number; busy: boolean; linear: boolean }[] = [];
				const end = run(function* () {
					yield* store(page_mapping, page, file);
					yield* store(page_index, page, 2);
					yield* store(page_count_field, page, busy.length + 1);
					yield* set_bit(PG_locked, page);
					yield* SetPageAnon(page);
					const mms: number[] = [];
					for (let i = 0; i < 2; i++) {
						const mm = yield* alloc(mmPool, 'GFP_KERNEL');
						yield* makeTables(mm, 2);
						const vma = yield* alloc(vmaPool, 'GFP_KERNEL');
						yield* store(vm_end, vma, 16 * PAGE_SIZE);
						yield* store(mmap_cache, mm, vma);
						mms.push(mm);
					}
					for (const [number, isBusy] of busy.entries()) {
						const ptep = yield* pteOf(mms[isBusy ? 1 : 0]!, number);
						ptes.push({ ptep, busy: isBusy, linear: number === 2 });
						yield* store(pte_word, ptep, mk_pte(page, 0));
						yield* addRmap(ptep);
					}
					yield* lock(PTL, mms[1]!);
					yield* call('pte_chain_lock', [page]);
					return yield* call('try_to_unmap', [page]);
				});
				const left = ptes.filter((each) => each.busy).map(({ ptep }) => ptep);
				expect(end).toMatchObject({
					death: null,
					returned: left.length > 0 ? SWAP_AGAIN : SWAP_SUCCESS,
				});
				const { ptes: known, nodes } = chainOf(end);
				expect(known.toSorted((a, b) => a - b)).toEqual(left.toSorted((a, b) => a - b));
				for (const slots of nodes.slice(1)) expect(slots).not.toContain(0);
				expect(nodesAlive(end)).toBe(nodes.length);
				expect(read(end, page_count_field, page)).toBe(left.length + 1);
				expect(read(end, nr_mapped, mm_zone)).toBe(left.length > 0 ? 1 : 0);
				for (const { ptep, busy: isBusy, linear } of ptes) {
					if (isBusy) continue;
					expect(end.machine.memory[ptep]).toBe(linear ? 0 : pgoff_to_pte(2));
				}
			}),
		);
	});
});

describe('page_convert_anon', () => {
	test('does not record a pte twice that a fault put into the chain meanwhile', () => {
		const end = run(function* () {
			yield* mapFile([{ shared: false, dirty: false, locked: false }]);
			yield* call('page_convert_anon', [page]);
			const vma = layout.pools.get(vmaPool.name)!.slices[0]!.first;
			const node = yield* call('page_convert_anon_one', [vma, page, 0]);
			yield* call('pte_chain_free', [node]);
			return 0;
		});
		expect(end.death).toBeNull();
		expect(chainOf(end).ptes).toHaveLength(1);
		expect(read(end, nr_mapped, mm_zone)).toBe(1);
	});

	test('finds every linear pte once and leaves the count of mapped pages as it was', () => {
		fc.assert(
			fc.property(someVmas, (vmas) => {
				const end = run(function* () {
					yield* mapFile(vmas);
					return yield* call('page_convert_anon', [page]);
				});
				expect(end).toMatchObject({ death: null, returned: 0 });
				expect(bit(end, PG_anon)).toBe(true);
				const { ptes, nodes } = chainOf(end);
				expect(new Set(ptes).size).toBe(vmas.length);
				expect(nodesAlive(end)).toBe(nodes.length);
				expect(read(end, nr_mapped, mm_zone)).toBe(vmas.length > 0 ? 1 : 0);
				expect(read(end, SS.field, file)).toBe(0);
			}),
		);
	});

	test('without memory leaves the page half converted, with no lock held', () => {
		const end = run(function* () {
			yield* mapFile([
				{ shared: false, dirty: false, locked: false },
				{ shared: false, dirty: false, locked: false },
				{ shared: true, dirty: false, locked: false },
			]);
			yield* inject_failure(pteChainPool, 2);
			return yield* call('page_convert_anon', [page]);
		});
		expect(end).toMatchObject({ death: null, returned: -ENOMEM });
		expect(bit(end, PG_anon)).toBe(true);
		expect(chainOf(end).ptes).toHaveLength(2);
		expect(read(end, SS.field, file)).toBe(0);
	});

	test('does nothing once truncation took the page out of its file', () => {
		const end = run(function* () {
			yield* store(page_index, page, 2);
			return yield* call('page_convert_anon', [page]);
		});
		expect(end).toMatchObject({ death: null, returned: 0 });
		expect(bit(end, PG_anon)).toBe(false);
	});
});

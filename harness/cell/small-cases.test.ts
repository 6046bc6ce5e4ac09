/*
 * Details of 2.5.66-mm3 that a second look at the text of the kernel turned, each with the smallest workload that
 * shows it. The text is that of mm/ and arch/i386/mm/ of 2.5.66; what -mm3 has beside it is named.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import { bootVariant } from './boot.ts';
import { runCell } from './cell.ts';
import { verdictOnly } from './options.ts';

type Frequency = 'always' | 'sometimes';

interface Case {
	/** What the kernel does there, and where its text says so. */
	readonly because: string;
	readonly litmus: string;
	/** What is found, for each variant, oracle by oracle; nothing else is. */
	readonly finds: Readonly<Record<string, Readonly<Record<string, Frequency>>>>;
}

const swappedOut = 'touch a[0] write; reclaim 8; reclaim 8; reclaim 8';

const cases: Readonly<Record<string, Case>> = {
	'mremap-faults-in': {
		because: 'move_vma() faults in all that it moved where it is VM_LOCKED, behind do_munmap()',
		litmus: `file f 4 pages cached
			process A { map m f[0..3] shared locked; remap m[3] -> f[0] }
			cpu all in A { truncate f 3; truncate f 4; move m[3] to n }`,
		// The linear page, which is not what the program had placed there.
		finds: { 'lock-page-convert': { 'lost placement of a nonlinear page': 'always' } },
	},
	'mremap-fault-vs-truncate': {
		because: 'these faults are do_no_page() faults, and race with truncation as all of them do',
		litmus: `file f 1 page cached
			process A { map m f[0..0] shared locked; truncate f 0; truncate f 1 }
			cpu mover in A { move m to n }
			cpu truncator { truncate f 0 }`,
		finds: {
			'lock-page-convert': {
				'access beyond EOF succeeds': 'sometimes',
				'kernel BUG': 'sometimes',
				'orphan page mapped': 'sometimes',
				'page not reachable by rmap': 'sometimes',
			},
			'known-good': {},
		},
	},
	'mremap-not-locked': {
		because: 'move_vma() faults nothing in where VM_LOCKED is not set',
		litmus: `file f 1 page cached
			process A { map m f[0..0] shared; truncate f 0; truncate f 1 }
			cpu mover in A { move m to n }
			cpu truncator { truncate f 0 }`,
		finds: { 'lock-page-convert': {} },
	},
	'pte-under-no-vma': {
		because:
			'try_to_unmap_one() counts pages in unsigned long: below vm_start there is no page of any file',
		litmus: `file f 5 pages cached
			process A {
				map h anon 2 private; map n f[4..4] shared; map m f[0..0] shared; remap m[0] -> f[1]; unmap h
				refill 16; refill 16; refill 16
			}
			cpu mover in A { move m[0] to k }
			cpu kswapd { shrink 16 }`,
		finds: { 'lock-page-convert': {} },
	},
	'cow-without-a-page': {
		because: 'do_wp_page(): no_mem comes without page_table_lock and ends at out, which unlocks it',
		litmus: `file f 1 page cached
			process A { map p f[0..0] private; touch p[0] read }
			cpu writer in A { fail page 1; touch p[0] write }`,
		finds: {
			'lock-page-convert': { 'unlock of what is not held': 'always' },
			'pte-chains': { 'unlock of what is not held': 'always' },
		},
	},
	'cow-without-a-chain-node': {
		because: 'the same exit is taken when there is no pte_chain',
		litmus: `file f 1 page cached
			process A { map p f[0..0] private; touch p[0] read }
			cpu writer in A { fail pte_chain 1; touch p[0] write }`,
		finds: { 'lock-page-convert': { 'unlock of what is not held': 'always' } },
	},
	'swap-in-without-a-chain-node': {
		because: 'do_swap_page() returns -ENOMEM there, and do_page_fault() has default: BUG()',
		litmus: `process A { map a anon 1 private; ${swappedOut} }
			cpu reader in A { fail pte_chain 1; touch a[0] read }`,
		finds: {
			'lock-page-convert': { 'kernel BUG': 'always' },
			'pte-chains': { 'kernel BUG': 'always' },
		},
	},
	'swap-in-by-mlock': {
		because: 'get_user_pages() has default: BUG(), too',
		litmus: `process A { map a anon 1 private; ${swappedOut} }
			cpu locker in A { fail pte_chain 1; mlock a }`,
		finds: { 'lock-page-convert': { 'kernel BUG': 'always' } },
	},
	'nopage-without-a-chain-node': {
		because: 'do_no_page() leaks the page that nopage brought',
		litmus: `file f 1 page cached
			process A { map m f[0..0] shared }
			cpu reader in A { fail pte_chain 1; touch m[0] read }`,
		finds: { 'lock-page-convert': { 'page_count wrong': 'always' } },
	},
	'linear-page-without-a-table': {
		because: 'install_page(): err is -ENOMEM until a conversion makes it 0',
		litmus: `file f 2 pages cached
			process A { map m f[0..1] shared }
			cpu remapper in A { fail pte_table 1; remap m[0] -> f[0] }`,
		finds: { 'lock-page-convert': {}, 'recheck-racy-b': {}, 'pte-chains': {} },
	},
	'nonlinear-page-without-a-table': {
		because:
			'behind a conversion err is 0, so that filemap_populate() takes it for success and keeps its reference',
		litmus: `file f 2 pages cached
			process A { map m f[0..1] shared }
			cpu remapper in A { fail pte_table 1; remap m[0] -> f[1] }`,
		finds: {
			'lock-page-convert': {
				'page_count wrong': 'always',
				'lost placement of a nonlinear page': 'always',
			},
			'pte-chains': {},
		},
	},
	'fault-without-a-table': {
		because: 'handle_mm_fault() answers VM_FAULT_OOM before it has taken anything',
		litmus: `file f 1 page cached
			process A { map m f[0..0] shared }
			cpu reader in A { fail pte_table 1; touch m[0] read }`,
		finds: { 'lock-page-convert': {}, 'nonlinear-aware': {} },
	},
	'direct-write-behind-the-end': {
		because: 'generic_file_aio_write_nolock() moves i_size when an O_DIRECT write ends behind it',
		litmus: `file f 2 pages cached
			process A { map m f[0..1] shared }
			cpu writer { truncate f 1; direct-write f[1] }
			never beyond-eof f[1]`,
		finds: { 'lock-page-convert': {} },
	},
	'direct-write-inside': {
		because: 'it never shrinks a file',
		litmus: `file f 2 pages cached
			process A { map m f[0..1] shared }
			cpu writer { direct-write f[0] }
			never beyond-eof f[1]`,
		finds: { 'lock-page-convert': {} },
	},
	'readpage-beyond-the-end': {
		because: 'do_mpage_readpage() fills with zeroes what lies beyond i_size',
		litmus: `file f 2 pages
			cpu reader { read f[1] }
			cpu truncator { truncate f 1 }
			after { truncate f 2; read f[1] }
			never stale f[1]`,
		finds: { 'lock-page-convert': {} },
	},
	'swapoff-vs-exit': {
		because: 'try_to_unuse() holds mm_users of the mm that it looks through',
		litmus: `process A { map a anon 1 private; ${swappedOut} }
			process B { map b anon 1 private }
			cpu off { swapoff }
			cpu exiter in A { exit }`,
		finds: { 'lock-page-convert': {}, 'pte-chains': {} },
	},
	'swap-out-vs-exit': {
		because: 'so does the scan of processes that 2.4 had',
		litmus: `file f 1 page cached
			process A { map m f[0..0] shared; touch m read }
			cpu kswapd { shrink 4 }
			cpu exiter in A { exit }`,
		finds: { 'virtual-scan': {} },
	},
	'swapoff-without-a-chain-node': {
		because: 'hugh-11, in -mm3: unuse_process() has its node before the lock, or hands -ENOMEM up',
		litmus: `file f 1 page cached
			process A { map p anon 1 private; touch p[0] write; fork B }
			cpu k { reclaim 8; reclaim 8; fail pte_chain 2; swapoff }`,
		finds: { 'lock-page-convert': {}, 'pte-chains': { 'NULL dereference': 'always' } },
	},
	'swapoff-of-one-user': {
		because: 'mainline needs no node for the first pte, -mm3 asks for one all the same',
		litmus: `file f 1 page cached
			process A { map p anon 1 private; touch p[0] write }
			cpu k { reclaim 8; reclaim 8; fail pte_chain 1; swapoff }`,
		finds: { 'lock-page-convert': {}, 'pte-chains': {} },
	},
	'two-threads-one-exits': {
		because: 'exit_mm() drops one user, and the mm goes with the last',
		litmus: `file f 1 page cached
			process A { map m f[0..0] shared }
			cpu exiter in A { exit }
			cpu faulter in A { touch m[0] read }`,
		finds: { 'lock-page-convert': {} },
	},
	'chain-takes-the-second-pte': {
		because:
			'page_add_rmap() empties the union before it hangs the chain in, and page_remove_rmap() looks unlocked',
		litmus: `file f 2 pages cached
			process A { map m f[0..1] shared; remap m[0] -> f[1] }
			process B { map n f[0..1] shared }
			cpu adder in B { remap n[0] -> f[1] }
			cpu zapper in A { unmap m }`,
		finds: {
			'lock-page-convert': {
				'mapcount wrong': 'sometimes',
				'nr_mapped wrong': 'sometimes',
				'stale rmap entry': 'sometimes',
			},
		},
	},
};

function workloadOf(name: string, litmus: string): ReturnType<typeof read> {
	return read(`scenario ${name}\n${litmus}\n`, `${name}.litmus`);
}

function read(text: string, file: string) {
	const parsed = parseLitmus(text, file);
	if ('error' in parsed) throw new Error(parsed.error.message);
	return parsed.workload;
}

for (const [name, { because, litmus, finds }] of Object.entries(cases)) {
	test.each(Object.entries(finds))(`${name} on %s: ${because}`, (variant, found) => {
		const booted = bootVariant(variants[variant as keyof typeof variants]!);
		const cell = runCell(booted, workloadOf(name, litmus), verdictOnly);
		expect(cell.explored.kind).toBe('complete');
		const shown = cell.violations.map(({ oracle, frequency }) => [oracle, frequency] as const);
		expect(Object.fromEntries(shown)).toEqual(found);
	});
}

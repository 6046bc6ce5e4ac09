/*
 * harness/cell/maps.test.ts - calls that make, change and take away mappings, searched completely on the base.
 */
import { expect, test } from 'vitest';
import { runCell } from './cell.ts';
import { bootVariant } from './boot.ts';
import type { CellOptions } from './options.ts';
import { defineVariant } from '../variant.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';

const options: CellOptions = {
	seed: 1,
	statesMax: 100_000,
	sampleRuns: 0,
	witnessPreemptionsMax: 0,
	sampleStrategy: 'swarm',
	auditRaces: false,
};

const base = bootVariant(
	defineVariant({ name: 'base', subject: '', from: '', date: '', replaces: {}, claims: {} }),
);

/** What goes wrong in a workload without its head. */
function violated(name: string, rest: string): string[] {
	const read = parseLitmus(`scenario ${name}\n\n${rest}`, 'maps');
	if ('error' in read) throw new Error(read.error.message);
	return runCell(base, read.workload, options).violations.map(({ oracle }) => oracle);
}

const sound: Readonly<Record<string, string>> = {
	'split-and-map-again': `file f 6 pages cached

process A {
	map m f[0..5] shared
	touch m read
}
cpu a in A { unmap m[2]; map n f[2] shared at m[2]; touch n[0] write; touch m read; mlock m[1..3]; munlock m[1..3]; unmap m[1..4]; touch m[0] write; touch m[5] read; msync m[0] }
after in A { mincore m[0]; move m[5] to z; touch z[0] read; fork B; exit }
`,
	'dontneed-across-vmas': `file f 4 pages cached

process A {
	map m f[0..3] shared
	map p f[0..3] private
	map q f[0..1] shared populate
	map r f[0..1] shared locked readonly
	touch m read
	touch p write
	mlock p[2]
}
cpu a in A { dontneed m; dontneed p; touch p read; mlockall; munlockall; dontneed p; dontneed r; touch m read; touch q read; reclaim 8 }
after in A { move p[1..3] to s; touch s read; msync m async; exit }
`,
	'no-memory': `file f 3 pages cached

process A {
	map m f[0..2] shared
	map a anon 2 private
	touch m write
	touch a write
}
cpu a in A { fail vma 1; unmap m[1]; fail vma 1; mlock m[1]; fail vma 1; move m[0] to x; fail pte_chain 1; move a to y; fail pte_chain 2; move a to y2; fail vma 2; fork B; touch m read; touch a read }
`,
	'map-that-failed': `file f 3 pages cached

process A {
	map m f[0..2] shared
}
cpu a in A { fail vma 1; map n f[0..2] shared; touch n write; mlock n; msync n; dontneed n; mincore n; remap n[0] -> f[1]; unmap n[1]; fail vma 1; move m[0] to o; touch o read; touch m write; map q f[1] shared at n[0] }
after in A { touch m read; exit }
`,
	'half-copied-child': `file f 1 page cached

process A {
	map m f[0] shared
	map a anon 1 private
	touch m read
	touch a write
}
cpu a in A { fork B }
cpu k { reclaim 4 }
`,
	'msync-and-stores': `file f 2 pages cached

process A {
	map m f[0..1] shared
	touch m[0] write
}
cpu a in A { msync m[0] }
cpu b in A { touch m[0] write }
cpu c { write f[1] }
`,
};

test.each(Object.entries(sound))('nothing is wrong with %s', (name, rest) => {
	expect(violated(name, rest)).toEqual([]);
});

test('a vma that grows downwards while truncation reads it keeps pages beyond the end', () => {
	const found = violated(
		'merge-vs-trunc',
		`file f 4 pages cached

process A {
	map m f[0..3] shared
	touch m read
	unmap m[0..1]
}
cpu a in A { map n f[1] shared at m[1] }
cpu t { truncate f 3 }
`,
	);
	expect(found).toContain('access beyond EOF succeeds');
});

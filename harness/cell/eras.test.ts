/*
 * Each variant that stands for a later kernel has what was mended by then, or variants/eras.ts says why not.
 */
import { describe, expect, test } from 'vitest';
import { lacks, mends, releases, type Mend } from '../../variants/eras.ts';
import { variants } from '../../variants/index.ts';
import { parseLitmus } from '../../workloads/litmus/index.ts';
import type { Cell } from '../result.ts';
import { functionOf, type Variant } from '../variant.ts';
import { bootVariant } from './boot.ts';
import { runCell, runCellWithOutcomes } from './cell.ts';
import { defaultCellOptions, verdictOnly } from './options.ts';
import type { Workload } from '../workload.ts';

const later = Object.values(variants).filter(({ version }) => version !== undefined);

const isLacking = ({ name }: Variant, { commits }: Mend): boolean =>
	lacks.some((each) => commits.includes(each.commit) && (each.variants?.includes(name) ?? true));

const base = variants['lock-page-convert']!;

function workload(text: string): Workload {
	const read = parseLitmus(`scenario eras\n${text}`, 'eras.litmus');
	if ('error' in read) throw new Error(read.error.message);
	return read.workload;
}

function cell(variant: string, text: string, statesMax: number = 100_000): Cell {
	const options = { ...defaultCellOptions, statesMax, sampleRuns: 0 };
	return runCell(bootVariant(variants[variant]!), workload(text), options);
}

/** What a complete search shows of a variant, by frequency and oracle. */
function shown(variant: string, text: string): string[] {
	const { explored, violations } = cell(variant, text);
	expect(explored.kind, variant).toBe('complete');
	return [
		...new Set(violations.map(({ oracle, frequency }) => `${frequency} ${oracle}`)),
	].toSorted();
}

/** How often the text's first `never` line is violated. */
const asked = (variant: string, text: string): string =>
	cell(variant, text).questions[0]!.frequency;

/** What programs see, one text an end. */
function seen(variant: string, text: string): string[] {
	const booted = bootVariant(variants[variant]!);
	const { observed } = runCellWithOutcomes(booted, workload(text), verdictOnly);
	return [...observed.values()].map((each) => each.join('; '));
}

const lostPlacement = 'always lost placement of a nonlinear page';

/** A program that shows whether a kernel has a mend. */
interface Probe {
	readonly text: string;
	readonly isMended: (variant: string, text: string) => boolean;
}

/** Mended where an oracle has nothing to say any more. */
const shows =
	(oracle: string): Probe['isMended'] =>
	(variant, text) =>
		!cell(variant, text).violations.some((each) => each.oracle === oracle);

/** Mended where the `never` lines are violated so often, in their order. */
const answers =
	(...frequencies: readonly string[]): Probe['isMended'] =>
	(variant, text) =>
		cell(variant, text).questions.every((each, i) => each.frequency === frequencies[i]);

/** Mended where programs do not see this any more. */
const sees =
	(pattern: RegExp): Probe['isMended'] =>
	(variant, text) =>
		!pattern.test(seen(variant, text).join());

/** By the first commit of the mend: a function that differs from the base's may do so for another reason. */
const probes: Readonly<Record<string, Probe>> = {
	// The fault has found the page before, and sets its pte behind the truncation's walk.
	'5c6efcad': {
		text: `
			file f 2 pages cached
			process A { map m f[0..1] shared }
			cpu storer in A { touch m[1] write; unmap m }
			cpu truncator { truncate f 1 }`,
		isMended: (variant, text) =>
			!cell(variant, text).violations.some(({ site }) => site.includes('PageDirty(page)')),
	},
	d08b3851: {
		text: `
			file f 1 page cached
			process A { map m f[0] shared; touch m[0] write }
			process B { map m f[0] shared; touch m[0] write }
			cpu unmapper in A { unmap m }
			cpu syncer in B { touch m[0] write; msync m }`,
		isMended: shows('not on disk'),
	},
	// n[1] left the mapping when the file was cut off, and nothing but a touch brings it back.
	b1f0c4b9: {
		text: `
			file f 3 pages cached
			process A {
				map m f[0..1] shared locked
				map k f[0..0] shared at m[2] beyond
				truncate f 1; truncate f 3
			}
			cpu mover in A { mremap m[0] 2 -> 3 maymove as n }
			never present A n[1]
			never present A n[2]`,
		isMended: answers('never', 'always'),
	},
	'760b0756': {
		text: `
			file f 2 pages
			process A { map m f[0..1] shared; map k f[0..0] shared }
			cpu remapper in A { touch m[0] read; remap m[0] -> f[1] nonblock }`,
		isMended: shows('lost placement of a nonlinear page'),
	},
	'3a85d5d0': {
		text: `
			file f 1 page cached
			process A { map m f[0..1] shared }
			cpu locker in A { mlock m }
			never returns locker success`,
		isMended: answers('never'),
	},
	'33ed4171': {
		text: `
			file f 8 pages cached
			process A { map m f[0..0] shared; map k f[2..3] shared; unmap k }
			cpu mover in A { mremap m[0] 0 -> 0 maymove at k[0] as n }
			never returns mover success`,
		isMended: answers('never'),
	},
	'7dd60849': {
		text: `
			tlb
			file f 2 pages cached
			process A { map m f[0..0] shared }
			cpu remapper in A { remap m[0] -> f[1] }
			cpu writer in A { touch m[0] write; touch m[0] write }
			cpu syncer { fsync f }`,
		isMended: shows('lost dirty data'),
	},
	'571b19f3': {
		text: `
			file f 2 pages cached
			process A { map p f[0..1] private; map m f[0..1] shared }
			cpu faulter in A { fail pte_chain 1; touch p[1] write }
			cpu other in A { touch m[1] read }`,
		isMended: shows('page_count wrong'),
	},
	// To take a part out of the middle of a map, munmap() needs a vma, and does not get it.
	'8d842ee3': {
		text: `
			file f 6 pages cached
			process A { map k f[1..3] shared; map m f[0..0] shared; touch m[0] read }
			cpu mover in A { fail vma 1; mremap m[0] 1 -> 1 maymove at k[1] as n }
			never "kernel BUG"
			never returns mover call 2 ENOMEM`,
		isMended: answers('never', 'always'),
	},
	'770071c5': {
		text: `
			process A {
				map a anon 1 private
				touch a write
				refill 4; refill 4; shrink 4; shrink 4
				touch a write
			}
			cpu off { swapoff }
			cpu zapper in A { dontneed a }`,
		isMended: shows('NULL dereference'),
	},
	'66d25df0': {
		text: `
			file f 2 pages cached
			process A { map m f[0..1] shared; remap m[0] -> f[1] }
			cpu other in A { truncate f 1; truncate f 2; touch m[0] read }
			never shows A m[0] f[1]`,
		isMended: answers('always'),
	},
	'22b1ef82': {
		text: `
			file f 2 pages cached
			process A { map m f[0..1] shared; remap m[0] -> f[1] }
			cpu other in A { dontneed m[0]; touch m[0] read }
			never shows A m[0] f[0]`,
		isMended: answers('never'),
	},
	'7af5971b': {
		text: `
			file f 1 page cached
			process A { map m f[0] shared populate }
			cpu reader { read f[0] }
			never present A m[0]`,
		isMended: answers('always'),
	},
	a3f5c84c: {
		text: `
			file f 1 page
			cpu reader { read f[0] }
			cpu truncator { truncate f 0 }`,
		isMended: sees(/read page 0: 0;/),
	},
	'512f426b': {
		text: `
			file f 4 pages
			process A { map m f[0..3] shared; remap m[1] -> f[3] }
			cpu remapper in A { remap m[1] -> f[1] nonblock }
			after in A { touch m[1] read }`,
		isMended: shows('lost placement of a nonlinear page'),
	},
	b1f90fba: {
		text: `
			file f 1 page cached
			process A { map m f[0] shared locked }
			cpu locker in A { mlockall future }
			after { refill 8; refill 8; shrink 8; shrink 8 }
			never present A m[0]`,
		isMended: answers('always'),
	},
	'3cca3028': {
		text: `
			file f 1 page
			cpu reader { read f[0] }
			cpu other { invalidate f }`,
		isMended: sees(/read page 0: error 5/),
	},
	'2f77d107': {
		text: `
			file f 2 pages cached
			process A { map m f[0..1] shared; mprotect m[1] read }
			cpu asker in A { mincore m[0..1] into m[0] }
			cpu protector in A { mprotect m[0] read }`,
		isMended: shows('deadlock'),
	},
};

const has = (variant: Variant, { commits, functions }: Mend): boolean => {
	const probe = probes[commits[0]!];
	return (
		functions.some((name) => functionOf(variant, name) !== functionOf(base, name)) &&
		(probe === undefined || probe.isMended(variant.name, probe.text))
	);
};

const dueOf = (variant: Variant): Mend[] =>
	mends.filter(({ date }) => date <= releases[variant.version!]!);

test('every kernel that a variant stands for has a day', () => {
	expect(later.length).toBeGreaterThan(10);
	for (const { name, version } of later) expect(releases, name).toHaveProperty([version!]);
});

test('a variant on top of another is of no older kernel', () => {
	for (const { name, version, base: below } of later) {
		if (below?.version === undefined) continue;
		expect(releases[version!]! >= releases[below.version]!, name).toBe(true);
	}
});

test.each(later.map((variant) => [variant.name, variant]))(
	'%s has what was mended',
	(_, variant) => {
		const missing = dueOf(variant)
			.filter((each) => !has(variant, each) && !isLacking(variant, each))
			.map(({ commits, what }) => `${commits[0]}: ${what}`);
		expect(missing).toEqual([]);
	},
);

test.each(later.map((variant) => [variant.name, variant]))(
	'%s has nothing that is younger',
	(_, variant) => {
		const due = dueOf(variant);
		const early = mends.filter(
			(each) => probes[each.commits[0]!] !== undefined && !due.includes(each),
		);
		expect(early.filter((each) => has(variant, each)).map(({ commits }) => commits[0])).toEqual([]);
	},
);

test('what is said to be lacking is due, and lacking', () => {
	const idle = lacks.filter(({ commit, variants: of }) => {
		const mend = mends.find(({ commits }) => commits.includes(commit));
		const whose = later.filter(({ name }) => of?.includes(name) ?? true);
		if (mend === undefined || whose.length < (of?.length ?? 1)) return true;
		const due = whose.filter((variant) => dueOf(variant).includes(mend));
		return due.length < (of?.length ?? 1) || due.every((variant) => has(variant, mend));
	});
	expect(idle).toEqual([]);
});

test.each(Object.entries(probes))('%s: the base does not have it', (commit, { text, isMended }) => {
	expect(mends.map(({ commits }) => commits[0])).toContain(commit);
	expect(isMended(base.name, text)).toBe(false);
});

test('the mends stand in the order of their dates', () => {
	const dates = mends.map(({ date }) => date);
	expect(dates).toEqual(dates.toSorted());
});

describe('2.6.7 has what was mended by June 2004', () => {
	test('8e7cf65b: a page is mapped again between the last test of page_mapped and the chain lock', () => {
		const text = `
			process A { map m anon 1 private; touch m[0] write; fork B }
			process K { refill 8; refill 8; shrink 8; shrink 8 }
			process A { touch m[0] read }
			cpu u in A { unmap m }
			cpu t in B { touch m[0] read }`;
		const wrong = ['stale rmap entry', 'mapcount wrong', 'nr_mapped wrong'];
		for (const variant of ['lock-page-convert', 'pte-chains', 'mmap-emulation']) {
			expect(shown(variant, text)).toEqual(wrong.map((each) => `sometimes ${each}`).toSorted());
		}
		for (const { name } of later) expect(shown(name, text), name).toEqual([]);
		for (const variant of ['convert-v3-tweak', 'known-good']) {
			expect(shown(variant, text)).toEqual([]);
		}
	});

	test('... and no conversion is needed for it', () => {
		const text = `
			file f 2 pages cached
			process A { map m f[0..1] shared; touch m[1] read }
			process B { map n f[0..1] shared }
			cpu u in A { unmap m }
			cpu t in B { touch n[1] read }`;
		expect(shown('pte-chains', text)).toContain('sometimes nr_mapped wrong');
		for (const variant of ['lock-page-convert', 'convert-v3-tweak', 'nonlinear-aware']) {
			expect(shown(variant, text)).toEqual([]);
		}
	});

	test('727f68b6: MS_ASYNC moves the dirty bit and starts no I/O', () => {
		const text = (flags: string): string => `
			file f 1 page cached
			process A { map m f[0] shared }
			cpu storer in A { touch m[0] write; msync m[0]${flags} }
			never on-disk f[0] is stored-by storer call 1`;
		expect(asked('lock-page-convert', text(' async'))).toBe('always');
		for (const { name } of later) {
			expect(asked(name, text(' async')), name).toBe('never');
			expect(asked(name, text('')), name).toBe('always');
			expect(asked(name, text(' async; fsync f')), name).toBe('always');
		}
	});

	const pinned = (calls: string, shrinks: string): string => `
		process A { map a anon 1 private; touch a write; pin a[0] write as p; refill 8; refill 8; refill 8 }
		cpu user in A { ${calls}; store p; unpin p; touch a[0] read }
		cpu kswapd { ${shrinks} }
		never not returns user call ${calls.split(';').length + 3} stored-by user call ${calls.split(';').length + 1}`;

	test('6b886e92, c475a8ab: a store does not part a program from the page that a device has', () => {
		const text = pinned('touch a[0] write', 'shrink 8');
		expect(asked('lock-page-convert', text)).toBe('sometimes');
		for (const { name } of later) expect(asked(name, text), name).toBe('never');
	});

	test('ab967d86: until 2.6.29 it does when reclaim has the page lock', () => {
		const text = pinned(
			'touch a[0] read; touch a[0] write',
			'shrink 8; refill 8; refill 8; shrink 8',
		);
		expect(asked('fault-both', text)).toBe('sometimes');
		for (const variant of ['nonlinear-aware', 'linux-3-14', 'linux-6-18']) {
			expect(asked(variant, text), variant).toBe('never');
		}
	});

	test('CVE-2020-29374: from c475a8ab to 5.8 a child that pins sees what its parent stores', () => {
		const text = `
			process A { map a anon 1 private; touch a write; fork B }
			process B { pin a[0] read as p; unmap a }
			cpu child in B { load p; unpin p }
			cpu parent in A { touch a write }
			never returns child call 1 stored-by parent`;
		for (const variant of ['fault-page-lock-once', 'linux-3-14']) {
			expect(asked(variant, text), variant).toBe('sometimes');
		}
		for (const variant of ['nonlinear-aware', 'punch-hole', 'linux-6-18']) {
			expect(asked(variant, text), variant).toBe('never');
		}
	});

	test('4a241b84: no memory for a private copy, and no second unlock', () => {
		const file = `
			file f 1 page cached
			process A { map p f[0] private; touch p[0] read }
			cpu writer in A { fail page 1; touch p[0] write; touch p[0] write }`;
		const node = `
			process A { map a anon 1 private; touch a[0] read }
			cpu writer in A { fail pte_chain 1; touch a[0] write; touch a[0] write }`;
		for (const variant of ['nonlinear-aware', 'fault-both']) {
			expect(shown(variant, file)).toEqual([]);
			expect(shown(variant, node)).toEqual([]);
		}
	});

	test('a shared file page takes no chain node', () => {
		const text = `
			file f 1 page cached
			process A { map m f[0..0] shared }
			cpu reader in A { fail pte_chain 1; touch m[0] read }
			never present A m[0]`;
		expect(asked('lock-page-convert', text)).toBe('never');
		expect(asked('nonlinear-aware', text)).toBe('always');
		expect(asked('fault-both', text)).toBe('always');
	});

	test('760b0756: of a nonblocking remap one page is there, and the other is brought later', () => {
		const text = `
			file f 4 pages
			process A { map m f[0..3] shared; read f[2] }
			cpu remapper in A { touch m[0..1] read; remap m[0] -> f[2] nonblock; remap m[1] -> f[3] nonblock }`;
		expect(shown('lock-page-convert', text)).toEqual([lostPlacement]);
		expect(shown('nonlinear-aware', text)).toEqual([]);
		expect(shown('fault-both', text)).toEqual([]);
	});

	test('7af5971b: MAP_POPULATE brings private pages since 54cb8821 only', () => {
		const text = probes['7af5971b']!.text.replace('shared', 'private');
		expect(asked('nonlinear-aware', text)).toBe('never');
		expect(asked('fault-both', text)).toBe('always');
	});

	test('acaf9e59: swapoff finds a chain node before the lock, or none at all', () => {
		const text = `
			process A {
				map a anon 1 private
				touch a write
				fork B
				refill 4; refill 4; shrink 4; shrink 4
			}
			process B { }
			cpu off { fail pte_chain 2; swapoff }
			after in A { touch a read }
			after in B { touch a read }`;
		expect(shown('pte-chains', text)).toContain('always NULL dereference');
		for (const variant of ['nonlinear-aware', 'invalidate2-range', 'fault-both']) {
			expect(shown(variant, text)).toEqual([]);
		}
	});

	test('1.4: a fault beside a remap puts the old page back, until faults map nonlinear pages', () => {
		const text = `
			file f 3 pages cached
			process A { map m f[0..1] shared; remap m[0] -> f[1]; dontneed m[0] }
			cpu faulter in A { touch m[0] read }
			cpu remapper in A { remap m[0] -> f[2] }`;
		expect(shown('nonlinear-aware', text)).toEqual([
			'sometimes lost placement of a nonlinear page',
		]);
		expect(shown('fault-both', text)).toEqual([]);
	});
});

describe('2.6.11 has what was mended by January 2005', () => {
	const under = Object.values(variants)
		.map(({ name }) => name)
		.filter((name) => variants[name]!.functions['unmap_mapping_file'] !== undefined);

	test('1528cec1: 17 variants stand on it', () => {
		expect(under).toHaveLength(17);
	});

	test.each(under)('1528cec1: %s keeps an O_DIRECT write over a mapped store', (variant) => {
		const before = `
			file f 1 page cached
			process A { map m f[0..0] shared; touch m[0] write }
			cpu writer { direct-write f[0] }
			after in A { unmap m; fsync f }`;
		expect(seen('lock-page-convert', before).join()).toMatch(/f: 1 pages: 1000/);
		expect(seen(variant, before).join()).toMatch(/f: 1 pages: 1001/);
	});

	test('1528cec1: private copies and file-ptes stay', () => {
		const text = `
			file f 3 pages cached
			process A {
				map p f[0] private; map m f[0..1] shared
				remap m[1] -> f[2]; touch p[0] write
			}
			cpu writer { direct-write f[1] }
			after in A { touch p[0] read; touch m[1] read }`;
		for (const variant of ['invalidate2-range', 'unmap-restart']) {
			expect(shown(variant, text)).toEqual([]);
			expect(seen(variant, text).join()).toMatch(
				/touch-read p\[0\]: 1000; .*touch-read m\[1\]: 103/,
			);
		}
	});

	test('1528cec1: a page that a munmap makes dirty is written, of which nobody asked', () => {
		const text = `
			file f 2 pages cached
			process A { map m f[1] shared; touch m write }
			process B { map n f[1] shared; touch n read }
			cpu unmapper in A { unmap m }
			cpu writer { direct-write f[0] }
			never stale f[1]`;
		expect(asked('lock-page-convert', text)).toBe('sometimes');
		expect(asked('nonlinear-aware', text)).toBe('sometimes');
		expect(asked('invalidate2-range', text)).toBe('never');
		expect(asked('fault-both', text)).toBe('never');
	});
});

test('2f77d107: 2.6.23 copies the answer of mincore() without mmap_sem, and it is whole', () => {
	const { text } = probes['2f77d107']!;
	for (const variant of ['fault-page-lock-once', 'fault-both', 'linux-3-14', 'linux-6-18']) {
		expect(shown(variant, text)).toEqual([]);
		expect(seen(variant, text).join()).toMatch(/mincore: mask 3/);
	}
});

describe('other texts that variants follow', () => {
	const orphans = 'sometimes orphan page mapped';

	test('c8d78c18: a remap to the page that is there anyway does nothing', () => {
		const text = `
			file f 2 pages cached
			process A { map m f[0..1] shared; touch m read }
			cpu remapper in A { remap m[1] -> f[1] }
			cpu truncator { truncate f 1 }`;
		expect(shown('lock-page-convert', text)).toContain(orphans);
		expect(shown('mmap-emulation', text)).toEqual([]);
		const whole = `
			file f 2 pages cached
			process A { map m f[0..1] shared locked }
			cpu remapper in A { remap m[0] -> f[0]; remap m[1] -> f[1] }
			cpu truncator { truncate f 0 }`;
		expect(shown('lock-page-convert', whole)).toContain(orphans);
		expect(shown('mmap-emulation', whole)).toEqual([]);
	});

	test('c8d78c18: what is remapped keeps the protection of its vma', () => {
		const remapped = (before: string, access: string): string => `
			file f 4 pages cached
			process A { ${before}; remap m[0] -> f[3] }
			cpu toucher in A { touch m[0] ${access} }
			never returns toucher success`;
		const names = 'lock-page-convert nonlinear-aware fault-both linux-3-14'.split(' ');
		for (const variant of [...names, 'mmap-emulation', 'known-good', 'linux-6-18']) {
			const often = (before: string, access: string): string =>
				asked(variant, remapped(before, access));
			const map = 'map m f[0..1] shared';
			expect(often(`${map} readonly`, 'write'), variant).toBe('never');
			expect(often(`${map}; mprotect m read`, 'write'), variant).toBe('never');
			expect(often(`${map}; mprotect m read`, 'read'), variant).toBe('always');
			expect(often(`${map}; mprotect m none`, 'read'), variant).toBe('never');
			expect(often(map, 'write'), variant).toBe('always');
		}
	});

	const shrinking = (maps: string, unmaps: string): string => `
		file f 2 pages cached
		process A { ${maps
			.split(' ')
			.map((m) => `map ${m} f[0..1] shared; touch ${m}[1] read`)
			.join('; ')} }
		process B { map n f[0..1] shared }
		cpu remapper in B { remap n[0] -> f[1] }
		cpu zapper in A { ${unmaps
			.split(' ')
			.map((m) => `unmap ${m}`)
			.join('; ')} }`;

	test('V1-c: the count of a page shrinks while nodes for it are allocated', () => {
		const stale = ['sometimes stale rmap entry', 'sometimes mapcount wrong'];
		expect(shown('convert-v1', shrinking('a b c d', 'a'))).toEqual(expect.arrayContaining(stale));
		// One node suffices for two and for three; of one page nothing is left to point at another.
		expect(shown('convert-v1', shrinking('a b c', 'a'))).not.toContain(stale[0]);
		expect(shown('convert-v1', shrinking('a b', 'a'))).not.toContain(stale[0]);
		expect(shown('lock-page-convert', shrinking('a b c d', 'a'))).not.toContain(stale[0]);
	});

	test('2aa15890: two invalidations meet, as it was reported, and no truncation', () => {
		const text = `
			file f 3 pages
			process A { map m f[0..2] shared; touch m[1] read }
			cpu toucher in A { touch m[1] read }
			cpu one in A { touch m[0] read; invalidate f }
			cpu other { invalidate f }`;
		const { violations } = cell('unmap-restart', text, 90_000);
		expect(violations.map(({ site }) => site)).toEqual([
			'invalidate_inode_pages2: page_mapped(page)',
		]);
	});

	test('R19: the lists of 2.5.66-mm3 end too early, whichever way the vmas came', () => {
		const text = (first: string): string => `
			file f 2 pages cached
			process A { ${first}; map n f[0..1] shared; touch n[0] read }
			process B { map b f[0..1] shared }
			cpu remapper in B { remap b[1] -> f[0] }`;
		const missed = 'always page not reachable by rmap';
		for (const kind of ['shared', 'private']) {
			const behind = text(`map m f[1] ${kind}`);
			expect(shown('mm3-lists', behind)).toContain(missed);
			expect(shown('sorted-vmas', behind)).toEqual([]);
			expect(shown('lock-page-convert', behind)).toEqual([]);
		}
		expect(shown('mm3-lists', text('map m f[0] shared'))).toEqual([]);
	});
});

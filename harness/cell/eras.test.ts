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

const has = (variant: Variant, { functions }: Mend): boolean =>
	functions.some((name) => functionOf(variant, name) !== functionOf(base, name));

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

test('the mends stand in the order of their dates', () => {
	const dates = mends.map(({ date }) => date);
	expect(dates).toEqual(dates.toSorted());
});

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

describe('2.6.7 has what was mended by June 2004', () => {
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

	test('571b19f3: a fault without memory gives its page back', () => {
		const text = `
			file f 2 pages cached
			process A { map p f[0..1] private; map m f[0..1] shared }
			cpu faulter in A { fail pte_chain 1; touch p[1] write }
			cpu other in A { touch m[1] read }`;
		expect(shown('lock-page-convert', text)).toContain('always page_count wrong');
		expect(shown('nonlinear-aware', text)).toEqual([]);
		expect(shown('fault-both', text)).toEqual([]);
	});

	test('... and a shared file page takes no chain node', () => {
		const text = `
			file f 1 page cached
			process A { map m f[0..0] shared }
			cpu reader in A { fail pte_chain 1; touch m[0] read }
			never present A m[0]`;
		expect(asked('lock-page-convert', text)).toBe('never');
		expect(asked('nonlinear-aware', text)).toBe('always');
		expect(asked('fault-both', text)).toBe('always');
	});

	test('48631e3c: a page leaves the swap cache while it is marked dirty', () => {
		const text = `
			process A {
				map a anon 1 private
				touch a write
				refill 4; refill 4; shrink 4; shrink 4
				touch a write
			}
			cpu off { swapoff }
			cpu zapper in A { dontneed a }`;
		expect(shown('lock-page-convert', text)).toContain('sometimes NULL dereference');
		expect(shown('nonlinear-aware', text)).toEqual([]);
	});

	test('7af5971b: what a nonblocking remap does not find is brought later', () => {
		const text = `
			file f 2 pages
			process A { map m f[0..1] shared; map k f[0..0] shared }
			cpu remapper in A { touch m[0] read; remap m[0] -> f[1] nonblock }`;
		expect(shown('lock-page-convert', text)).toEqual([lostPlacement]);
		expect(shown('pte-chains', text)).toEqual([lostPlacement]);
		expect(shown('nonlinear-aware', text)).toEqual([]);
		// One page is there, the other is not.
		const half = `
			file f 4 pages
			process A { map m f[0..3] shared; read f[2] }
			cpu remapper in A { touch m[0..1] read; remap m[0] -> f[2] nonblock; remap m[1] -> f[3] nonblock }`;
		expect(shown('lock-page-convert', half)).toEqual([lostPlacement]);
		expect(shown('nonlinear-aware', half)).toEqual([]);
		expect(shown('fault-both', half)).toEqual([]);
	});

	test('7af5971b: MAP_POPULATE brings shared pages, and private ones since 54cb8821', () => {
		const map = (kind: string): string => `
			file f 1 page cached
			process A { map m f[0] ${kind} populate }
			cpu reader { read f[0] }
			never present A m[0]`;
		expect(asked('lock-page-convert', map('shared'))).toBe('never');
		expect(asked('nonlinear-aware', map('shared'))).toBe('always');
		expect(asked('nonlinear-aware', map('private'))).toBe('never');
		expect(asked('fault-both', map('private'))).toBe('always');
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
	test('512f426b: put back to the linear place, nonblocking and not cached', () => {
		const text = `
			file f 4 pages
			process A { map m f[0..3] shared; remap m[1] -> f[3] }
			cpu remapper in A { remap m[1] -> f[1] nonblock }
			after in A { touch m[1] read }`;
		expect(shown('lock-page-convert', text)).toEqual([lostPlacement]);
		expect(shown('nonlinear-aware', text)).toEqual([lostPlacement]);
		expect(shown('invalidate2-range', text)).toEqual([]);
		expect(shown('fault-both', text)).toEqual([]);
	});

	test('3cca3028, a2e92a75: an invalidation makes no error of a read', () => {
		const text = `
			file f 1 page
			cpu reader { read f[0] }
			cpu other { invalidate f }`;
		const error = /read page 0: error 5/;
		expect(seen('lock-page-convert', text).join()).toMatch(error);
		expect(seen('nonlinear-aware', text).join()).toMatch(error);
		expect(seen('invalidate2-range', text).join()).not.toMatch(error);
		expect(seen('invalidate-lock', text).join()).not.toMatch(error);
	});

	test('a3f5c84c: a read beside a truncation shows no zeroes that nobody wrote', () => {
		const text = `
			file f 1 page
			cpu reader { read f[0] }
			cpu truncator { truncate f 0 }`;
		const zeroes = /read page 0: 0;/;
		expect(seen('lock-page-convert', text).join()).toMatch(zeroes);
		expect(seen('invalidate2-range', text).join()).not.toMatch(zeroes);
	});

	test('b1f90fba: MCL_FUTURE alone unlocks nothing', () => {
		const text = `
			file f 1 page cached
			process A { map m f[0] shared locked }
			cpu locker in A { mlockall future }
			after { refill 8; refill 8; shrink 8; shrink 8 }
			never present A m[0]`;
		expect(asked('nonlinear-aware', text)).toBe('never');
		expect(asked('invalidate2-range', text)).toBe('always');
	});

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

test('2f77d107: 2.6.23 copies the answer of mincore() without mmap_sem', () => {
	const text = `
		file f 2 pages cached
		process A { map m f[0..1] shared; mprotect m[1] read }
		cpu asker in A { mincore m[0..1] into m[0] }
		cpu protector in A { mprotect m[0] read }`;
	expect(shown('invalidate2-range', text)).toEqual(['sometimes deadlock']);
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

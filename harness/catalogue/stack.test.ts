/*
 * Patches stack: what one side alone changes stays the object that it is, what both change is merged on its
 * text, and what cannot be is said with its place. Uses dist/, which `npm test` builds first.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { bootVariant } from '../cell/boot.ts';
import { runCell } from '../cell/cell.ts';
import { verdictOnly } from '../cell/options.ts';
import { load } from '../engine/operation.ts';
import { KernelFault } from '../engine/fault.ts';
import type { Kernel } from '../mm/index.ts';
import {
	type address_space,
	ClearPageMappedToDisk,
	ClearPageUptodate,
	type page,
	page_mapped,
	page_mapping,
	PagePrivate,
	type Task,
} from '../mm/mm_types.ts';
import type { Cell } from '../result.ts';
import { defineVariant } from '../variant.ts';
import { badInputOf } from './bad-input.ts';
import { readWorkload } from './litmus.ts';
import { patchesNamed } from './stack-order.ts';
import { loadVariant } from './variant.ts';
import { variantPatch } from './variant-patch.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-stack-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A variant whose truncate_complete_page() has `first` before all else and `last` after it. */
function write(file: string, first: string, last: string, { base = '', rest = '' } = {}): string {
	const path = join(folder, file);
	const name = file.replace(/\..*$/, '');
	const isTyped = file.endsWith('.ts');
	const parameters = isTyped ? 'this: Kernel, mapping: address_space, page: page' : 'mapping, page';
	writeFileSync(
		path,
		`import { defineVariant, load, page_mapping, ClearPageMappedToDisk, ClearPageUptodate, PagePrivate, smp_mb } from 'rmaplab';
${isTyped ? "import type { address_space, Kernel, page, Task } from 'rmaplab';\n" : ''}${rest}
function* truncate_complete_page(${parameters})${isTyped ? ': Task' : ''} {
	${first}if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref${last}
}

export default defineVariant({
	name: '${name}', subject: 'subject of ${name}', from: 'you', date: '2003-04-05',
	${base}replaces: { truncate_complete_page }, claims: {},
});
`,
	);
	return path;
}

async function refused(where: string): Promise<string> {
	try {
		await loadVariant(where);
	} catch (error) {
		const bad = badInputOf(error);
		if (bad === null) throw error;
		return bad.message;
	}
	return '';
}

/** What forced-unmap-noforce and no-bug-chainlock make of it together. */
function* truncate_complete_page(this: Kernel, mapping: address_space, page: page): Task {
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* page_mapped(page)) {
		yield* this.pte_chain_lock(page);
		if (yield* page_mapped(page)) yield* this.try_to_unmap(page);
		yield* this.pte_chain_unlock(page);
	}
	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.pte_chain_lock(page);
	yield* this.remove_from_page_cache(page);
	yield* this.pte_chain_unlock(page);
	yield* this.page_cache_release(page);
}

const byHand = defineVariant({
	name: 'by-hand',
	subject: '',
	from: '',
	date: '',
	base: variants['no-bug-chainlock']!,
	replaces: { truncate_complete_page },
	claims: {},
});

const functionsOf = async (where: string): Promise<Readonly<Record<string, unknown>>> =>
	(await loadVariant(where)).variant.functions;

describe('a stack', () => {
	test('keeps the object of a function that one side alone changes', async () => {
		const functions = await functionsOf('no-bug-chainlock+convert-v3-tweak');
		const { 'no-bug-chainlock': below, 'convert-v3-tweak': above } = variants;
		expect(functions).toEqual({ ...below!.functions, ...above!.functions });
		expect(functions['page_remove_rmap']).toBe(above!.functions['page_remove_rmap']);
	});

	test('shares a merged function with every stack that merges the same', async () => {
		const one = await functionsOf('no-bug+forced-unmap');
		const other = await functionsOf('no-bug+forced-unmap+convert-v3-tweak');
		expect(one['try_to_unmap']).toBe(other['try_to_unmap']);
		expect(one['try_to_unmap']).not.toBe(variants['forced-unmap']!.functions['try_to_unmap']);
		expect(one['try_to_unmap_chain']).toBe(
			variants['forced-unmap']!.functions['try_to_unmap_chain'],
		);
	});

	test('has both changes of a function that both sides change, and is one patch', async () => {
		const loaded = await loadVariant('no-bug-chainlock+forced-unmap-filepte');
		const { text } = variantPatch(loaded);
		const changed = text.split('\n').filter((line) => /^[+-]/.test(line));
		expect(changed).toContain('+	yield* this.pte_chain_lock(page);');
		expect(changed).toContain('+		if (yield* page_mapped(page)) yield* this.try_to_unmap(page, 1);');
		expect(changed).toContain(
			"-	yield* BUG_ON((yield* load(page_mapping, page)) === 0, 'try_to_unmap: !page->mapping');",
		);
		expect(loaded.variant).toMatchObject({
			name: 'no-bug-chainlock+forced-unmap-filepte',
			claims: {},
			subject:
				'rmap: remove the BUG()s on !page->mapping; truncate: clear page->mapping under the chain lock; ' +
				'truncate: unmap by rmap what vmtruncate_list left behind; truncate: unmap by rmap and leave file ptes',
		});
		expect(loaded.variant.base).toBe(undefined);
	});

	test('has what an element stacks on below it, once', async () => {
		const one = await functionsOf('forced-unmap-filepte+forced-unmap-blocking+convert-v3-tweak');
		const other = await functionsOf('forced-unmap+forced-unmap-filepte+forced-unmap-blocking');
		expect({ ...one, page_remove_rmap: null }).toEqual({ ...other, page_remove_rmap: null });
		const { text } = await loadVariant('forced-unmap-filepte+forced-unmap-blocking');
		expect(text).toMatch(/if \(force !== 0\) yield\* lock\(PTL, mm\)[^]*\} else \{/);
	});

	test('takes files too, typed or not, in any order', async () => {
		const typed = write('typed.ts', 'yield* smp_mb();\n\t', '');
		const plain = write('plain.js', '', '\n\tyield* smp_mb();');
		for (const where of [`${typed}+forced-unmap+${plain}`, `${plain}+${typed}+forced-unmap`]) {
			const { variant } = await loadVariant(where);
			const text = String(variant.functions['truncate_complete_page']);
			expect(text.match(/smp_mb/g)).toHaveLength(2);
			expect(text).toContain('this.try_to_unmap(page, 1)');
			expect(variant.name.split('+').toSorted()).toEqual(['forced-unmap', 'plain', 'typed']);
		}
	});

	test('is known by paths with a plus sign of their own', () => {
		const odd = join(folder, 'c++');
		mkdirSync(odd, { recursive: true });
		const path = write('c++/mine.ts', '', '');
		expect(patchesNamed(`no-bug+${path}+forced-unmap`)).toEqual(['no-bug', path, 'forced-unmap']);
		expect(patchesNamed('no-bug')).toEqual(['no-bug']);
		expect(patchesNamed('no-such+no-bug')).toEqual(['no-such', 'no-bug']);
	});

	test('finds what the same patches merged by hand find', { timeout: 60_000 }, async () => {
		const stacked = bootVariant(
			(await loadVariant('forced-unmap-noforce+no-bug-chainlock')).variant,
		);
		const composed = bootVariant(byHand);
		const below = bootVariant(variants['forced-unmap-noforce']!);
		const seen = ({ explored, violations, cost }: Cell): object => ({
			explored,
			cost,
			violations: violations.map(({ oracle, site, frequency }) => ({ oracle, site, frequency })),
		});
		for (const name of ['trunc-vs-fault', 'referenced-vs-inv', 'forced-vs-fault']) {
			const workload = readWorkload(name, Object.keys(variants));
			const cells = [stacked, composed, below].map((each) =>
				seen(runCell(each, workload, verdictOnly)),
			);
			expect(cells[0]).toEqual(cells[1]);
			expect(cells[0]).not.toEqual(cells[2]);
		}
	});
});

describe('what does not stack is refused, and it is said why', () => {
	test('lines that both change, with both hunks and what stood there', async () => {
		expect(await refused('recheck-racy-c+no-bug-chainlock')).toBe(
			[
				'variants/mail/no-bug-chainlock.ts:43:1: error: no-bug-chainlock does not apply on recheck-racy-c: ' +
					'both change these lines of truncate_complete_page()',
				'<<<<<<< recheck-racy-c',
				'	if (yield* page_mapped(page)) yield* this.unmap_truncated(mapping, page);',
				'||||||| what both were written for',
				'=======',
				'	yield* this.pte_chain_unlock(page);',
				'>>>>>>> no-bug-chainlock',
				"error: recheck-racy-c+no-bug-chainlock: 1 conflict; 'rmaplab stack recheck-racy-c no-bug-chainlock --out " +
					"mine.ts' writes it for you to merge by hand",
			].join('\n'),
		);
	});

	test.each([
		['no-bug+no-bug', 'no-bug comes twice'],
		['no-bug-chainlock+no-bug', 'no-bug cannot come above no-bug-chainlock, which stacks on it'],
		['no-bug-trylock+no-bug-chainlock', 'no-bug-trylock and no-bug-chainlock are alternatives ('],
		['no-bug+no-such', "error: no variant 'no-such'"],
		['no-bug+', "a name is missing beside a '+'"],
		['no-bug+./no-such.ts', 'no-such.ts:1:1: error: cannot be read'],
	])('%s', async (where, says) => {
		const said = await refused(where);
		expect(said).toContain(says);
		expect(said.split('\n')).toHaveLength(1);
	});

	test('a variant that stacks on itself, over others too', async () => {
		const path = join(folder, 'circle.js');
		const part = "subject: 's', from: 'you', date: '2003-04-05', replaces: {}, claims: {}";
		writeFileSync(
			path,
			`import { defineVariant } from 'rmaplab';
const below = defineVariant({ name: 'below', ${part} });
const circle = defineVariant({ name: 'circle', base: below, ${part} });
below.base = circle;
export default circle;
`,
		);
		const says = `${path}:1:1: error: circle stacks on itself; end its 'base' at another variant`;
		expect(await refused(path)).toBe(says);
		expect(await refused(`no-bug+${path}`)).toBe(says);
	});

	test('a function of the kernel that nobody has', async () => {
		const path = write('calls.ts', 'yield* (this as any).zap_pag();\n\t', '');
		const merged = write('merges.ts', '', '\n\tyield* (this as any).zap_pag();');
		expect(await refused(`${path}+forced-unmap`)).toBe('');
		const plain = write('plainly.js', 'yield* this.lock_pag(page);\n\t', '');
		expect(await refused(`${merged}+${plain}`)).toContain(
			"the merged truncate_complete_page() calls lock_pag(), which no patch or kernel has (did you mean 'lock_page'?)",
		);
	});

	test('a variable that one side removes and the other uses', async () => {
		write('declares.js', 'const it = page;\n\t', '');
		const rest = "import declares from './declares.js';\n";
		const base = 'base: declares, ';
		const removes = write('removes.js', '', '', { base, rest });
		const uses = write('uses.js', 'const it = page;\n\t', '\n\tyield* load(page_mapping, it);', {
			base,
			rest,
		});
		expect(await refused(`${uses}+forced-unmap`)).toBe('');
		expect(await refused(`${removes}+${uses}`)).toBe(
			`error: ${removes}+${uses}: the merged truncate_complete_page() uses 'it', whose declaration ` +
				'one of the patches removes',
		);
	});

	test('what does not parse once it is merged', async () => {
		const one = write('one.ts', 'const it = page;\n\t', '');
		const other = write('other.ts', '', '\n\tconst it = mapping;');
		expect(await refused(`${one}+${other}`)).toMatch(
			/the merged truncate_complete_page\(\) does not parse: .*'it' has already been declared/,
		);
	});
});

test('merged code that fails is no fault of ours', async () => {
	const one = write('throws.ts', 'void (undefined as any).x;\n\t', '');
	const { variant } = await loadVariant(`${one}+forced-unmap`);
	const workload = readWorkload('trunc-remapped', Object.keys(variants));
	expect(() => runCell(bootVariant(variant), workload, verdictOnly)).toThrow(KernelFault);
});

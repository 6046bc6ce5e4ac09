/*
 * harness/check/type-confusion.ts - page->pte is one word: a count, a pte address or a pte_chain, and
 * flags elsewhere say which. The engine reports the same phrase when such a word is followed.
 *
 * A kernel without object-based rmap has chains on every page and PG_anon on none. It is recognised
 * by that, so a lone PG_anon bit that is lost goes unnoticed when no other page bears one.
 */
import { mem_map, page_pte, PG_anon, PG_direct, type page } from '../mm/mm_types.ts';
import type { Complaint, Oracle, Scene } from './oracle.ts';
import { unionKind } from './reverse.ts';
import { hasFlag, isLive, isReserved } from './page-tables.ts';

/** Whether the kernel counts the mappings of some pages, that is, has object-based rmap. */
function hasCounts(scene: Scene): boolean {
	return mem_map.some(
		(page) =>
			isLive(scene, page) &&
			(hasFlag(scene, PG_anon, page) || unionKind(scene.read(page_pte, page)) === 'count'),
	);
}

/** `counts` says whether the kernel counts mappings at all. */
function confusion(scene: Scene, page: page, counts: () => boolean): string | null {
	const kind = unionKind(scene.read(page_pte, page));
	if (kind === 'zero') return null;
	if (kind === 'count') return hasFlag(scene, PG_anon, page) ? 'PageAnon with a count' : null;
	if (hasFlag(scene, PG_direct, page) !== (kind === 'pte address')) {
		return `PageDirect disagrees with a ${kind}`;
	}
	if (hasFlag(scene, PG_anon, page) || !counts()) return null;
	return `a ${kind} without PageAnon`;
}

export const typeConfusion: Oracle = {
	says: 'the union page->pte holds something else than the flags of the page say',
	mutant: 'convert-keeps-the-count',
	atEnd: (scene) => {
		const findings: Complaint[] = [];
		let known: boolean | null = null;
		const counts = (): boolean => (known ??= hasCounts(scene));
		for (const page of mem_map) {
			if (!isLive(scene, page) || isReserved(scene, page)) continue;
			const site = confusion(scene, page, counts);
			if (site === null) continue;
			findings.push({
				site,
				detail: `${scene.nameOf(page)}: ${site}`,
			});
		}
		return findings;
	},
};

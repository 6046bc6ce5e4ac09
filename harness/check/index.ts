/*
 * harness/check/index.ts - every oracle: first what a user sees, then what the kernel keeps, then what
 * only the engine can judge.
 */
import type { OracleName } from './oracle-name.ts';
import type { Finding, NamedOracle, Oracle, Scene } from './oracle.ts';
import { mappingsOf } from './page-tables.ts';
import { accessBeyondEof } from './access-beyond-eof.ts';
import { freedWhileMapped } from './freed-while-mapped.ts';
import { judgedByEngine } from './judged-by-engine.ts';
import { kernelObjectLeaked } from './kernel-object-leaked.ts';
import { linearInsteadOfSigbus } from './linear-instead-of-sigbus.ts';
import { lockedPageUnmapped } from './locked-page-unmapped.ts';
import { lostDirtyData } from './lost-dirty-data.ts';
import { lostPlacement } from './lost-placement.ts';
import { mapcountWrong } from './mapcount-wrong.ts';
import { mappingLost } from './mapping-lost.ts';
import { notOnDisk } from './not-on-disk.ts';
import { readAtEndOfFile } from './read-at-end-of-file.ts';
import { refusedForNothing } from './refused-for-nothing.ts';
import { staleBlock } from './stale-block.ts';
import { mappingAndTree } from './mapping-and-tree.ts';
import { nrMappedWrong } from './nr-mapped-wrong.ts';
import { orphanPageMapped } from './orphan-page-mapped.ts';
import { pageCountWrong } from './page-count-wrong.ts';
import { pageLeaked } from './page-leaked.ts';
import { privateData } from './private-data.ts';
import { rssWrong } from './rss-wrong.ts';
import { spuriousSigbus } from './spurious-sigbus.ts';
import { staleRmapEntry } from './stale-rmap-entry.ts';
import { swapCountWrong } from './swap-count-wrong.ts';
import { twoCopies } from './two-copies.ts';
import { typeConfusion } from './type-confusion.ts';
import { unreachableByRmap } from './unreachable-by-rmap.ts';
import { unreclaimablePage } from './unreclaimable-page.ts';
import { vmAccounting } from './vm-accounting.ts';
import { wrongContents } from './wrong-contents.ts';

const byPhrase: Readonly<Record<OracleName, Oracle>> = {
	'orphan page mapped': orphanPageMapped,
	'access beyond EOF succeeds': accessBeyondEof,
	'linear page instead of SIGBUS': linearInsteadOfSigbus,
	'spurious SIGBUS': spuriousSigbus,
	'lost placement of a nonlinear page': lostPlacement,
	'two copies of one file page': twoCopies,
	'lost dirty data': lostDirtyData,
	'wrong contents': wrongContents,
	'private data wrong': privateData,
	'not on disk': notOnDisk,
	'stale block beyond EOF': staleBlock,
	'wrong end of file': readAtEndOfFile,
	'mapping lost': mappingLost,
	'refused for nothing': refusedForNothing,
	'VM_LOCKED page unmapped inside EOF': lockedPageUnmapped,
	'freed while mapped': freedWhileMapped,
	'page not reachable by rmap': unreachableByRmap,
	'unreclaimable page': unreclaimablePage,
	'stale rmap entry': staleRmapEntry,
	'type confusion of page->pte': typeConfusion,
	'page->mapping and tree disagree': mappingAndTree,
	'mapcount wrong': mapcountWrong,
	'page_count wrong': pageCountWrong,
	'page leaked': pageLeaked,
	'kernel object leaked': kernelObjectLeaked,
	'swap count wrong': swapCountWrong,
	'rss wrong': rssWrong,
	'nr_mapped wrong': nrMappedWrong,
	'vm accounting wrong': vmAccounting,
	...judgedByEngine,
};

const inOrder: readonly NamedOracle[] = Object.entries(byPhrase).map(([name, oracle]) => ({
	name: name as OracleName,
	...oracle,
}));

/** By phrase. */
export const oracles: Readonly<Record<OracleName, NamedOracle>> = Object.fromEntries(
	inOrder.map((oracle) => [oracle.name, oracle]),
) as Record<OracleName, NamedOracle>;

/** Whether an oracle goes by that phrase. */
export const isOracleName = (phrase: string): phrase is OracleName =>
	Object.hasOwn(oracles, phrase);

/**
 * What all oracles together hold against a state in which every program has finished: one finding for
 * each oracle and site, however many pages show it.
 */
export function judge(scene: Scene): Finding[] {
	const census = mappingsOf(scene);
	const findings: Finding[] = [];
	for (const { name, atEnd } of inOrder) {
		if (atEnd === undefined) continue;
		const first = findings.length;
		for (const complaint of atEnd(scene, census)) {
			if (hasSite(findings, first, complaint.site)) continue;
			findings.push({ oracle: name, ...complaint });
		}
	}
	return findings;
}

function hasSite(findings: readonly Finding[], first: number, site: string): boolean {
	for (let i = first; i < findings.length; i++) if (findings[i]!.site === site) return true;
	return false;
}

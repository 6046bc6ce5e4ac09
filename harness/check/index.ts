/*
 * harness/check/index.ts - every oracle: first what a user sees, then what the kernel keeps, then what
 * only the engine can judge.
 */
import type { Finding, Oracle, Scene } from './oracle.ts';
import { mappingsOf } from './page-tables.ts';
import { accessBeyondEof } from './access-beyond-eof.ts';
import { dataRace } from './data-race.ts';
import { deadlock } from './deadlock.ts';
import { freedObjectUsed } from './freed-object-used.ts';
import { freedWhileMapped } from './freed-while-mapped.ts';
import { kernelBug } from './kernel-bug.ts';
import { linearInsteadOfSigbus } from './linear-instead-of-sigbus.ts';
import { listCorruption } from './list-corruption.ts';
import { livelock } from './livelock.ts';
import { lockLeftHeld } from './lock-left-held.ts';
import { lockOrder } from './lock-order.ts';
import { lockedPageUnmapped } from './locked-page-unmapped.ts';
import { lostDirtyData } from './lost-dirty-data.ts';
import { lostPlacement } from './lost-placement.ts';
import { mapcountWrong } from './mapcount-wrong.ts';
import { mappingAndTree } from './mapping-and-tree.ts';
import { nrMappedWrong } from './nr-mapped-wrong.ts';
import { nullDereference } from './null-dereference.ts';
import { orphanPageMapped } from './orphan-page-mapped.ts';
import { pageCountWrong } from './page-count-wrong.ts';
import { pageLeaked } from './page-leaked.ts';
import { rssWrong } from './rss-wrong.ts';
import { sleepingUnderSpinlock } from './sleeping-under-spinlock.ts';
import { spuriousSigbus } from './spurious-sigbus.ts';
import { staleRmapEntry } from './stale-rmap-entry.ts';
import { twoCopies } from './two-copies.ts';
import { typeConfusion } from './type-confusion.ts';
import { unlockNotHeld } from './unlock-not-held.ts';
import { unreachableByRmap } from './unreachable-by-rmap.ts';
import { unreclaimablePage } from './unreclaimable-page.ts';
import { vmAccounting } from './vm-accounting.ts';

const inOrder: readonly Oracle[] = [
	orphanPageMapped,
	accessBeyondEof,
	linearInsteadOfSigbus,
	spuriousSigbus,
	lostPlacement,
	twoCopies,
	lostDirtyData,
	lockedPageUnmapped,
	freedWhileMapped,
	unreachableByRmap,
	unreclaimablePage,
	staleRmapEntry,
	typeConfusion,
	mappingAndTree,
	mapcountWrong,
	pageCountWrong,
	pageLeaked,
	rssWrong,
	nrMappedWrong,
	vmAccounting,
	kernelBug,
	nullDereference,
	freedObjectUsed,
	listCorruption,
	deadlock,
	livelock,
	lockOrder,
	dataRace,
	sleepingUnderSpinlock,
	unlockNotHeld,
	lockLeftHeld,
];

/** By phrase. */
export const oracles: Record<string, Oracle> = Object.fromEntries(
	inOrder.map((oracle) => [oracle.name, oracle]),
);

/**
 * What all oracles together hold against a state in which every program has finished: one finding for
 * each oracle and site, however many pages show it.
 */
export function judge(scene: Scene): Finding[] {
	const census = mappingsOf(scene);
	const findings: Finding[] = [];
	for (const { atEnd } of inOrder) {
		if (atEnd === undefined) continue;
		const first = findings.length;
		for (const finding of atEnd(scene, census)) {
			if (!hasSite(findings, first, finding.site)) findings.push(finding);
		}
	}
	return findings;
}

function hasSite(findings: readonly Finding[], first: number, site: string): boolean {
	for (let i = first; i < findings.length; i++) if (findings[i]!.site === site) return true;
	return false;
}

/*
 * variants/index.ts - every in-tree variant, in the order of the mail: the base and the versions that it
 * came from, the proposals, what Linux had and did as controls.
 */
import type { Variant } from '../harness/variant.ts';
import lockPageConvert from './lock-page-convert.ts';
import convertV1 from './convert-v1.ts';
import convertV2a from './convert-v2a.ts';
import convertV2c from './convert-v2c.ts';
import convertV3Tweak from './convert-v3-tweak.ts';
import leaveVmtruncate from './leave-vmtruncate.ts';
import forcedUnmap from './forced-unmap.ts';
import forcedUnmapNoforce from './forced-unmap-noforce.ts';
import forcedUnmapBlocking from './forced-unmap-blocking.ts';
import forcedUnmapFilepte from './forced-unmap-filepte.ts';
import leaveToShrinkList from './leave-to-shrink-list.ts';
import convertFromTruncate from './convert-from-truncate.ts';
import invalidate2Unmap from './invalidate2-unmap.ts';
import recheckRacyA from './recheck-racy-a.ts';
import recheckRacyB from './recheck-racy-b.ts';
import recheckRacyC from './recheck-racy-c.ts';
import noBug from './no-bug.ts';
import noBugTrylock from './no-bug-trylock.ts';
import noBugChainlock from './no-bug-chainlock.ts';
import noBugSwap from './no-bug-swap.ts';
import anonInRmap from './anon-in-rmap.ts';
import anonInRmapSwap from './anon-in-rmap-swap.ts';
import keepMapping from './keep-mapping.ts';
import pteChains from './pte-chains.ts';
import nonlinearAware from './nonlinear-aware.ts';
import objrmap1 from './objrmap-1.ts';
import nonlinearAnon from './nonlinear-anon.ts';
import nonlinearMlocked from './nonlinear-mlocked.ts';
import nonlinearBypass from './nonlinear-bypass.ts';
import lazyChains from './lazy-chains.ts';
import sortedVmas from './sorted-vmas.ts';
import prioTree from './prio-tree.ts';
import convertV1Trylock from './convert-v1-trylock.ts';
import convertV1Revalidate from './convert-v1-revalidate.ts';
import bugPageMapped from './bug-page-mapped.ts';
import truncateCountTwo from './truncate-count-two.ts';
import truncateCount from './truncate-count.ts';
import truncateCountWmb from './truncate-count-wmb.ts';
import truncateCountBarriers from './truncate-count-barriers.ts';
import invalidate2Range from './invalidate2-range.ts';
import invalidate2OneCounter from './invalidate2-one-counter.ts';
import invalidate2TwoCounters from './invalidate2-two-counters.ts';
import invalidate2TwoMapped from './invalidate2-two-mapped.ts';
import invalidate2TwoPlain from './invalidate2-two-plain.ts';
import faultPageLockOnce from './fault-page-lock-once.ts';
import faultPageLock from './fault-page-lock.ts';
import faultReadRetry from './fault-read-retry.ts';
import faultBoth from './fault-both.ts';
import unmapRestart from './unmap-restart.ts';
import unmapRestartMutex from './unmap-restart-mutex.ts';
import mmapEmulation from './mmap-emulation.ts';
import punchHole from './punch-hole.ts';
import punchHoleUnmap from './punch-hole-unmap.ts';
import punchExtents from './punch-extents.ts';
import invalidateLock from './invalidate-lock.ts';
import recheckBarriers from './recheck-barriers.ts';
import mlockUnevictable from './mlock-unevictable.ts';
import mlockUnevictableTrylock from './mlock-unevictable-trylock.ts';
import virtualScan from './virtual-scan.ts';

/** The kernel that the mail speaks of. */
export const baseName: string = lockPageConvert.name;

/** What the mail proposes and what it speaks of, with a control at either end. */
const ofTheMail: readonly Variant[] = [
	lockPageConvert,
	convertV1,
	convertV2a,
	convertV2c,
	convertV3Tweak,
	leaveVmtruncate,
	forcedUnmap,
	forcedUnmapNoforce,
	forcedUnmapBlocking,
	forcedUnmapFilepte,
	leaveToShrinkList,
	convertFromTruncate,
	invalidate2Unmap,
	recheckRacyA,
	recheckRacyB,
	recheckRacyC,
	noBug,
	noBugTrylock,
	noBugChainlock,
	noBugSwap,
	anonInRmap,
	anonInRmapSwap,
	keepMapping,
	pteChains,
	nonlinearAware,
];

/** What others proposed in the thread or before it, and what Linux did later. */
const around: readonly Variant[] = [
	objrmap1,
	nonlinearAnon,
	nonlinearMlocked,
	nonlinearBypass,
	lazyChains,
	sortedVmas,
	prioTree,
	convertV1Revalidate,
	convertV1Trylock,
	bugPageMapped,
	truncateCountTwo,
	truncateCount,
	truncateCountWmb,
	truncateCountBarriers,
	invalidate2Range,
	invalidate2OneCounter,
	invalidate2TwoCounters,
	invalidate2TwoMapped,
	invalidate2TwoPlain,
	faultPageLockOnce,
	faultPageLock,
	faultReadRetry,
	faultBoth,
	unmapRestart,
	unmapRestartMutex,
	punchHole,
	punchHoleUnmap,
	punchExtents,
	invalidateLock,
	mmapEmulation,
	recheckBarriers,
	mlockUnevictable,
	mlockUnevictableTrylock,
	virtualScan,
];

export const namesOfTheMail: readonly string[] = ofTheMail.map(({ name }) => name);

/** By name, in the order in which reports show them. */
export const variants: Readonly<Record<string, Variant>> = Object.fromEntries(
	[...ofTheMail, ...around].map((variant) => [variant.name, variant]),
);

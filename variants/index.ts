/*
 * variants/index.ts - every in-tree variant, in the order of the mail: the base and the versions that it
 * came from, the proposals, what Linux had and did as controls.
 *
 * mail/ has what the mail proposes and speaks of, with its controls; thread/ what others proposed in the
 * discussion or before it; linux/ what Linux did later, and before.
 */
import type { Variant } from '../harness/variant.ts';
import lockPageConvert from './mail/lock-page-convert.ts';
import convertV1 from './mail/convert-v1.ts';
import convertV2a from './mail/convert-v2a.ts';
import convertV2c from './mail/convert-v2c.ts';
import convertV3Tweak from './mail/convert-v3-tweak.ts';
import leaveVmtruncate from './mail/leave-vmtruncate.ts';
import forcedUnmap from './mail/forced-unmap.ts';
import forcedUnmapNoforce from './mail/forced-unmap-noforce.ts';
import forcedUnmapBlocking from './mail/forced-unmap-blocking.ts';
import forcedUnmapFilepte from './mail/forced-unmap-filepte.ts';
import leaveToShrinkList from './mail/leave-to-shrink-list.ts';
import convertFromTruncate from './mail/convert-from-truncate.ts';
import invalidate2Unmap from './mail/invalidate2-unmap.ts';
import recheckRacyA from './mail/recheck-racy-a.ts';
import recheckRacyB from './mail/recheck-racy-b.ts';
import recheckRacyC from './mail/recheck-racy-c.ts';
import noBug from './mail/no-bug.ts';
import noBugTrylock from './mail/no-bug-trylock.ts';
import noBugChainlock from './mail/no-bug-chainlock.ts';
import noBugSwap from './mail/no-bug-swap.ts';
import anonInRmap from './mail/anon-in-rmap.ts';
import anonInRmapSwap from './mail/anon-in-rmap-swap.ts';
import keepMapping from './mail/keep-mapping.ts';
import pteChains from './mail/pte-chains.ts';
import nonlinearAware from './mail/nonlinear-aware.ts';
import objrmap1 from './thread/objrmap-1.ts';
import nonlinearAnon from './thread/nonlinear-anon.ts';
import nonlinearMlocked from './thread/nonlinear-mlocked.ts';
import nonlinearBypass from './thread/nonlinear-bypass.ts';
import lazyChains from './thread/lazy-chains.ts';
import mm3Lists from './thread/mm3-lists.ts';
import sortedVmas from './thread/sorted-vmas.ts';
import prioTree from './thread/prio-tree.ts';
import convertV1Trylock from './thread/convert-v1-trylock.ts';
import convertV1Revalidate from './thread/convert-v1-revalidate.ts';
import bugPageMapped from './thread/bug-page-mapped.ts';
import truncateCountTwo from './thread/truncate-count-two.ts';
import truncateCount from './thread/truncate-count.ts';
import truncateCountRmb from './thread/truncate-count-rmb.ts';
import truncateCountWmb from './thread/truncate-count-wmb.ts';
import truncateCountBarriers from './thread/truncate-count-barriers.ts';
import invalidate2Range from './thread/invalidate2-range.ts';
import invalidate2OneCounter from './thread/invalidate2-one-counter.ts';
import invalidate2TwoCounters from './thread/invalidate2-two-counters.ts';
import invalidate2TwoMapped from './thread/invalidate2-two-mapped.ts';
import invalidate2TwoPlain from './thread/invalidate2-two-plain.ts';
import faultPageLockOnce from './linux/fault-page-lock-once.ts';
import faultPageLock from './linux/fault-page-lock.ts';
import faultReadRetry from './linux/fault-read-retry.ts';
import faultBoth from './linux/fault-both.ts';
import unmapRestart from './linux/unmap-restart.ts';
import unmapRestartMutex from './linux/unmap-restart-mutex.ts';
import linux314 from './linux/linux-3-14.ts';
import linux618 from './linux/linux-6-18.ts';
import mmapEmulation from './linux/mmap-emulation.ts';
import punchHole from './linux/punch-hole.ts';
import punchHoleUnmap from './linux/punch-hole-unmap.ts';
import punchExtents from './linux/punch-extents.ts';
import invalidateLock from './linux/invalidate-lock.ts';
import recheckBarriers from './thread/recheck-barriers.ts';
import mlockUnevictable from './linux/mlock-unevictable.ts';
import mlockUnevictableTrylock from './linux/mlock-unevictable-trylock.ts';
import virtualScan from './linux/virtual-scan.ts';
import splitVmaSem from './linux/split-vma-sem.ts';
import forkVmaOrder from './linux/fork-vma-order.ts';
import mremapVmaFirst from './linux/mremap-vma-first.ts';
import getPageTestone from './linux/get-page-testone.ts';
import faultPageLockLinear from './linux/fault-page-lock-linear.ts';
import vmtruncateTwice from './linux/vmtruncate-twice.ts';
import invalidateLockLinear from './linux/invalidate-lock-linear.ts';
import knownGood from './linux/known-good.ts';

/** The kernel that the mail speaks of. */
export const baseName: string = lockPageConvert.name;

/** The other end of every table: it violates nothing. */
export const controlName: string = knownGood.name;

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
	mm3Lists,
	sortedVmas,
	prioTree,
	convertV1Revalidate,
	convertV1Trylock,
	bugPageMapped,
	truncateCountTwo,
	truncateCount,
	truncateCountRmb,
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
	linux314,
	linux618,
	mmapEmulation,
	recheckBarriers,
	mlockUnevictable,
	mlockUnevictableTrylock,
	virtualScan,
	splitVmaSem,
	forkVmaOrder,
	mremapVmaFirst,
	getPageTestone,
	faultPageLockLinear,
	vmtruncateTwice,
	invalidateLockLinear,
	knownGood,
];

/** Repairs that together are the control; docs/known-good.md says what each is there for. */
export const controlParts: readonly string[] = [
	mmapEmulation,
	faultPageLockLinear,
	vmtruncateTwice,
	invalidateLockLinear,
	splitVmaSem,
	mremapVmaFirst,
	forkVmaOrder,
	getPageTestone,
	convertV3Tweak,
].map(({ name }) => name);

/** What tells apart why the base shows what it shows: the parts of the control, and all of them together. */
export const repairNames: readonly string[] = [...controlParts, controlName];

export const namesOfTheMail: readonly string[] = ofTheMail.map(({ name }) => name);

/** What the mail proposes. */
export const proposalNames: readonly string[] = namesOfTheMail.filter((name) => name !== baseName);

/** By name, in the order in which reports show them. */
export const variants: Readonly<Record<string, Variant>> = Object.fromEntries(
	[...ofTheMail, ...around].map((variant) => [variant.name, variant]),
);

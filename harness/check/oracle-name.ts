/*
 * harness/check/oracle-name.ts - the phrase of each oracle, by which findings, reports and claims call it.
 *
 * The record of them in index.ts is complete: a phrase without an oracle does not compile, nor does an
 * oracle without a phrase.
 */
import type { deaths } from '../engine/death.ts';

/** Judged while the engine runs, see judged-by-engine.ts. */
export type EngineOracleName =
	| 'kernel BUG'
	| 'NULL dereference'
	| 'freed object used'
	| 'list corruption'
	| 'deadlock'
	| 'livelock'
	| 'lock order'
	| 'data race'
	| 'sleeping under a spinlock'
	| 'unlock of what is not held'
	| 'lock left held';

/** The keys of `oracles`, in its order; who speaks of an oracle need not import all of them. */
export type OracleName =
	| 'orphan page mapped'
	| 'access beyond EOF succeeds'
	| 'linear page instead of SIGBUS'
	| 'spurious SIGBUS'
	| 'lost placement of a nonlinear page'
	| 'two copies of one file page'
	| 'lost dirty data'
	| 'wrong contents'
	| 'private data wrong'
	| 'not on disk'
	| 'stale block beyond EOF'
	| 'wrong end of file'
	| 'mapping lost'
	| 'refused for nothing'
	| 'VM_LOCKED page unmapped inside EOF'
	| 'freed while mapped'
	| 'page not reachable by rmap'
	| 'unreclaimable page'
	| 'stale rmap entry'
	| 'type confusion of page->pte'
	| 'page->mapping and tree disagree'
	| 'mapcount wrong'
	| 'page_count wrong'
	| 'page leaked'
	| 'kernel object leaked'
	| 'swap count wrong'
	| 'rss wrong'
	| 'nr_mapped wrong'
	| 'vm accounting wrong'
	| EngineOracleName;

/**
 * What a finding is of: an oracle, or that the simulated memory had no room, for which no kernel is to blame.
 * Whatever else a task can die of by the machine's own checks is an oracle's.
 */
export type FindingName = OracleName | typeof deaths.full;

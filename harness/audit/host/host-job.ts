/*
 * harness/audit/host/host-job.ts - what the thread of a simulated kernel is told, and what it says: answers to calls
 * that the running kernel answers as well.
 */
import type { Call } from '../../../workloads/sequence/random-sequence.ts';
import type { Sequence } from '../../../workloads/sequence/recording.ts';
import type { StraightVariant } from '../../measure/straight/functions-of.ts';
import type { Geometry } from '../../mm/include/geometry.ts';
import type { Judged } from '../recorded/recorded-job.ts';

export interface HostJob {
	/** First of all, since the kernel's modules read it while they load. */
	readonly geometry: Geometry;
	readonly variant: StraightVariant;
	/** Name of the stack that stands for the running kernel. */
	readonly kernel: string;
}

/** Sequences with the running kernel's answers, to be judged; or calls, to be answered. */
export type HostAsked =
	{ readonly sequences: readonly Sequence[] } | { readonly calls: readonly Call[] };

/** In the order of what was asked. */
export type HostSaid =
	| { readonly judged: Judged }
	| { readonly answers: readonly string[] }
	| { readonly failed: string };

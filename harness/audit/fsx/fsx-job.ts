/*
 * harness/audit/fsx/fsx-job.ts - what the thread of fsx is told, and what it says.
 */
import type { FsxOperation } from '../../../workloads/sequence/fsx-operations.ts';
import type { StraightVariant } from '../../measure/straight/functions-of.ts';
import type { Geometry } from '../../mm/include/geometry.ts';
import type { FsxResult } from '../../result.ts';

export interface FsxJob {
	/** First of all, since the kernel's modules read it while they load. */
	readonly geometry: Geometry;
	readonly variant: StraightVariant;
	/** Name of the base, which answers what fails as well. */
	readonly base: string;
	/** Name of the stack whose functions explain what fails. */
	readonly kernel: string;
	/** Of the largest file. */
	readonly pages: number;
	/** What to do: so many random operations, or these. */
	readonly work:
		| { readonly seed: number; readonly count: number }
		| { readonly operations: readonly FsxOperation[] };
}

export type FsxSaid =
	| { readonly kind: 'progress'; readonly operations: number; readonly failed: number }
	| { readonly kind: 'result'; readonly result: FsxResult }
	| { readonly kind: 'failed'; readonly why: string };

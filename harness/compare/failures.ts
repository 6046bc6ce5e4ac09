/*
 * harness/compare/failures.ts - variants of a user's own that are of no use, and what becomes of their jobs: the
 * others have their cells all the same.
 */
import { dirname, resolve } from 'node:path';
import type { LateMistake } from '../catalogue/user-code.ts';
import type { LoadedVariant } from '../catalogue/variant.ts';
import { cellKey, type Failure } from '../result.ts';
import type { Workload } from '../workload.ts';
import type { Job, Wanted } from './job.ts';
import { HeapIsFull } from './worker-thread.ts';

interface Means {
	readonly variants: readonly LoadedVariant[];
	/** Without it nothing can be held against anything. */
	readonly reference: string;
	/** Where a variant has a cell by now, which is not searched again. */
	readonly isKnown: (variant: string, workload: string) => boolean;
	/** Told of each that fails. */
	readonly onFailure: (failure: Failure) => void;
	/** Told of a cell for which a worker has no room. */
	readonly onNoRoom: (variant: string, workload: Workload) => void;
}

export class Failures {
	readonly #means: Means;
	readonly #failed = new Map<string, Failure>();
	/** What each job is at. */
	readonly #began = new Map<Job, string>();
	/** Cells of ours at which the heap of a worker was full. */
	readonly #full = new Set<string>();

	constructor(means: Means) {
		this.#means = means;
	}

	get all(): readonly Failure[] {
		return [...this.#failed.values()];
	}

	has(variant: string): boolean {
		return this.#failed.has(variant);
	}

	began(job: Job, where: string): void {
		this.#began.set(job, where);
	}

	/** Something went wrong in one of these files after its function had returned. */
	late({ path, why }: LateMistake): void {
		const failed = this.#means.variants.find(
			({ variant, path: own, files }) =>
				variant.userCode !== undefined &&
				(own === path || Object.keys(files).some((each) => resolve(dirname(own), each) === path)),
		);
		if (failed !== undefined) this.#add(failed.variant.name, why);
	}

	/**
	 * A worker has failed at a job. Returns what is left of it for another one, null where there is nothing, and
	 * 'end' where the run cannot go on without what failed.
	 */
	restOf(error: Error, job: Job): Job | null | 'end' {
		const { variants, reference, onNoRoom } = this.#means;
		const at = variants.find(({ where }) => where === this.#began.get(job));
		if (at === undefined || error.name !== 'BadInput') return 'end';
		const { name, userCode } = at.variant;
		if (userCode !== undefined) {
			this.#add(name, error.message);
			return name === reference ? 'end' : this.left(job);
		}
		if (!(error instanceof HeapIsFull)) return 'end';
		// What another variant keeps for ever is gone with the worker, so that a second one may do.
		const isSecond = this.isFull(name, job.workload.name);
		this.#full.add(cellKey(name, job.workload.name));
		if (isSecond) onNoRoom(name, job.workload);
		return this.left(job);
	}

	/** Whether the heap of a worker was full at this cell. */
	isFull(variant: string, workload: string): boolean {
		return this.#full.has(cellKey(variant, workload));
	}

	/** The job without what has failed or is known; null where nothing is left. */
	left(job: Job): Job | null {
		const { variants, isKnown, reference } = this.#means;
		const isLeft = ({ variant: where }: Wanted): boolean => {
			const { name } = variants.find((each) => each.where === where)!.variant;
			return !this.has(name) && !isKnown(name, job.workload.name);
		};
		const left = job.variants.filter(isLeft);
		const needsReference =
			job.reference !== null && job.searchesReference && !isKnown(reference, job.workload.name);
		return left.length === 0 && !needsReference ? null : { ...job, variants: left };
	}

	#add(variant: string, why: string): void {
		if (this.#failed.has(variant)) return;
		const failure = { variant, why };
		this.#failed.set(variant, failure);
		this.#means.onFailure(failure);
	}
}

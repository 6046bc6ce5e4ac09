/*
 * harness/audit/fsx/fsx-runner.ts - runs of random operations on one variant, and what becomes of those that fail.
 *
 * A run begins with a kernel that has just booted and ends after some thousand operations or with the first wrong
 * answer, so that what fails can be repeated from its beginning.
 */
import {
	type FsxName,
	type FsxOperation,
	operationText,
} from '../../../workloads/sequence/fsx-operations.ts';
import { mixOne } from '../../engine/mix.ts';
import { below, seeded } from '../../engine/seeded.ts';
import { type Built, type StraightTable, tableOf } from '../../measure/straight/built.ts';
import { fsxSaid } from '../../messages/index.ts';
import type { FsxFailure, FsxResult } from '../../result.ts';
import type { AddedFunction } from '../../variant.ts';
import { causes } from '../recorded/causes.ts';
import { Explainer, inseparable } from '../recorded/explain.ts';
import { Replays } from '../recorded/replay.ts';
import { asLitmus } from './as-litmus.ts';
import { asSequence } from './as-sequence.ts';
import { type Failed, fewestOperations, kindOf } from './fewest-operations.ts';
import { FsxFile } from './fsx-file.ts';
import { FsxKernel } from './fsx-kernel.ts';
import type { FsxJob } from './fsx-job.ts';
import { type Draw, drawOperation, kept, newDrawn } from './random-operation.ts';

type Functions = Readonly<Record<string, AddedFunction>>;

/**
 * By cause: the operations without which it is none. What a group of functions turns right may be due to another
 * change in them.
 */
const needs: Readonly<Record<string, readonly FsxName[]>> = {
	'no-hole-punching': ['punch_hole', 'zero_range'],
	'remap-is-mmap': ['remap'],
	'trusts-vm-pgoff': ['remap'],
	'direct-io-beside-maps': ['direct_read', 'direct_write', 'invalidate'],
};

const operationsOfRun = 4000;
/** Milliseconds between two reports to who waits. */
const reportEvery = 200;
/** Runs that are made smaller at most; each takes as long as some thousand operations. */
const minimisedMax = 200;
/** A linked kernel pays from here on. */
const linksFrom = 20_000;

export class FsxRunner {
	readonly #built: Built;
	readonly #job: FsxJob;
	readonly #kernel: FsxKernel;
	readonly #file: FsxFile;
	readonly #base: StraightTable;
	readonly #functions: Functions;
	readonly #report: (operations: number, failed: number) => void;
	readonly #failures = new Map<string, FsxFailure>();
	readonly #cut: Record<string, number> = {};
	readonly #skipped: Record<string, number> = {};
	readonly #canPunch: boolean;
	#operations = 0;
	#runs = 0;
	#failed = 0;
	#others = 0;
	#reported = 0;
	#minimised = 0;

	constructor(
		built: Built,
		functions: Functions,
		job: FsxJob,
		report: (operations: number, failed: number) => void,
	) {
		this.#built = built;
		this.#job = job;
		this.#report = report;
		const isMany = 'count' in job.work && job.work.count >= linksFrom;
		this.#kernel = new FsxKernel(built, tableOf(built, functions), isMany);
		this.#base = tableOf(built, built.variants[job.base]!.functions);
		this.#functions = functions;
		this.#file = new FsxFile(job.pages, this.#kernel.ask);
		this.#canPunch = this.#kernel.canPunch();
	}

	run(): FsxResult {
		const { work, variant, pages } = this.#job;
		const begun = performance.now();
		if ('operations' in work) this.#given(work.operations);
		else this.#random(work.seed, work.count);
		return {
			variant: variant.name,
			seed: 'seed' in work ? work.seed : null,
			pages,
			seconds: (performance.now() - begun) / 1000,
			operations: this.#operations,
			runs: this.#runs,
			failed: this.#failed,
			cut: this.#cut,
			skipped: this.#skipped,
			failures: [...this.#failures.values()].toSorted(
				(a, b) => a.operations.length - b.operations.length,
			),
			others: this.#others,
		};
	}

	#random(seed: number, count: number): void {
		const drawn = newDrawn();
		for (let run = 0; this.#operations < count; run++) {
			const most = Math.min(operationsOfRun, count - this.#operations);
			const draw = drawOfRun(seed, run);
			const next = (): FsxOperation => {
				drawOperation(drawn, draw, this.#job.pages, this.#file.size);
				return drawn;
			};
			const failed = this.#play(most, next);
			if (failed !== null) this.#note(() => this.#drawnAgain(seed, run, failed.index), failed);
			this.#sayProgress();
		}
	}

	/** The operations of a run up to one of them. */
	#drawnAgain(seed: number, run: number, last: number): readonly FsxOperation[] {
		const draw = drawOfRun(seed, run);
		const drawn = newDrawn();
		const copy = new FsxFile(this.#job.pages, () => true);
		copy.begin();
		return Array.from({ length: last + 1 }, () => {
			drawOperation(drawn, draw, this.#job.pages, copy.size);
			const operation = kept(drawn);
			if (this.#isDone(operation)) copy.perform(operation);
			return operation;
		}).filter((each) => this.#isDone(each));
	}

	#given(all: readonly FsxOperation[]): void {
		const failed = this.#play(all.length, (i) => all[i]!);
		if (failed === null) return;
		this.#note(() => all.slice(0, failed.index + 1).filter((each) => this.#isDone(each)), failed);
	}

	/** One run. */
	#play(most: number, next: (index: number) => FsxOperation): Failed | null {
		this.#kernel.begin();
		this.#runs++;
		if (!this.#file.begin()) return { index: -1, wrong: this.#kernel.wrong! };
		for (let index = 0; index < most; index++) {
			const operation = next(index);
			this.#operations++;
			if (!this.#isDone(operation)) {
				this.#skipped[operation.name] = (this.#skipped[operation.name] ?? 0) + 1;
			} else if (!this.#file.perform(operation)) return { index, wrong: this.#kernel.wrong! };
		}
		return null;
	}

	/** As fsx does, which asks once and then leaves out what a file system cannot do. */
	#isDone({ name }: FsxOperation): boolean {
		return this.#canPunch || (name !== 'punch_hole' && name !== 'zero_range');
	}

	#sayProgress(): void {
		const now = performance.now();
		if (now - this.#reported < reportEvery) return;
		this.#reported = now;
		this.#report(this.#operations, this.#failed);
	}

	#note(operations: () => readonly FsxOperation[], failed: Failed): void {
		const { wrong } = failed;
		if (wrong.death === 'simulation') {
			this.#cut[wrong.said] = (this.#cut[wrong.said] ?? 0) + 1;
			return;
		}
		this.#failed++;
		if (this.#minimised === minimisedMax) {
			this.#others++;
			return;
		}
		this.#minimised++;
		const kind = kindOf(wrong);
		const failure = this.#failure(operations(), kind, failed);
		const key = `${kind} ${failure.cause}`;
		const known = this.#failures.get(key);
		const isShorter = known === undefined || failure.operations.length < known.operations.length;
		const count = (known?.count ?? 0) + 1;
		this.#failures.set(key, { ...(isShorter ? failure : known), count });
	}

	#failure(operations: readonly FsxOperation[], kind: string, failed: Failed): FsxFailure {
		const attempt = (some: readonly FsxOperation[]): Failed | null => {
			this.#sayProgress();
			return tried(this.#kernel, this.#file, some);
		};
		const fewest = fewestOperations(operations, attempt, kind);
		const { wrong } = attempt(fewest) ?? failed;
		const sequence = asSequence(fewest, this.#job.pages);
		const possible = causes.filter(({ id }) =>
			(needs[id] ?? []).some((name) => fewest.some((each) => each.name === name)),
		);
		const { kernel } = this.#job;
		const explainer = new Explainer(
			this.#built,
			this.#functions,
			kernel,
			possible,
			new Replays(this.#built),
		);
		const { adopted } = explainer.explain({ number: 0, calls: sequence.calls });
		const cause = adopted[0]?.id ?? null;
		const { variant } = this.#job;
		const scenario = `fsx-${this.#minimised}`;
		const ofBase = new FsxKernel(this.#built, this.#base, false);
		const base = tried(ofBase, new FsxFile(this.#job.pages, ofBase.ask), fewest);
		return {
			count: 1,
			operations: linesOf(fewest, this.#job.pages),
			wanted: wrong.wanted,
			said: wrong.death === 'none' ? wrong.said : fsxSaid.died(wrong.said),
			cause: cause === inseparable ? null : cause,
			isOfBase: base !== null,
			sequence: sequence.lines,
			litmus: asLitmus(
				fewest,
				this.#job.pages,
				wrong,
				scenario,
				variant.module === null ? variant.name : null,
			),
		};
	}
}

/** Random numbers of one run, whatever the runs before it have drawn. */
function drawOfRun(seed: number, run: number): Draw {
	const random = seeded(mixOne(seed) + run);
	return (most) => below(most, random());
}

/** Operations on a kernel that has just booted. */
function tried(
	kernel: FsxKernel,
	file: FsxFile,
	operations: readonly FsxOperation[],
): Failed | null {
	kernel.begin();
	if (!file.begin()) return { index: 0, wrong: kernel.wrong! };
	const index = operations.findIndex((each) => !file.perform(each));
	return index < 0 ? null : { index, wrong: kernel.wrong! };
}

/** As fsx writes them, each with the size that the file has then. */
function linesOf(operations: readonly FsxOperation[], pages: number): readonly string[] {
	const copy = new FsxFile(pages, () => true);
	copy.begin();
	return operations.map((each) => {
		const line = operationText(each, copy.size);
		copy.perform(each);
		return line;
	});
}

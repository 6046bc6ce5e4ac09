/*
 * harness/audit/fuzz/run-fuzz.ts - random programs on one kernel for some time, or so many of them: what they show is
 * minimised, told apart and filed.
 *
 * Threads run programs ahead, and what they found is looked at in the order of the programs' numbers. So the corpus does
 * not depend on how many threads there are.
 */
import { join } from 'node:path';
import type { LoadedVariant } from '../../catalogue/loaded.ts';
import type { FuzzFinding, FuzzGrowth, FuzzResult } from '../../result.ts';
import type { RanProgram, SmallProgram } from './fuzz-job.ts';
import {
	type Corpus,
	type Filed,
	makeFolder,
	nameOfFinding,
	readCorpus,
	writeCorpus,
	writeLitmus,
} from './filed.ts';
import { FuzzThreads } from './fuzz-threads.ts';
import { LineThread } from './line-thread.ts';
import { holds } from './shape.ts';
import { pairsThinkable } from './sites.ts';

export interface FuzzPlan {
	readonly variant: Pick<LoadedVariant, 'variant' | 'where'>;
	/** null: that of the corpus, or the usual one. */
	readonly seed: number | null;
	/** Milliseconds; null: as long as the programs take. */
	readonly time: number | null;
	/** Programs of this run at most; null: as many as the time allows. */
	readonly programs: number | null;
	readonly threads: number;
	readonly folder: string;
	/** Litmus tests of which it knows what they show. */
	readonly litmus: readonly string[];
	/** Findings that are neither minimised nor filed, by their key; none where it is left out. */
	readonly isIdle?: (key: string) => boolean;
}

export interface FuzzWatcher {
	/** `ran`: programs of this run. */
	readonly onProgram: (corpus: Corpus, ran: number) => void;
	/** What litmus tests show is known, and random programs begin. */
	readonly onLitmus?: (corpus: Corpus) => void;
	readonly signal: AbortSignal;
}

const seedUnsaid = 2003;
/** Programs that a thread runs before it answers. */
const programsAtOnce = 4;
/** Batches under way for each thread. */
const aheadOfEach = 2;
/** Litmus tests that a thread runs before it answers. */
const litmusAtOnce = 8;
/** Programs of one oracle and site that are minimised: of a fault that shows everywhere, shapes are many. */
const shapesMax = 6;
/** Milliseconds that lines are waited for: who stops a run does not wait, and one that has ended wants them all. */
const patience = { stopped: 500, ended: 600_000 };
/** Milliseconds between two writings of how far the run has come. */
const writeEvery = 10_000;

/** @throws BadInput where a thread, or the folder, fails */
export async function runFuzz(plan: FuzzPlan, watcher: FuzzWatcher): Promise<FuzzResult> {
	const { name, digest } = plan.variant.variant;
	makeFolder(plan.folder);
	const known = { name, digest: digest ?? null };
	const corpus = readCorpus(plan.folder, known, plan.seed, seedUnsaid);
	const { where } = plan.variant;
	const start = { variant: where, seed: corpus.seed };
	const threads = new FuzzThreads(plan.threads, start);
	const lines = new LineThread(start);
	const run = new FuzzRun(plan, watcher, corpus, threads, lines);
	try {
		return await run.run();
	} finally {
		await Promise.all([threads.close(), lines.close()]);
	}
}

class FuzzRun {
	readonly #plan: FuzzPlan;
	readonly #watcher: FuzzWatcher;
	readonly #corpus: Corpus;
	readonly #threads: FuzzThreads;
	readonly #lines: LineThread;
	readonly #begun = performance.now();
	readonly #first: number;
	readonly #growth: FuzzGrowth[] = [];
	readonly #found = new Map<string, number>();
	#written = performance.now();
	/** Lines of the kernel; null where their thread did not answer. */
	#known: number | null = null;
	#isOver = false;

	constructor(
		plan: FuzzPlan,
		watcher: FuzzWatcher,
		corpus: Corpus,
		threads: FuzzThreads,
		lines: LineThread,
	) {
		this.#plan = plan;
		this.#watcher = watcher;
		this.#corpus = corpus;
		this.#threads = threads;
		this.#lines = lines;
		this.#first = corpus.next;
	}

	async run(): Promise<FuzzResult> {
		let timer: NodeJS.Timeout | undefined;
		const over = new Promise<void>((resolve) => {
			const end = (): void => {
				this.#isOver = true;
				resolve();
			};
			if (this.#plan.time !== null) timer = setTimeout(end, this.#plan.time);
			this.#watcher.signal.addEventListener('abort', end, { once: true });
			if (this.#watcher.signal.aborted) end();
		});
		const all = this.#runAll();
		// What a thread says once all is over is of no use, and neither is that it has ended.
		all.catch(() => {});
		await Promise.race([all, over]);
		clearTimeout(timer);
		await this.#addLines(this.#isOver ? patience.stopped : patience.ended);
		this.#isOver = true;
		writeCorpus(this.#plan.folder, this.#corpus);
		return this.#result();
	}

	async #runAll(): Promise<void> {
		await this.#runLitmus();
		if (this.#isOver) return;
		this.#watcher.onLitmus?.(this.#corpus);
		const { programs } = this.#plan;
		const end = programs === null ? Infinity : this.#first + programs;
		let next = this.#first;
		const ahead: ReturnType<typeof ask>[] = [];
		const ask = (first: number) => {
			const count = Math.min(programsAtOnce, end - first);
			const said = this.#threads.ask({ kind: 'explore', first, count }, 'explored');
			said.catch(() => {});
			return said;
		};
		while (!this.#isOver) {
			while (next < end && ahead.length < aheadOfEach * this.#plan.threads) {
				ahead.push(ask(next));
				next += Math.min(programsAtOnce, end - next);
			}
			const batch = await ahead.shift();
			if (batch === undefined || this.#isOver) break;
			const { sites, pairs, histories } = batch.reached;
			for (const one of sites) this.#corpus.sites.add(one);
			for (const one of pairs) this.#corpus.pairs.add(one);
			const lines = { first: this.#corpus.next, count: batch.programs.length, histories };
			this.#lines.count(lines);
			for (const program of batch.programs) await this.#merge(program);
		}
	}

	async #addLines(milliseconds: number): Promise<void> {
		const said = await this.#lines.lines(milliseconds);
		this.#known = said?.known ?? null;
		for (const each of said?.lines ?? []) this.#corpus.lines.add(each);
	}

	/** What the tree knows of this kernel is told apart from what is new. */
	async #runLitmus(): Promise<void> {
		if (this.#corpus.litmus !== null) return;
		const names = this.#plan.litmus;
		const parts = Array.from({ length: Math.ceil(names.length / litmusAtOnce) }, (_, i) =>
			names.slice(i * litmusAtOnce, (i + 1) * litmusAtOnce),
		);
		const all = await Promise.all(
			parts.map((part) => this.#threads.ask({ kind: 'litmus', names: part }, 'litmus')),
		);
		if (this.#isOver) return;
		this.#corpus.litmus = [...new Set(all.flatMap(({ keys }) => keys))].toSorted();
	}

	async #merge(program: RanProgram): Promise<void> {
		for (const found of program.found) {
			await this.#file(found);
			if (this.#isOver) return;
		}
		const corpus = this.#corpus;
		corpus.outcomes[program.outcome]++;
		corpus.states += program.states;
		corpus.next++;
		const ran = corpus.next - this.#first;
		if ((ran & (ran - 1)) === 0) this.#growth.push(this.#grown());
		if (performance.now() - this.#written > writeEvery) this.#write();
		this.#watcher.onProgram(corpus, ran);
	}

	#write(): void {
		writeCorpus(this.#plan.folder, this.#corpus);
		this.#written = performance.now();
	}

	/** Counts a finding where it is known, else has it minimised. */
	async #file({ key, target, schedule, shape }: RanProgram['found'][number]): Promise<void> {
		if (this.#plan.isIdle?.(key) === true) return;
		const { findings, next, seed } = this.#corpus;
		const alike = findings.filter((each) => each.key === key);
		const shapes = alike.reduce((sum, each) => sum + each.shapes.length, 0);
		const same =
			alike.find((each) => each.shapes.some((small) => holds(shape, small))) ??
			(shapes >= shapesMax ? alike[0] : undefined);
		if (same !== undefined) {
			this.#replace(same, { ...same, seen: same.seen + 1 });
			return;
		}
		const name = nameOfFinding(target.oracle, seed, next, findings);
		const { small } = await this.#threads.ask(
			{ kind: 'minimise', number: next, name, target, schedule },
			'minimised',
		);
		if (this.#isOver) return;
		const { oracle, site } = target;
		this.#add({ name, key, oracle, site, program: next, seen: 1 }, alike, small);
	}

	#add(
		finding: Pick<Filed, 'name' | 'key' | 'oracle' | 'site' | 'program' | 'seen'>,
		alike: readonly Filed[],
		{ text, token, steps, preemptions, minimal, closedBy, shape }: SmallProgram,
	): void {
		const cause = closedBy.join();
		const same = alike.find((each) => each.closedBy.join() === cause);
		if (same !== undefined) {
			this.#replace(same, { ...same, seen: same.seen + 1, shapes: [...same.shapes, shape] });
			return;
		}
		const filed = { ...finding, token, steps, preemptions, minimal, closedBy, shapes: [shape] };
		writeLitmus(this.#plan.folder, finding.name, text);
		this.#corpus.findings.push(filed);
		this.#found.set(finding.name, this.#seconds());
		this.#write();
	}

	#replace(one: Filed, other: Filed): void {
		this.#corpus.findings[this.#corpus.findings.indexOf(one)] = other;
	}

	#seconds(): number {
		return (performance.now() - this.#begun) / 1000;
	}

	#grown(): FuzzGrowth {
		const { sites, pairs, findings, next } = this.#corpus;
		return {
			programs: next,
			seconds: this.#seconds(),
			sites: sites.size,
			pairs: pairs.size,
			findings: findings.length,
		};
	}

	#told({ key, shapes, ...rest }: Filed): FuzzFinding {
		return {
			...rest,
			shapes: shapes.length,
			file: join(this.#plan.folder, `${rest.name}.litmus`),
			isNew: this.#corpus.litmus?.includes(key) !== true,
			found: this.#found.get(rest.name) ?? null,
		};
	}

	#result(): FuzzResult {
		const { variant, seed, next, states, outcomes, lines, sites, pairs, findings } = this.#corpus;
		const told = findings.map((each) => this.#told(each));
		return {
			format: 'rmaplab-fuzz/1',
			variant,
			seed,
			first: this.#first,
			programs: next - this.#first,
			seconds: this.#seconds(),
			threads: this.#plan.threads,
			states,
			outcomes,
			coverage: {
				lines: { entered: lines.size, known: this.#known },
				sites: sites.size,
				pairs: { met: pairs.size, thinkable: pairsThinkable(sites) },
			},
			growth: [...this.#growth, this.#grown()],
			findings: [...told.filter((each) => each.isNew), ...told.filter((each) => !each.isNew)],
		};
	}
}

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
import type { RanProgram, Reached } from './fuzz-job.ts';
import {
	type Corpus,
	type Filed,
	makeCorpusFolder,
	readCorpus,
	writeCorpus,
	writeLitmus,
} from './filed.ts';
import { Filing } from './filing.ts';
import { FuzzThreads } from './fuzz-threads.ts';
import { LineThread } from './line-thread.ts';
import { ownFunctions } from './own-functions.ts';
import { poolLag, programText } from './pool.ts';
import { isAbout, pairsOften, pairsThinkable } from './sites.ts';

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
/** Milliseconds that lines are waited for: who stops a run does not wait, and one that has ended wants them all. */
const patience = { stopped: 500, ended: 600_000 };
/** Milliseconds between two writings of how far the run has come. */
const writeEvery = 10_000;

/** @throws BadInput where a thread, or the folder, fails */
export async function runFuzz(plan: FuzzPlan, watcher: FuzzWatcher): Promise<FuzzResult> {
	const { name, digest } = plan.variant.variant;
	makeCorpusFolder(plan.folder);
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
	readonly #own: ReadonlySet<string>;
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
		this.#own = ownFunctions(plan.variant.variant);
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
		const { seed, pool } = this.#corpus;
		const ask = (first: number, count: number) => {
			const programs = Array.from({ length: count }, (_, i) => {
				const number = first + i;
				return { number, text: programText(seed, number, pool) };
			});
			const said = this.#threads.ask({ kind: 'explore', programs }, 'explored');
			said.catch(() => {});
			return said;
		};
		while (!this.#isOver) {
			while (next < end && ahead.length < aheadOfEach * this.#plan.threads) {
				const count = Math.min(programsAtOnce, end - next);
				if (next + count - poolLag > this.#corpus.next) break;
				ahead.push(ask(next, count));
				next += count;
			}
			const batch = await ahead.shift();
			if (batch === undefined || this.#isOver) break;
			const programs = batch.programs.map(({ program }) => program);
			this.#lines.count({ programs, histories: batch.histories });
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

	/** All that a program shows comes into the corpus at once, or nothing does where the run is stopped. */
	async #merge(ran: RanProgram): Promise<void> {
		const corpus = this.#corpus;
		const fresh = newIn(ran.reached, corpus);
		const isNew = [...fresh.pairs, ...fresh.turns].some((each) => this.#isWanted(each));
		const isRare = ran.reached.pairs.some(
			(each) => this.#isWanted(each) && (corpus.pairs.get(each) ?? 0) < pairsOften,
		);
		const isSearched = (isNew || isRare) && ran.enters && ran.outcome === 'sampled';
		const program = isSearched ? await this.#search(ran) : ran;
		if (this.#isOver) return;
		const filing = new Filing(corpus, program.program, this.#threads);
		for (const found of program.found) {
			if (this.#plan.isIdle?.(found.key) !== true) await filing.file(found);
			if (this.#isOver) return;
		}
		for (const each of fresh.sites) corpus.sites.add(each);
		for (const each of fresh.turns) corpus.turns.add(each);
		for (const each of ran.reached.pairs) {
			corpus.pairs.set(each, Math.min((corpus.pairs.get(each) ?? 0) + 1, pairsOften));
		}
		if (isNew && ran.enters) {
			const { number, text } = ran.program;
			corpus.pool.push({ program: number, text });
		}
		corpus.outcomes[program.outcome]++;
		corpus.states += program.states;
		corpus.next++;
		this.#commit(filing);
		const count = corpus.next - this.#first;
		if ((count & (count - 1)) === 0) this.#growth.push(this.#grown());
		if (performance.now() - this.#written > writeEvery) this.#write();
		this.#watcher.onProgram(corpus, count);
	}

	#isWanted(reached: string): boolean {
		return this.#own.size === 0 || isAbout(reached, this.#own);
	}

	/** With what a search shows beside the random schedules. */
	async #search(ran: RanProgram): Promise<RanProgram> {
		const { program } = ran;
		const said = await this.#threads.ask({ kind: 'search', program }, 'explored');
		this.#lines.count({ programs: [], histories: said.histories });
		const { outcome, states, found } = said.programs[0]!;
		const keys = new Set(ran.found.map(({ key }) => key));
		return {
			...ran,
			outcome,
			states,
			found: [...ran.found, ...found.filter(({ key }) => !keys.has(key))],
		};
	}

	#write(): void {
		writeCorpus(this.#plan.folder, this.#corpus);
		this.#written = performance.now();
	}

	#commit({ findings, texts }: Filing): void {
		const { folder } = this.#plan;
		this.#corpus.findings.splice(0, Infinity, ...findings);
		if (texts.size === 0) return;
		for (const [name, text] of texts) {
			writeLitmus(folder, name, text);
			this.#found.set(name, this.#seconds());
		}
		this.#write();
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
			format: 'rmaplab-fuzz/2',
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

const newIn = (reached: Reached, corpus: Corpus): Reached => ({
	sites: reached.sites.filter((each) => !corpus.sites.has(each)),
	pairs: reached.pairs.filter((each) => !corpus.pairs.has(each)),
	turns: reached.turns.filter((each) => !corpus.turns.has(each)),
});

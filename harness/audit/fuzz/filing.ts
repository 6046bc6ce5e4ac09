/*
 * harness/audit/fuzz/filing.ts - what one program changes among the findings of the corpus. The corpus stays as it is
 * until all that the program shows is filed, so that a run that is stopped in between counts nothing twice.
 */
import { type Corpus, type Filed, nameOfFinding } from './filed.ts';
import type { FuzzProgram, RanProgram, SmallProgram } from './fuzz-job.ts';
import type { FuzzThreads } from './fuzz-threads.ts';
import { holds } from './shape.ts';

/** Programs of one oracle and site that are minimised: of a fault that shows everywhere, shapes are many. */
const shapesMax = 6;

type Found = RanProgram['found'][number];

export class Filing {
	/** As they are behind it. */
	readonly findings: Filed[];
	/** Litmus files to write, by name. */
	readonly texts: Map<string, string> = new Map();
	readonly #seed: number;
	readonly #program: FuzzProgram;
	readonly #threads: FuzzThreads;

	constructor({ findings, seed }: Corpus, program: FuzzProgram, threads: FuzzThreads) {
		this.findings = [...findings];
		this.#seed = seed;
		this.#program = program;
		this.#threads = threads;
	}

	/** Counts a finding where it is known, else has it minimised. */
	async file({ key, target, schedule, shape }: Found): Promise<void> {
		const alike = this.findings.filter((each) => each.key === key);
		const shapes = alike.reduce((sum, each) => sum + each.shapes.length, 0);
		const same =
			alike.find((each) => each.shapes.some((small) => holds(shape, small))) ??
			(shapes >= shapesMax ? alike[0] : undefined);
		if (same !== undefined) {
			this.#replace(same, { ...same, seen: same.seen + 1 });
			return;
		}
		const program = this.#program;
		const name = nameOfFinding(target.oracle, this.#seed, program.number, this.findings);
		const job = { kind: 'minimise', program, name, target, schedule } as const;
		const { small } = await this.#threads.ask(job, 'minimised');
		const { oracle, site } = target;
		this.#add({ name, key, oracle, site, program: program.number, seen: 1 }, alike, small);
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
		this.findings.push(filed);
		this.texts.set(finding.name, text);
	}

	#replace(one: Filed, other: Filed): void {
		this.findings[this.findings.indexOf(one)] = other;
	}
}

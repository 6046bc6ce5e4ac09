/*
 * harness/measure/timed/timed-oracles.ts - asks the oracles of load-oracles.ts about the memory of several cpus, when no
 * task is in the kernel.
 *
 * With one process on one cpu they are asked when they are asked in the straight build. With more, an exit finds others in the
 * midst of a call most of the time, and what is half done would be taken for wrong: then the next exit is looked at.
 */
import { judgeAtRest } from '../../check/at-rest.ts';
import type { mm_struct } from '../../mm/include/structs.ts';
import { LoadOracles } from '../load-oracles.ts';
import type { Steps, TimedKernel } from './script.ts';
import { interleaved, type TimedRun } from './timed-kernel.ts';

export class TimedOracles {
	readonly judges: LoadOracles;
	readonly #run: TimedRun;
	/** Calls what asks; it may look at a clock, which nobody here does. */
	readonly #timing: (ask: () => void) => void;
	/** Calls that make or end a process and of which nobody has noted what came of them. */
	#underWay = 0;

	constructor(run: TimedRun, timing: (ask: () => void) => void = (ask) => ask()) {
		this.#run = run;
		this.#timing = timing;
		this.judges = new LoadOracles(interleaved, judgeAtRest, run.machine);
	}

	/** The same kernel, whose processes and files are noted, and whose exits let the oracles be asked. */
	watch(kernel: TimedKernel): TimedKernel {
		const { judges } = this;
		const making = (steps: Steps<mm_struct>): Steps<mm_struct> =>
			this.#noting(steps, (process) => judges.madeProcess(process));
		return {
			...kernel,
			*file(pages) {
				const mapping = yield* kernel.file(pages);
				judges.madeFile(mapping, pages);
				return mapping;
			},
			process: () => making(kernel.process()),
			fork: (parent) => making(kernel.fork(parent)),
			exit: (process) => this.#exit(kernel, process),
		};
	}

	/**
	 * At the end, when all programs are over: kswapd ends what it has begun, which counts for nobody's time.
	 * @throws Died when the kernel dies of that
	 */
	askAtEnd(): void {
		this.#run.simulator.rest();
		this.#ask();
	}

	*#exit(kernel: TimedKernel, process: mm_struct): Steps<void> {
		const { judges } = this;
		const isQuiet = this.#underWay === 0 && this.#run.simulator.isAtRest();
		if (isQuiet) judges.beforeExit(() => this.#ask());
		yield* this.#noting(kernel.exit(process), () => judges.exited());
	}

	*#noting<T>(steps: Steps<T>, note: (result: T) => void): Steps<T> {
		this.#underWay++;
		const result = yield* steps;
		this.#underWay--;
		note(result);
		return result;
	}

	#ask(): void {
		this.#timing(() => this.judges.ask());
	}
}

/*
 * harness/commands/step.ts - rmaplab replay --step: walks through an execution in the terminal.
 *
 * The whole execution is run and taken down first; walking is moving about in what was taken down, so
 * that going back costs nothing. On a terminal each key acts at once. From a pipe an empty line is Enter
 * and each character of any other line is a key, so that a walk can be written down and tested.
 */
import { once } from 'node:events';
import { readerNamesOf } from '../replay/reader-name.ts';
import { StateRecorder, wantedPhrase, type CpuState, type StepState } from '../replay/state.ts';
import { tableHead, tableRows } from '../replay/trace.ts';
import { columnsOf } from '../cell/stage.ts';
import {
	cpuDoes,
	cpuHolds,
	scheduleLeaves,
	stepHead,
	stepHelp,
	stepTitle,
	stepUnknownKey,
} from '../messages/index.ts';
import { runExecution, type Execution } from '../replay/execution.ts';
import { columnsOf as columnsHere } from '../terminal/look.ts';
import { findingLines, wrapped } from './finding-lines.ts';

/** An execution that can be walked through, and where in it the user stands. */
export class Walk {
	readonly #head: readonly string[];
	readonly #names: readonly string[];
	readonly #functionOf: (name: string) => string;
	readonly #columns: ReadonlyMap<number, number>;
	readonly #rows: readonly (readonly string[])[];
	readonly #states: readonly StepState[];
	readonly #end: readonly string[];
	#at = 0;

	/** `room`: characters in a line. */
	constructor(execution: Execution, room: number = 80) {
		const { booted, workload, names, placed, token } = execution;
		let recorder: StateRecorder | null = null;
		const { result, findings, nameOf } = runExecution(execution, token.schedule, {
			onEvent: (on, event, tasks) => {
				recorder ??= new StateRecorder(on.machine, placed.image, on.nameOf);
				recorder.record(event, tasks);
			},
		});
		this.#names = names;
		const functionOf = readerNamesOf(booted.variant);
		this.#functionOf = functionOf;
		const columns = columnsOf(execution);
		this.#columns = columns;
		this.#rows = tableRows(result.events, {
			names,
			columns,
			nameOf,
			functionOf,
			shows: 'steps',
			room,
		});
		this.#states = (recorder as StateRecorder | null)?.states ?? [];
		const { leftAt } = result;
		this.#end = [
			...findingLines(findings),
			...(leftAt === null
				? []
				: wrapped(
						' ***',
						scheduleLeaves(
							leftAt.step,
							names[leftAt.task] ?? '',
							functionOf(leftAt.functionName),
							wantedPhrase(leftAt, nameOf),
						),
					)),
		];
		const title = stepTitle(booted.variant.name, workload.name, this.#rows.length);
		this.#head = [title, '', ...tableHead({ names, columns, room })];
	}

	/** What is shown before the first key. */
	begin(): readonly string[] {
		return this.#head;
	}

	/** What a key shows; null when it ends the walk. */
	press(key: string): readonly string[] | null {
		switch (key) {
			case '\n':
			case '\r':
			case ' ':
				return this.#forward(this.#at + 1);
			case 'n':
				return this.#forward(this.#nextSwitch());
			case 'b':
				return this.#back();
			case '?':
				return stepHelp();
			case 'q':
			case '\u0003':
			case '\u0004':
				return null;
			default:
				return [stepUnknownKey(key)];
		}
	}

	/** The first step of the next cpu, else the last step of all. */
	#nextSwitch(): number {
		const task = this.#states[Math.max(this.#at - 1, 0)]?.task;
		let to = this.#at + 1;
		while (to < this.#states.length && this.#states[to - 1]!.task === task) to++;
		return to;
	}

	#forward(to: number): readonly string[] {
		if (this.#at >= this.#rows.length) return this.#end;
		const from = this.#at;
		this.#at = Math.min(to, this.#rows.length);
		const isEnd = this.#at === this.#rows.length;
		return [
			...this.#rows.slice(from, this.#at).flat(),
			...this.#state(this.#states[this.#at - 1]!),
			...(isEnd ? this.#end : []),
		];
	}

	#back(): readonly string[] {
		if (this.#at <= 1) {
			this.#at = 0;
			return this.#head;
		}
		this.#at--;
		return [...this.#rows[this.#at - 1]!, ...this.#state(this.#states[this.#at - 1]!)];
	}

	#state({ step, task, changes, cpus }: StepState): string[] {
		const names = this.#names.filter((_, i) => !this.#columns.has(i));
		const width = Math.max(...names.map((name) => name.length));
		const name = this.#names[task]!.replace(/^CPU\d+ /, '');
		return [
			stepHead(step, this.#rows.length, this.#columns.get(task) ?? task, name),
			...changes.flatMap((each) => wrapped('  ', each)),
			// What is part of a cpu's memory always waits for that cpu.
			...cpus.flatMap((cpu, i) =>
				(this.#columns.has(i) ? [] : cpuPhrases(cpu, this.#functionOf)).flatMap((phrase, line) => {
					const head = line === 0 ? `CPU${i} ${this.#names[i]}` : '';
					return wrapped(`   ${head.padEnd(width + 5)}`, phrase);
				}),
			),
		];
	}
}

function cpuPhrases(
	{ holds, functionName, does, next }: CpuState,
	functionOf: (name: string) => string,
): string[] {
	const doing = cpuDoes(does, functionOf(functionName), next);
	return holds.length === 0 ? [doing] : [doing, cpuHolds(holds)];
}

/** Walks by the keys on stdin until q or the end of the input. */
export async function runStep(execution: Execution): Promise<number> {
	const walk = new Walk(execution, columnsHere());
	const show = (lines: readonly string[]): void => {
		process.stdout.write(lines.map((line) => `${line}\n`).join(''));
	};
	show(walk.begin());
	const { stdin } = process;
	stdin.setEncoding('utf8');
	if (!stdin.isTTY) {
		for await (const line of linesOf(stdin)) {
			for (const key of line === '' ? '\n' : line) {
				const lines = walk.press(key);
				if (lines === null) return 0;
				show(lines);
			}
		}
		return 0;
	}
	stdin.setRawMode(true);
	try {
		for (;;) {
			const [keys] = (await once(stdin, 'data')) as [string];
			for (const key of keys) {
				const lines = walk.press(key);
				if (lines === null) return 0;
				show(lines);
			}
		}
	} finally {
		stdin.setRawMode(false);
		stdin.pause();
	}
}

async function* linesOf(stream: AsyncIterable<string | Buffer>): AsyncGenerator<string> {
	let rest = '';
	for await (const chunk of stream) {
		const lines = (rest + String(chunk)).split(/\r?\n/);
		rest = lines.pop()!;
		yield* lines;
	}
	if (rest !== '') yield rest;
}

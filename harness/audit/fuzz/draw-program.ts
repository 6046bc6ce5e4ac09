/*
 * harness/audit/fuzz/draw-program.ts - random concurrent programs that are drawn afresh, each a litmus test: what is
 * drawn follows from the seed and the number alone.
 */
import { below } from '../../engine/seeded.ts';
import { type Draft, type DraftBlock, type DraftFile, textOf } from './draft.ts';
import { type Draw, drawCall, drawMap, type Known, type KnownMap } from './draw-call.ts';
import { programsOfRound, streamOf, type Weights, weightsOf, type Word } from './weights.ts';

export const cpuNames: readonly string[] = ['a', 'b', 'c', 'd'];
const processesMax = 4;
/** Of all cpus together; each more of them multiplies what there is to search. */
export const racingCallsMax = 6;
/** Draws of a call that come to nothing, since nothing is there that it could be about. */
const idleMax = 20;
export const afterCalls: readonly Word[] = [
	'touch',
	'read',
	'reclaim',
	'truncate',
	'fsync',
	'exit',
];
export const setupCalls: readonly Word[] = [
	'touch',
	'touch',
	'touch',
	'remap',
	'mlock',
	'write',
	'refill',
	'shrink',
	'mprotect',
	'truncate',
];

interface Process {
	readonly name: string;
	readonly known: Known;
	readonly calls: string[];
}

export const nameOf = (seed: number, number: number): string => `fuzz-${seed}-${number}`;

/** What is drawn for program `number` of a seed, from 0, where it is no other program changed. */
export function drawText(seed: number, number: number): string {
	const weights = weightsOf(seed, Math.floor(number / programsOfRound));
	const random = streamOf(seed, number);
	const draw: Draw = (count) => below(count, random());
	return textOf(nameOf(seed, number), new ProgramDraw(weights, draw).draft());
}

class ProgramDraw {
	readonly #weights: Weights;
	readonly #draw: Draw;
	readonly #files: DraftFile[] = [];
	readonly #processes: Process[] = [];
	#hot = 0;
	#names = 0;

	constructor(weights: Weights, draw: Draw) {
		this.#weights = weights;
		this.#draw = draw;
	}

	draft(): Draft {
		const draw = this.#draw;
		const memory = draw(100) < this.#weights.weak ? (['tso', 'relaxed'] as const)[draw(2)]! : 'sc';
		const files = 1 + (draw(3) === 0 ? 1 : 0);
		for (let i = 0; i < files; i++) this.#files.push(this.#drawFile('fg'[i]!));
		this.#hot = draw(this.#files[0]!.pages);
		this.#drawProcesses();
		const cpus = this.#drawCpus();
		const after = draw(2) === 0 ? [this.#drawAfter()] : [];
		const processes = this.#processes.map(({ name, calls }) => ({ name, process: null, calls }));
		return { memory, files: this.#files, processes, cpus, after };
	}

	#drawFile(name: string): DraftFile {
		const pages = 1 + this.#draw(4);
		const cached = this.#draw(3) > 0;
		return { name, pages, cached, readError: !cached && this.#draw(20) === 0 };
	}

	#known(maps: readonly KnownMap[], pins: readonly string[]): Known {
		const fresh = (letter: string): string => `${letter}${this.#names++}`;
		return { files: this.#files, maps: [...maps], pins: [...pins], hot: this.#hot, fresh };
	}

	/** The processes: those that stand for themselves, and those that another forks. */
	#drawProcesses(): void {
		const draw = this.#draw;
		const count = 1 + draw(Math.min(1 + draw(processesMax), 3));
		for (let i = 0; i < count; i++) this.#drawProcess('ABC'[i]!);
		if (draw(3) > 0 || this.#processes.length === processesMax) return;
		const parent = this.#processes[draw(this.#processes.length)]!;
		parent.calls.push('fork D');
		const child: Process = { name: 'D', known: this.#known(parent.known.maps, []), calls: [] };
		if (draw(2) === 0) this.#addCalls(child.calls, child.known, 1, setupCalls);
		this.#processes.push(child);
	}

	#drawProcess(name: string): void {
		const draw = this.#draw;
		const known = this.#known([], []);
		const calls: string[] = [];
		const maps = 1 + (draw(3) === 0 ? 1 : 0);
		const { files, shared } = this.#weights;
		const kinds = { files, shared, mayReplace: false };
		for (let i = 0; i < maps; i++) calls.push(drawMap(known, draw, kinds));
		this.#addCalls(calls, known, draw(4), setupCalls);
		this.#processes.push({ name, known, calls });
	}

	#drawCpus(): DraftBlock[] {
		const draw = this.#draw;
		const count = 2 + Math.min(draw(cpuNames.length - 1), draw(cpuNames.length - 1));
		let left = racingCallsMax - count;
		const threadsOf =
			draw(100) < this.#weights.threads ? this.#processes[draw(this.#processes.length)]! : null;
		return Array.from({ length: count }, (_, i) => {
			const process = draw(3) === 0 ? null : (threadsOf ?? this.#oneProcess());
			const more = Math.min(draw(3), left);
			left -= more;
			const name = cpuNames[i]!;
			const known = this.#known(process?.known.maps ?? [], process?.known.pins ?? []);
			const calls: string[] = [];
			for (let n = 0; n <= more && calls.at(-1) !== 'exit'; n++) {
				this.#addRacing(calls, known, process !== null);
			}
			return { name, process: process?.name ?? null, calls };
		});
	}

	#oneProcess(): Process {
		return this.#processes[this.#draw(this.#processes.length)]!;
	}

	#addRacing(calls: string[], known: Known, hasProcess: boolean): void {
		const { process, thread } = this.#weights;
		for (let idle = 0; idle < idleMax; idle++) {
			const isOfProcess = hasProcess && this.#draw(3) > 0;
			const call = drawCall(this.#oneWord(isOfProcess ? process : thread), known, this.#draw);
			if (call === null) continue;
			calls.push(call);
			return;
		}
		calls.push('refill 1');
	}

	#oneWord(weights: readonly (readonly [Word, number])[]): Word {
		const sum = weights.reduce((all, [, weight]) => all + weight, 0);
		let at = this.#draw(sum);
		for (const [word, weight] of weights) {
			if (at < weight) return word;
			at -= weight;
		}
		return weights[0]![0];
	}

	#drawAfter(): DraftBlock {
		const process = this.#oneProcess();
		const known = this.#known(process.known.maps, []);
		const calls: string[] = [];
		this.#addCalls(calls, known, 1 + this.#draw(2), afterCalls);
		return { name: 'after', process: process.name, calls };
	}

	#addCalls(calls: string[], known: Known, count: number, words: readonly Word[]): void {
		for (let n = 0; n < count && calls.at(-1) !== 'exit'; n++) {
			const call = drawCall(words[this.#draw(words.length)]!, known, this.#draw);
			if (call !== null) calls.push(call);
		}
	}
}

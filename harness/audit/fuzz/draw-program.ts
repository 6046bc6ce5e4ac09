/*
 * harness/audit/fuzz/draw-program.ts - the random concurrent programs, each a litmus test: what number N of a seed is
 * follows from both alone.
 *
 * What a user could not have written is no program: the text is read as any litmus file is.
 */
import { parseLitmus } from '../../../workloads/litmus/index.ts';
import { below } from '../../engine/seeded.ts';
import type { Workload } from '../../workload.ts';
import { type Draw, drawCall, drawMap, type Known, type KnownMap } from './draw-call.ts';
import { programsOfRound, streamOf, type Weights, weightsOf, type Word } from './weights.ts';

const cpusMax = 4;
const processesMax = 4;
/** Of all cpus together; each more of them multiplies what there is to search. */
const racingCallsMax = 6;
/** Draws of a call that come to nothing, since nothing is there that it could be about. */
const idleMax = 20;
const afterCalls: readonly Word[] = ['touch', 'read', 'reclaim', 'truncate', 'fsync', 'exit'];
const setupCalls: readonly Word[] = [
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

/** Program `number` of a seed, from 0; null where what was drawn is refused. */
export function drawProgram(seed: number, number: number): Workload | null {
	const text = drawText(seed, number);
	const read = parseLitmus(text, `${nameOf(seed, number)}.litmus`);
	return 'error' in read ? null : read.workload;
}

export const nameOf = (seed: number, number: number): string => `fuzz-${seed}-${number}`;

export function drawText(seed: number, number: number): string {
	const weights = weightsOf(seed, Math.floor(number / programsOfRound));
	const random = streamOf(seed, number);
	const draw: Draw = (count) => below(count, random());
	return new ProgramDraw(weights, draw).text(nameOf(seed, number));
}

class ProgramDraw {
	readonly #weights: Weights;
	readonly #draw: Draw;
	readonly #files: { readonly name: string; readonly pages: number; readonly line: string }[] = [];
	readonly #processes: Process[] = [];
	#names = 0;

	constructor(weights: Weights, draw: Draw) {
		this.#weights = weights;
		this.#draw = draw;
	}

	text(name: string): string {
		const draw = this.#draw;
		const memory = draw(100) < this.#weights.weak ? ['tso', 'relaxed'][draw(2)]! : 'sc';
		const files = 1 + (draw(3) === 0 ? 1 : 0);
		for (let i = 0; i < files; i++) this.#files.push(this.#drawFile('fg'[i]!));
		this.#drawProcesses();
		const cpus = this.#drawCpus();
		const after = draw(2) === 0 ? [this.#drawAfter()] : [];
		return [
			`scenario ${name}`,
			...(memory === 'sc' ? [] : [`memory ${memory}`]),
			...this.#files.map(({ line }) => line),
			...this.#processes.map((each) => `process ${each.name} { ${each.calls.join('; ')} }`),
			...cpus,
			...after,
			'',
		].join('\n');
	}

	#drawFile(name: string): { name: string; pages: number; line: string } {
		const pages = 1 + this.#draw(4);
		const flags = this.#draw(3) > 0 ? ' cached' : this.#draw(20) === 0 ? ' read-error' : '';
		return { name, pages, line: `file ${name} ${pages} ${pages === 1 ? 'page' : 'pages'}${flags}` };
	}

	#known(maps: readonly KnownMap[], pins: readonly string[]): Known {
		const fresh = (letter: string): string => `${letter}${this.#names++}`;
		return { files: this.#files, maps: [...maps], pins: [...pins], fresh };
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

	#drawCpus(): string[] {
		const draw = this.#draw;
		const count = 2 + Math.min(draw(cpusMax - 1), draw(cpusMax - 1));
		let left = racingCallsMax - count;
		const threadsOf =
			draw(100) < this.#weights.threads ? this.#processes[draw(this.#processes.length)]! : null;
		return Array.from({ length: count }, (_, i) => {
			const process = draw(3) === 0 ? null : (threadsOf ?? this.#oneProcess());
			const more = Math.min(draw(3), left);
			left -= more;
			const name = 'abcd'[i]!;
			const known = this.#known(process?.known.maps ?? [], process?.known.pins ?? []);
			const calls: string[] = [];
			for (let n = 0; n <= more && calls.at(-1) !== 'exit'; n++) {
				this.#addRacing(calls, known, process !== null);
			}
			return `cpu ${name}${process === null ? '' : ` in ${process.name}`} { ${calls.join('; ')} }`;
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

	#drawAfter(): string {
		const process = this.#oneProcess();
		const known = this.#known(process.known.maps, []);
		const calls: string[] = [];
		this.#addCalls(calls, known, 1 + this.#draw(2), afterCalls);
		return `after in ${process.name} { ${calls.join('; ')} }`;
	}

	#addCalls(calls: string[], known: Known, count: number, words: readonly Word[]): void {
		for (let n = 0; n < count && calls.at(-1) !== 'exit'; n++) {
			const call = drawCall(words[this.#draw(words.length)]!, known, this.#draw);
			if (call !== null) calls.push(call);
		}
	}
}

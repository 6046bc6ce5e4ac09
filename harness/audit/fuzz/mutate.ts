/*
 * harness/audit/fuzz/mutate.ts - a program that is another one changed a little: a call more, a call less, another one in
 * its place, with other arguments, on another cpu, before the race.
 *
 * What a user could not have written is no program: the text is read as any litmus file is, behind each change.
 */
import { needsProcess } from '../../../workloads/litmus/calls.ts';
import { readBack } from '../../minimise/reductions.ts';
import { type Call, mapMade, type Workload } from '../../workload.ts';
import { type Draft, type DraftBlock, draftOf, textOf } from './draft.ts';
import { type Draw, drawCall, drawMap, type Known, type KnownMap, oneOf } from './draw-call.ts';
import { afterCalls, cpuNames, racingCallsMax, setupCalls } from './draw-program.ts';
import { allWords, type Word } from './weights.ts';

const changesMax = 3;
/** Of one change; the program stays as it is behind that. */
const triesMax = 12;
/** Before the race, for each process; there is not much room. */
const setupCallsMax = 9;

/**
 * @param donor a program that makes calls which may be worth making here
 * @param name of the new program
 */
export function mutate(text: string, donor: string, name: string, draw: Draw): string {
	let at = read(text, name);
	const words = read(donor, name)?.cpus.flatMap(({ calls }) => calls.map(({ call }) => call));
	if (at === null || words === undefined) throw new Error('The pool has what is no litmus test.');
	const changes = 1 + draw(changesMax);
	for (let i = 0; i < changes; i++) at = changedOnce(at, words, name, draw);
	return textOf(name, draftOf(at));
}

function changedOnce(
	workload: Workload,
	words: readonly Word[],
	name: string,
	draw: Draw,
): Workload {
	for (let i = 0; i < triesMax; i++) {
		const change = new Change(workload, words, draw);
		if (!change.make()) continue;
		const changed = read(textOf(name, change.draft), name);
		if (changed !== null && isFair(changed)) return changed;
	}
	return workload;
}

const read = (text: string, name: string): Workload | null => readBack(text, `${name}.litmus`);

/** Whether each pin is used by the cpu that made it, and not when it was given back: that is the program's fault. */
function isFair({ cpus }: Workload): boolean {
	return cpus.every(({ calls }) => {
		const pins = new Set<string>();
		for (const each of calls) {
			if (each.call === 'pin') pins.add(each.pin);
			else if ('pin' in each && !pins.has(each.pin)) return false;
			if (each.call === 'unpin') pins.delete(each.pin);
		}
		return true;
	});
}

class Change {
	readonly draft: Draft;
	readonly #workload: Workload;
	/** Calls of another program. */
	readonly #words: readonly Word[];
	readonly #draw: Draw;
	#names: number;

	constructor(workload: Workload, words: readonly Word[], draw: Draw) {
		this.#workload = workload;
		this.#words = words;
		this.#draw = draw;
		this.draft = draftOf(workload);
		const names = textOf('', this.draft).matchAll(/\b[a-zA-Z](\d+)\b/g);
		this.#names = 1 + Math.max(-1, ...[...names].map(([, number]) => Number(number)));
	}

	/** False where there is nothing to change in the way that was drawn. */
	make(): boolean {
		const draw = this.#draw;
		switch (draw(12)) {
			case 0:
			case 1:
				return this.#put(oneOf(this.draft.cpus, draw), true);
			case 2:
				return this.#put(oneOf(this.draft.cpus, draw), false);
			case 3:
				return this.#remove();
			case 4:
				return this.#addBefore();
			case 5:
			case 6:
				return this.#redraw(oneOf(this.draft.cpus, draw));
			case 7:
			case 8:
				return this.#redraw(oneOf(this.draft.processes, draw));
			case 9:
				return this.#copyOrMove();
			case 10:
				return this.#changeFile();
			default:
				return this.#changeAfter();
		}
	}

	/** Puts a new call in the place of one, or between two. */
	#put(cpu: DraftBlock, isInPlace: boolean): boolean {
		const racing = this.draft.cpus.reduce((sum, { calls }) => sum + calls.length, 0);
		if (!isInPlace && racing >= racingCallsMax) return false;
		const some = this.#draw(2) === 0 ? this.#words : allWords;
		const words = cpu.process === null ? some.filter((each) => !needsProcess.has(each)) : some;
		if (words.length === 0) return false;
		const at = this.#draw(cpu.calls.length + (isInPlace ? 0 : 1));
		const call = this.#drawCall(oneOf(words, this.#draw), this.#known(cpu, at));
		if (call === null) return false;
		cpu.calls.splice(at, isInPlace ? 1 : 0, call);
		return true;
	}

	#remove(): boolean {
		const draw = this.#draw;
		const { cpus, processes } = this.draft;
		const block = draw(2) === 0 ? oneOf(cpus, draw) : oneOf(processes, draw);
		if (block.calls.length === 0) return false;
		block.calls.splice(draw(block.calls.length), 1);
		if (block.calls.length > 0 || !cpus.includes(block)) return true;
		if (cpus.length === 2) return false;
		cpus.splice(cpus.indexOf(block), 1);
		return true;
	}

	#addBefore(): boolean {
		const draw = this.#draw;
		const { calls, name, process } = oneOf(this.draft.processes, draw);
		if (calls.length >= setupCallsMax) return false;
		const block = { name, process, calls };
		const at = draw(calls.length + 1);
		const known = this.#known(block, at);
		const call =
			draw(5) === 0
				? drawMap(known, draw, { files: 85, shared: 70, mayReplace: true })
				: this.#drawCall(oneOf(setupCalls, draw), known);
		if (call === null) return false;
		calls.splice(at, 0, call);
		return true;
	}

	/** The same call with other arguments; what it names keeps its name. */
	#redraw(block: DraftBlock): boolean {
		if (block.calls.length === 0) return false;
		const at = this.#draw(block.calls.length);
		const before = this.#callsOf(block)[at]!;
		const known = this.#known(block, at);
		const call = this.#drawCall(before.call, known);
		if (call === null) return false;
		const [had, has] = [nameMade(before), call.match(nameIn)?.[0].split(' ').at(-1)];
		block.calls[at] =
			had === null || has === undefined ? call : call.replace(new RegExp(`\\b${has}\\b`), had);
		return true;
	}

	/** A racing call, put onto another cpu or a new one beside its own, or before the race in its place. */
	#copyOrMove(): boolean {
		const draw = this.#draw;
		const { cpus, processes } = this.draft;
		const from = oneOf(cpus, draw);
		const at = draw(from.calls.length);
		const call = from.calls[at]!;
		const where = draw(3);
		if (where === 0) {
			const before = processes.find(({ name }) => name === from.process) ?? oneOf(processes, draw);
			if (from.calls.length === 1) return false;
			from.calls.splice(at, 1);
			before.calls.push(call);
			return true;
		}
		if (cpus.reduce((sum, { calls }) => sum + calls.length, 0) >= racingCallsMax) return false;
		if (where === 1) {
			const to = oneOf(cpus, draw);
			to.calls.splice(draw(to.calls.length + 1), 0, call);
			return true;
		}
		if (cpus.length === cpuNames.length) return false;
		const name = cpuNames.find((each) => cpus.every((cpu) => cpu.name !== each))!;
		const process = draw(2) === 0 ? from.process : oneOf(processes, draw).name;
		cpus.push({ name, process, calls: [call] });
		return true;
	}

	#changeFile(): boolean {
		const draw = this.#draw;
		const { files } = this.draft;
		const at = draw(files.length);
		const { name, pages, cached } = files[at]!;
		const isOther = draw(2) === 0;
		files[at] = isOther
			? { name, pages, cached: !cached, readError: cached && draw(8) === 0 }
			: { name, pages: 1 + draw(4), cached, readError: files[at]!.readError };
		return true;
	}

	#changeAfter(): boolean {
		const draw = this.#draw;
		const { after, processes } = this.draft;
		if (after.length > 0 && draw(3) === 0) return after.pop() !== undefined;
		const process = oneOf(processes, draw).name;
		const block = after[0] ?? { name: 'after', process, calls: [] };
		const known = this.#known({ name: 'after', process: block.process, calls: [] }, 0);
		const call = this.#drawCall(oneOf(afterCalls, draw), known);
		if (call === null) return false;
		if (block.calls.length > 1) block.calls[draw(block.calls.length)] = call;
		else block.calls.push(call);
		if (after.length === 0) after.push(block);
		return true;
	}

	#drawCall(word: Word, known: Known): string | null {
		return drawCall(word, known, this.#draw);
	}

	/** As they were before this change. */
	#callsOf({ name }: DraftBlock): readonly Call[] {
		const { cpus, processes } = this.#workload;
		const programs = [...cpus, ...processes];
		return programs.find((each) => each.name === name)?.calls ?? [];
	}

	/** What a call at this place of a block may name. */
	#known(block: DraftBlock, order: number): Known {
		const { files, processes } = this.#workload;
		const owner = this.draft.processes.some(({ name }) => name === block.name)
			? block.name
			: block.process;
		const parent = processes.find(({ calls }) =>
			calls.some((each) => each.call === 'fork' && each.child === owner),
		);
		const before = [parent, processes.find(({ name }) => name === owner)];
		const isBefore = owner === block.name;
		const own = this.#callsOf(block).slice(0, order);
		const maps: KnownMap[] = [];
		if (owner !== null) {
			const calls = before.flatMap((each) => each?.calls ?? []);
			noteMaps(isBefore ? [...(parent?.calls ?? []), ...own] : [...calls, ...own], maps);
		}
		const pins = own.flatMap((each) => (each.call === 'pin' ? [each.pin] : []));
		const fresh = (letter: string): string => `${letter}${this.#names++}`;
		return { files, maps, pins, hot: this.#draw(oneOf(files, this.#draw).pages), fresh };
	}
}

/** What a call that was drawn names. */
const nameIn = /^map \w+|\b(?:to|as) \w+$|^fork \w+/;

function nameMade(call: Call): string | null {
	if (call.call === 'pin') return call.pin;
	return call.call === 'fork' ? call.child : mapMade(call);
}

function noteMaps(calls: readonly Call[], maps: KnownMap[]): void {
	for (const each of calls) {
		if (each.call === 'map') {
			const { map: name, pages, file, pgoff } = each;
			maps.push({ name, pages, file, first: pgoff });
		} else if (each.call === 'move' || each.call === 'mremap') {
			const { range, to: name } = each;
			const from = maps.find((map) => map.name === range.map);
			if (from === undefined) continue;
			const pages = each.call === 'move' ? range.last - range.first + 1 : each.pages;
			maps.push({ name, pages, file: from.file, first: from.first + range.first });
		}
	}
}

/*
 * harness/audit/fuzz/sites.ts - which accesses of the kernel random programs come to, and which two of them meet.
 *
 * A site is a kernel function with a kind of access and the field, flag or lock that it is about. Two sites meet where
 * two cpus touch one word right after each other, one of them writing: what Krace (Xu and others, S&P 2020) calls an
 * alias pair.
 */
import type { Automata } from '../../engine/automaton.ts';
import type { Step } from '../../engine/step.ts';
import { below } from '../../engine/seeded.ts';
import { pick } from '../../explore/random.ts';
import type { Chooser } from '../../explore/sampling.ts';

const looks: ReadonlySet<string | null> = new Set(['read', 'wait']);
const looking: ReadonlySet<string> = new Set([
	'load',
	'test-bit',
	'list-next',
	'list-empty',
	'wait-bit-clear',
]);
const locking: ReadonlySet<string> = new Set(['lock', 'trylock', 'unlock']);

/** What a site is about: 'page.pte'. */
const subjectOf = (site: string): string => site.slice(site.lastIndexOf(' ') + 1);

const kindOf = (site: string): string => site.split(' ')[1]!;

/**
 * How many pairs of these sites could meet: both about the same field, and one of them writes. Many of them never can:
 * a lock that both hold keeps them apart only in time, but two cpus do not always have the object in common.
 */
export function pairsThinkable(sites: Iterable<string>): number {
	const bySubject = new Map<string, { writes: number; looks: number }>();
	for (const site of sites) {
		if (locking.has(kindOf(site))) continue;
		const sum = bySubject.get(subjectOf(site)) ?? { writes: 0, looks: 0 };
		if (looking.has(kindOf(site))) sum.looks++;
		else sum.writes++;
		bySubject.set(subjectOf(site), sum);
	}
	let pairs = 0;
	for (const { writes, looks: look } of bySubject.values()) {
		pairs += (writes * (writes + 1)) / 2 + writes * look;
	}
	return pairs;
}

/** 'page_add_rmap store page.pte', or null for a step that touches no word of the kernel. */
function siteOf(name: string, { operation, access }: Step): string | null {
	const { field, lock, kind } = operation;
	if (field === null || access === null || name === '') return null;
	const what = lock === null ? operation.name || field.name : lock.name;
	return `${name} ${kind} ${field.struct.name}.${what}`;
}

/** The sites of all local states that are known. */
export function sitesIn(automata: Automata, isOfKernel: (name: string) => boolean): Set<string> {
	const sites = new Set<string>();
	for (let local = 1; local < automata.size; local++) {
		const step = automata.steps[local];
		if (step === null || step === undefined) continue;
		const name = automata.functionOf(local);
		const site = isOfKernel(name) ? siteOf(name, step) : null;
		if (site !== null) sites.add(site);
	}
	return sites;
}

/** Of 8 steps: how many go on with the cpu that ran. */
const stays = 6;

interface Touch {
	readonly task: number;
	readonly site: string;
	readonly looks: boolean;
}

/** Draws schedules in which a cpu runs some steps in a row, and notes which sites meet. */
export class PairChooser implements Chooser {
	readonly pairs: Set<string> = new Set();
	readonly #automata: Automata;
	readonly #random: () => number;
	readonly #isOfKernel: (name: string) => boolean;
	readonly #last = new Map<number, Touch>();
	/** By local state. */
	readonly #touches: (Omit<Touch, 'task'> | null | undefined)[] = [];
	#task = 0;

	constructor(automata: Automata, random: () => number, isOfKernel: (name: string) => boolean) {
		this.#automata = automata;
		this.#random = random;
		this.#isOfKernel = isOfKernel;
	}

	begin(): void {
		this.#last.clear();
	}

	choose(enabled: number, locals: Int32Array): number {
		const mayStay = (enabled >> this.#task) & 1;
		if (!mayStay || below(8, this.#random()) >= stays) this.#task = pick(enabled, this.#random());
		this.#note(this.#task, locals[this.#task]!);
		return this.#task;
	}

	end(): void {}

	#touchOf(local: number): Omit<Touch, 'task'> | null {
		const known = this.#touches[local];
		if (known !== undefined) return known;
		const step = this.#automata.steps[local]!;
		const name = this.#automata.functionOf(local);
		const site = this.#isOfKernel(name) ? siteOf(name, step) : null;
		const isAccess = site !== null && step.operation.lock === null;
		const touch = isAccess ? { site, looks: looks.has(step.access) } : null;
		while (this.#touches.length < local) this.#touches.push(undefined);
		this.#touches[local] = touch;
		return touch;
	}

	#note(task: number, local: number): void {
		const touch = this.#touchOf(local);
		if (touch === null) return;
		const { location } = this.#automata.steps[local]!;
		const before = this.#last.get(location);
		this.#last.set(location, { ...touch, task });
		if (before === undefined || before.task === task || (before.looks && touch.looks)) return;
		if (subjectOf(before.site) === subjectOf(touch.site)) {
			const [one, other] = [before.site, touch.site].toSorted();
			this.pairs.add(`${one} | ${other}`);
		}
	}
}

/*
 * harness/audit/fuzz/sites.ts - which accesses of the kernel random programs come to, and which two of them meet.
 *
 * A site is a kernel function with a kind of access and the field, flag or lock that it is about. Two sites meet where
 * two cpus touch one word right after each other, one of them writing: what Krace (Xu and others, S&P 2020) calls an
 * alias pair. A turn is a site that comes right behind another in one cpu's calls: it tells the ways through a function
 * apart.
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

/** The number of no site. */
const none = -1;

/** Sites that a thread has met, each by a small number, and those of them that a patch is about. */
export class Sites {
	readonly names: string[] = [];
	readonly #ids = new Map<string, number>();
	/** Each node of a kernel has a step of its own. */
	readonly #bySteps = new WeakMap<Step, number>();
	readonly #isOfKernel: (name: string) => boolean;

	constructor(isOfKernel: (name: string) => boolean) {
		this.#isOfKernel = isOfKernel;
	}

	/** -1 for a step that touches no word of the kernel, and where a program does. */
	idOf(automata: Automata, local: number): number {
		const step = automata.steps[local];
		if (step === null || step === undefined) return none;
		let id = this.#bySteps.get(step);
		if (id !== undefined) return id;
		const name = automata.functionOf(local);
		const site = this.#isOfKernel(name) ? siteOf(name, step) : null;
		id = site === null ? none : this.#idOfName(site);
		this.#bySteps.set(step, id);
		return id;
	}

	#idOfName(site: string): number {
		let id = this.#ids.get(site);
		if (id === undefined) {
			id = this.names.length;
			this.names.push(site);
			this.#ids.set(site, id);
		}
		return id;
	}

	/** The sites of all local states that are known. */
	in(automata: Automata): Set<number> {
		const sites = new Set<number>();
		for (let local = 1; local < automata.size; local++) {
			const id = this.idOf(automata, local);
			if (id !== none) sites.add(id);
		}
		return sites;
	}

	/** Which site a program has come to right behind which, by pairOf(). */
	turnsIn(automata: Automata): Set<number> {
		const turns = new Set<number>();
		for (let local = 1; local < automata.size; local++) {
			const from = this.idOf(automata, local);
			if (from === none) continue;
			for (const next of automata.successors(local)) {
				const to = this.idOf(automata, next);
				if (to !== none) turns.add(pairOf(from, to));
			}
		}
		return turns;
	}

	/** 'a | b' of two that met, in the order of their names. */
	meeting(pair: number): string {
		return [...this.#namesOf(pair)].toSorted().join(' | ');
	}

	/** 'a > b' of one that comes behind the other. */
	turn(pair: number): string {
		return this.#namesOf(pair).join(' > ');
	}

	#namesOf(pair: number): [string, string] {
		return [this.names[Math.floor(pair / sitesMax)]!, this.names[pair % sitesMax]!];
	}
}

const sitesMax = 65_536;

const pairOf = (one: number, other: number): number => one * sitesMax + other;

/** Programs that meet a pair are searched, until so many have met it. */
export const pairsOften = 4;

/** Whether a function of these has one of the sites that a name of sites, pairs or turns is made of. */
export const isAbout = (name: string, functions: ReadonlySet<string>): boolean =>
	name.split(/ [|>] /).some((site) => functions.has(site.slice(0, site.indexOf(' '))));

/** Of 64 steps: how many go on with the cpu that ran; each schedule has one of these. */
const stays = [32, 48, 60, 63];

interface Touch {
	readonly task: number;
	readonly site: number;
	readonly looks: boolean;
}

type Access = Pick<Touch, 'site' | 'looks'> & { readonly subject: string };

/** Draws schedules in which a cpu runs some steps in a row, and notes which sites meet. */
export class PairChooser implements Chooser {
	/** Of sites that met, by pairOf(), the smaller number first. */
	readonly pairs: Set<number> = new Set();
	readonly #automata: Automata;
	readonly #random: () => number;
	readonly #sites: Sites;
	readonly #last = new Map<number, Touch>();
	/** By local state. */
	readonly #accesses: (Access | null | undefined)[] = [];
	#task = 0;
	#run = 0;

	constructor(automata: Automata, random: () => number, sites: Sites) {
		this.#automata = automata;
		this.#random = random;
		this.#sites = sites;
	}

	begin(): void {
		this.#last.clear();
		this.#run++;
	}

	choose(enabled: number, locals: Int32Array): number {
		const mayStay = (enabled >> this.#task) & 1;
		if (!mayStay || below(64, this.#random()) >= stays[this.#run % stays.length]!) {
			this.#task = pick(enabled, this.#random());
		}
		this.#note(this.#task, locals[this.#task]!);
		return this.#task;
	}

	end(): void {}

	#accessOf(local: number): Access | null {
		const known = this.#accesses[local];
		if (known !== undefined) return known;
		const step = this.#automata.steps[local]!;
		const site = this.#sites.idOf(this.#automata, local);
		const isAccess = site !== none && step.operation.lock === null;
		const access = isAccess
			? { site, looks: looks.has(step.access), subject: subjectOf(this.#sites.names[site]!) }
			: null;
		while (this.#accesses.length < local) this.#accesses.push(undefined);
		this.#accesses[local] = access;
		return access;
	}

	#note(task: number, local: number): void {
		const access = this.#accessOf(local);
		if (access === null) return;
		const { location } = this.#automata.steps[local]!;
		const before = this.#last.get(location);
		const { site, looks: isLook } = access;
		this.#last.set(location, { site, looks: isLook, task });
		if (before === undefined || before.task === task || (before.looks && isLook)) return;
		if (subjectOf(this.#sites.names[before.site]!) !== access.subject) return;
		this.pairs.add(before.site < site ? pairOf(before.site, site) : pairOf(site, before.site));
	}
}

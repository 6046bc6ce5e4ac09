/*
 * workloads/litmus/names.ts - what has been declared so far, with suggestions for what has not.
 */
import { nearest } from '../../harness/text/nearest.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';

export class Names {
	readonly #files = new Map<string, number>();
	/** Maps of each process with their lengths in pages. */
	readonly #processes = new Map<string, Map<string, number>>();

	/** Children forked in the race or after it. */
	readonly #racing = new Set<string>();

	/** Pins of each process, with the block that made them; null: one before the race. */
	readonly #pins = new Map<string, Map<string, number | null>>();
	#block = 0;

	/** Another program begins. */
	beginBlock(): void {
		this.#block++;
	}

	newPin(cursor: Cursor, process: string | null, isRacing: boolean): string {
		const { token } = cursor;
		const name = cursor.name('a name for the pin');
		const pins = this.#pins.get(process ?? '') ?? new Map<string, number | null>();
		this.#pins.set(process ?? '', pins);
		if (pins.has(name)) cursor.fail(`pin '${name}' is declared twice`, token);
		pins.set(name, isRacing ? this.#block : null);
		return name;
	}

	/** Reads the name of a pin. Only who made it knows which page it is, unless that was before the race. */
	pin(cursor: Cursor, process: string | null): string {
		const { token } = cursor;
		const pins = this.#pins.get(process ?? '') ?? new Map<string, number | null>();
		const name = this.#known(cursor, 'pin', [...pins.keys()]);
		const block = pins.get(name);
		if (block !== null && block !== this.#block) {
			cursor.fail(
				`pin '${name}' is made in the race by another program, which alone has it`,
				token,
			);
		}
		return name;
	}

	addFile(cursor: Cursor, token: Token, name: string, pages: number): void {
		if (this.#files.has(name)) cursor.fail(`file '${name}' is declared twice`, token);
		this.#files.set(name, pages);
	}

	/** Reads the name of a declared file. */
	file(cursor: Cursor): string {
		return this.#known(cursor, 'file', [...this.#files.keys()]);
	}

	pagesOf(file: string): number {
		return this.#files.get(file) ?? 0;
	}

	addProcess(cursor: Cursor, token: Token, name: string): void {
		if (this.#processes.has(name)) cursor.fail(`process '${name}' is declared twice`, token);
		this.#processes.set(name, new Map());
	}

	/** Reads the name of a process. */
	process(cursor: Cursor): string {
		return this.#known(cursor, 'process', [...this.#processes.keys()]);
	}

	isProcess(name: string): boolean {
		return this.#processes.has(name);
	}

	/** Whether the process does not exist before the race. */
	isForkedInRace(name: string): boolean {
		return this.#racing.has(name);
	}

	isFile(name: string): boolean {
		return this.#files.has(name);
	}

	/** Reads the name of a map of a process. */
	map(cursor: Cursor, process: string | null): { map: string; pages: number } {
		const maps = this.#processes.get(process ?? '') ?? new Map<string, number>();
		const map = this.#known(cursor, 'map', [...maps.keys()]);
		return { map, pages: maps.get(map)! };
	}

	newMap(cursor: Cursor, process: string | null, pages: number): string {
		const { token } = cursor;
		const map = cursor.name('a name for the map');
		this.addMap(cursor, token, process, map, pages);
		return map;
	}

	addMap(cursor: Cursor, token: Token, process: string | null, map: string, pages: number): void {
		const maps = this.#processes.get(process ?? '');
		if (maps?.has(map)) cursor.fail(`map '${map}' is declared twice`, token);
		maps?.set(map, pages);
	}

	/** A child has its parent's maps under their names. */
	newChild(cursor: Cursor, parent: string | null, isRacing: boolean): string {
		const { token } = cursor;
		const child = cursor.name('a name for the child');
		this.addProcess(cursor, token, child);
		if (isRacing) this.#racing.add(child);
		this.#processes.set(child, new Map(this.#processes.get(parent ?? '')));
		return child;
	}

	#known(cursor: Cursor, what: string, known: readonly string[]): string {
		const { token } = cursor;
		if (token.kind !== 'word') cursor.fail(`expected a ${what}, found ${cursor.found()}`);
		if (!known.includes(token.text)) {
			const near = nearest(token.text, known) ?? (known.length === 1 ? known[0]! : null);
			const hint = near === null ? '' : `, did you mean '${near}'?`;
			cursor.fail(`${what} '${token.text}' is not defined${hint}`);
		}
		return cursor.next().text;
	}
}

/*
 * harness/audit/fuzz/lines.ts - which lines of the simulated kernel a thread has run, as V8 counts them.
 *
 * A kernel function runs once for each history of what it observes (engine/nodes.ts), so that counting costs little.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { Session, type Profiler } from 'node:inspector';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from '@babel/parser';
import { codeRoot } from '../../catalogue/source.ts';

/** A line of a function on which a statement begins. */
interface Line {
	/** 'rmap.js:120'. */
	readonly name: string;
	readonly offset: number;
}

/** Types and the table of functions have no kernel code; the headers of include/ are counted with their callers. */
const isKernelFile = (name: string): boolean =>
	name.endsWith('.js') && name !== 'index.js' && name !== 'mm_types.js';

/** The lines of one file. */
export function linesOf(file: string, text: string): Line[] {
	const lines = new Map<string, Line>();
	const visit = (node: unknown, isInside: boolean): void => {
		if (Array.isArray(node)) {
			for (const each of node) visit(each, isInside);
			return;
		}
		if (node === null || typeof node !== 'object' || !('type' in node)) return;
		const { type, start, loc } = node as {
			type: string;
			start?: number | null;
			loc?: { start: { line: number } } | null;
		};
		const isStatement =
			/Statement$|^VariableDeclaration$/.test(type) && !/^(?:Block|Empty)Statement$/.test(type);
		if (isInside && isStatement && typeof start === 'number' && loc) {
			const name = `${file}:${loc.start.line}`;
			if (!lines.has(name)) lines.set(name, { name, offset: start });
		}
		const isFunction =
			type === 'FunctionDeclaration' && (node as { generator?: boolean }).generator;
		for (const each of Object.values(node)) visit(each, isInside || isFunction === true);
	};
	visit(parse(text, { sourceType: 'module' }).program.body, false);
	return [...lines.values()];
}

/** Counts the lines that this thread runs from now on. */
export class LineCount {
	readonly #session = new Session();
	readonly #files = new Map<string, readonly Line[]>();

	constructor() {
		const folder = join(codeRoot(), 'harness', 'mm');
		for (const name of readdirSync(folder).toSorted()) {
			if (!isKernelFile(name)) continue;
			const path = join(folder, name);
			this.#files.set(pathToFileURL(path).href, linesOf(name, readFileSync(path, 'utf8')));
		}
		this.#session.connect();
		this.#session.post('Profiler.enable');
		this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
	}

	get known(): number {
		return [...this.#files.values()].reduce((sum, lines) => sum + lines.length, 0);
	}

	/**
	 * Those that were run. To be asked once: V8 begins anew behind it, and of functions that it has optimised by then it
	 * says no more.
	 */
	take(): string[] {
		const ran: string[] = [];
		this.#session.post('Profiler.takePreciseCoverage', (error, taken) => {
			if (error !== null) return;
			for (const { url, functions } of taken.result) {
				const ranges = functions.filter(({ functionName }) => functionName !== '');
				for (const { name, offset } of this.#files.get(url) ?? []) {
					if (hasRun(offset, ranges)) ran.push(name);
				}
			}
		});
		return ran;
	}
}

/** The innermost range that the statement lies in says how often it ran. */
function hasRun(offset: number, functions: readonly Profiler.FunctionCoverage[]): boolean {
	let count = 0;
	let length = Infinity;
	for (const { ranges } of functions) {
		for (const range of ranges) {
			if (offset < range.startOffset || offset >= range.endOffset) continue;
			if (range.endOffset - range.startOffset > length) continue;
			length = range.endOffset - range.startOffset;
			count = range.count;
		}
	}
	return count > 0;
}

/* interim reader */
import { createHash } from 'node:crypto';
import type { Call, Condition, ExpectLine, FileDeclaration, MapRange, NeverLine, Place, Program, Workload } from '../../harness/workload.ts';

export interface LitmusError { readonly path: string; readonly place: Place; readonly message: string; readonly line: string }
class Bad extends Error { place: Place; constructor(place: Place, message: string) { super(message); this.place = place; } }
interface Token { text: string; place: Place; quoted: boolean }
export function formatLitmusError(e: LitmusError): string { return `${e.path}:${e.place.line}:${e.place.column}: error: ${e.message}\n${e.line}\n${' '.repeat(e.place.column - 1)}^`; }
export function parseLitmusBuffer(bytes: Uint8Array, path: string, options: object = {}): { workload: Workload } | { error: LitmusError } { void options; return parseLitmus(new TextDecoder().decode(bytes), path); }
export function parseLitmus(text: string, path: string): { workload: Workload } | { error: LitmusError } {
	const lines = text.split(/\r?\n/).map((l) => l.replace(/^(>+ ?)+/, ''));
	try { return { workload: new Parser(lines, path).parse() }; }
	catch (e) { if (!(e instanceof Bad)) throw e; return { error: { path, place: e.place, message: e.message, line: lines[e.place.line - 1] ?? '' } }; }
}
class Parser {
	tokens: Token[] = []; at = 0; path: string; lines: string[];
	maps = new Map<string, Map<string, number>>();
	constructor(lines: string[], path: string) {
		this.lines = lines; this.path = path;
		lines.forEach((line, n) => {
			for (const m of line.matchAll(/#.*|"([^"]*)"|->|\.\.|[A-Za-z_][\w-]*|\d+|\S/g)) {
				if (m[0].startsWith('#')) continue;
				this.tokens.push({ text: m[1] ?? m[0], place: { line: n + 1, column: m.index + 1 }, quoted: m[1] !== undefined });
			}
			this.tokens.push({ text: '\n', place: { line: n + 1, column: line.length + 1 }, quoted: false });
		});
	}
	peek(): string { return this.tokens[this.at]?.text ?? ''; }
	place(): Place { return this.tokens[Math.min(this.at, this.tokens.length - 1)]!.place; }
	fail(m: string): never { throw new Bad(this.place(), m); }
	next(): string { return this.tokens[this.at++]?.text ?? this.fail('unexpected end'); }
	take(t: string): boolean { if (this.peek() !== t) return false; this.at++; return true; }
	need(t: string): void { if (!this.take(t)) this.fail(`expected '${t}', found '${this.peek()}'`); }
	num(): number { const t = this.peek(); if (!/^\d+$/.test(t)) this.fail(`expected a number, found '${t}'`); this.at++; return Number(t); }
	end(): void { if (this.peek() !== '\n' && this.peek() !== ';' && this.peek() !== '}' && this.peek() !== '') this.fail(`unexpected '${this.peek()}'`); }
	parse(): Workload {
		const question = []; for (const l of this.lines) { const m = /^\s*# ?(.*)$/.exec(l); if (m) question.push(m[1]!); else if (l.trim() !== '') break; }
		let name = ''; const serves: string[] = []; const files: FileDeclaration[] = []; const processes: Program[] = [], cpus: Program[] = [], after: Program[] = [];
		const never: NeverLine[] = [], counts: string[] = [], expects: ExpectLine[] = [];
		for (;;) {
			while (this.take('\n'));
			if (this.at >= this.tokens.length) break;
			const place = this.place(); const word = this.next(); const rest = this.lines[place.line - 1]!.trim().replace(/\s*#.*$/, '').replace(/^\w+\s*/, '');
			if (word === 'scenario') name = this.next();
			else if (word === 'serves') while (this.peek() !== '\n') serves.push(this.next());
			else if (word === 'file') { const n = this.next(); const pages = this.num(); if (!this.take('pages')) this.take('page'); files.push({ name: n, pages, cached: this.take('cached'), readError: this.take('read') && (this.need('-'), this.next() === 'error'), place }); if (this.take('read-error')) files.push({ ...files.pop()!, readError: true }); }
			else if (word === 'process') { const n = this.next(); if (!this.maps.has(n)) this.maps.set(n, new Map()); processes.push({ name: n, process: n, calls: this.block(n), place }); }
			else if (word === 'cpu') { const n = this.next(); const p = this.take('in') ? this.next() : null; cpus.push({ name: n, process: p, calls: this.block(p), place }); }
			else if (word === 'after') { const p = this.take('in') ? this.next() : null; after.push({ name: 'after', process: p, calls: this.block(p), place }); }
			else if (word === 'never') { const conditions: Condition[] = []; do conditions.push(this.condition()); while (this.take('and')); never.push({ text: rest, conditions, place }); }
			else if (word === 'count') { this.need('unmapped-locked'); counts.push(this.next()); }
			else if (word === 'expect') { const variant = this.next(); const frequency = this.next() as 'never'; const oracle = this.tokens[this.at]!.quoted ? this.next() : null; expects.push({ text: rest, variant, frequency, oracle, place }); }
			else { this.at--; this.fail(`unknown statement '${word}'`); }
			this.end();
		}
		const normal = this.tokens.map((t) => t.text).join(' ').replace(/(\s*\n\s*)+/g, '\n');
		return { name, path: this.path, question: question.join(' '), serves, digest: createHash('sha256').update(normal).digest('hex').slice(0, 6), files, processes, cpus, after, never, counts, expects };
	}
	block(process: string | null): Call[] { const calls: Call[] = []; this.need('{'); for (;;) { while (this.take('\n') || this.take(';')); if (this.take('}')) return calls; if (this.peek() === '') this.fail('unclosed brace'); calls.push(this.call(process)); this.end(); } }
	range(process: string | null): MapRange { const map = this.next(); const len = this.maps.get(process ?? '')?.get(map); if (len === undefined) { this.at--; this.fail(`'${map}' is not defined`); } if (!this.take('[')) return { map, first: 0, last: len - 1 }; const first = this.num(); const last = this.take('..') ? this.num() : first; this.need(']'); return { map, first, last }; }
	filePage(): { file: string; page: number } { const file = this.next(); this.need('['); const page = this.num(); this.need(']'); return { file, page }; }
	call(process: string | null): Call {
		const place = this.place(); const call = this.next();
		switch (call) {
			case 'map': { const map = this.next(); let file: string | null = null, pgoff = 0, pages = 0; if (this.take('anon')) pages = this.num(); else { file = this.next(); this.need('['); pgoff = this.num(); this.need('..'); pages = this.num() - pgoff + 1; this.need(']'); } const shared = this.next() === 'shared'; let locked = false, populate = false, readonly = false; let fixed: { map: string; page: number } | null = null; for (;;) { if (this.take('locked')) locked = true; else if (this.take('populate')) populate = true; else if (this.take('readonly')) readonly = true; else if (this.take('at')) { const f = this.filePage(); fixed = { map: f.file, page: f.page }; } else break; } this.maps.get(process!)!.set(map, pages); return { call, place, map, file, pgoff, pages, shared, locked, populate, readonly, fixed }; }
			case 'unmap': case 'mlock': case 'munlock': case 'dontneed': case 'mincore': return { call, place, range: this.range(process) } as Call;
			case 'move': { const range = this.range(process); this.need('to'); const to = this.next(); this.maps.get(process!)!.set(to, range.last - range.first + 1); return { call, place, range, to }; }
			case 'mlockall': case 'munlockall': case 'exit': case 'swapoff': return { call, place } as Call;
			case 'remap': { const range = this.range(process); this.need('->'); const f = this.filePage(); return { call, place, range, file: f.file, pgoff: f.page, nonblock: this.take('nonblock') }; }
			case 'touch': { const range = this.range(process); return { call, place, range, write: this.next() === 'write' }; }
			case 'read': case 'write': case 'direct-write': { const f = this.filePage(); return { call, place, file: f.file, page: f.page } as Call; }
			case 'truncate': { const file = this.next(); const pages = this.num(); return { call, place, file, pages, bytes: this.take('+') ? this.num() : 0 }; }
			case 'fsync': case 'invalidate': return { call, place, file: this.next() } as Call;
			case 'msync': { const range = this.range(process); return { call, place, range, wait: !this.take('async') }; }
			case 'fork': { const child = this.next(); this.maps.set(child, new Map(this.maps.get(process!))); return { call, place, child }; }
			case 'reclaim': case 'refill': case 'shrink': return { call, place, pages: this.num() } as Call;
			case 'fail': return { call, place, kind: this.next() as 'page', nth: this.num() };
			default: this.at--; return this.fail(`unknown operation '${call}'`);
		}
	}
	condition(): Condition {
		const place = this.place(); const quoted = this.tokens[this.at]!.quoted; const holds = this.next();
		if (quoted) return { place, holds: 'oracle', oracle: holds };
		if (holds === 'shows') { const process = this.next(); const m = this.filePage(); if (this.take('SIGBUS')) return { place, holds, process, map: m.file, page: m.page, shows: null }; return { place, holds, process, map: m.file, page: m.page, shows: this.filePage() }; }
		if (holds === 'present') { const process = this.next(); const m = this.filePage(); return { place, holds, process, map: m.file, page: m.page }; }
		return { place, holds, ...this.filePage() } as Condition;
	}
}

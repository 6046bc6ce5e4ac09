/*
 * harness/audit/recorded/sequence-as-litmus.ts - a few calls of one process as a litmus test: all but the last before the
 * race, and the last on a cpu, after which an oracle is asked.
 */
import type { RecordedCall } from '../../../workloads/sequence/recording.ts';
import { sequenceSaid } from '../../messages/index.ts';

/** What a litmus test has room for. */
const limits = { files: 3, pages: 16 } as const;

interface Map {
	readonly name: string;
	readonly page: number;
	readonly pages: number;
	/** Null of anonymous memory. */
	readonly file: string | null;
}

/** Words of the language where the recording has others. */
const protections: Readonly<Record<string, string>> = { none: 'none', r: 'read', rw: 'write' };

/** Calls on a range of pages that are called otherwise there. */
const onRange: Readonly<Record<string, string>> = {
	munmap: 'unmap',
	mlock: 'mlock',
	munlock: 'munlock',
	madvise: 'dontneed',
	mincore: 'mincore',
};

class Writer {
	readonly #maps: Map[] = [];
	/** Pages that each file needs, by its name. */
	readonly files = new globalThis.Map<string, number>();

	/** A page of a file, which is as large as that at least. */
	#file(name: string, pages: number): string {
		this.files.set(name, Math.max(this.files.get(name) ?? 1, pages));
		return name;
	}

	#mapAt(page: number): Map | undefined {
		return this.#maps.findLast((each) => page >= each.page && page < each.page + each.pages);
	}

	/** Null where the range begins in no map. */
	#range(page: number, pages: number): string | null {
		const map = this.#mapAt(page);
		if (map === undefined || pages < 1) return null;
		const first = page - map.page;
		const last = first + pages - 1;
		const range = pages === 1 ? `[${first}]` : `[${first}..${last}]`;
		return `${map.name}${range}${last >= map.pages ? ' beyond' : ''}`;
	}

	#mapped(args: readonly string[]): string | null {
		const [page, pages, first] = [args[0], args[1], args[3]].map(Number) as [
			number,
			number,
			number,
		];
		const [, , file = '', , prot, how = ''] = args;
		if (pages > limits.pages || prot === 'none') return null;
		const near = this.#maps.findLast((each) => page >= each.page && page <= each.page + each.pages);
		const name = `m${this.#maps.length + 1}`;
		this.#maps.push({ name, page, pages, file: file === '-' ? null : file });
		const what =
			file === '-'
				? `anon ${pages}`
				: `${this.#file(file, first + pages)}[${first}..${first + pages - 1}]`;
		const at = near === undefined ? '' : ` at ${near.name}[${page - near.page}]`;
		return [
			`map ${name} ${what} ${how.includes('s') ? 'shared' : 'private'}`,
			how.includes('L') ? ' locked' : '',
			how.includes('P') ? ' populate' : '',
			prot === 'r' ? ' readonly' : '',
			at,
			near !== undefined && page - near.page >= near.pages ? ' beyond' : '',
		].join('');
	}

	#remap([page, pages, first]: readonly number[]): string | null {
		const range = this.#range(page!, pages!);
		const file = this.#mapAt(page!)?.file ?? null;
		if (range === null || file === null) return null;
		return `remap ${range} -> ${this.#file(file, first! + pages!)}[${first}]`;
	}

	/** Null where the language has no such call, or no room for it. */
	call({ call, args }: RecordedCall): string | null {
		const [first = '', second = '', third = ''] = args;
		const [a, b, c] = [first, second, third].map(Number) as [number, number, number];
		const named = onRange[call];
		if (named !== undefined) {
			const range = this.#range(a, b);
			return range === null ? null : `${named} ${range}`;
		}
		switch (call) {
			case 'mmap':
				return this.#mapped(args);
			case 'remap':
				return args.length > 3 ? null : this.#remap([a, b, c]);
			case 'r':
			case 'w': {
				const range = this.#range(a, 1);
				return range === null ? null : `touch ${range} ${call === 'r' ? 'read' : 'write'}`;
			}
			case 'mprotect': {
				const range = this.#range(a, b);
				return range === null ? null : `mprotect ${range} ${protections[third]}`;
			}
			case 'trunc':
				return `truncate ${this.#file(first, b)} ${b}${third === '' ? '' : `+${third}`}`;
			case 'punch':
				return `punch ${this.#file(first, b + c)}[${b}..${b + c - 1}]`;
			case 'pread':
			case 'pwrite':
			case 'dread':
			case 'dwrite': {
				const words = {
					pread: 'read',
					pwrite: 'write',
					dread: 'direct-read',
					dwrite: 'direct-write',
				} as const;
				return `${words[call]} ${this.#file(first, b + 1)}[${b}]`;
			}
			case 'fsync':
			case 'invalidate':
				return `${call} ${this.#file(first, 1)}`;
			case 'refill':
			case 'shrink':
				return `${call} ${a}`;
			default:
				return null;
		}
	}
}

/** The text; null where the language has no words for these calls, or no room. */
export function sequenceAsLitmus(
	calls: readonly RecordedCall[],
	{
		oracle,
		variant,
		name,
	}: { readonly oracle: string; readonly variant: string; readonly name: string },
): string | null {
	const [first] = calls;
	if (first === undefined || calls.some(({ task }) => task !== first.task)) return null;
	const writer = new Writer();
	const texts = calls.map((call) => writer.call(call));
	if (texts.includes(null) || writer.files.size > limits.files) return null;
	const files = [...writer.files];
	if (files.some(([, pages]) => pages > limits.pages)) return null;
	return [
		`# ${sequenceSaid.asLitmus()}`,
		`scenario ${name}`,
		'',
		...files.map(([file, pages]) => `file ${file} ${pages} pages`),
		'',
		'process A {',
		// Files of a recording begin empty.
		...files.map(([file]) => `    truncate ${file} 0`),
		...texts.slice(0, -1).map((text) => `    ${text}`),
		'}',
		`cpu a in A { ${texts.at(-1)} }`,
		'',
		`never "${oracle}"`,
		`expect ${variant} always`,
		'',
	].join('\n');
}

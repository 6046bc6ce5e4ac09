/*
 * harness/audit/import/fsx.ts - operations of fsx of the xfstests, one a line, as a workload.
 *
 * fsx keeps a copy of what the file must hold and stops where it differs. Here it is the first word of each page: what
 * the copy has is the answer to each read. Bytes that leave the first word of a page alone store it once more.
 */
import { fsxNames } from '../../../workloads/sequence/fsx-operations.ts';
import { mapPagesMax, pageBytes, type Process, Program, tooLong } from './program.ts';
import type { Read } from './read.ts';

/** fsx makes files of 256 kB if it is not told otherwise. */
const bytesMax = mapPagesMax * pageBytes;
/** Where fsx maps; each mapping goes again. */
const mapAt = 0;

class Fsx {
	readonly program = new Program();
	readonly #process: Process = this.program.begin()!;
	readonly #file = { ...this.program.newFile('t')!, isSized: true };
	/** The first word of each page; a page that is not there is 0. */
	readonly #words = new Map<number, string>();
	/** Of the file, in bytes. */
	#size = 0;

	/** False when it is no operation. */
	operation(name: string, numbers: readonly number[], isSizeKept: boolean): boolean {
		const [first = NaN, second = NaN] = numbers;
		if (numbers.length < 2 || !(first + second <= bytesMax)) return false;
		switch (name) {
			case 'read':
				this.#eachPage(first, second, (page) => {
					this.program.say(this.#process, 'pread', [this.#file.name, String(page)], this.#at(page));
				});
				break;
			case 'write':
				this.#store(first, second, (page) => this.#write(page, this.#isFirst(page, first)));
				break;
			case 'mapread':
				this.#mapped(first, second, 'r', (page, at) => {
					this.program.say(this.#process, 'r', [String(at)], this.#at(page));
				});
				break;
			case 'mapwrite':
				if (first + second > this.#size) this.#truncate(first + second);
				this.#mapped(first, second, 'rw', (page, at) => {
					const value = this.#isFirst(page, first) ? this.program.value() : this.#at(page);
					this.#words.set(page, value);
					this.program.say(this.#process, 'w', [String(at), value]);
				});
				break;
			case 'truncate':
				// It has a place that means nothing before the size.
				this.#truncate(numbers[1]!);
				break;
			case 'fallocate':
				if (!isSizeKept && first + second > this.#size) this.#truncate(first + second);
				break;
			case 'zero_range':
				if (!isSizeKept && first + second > this.#size) this.#truncate(first + second);
				this.#zero(first, Math.min(second, this.#size - first));
				break;
			case 'punch_hole':
				this.#zero(first, Math.min(second, this.#size - first));
				break;
			default:
				return false;
		}
		this.program.done();
		return true;
	}

	#at(page: number): string {
		return this.#words.get(page) ?? '0';
	}

	/** Whether bytes from there on take in the first word of a page. */
	#isFirst(page: number, from: number): boolean {
		return from <= page * pageBytes;
	}

	#eachPage(from: number, bytes: number, visit: (page: number) => void): void {
		if (bytes <= 0) return;
		const end = Math.ceil((from + bytes) / pageBytes);
		for (let page = Math.floor(from / pageBytes); page < end; page++) visit(page);
	}

	#store(from: number, bytes: number, visit: (page: number) => void): void {
		this.#eachPage(from, bytes, visit);
		this.#size = Math.max(this.#size, from + bytes);
	}

	#write(page: number, isFirst: boolean): void {
		const value = isFirst ? this.program.value() : this.#at(page);
		this.#words.set(page, value);
		this.program.say(this.#process, 'pwrite', [this.#file.name, String(page), value]);
	}

	#truncate(bytes: number): void {
		this.#size = bytes;
		const pages = Math.ceil(bytes / pageBytes);
		for (const page of this.#words.keys()) if (page >= pages) this.#words.delete(page);
		this.program.truncate(this.#process, this.#file, pages);
	}

	/** Whole pages are punched out; of the others the first word is cleared if it is among the bytes. */
	#zero(from: number, bytes: number): void {
		if (bytes <= 0) return;
		const whole = Math.ceil(from / pageBytes);
		const isToEnd = from + bytes >= this.#size;
		const end = isToEnd
			? Math.ceil((from + bytes) / pageBytes)
			: Math.floor((from + bytes) / pageBytes);
		if (end > whole) {
			const words = [this.#file.name, String(whole), String(end - whole)];
			this.program.say(this.#process, 'punch', words);
			for (let page = whole; page < end; page++) this.#words.delete(page);
		}
		this.#eachPage(from, bytes, (page) => {
			if (page >= whole && page < end) return;
			const value = this.#isFirst(page, from) ? '0' : this.#at(page);
			this.#words.set(page, value);
			this.program.say(this.#process, 'pwrite', [this.#file.name, String(page), value]);
		});
	}

	#mapped(
		from: number,
		bytes: number,
		prot: string,
		visit: (page: number, at: number) => void,
	): void {
		if (bytes <= 0) return;
		const index = Math.floor(from / pageBytes);
		const span = { first: mapAt, pages: Math.ceil((from + bytes) / pageBytes) - index };
		this.program.map(this.#process, span, { file: this.#file, index }, [prot, 's']);
		this.#eachPage(from, bytes, (page) => visit(page, mapAt + page - index));
		this.program.unmap(this.#process, span);
	}
}

/** The workload of operations of fsx. */
export function importFsx(text: string): Read {
	const fsx = new Fsx();
	let known = 0;
	let events = 0;
	for (const line of text.split('\n')) {
		const words = line.trim().split(/\s+/);
		if (line.trim() === '' || line.startsWith('#')) continue;
		events++;
		const isSkipped = words[0] === 'skip';
		const [name = '', ...rest] = isSkipped ? words.slice(1) : words;
		const numbers = rest.filter((word) => /^(?:0x[\da-f]+|\d+)$/i.test(word)).map(Number);
		if (operations.has(name)) known++;
		if (fsx.program.isFull) fsx.program.skip(tooLong);
		else if (isSkipped && operations.has(name)) fsx.program.skip(`${name} that fsx skipped`);
		else if (!fsx.operation(name, numbers, words.includes('keep_size'))) {
			fsx.program.skip(operations.has(name) ? name : 'line that is no operation');
		}
	}
	return { ...fsx.program.result(), known, events };
}

/** All that fsx has; not all of them are in a workload. */
const operations: ReadonlySet<string> = new Set([
	...fsxNames,
	'collapse_range',
	'insert_range',
	'clone_range',
	'dedupe_range',
	'copy_range',
	'exchange_range',
	'write_atomic',
]);

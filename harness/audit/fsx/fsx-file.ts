/*
 * harness/audit/fsx/fsx-file.ts - the copy that fsx keeps of what the file must hold, and what each operation asks the
 * kernel and has to be answered.
 *
 * The simulated kernel keeps one word of a page. So the copy is the first word of each page: bytes that leave it alone
 * store it once more.
 */
import type { FsxOperation } from '../../../workloads/sequence/fsx-operations.ts';

const pageShift = 12;
export const fsxPageBytes = 4096;

/** Calls by their names in a recording; `trunc` is told bytes. */
export type FsxCall =
	| 'mmap'
	| 'munmap'
	| 'remap'
	| 'madvise'
	| 'r'
	| 'w'
	| 'msync'
	| 'trunc'
	| 'punch'
	| 'pread'
	| 'pwrite'
	| 'dread'
	| 'dwrite'
	| 'fsync'
	| 'invalidate'
	| 'refill'
	| 'shrink';

/** What a call has to be answered: a value from 0, or one of these. */
export const wantsEof = -1;
export const wantsSigbus = -2;
export const wantsSuccess = -3;

/**
 * Makes a call with up to three numbers: pages, counts and values. False when the answer is not what is wanted, or the
 * kernel has died.
 */
export type Ask = (
	call: FsxCall,
	first: number,
	second: number,
	third: number,
	wanted: number,
) => boolean;

const pagesFor = (bytes: number): number => (bytes + fsxPageBytes - 1) >>> pageShift;

/** A file, and one map of all of it that stands from one operation to the next. */
export class FsxFile {
	readonly pages: number;
	/** In bytes. */
	size = 0;
	readonly #words: Int32Array;
	/** By page of the map: the page of the file that it shows. */
	readonly #shown: Int32Array;
	readonly #ask: Ask;
	#value = 0;

	constructor(pages: number, ask: Ask) {
		this.pages = pages;
		this.#words = new Int32Array(pages);
		this.#shown = new Int32Array(pages);
		this.#ask = ask;
	}

	/** As before the first operation: an empty file that is mapped. */
	begin(): boolean {
		this.size = 0;
		this.#value = 0;
		this.#words.fill(0);
		return this.#map();
	}

	/** False when the kernel answers otherwise than the copy. */
	perform(operation: FsxOperation): boolean {
		const { name, offset, length } = operation;
		const first = offset >>> pageShift;
		const end = length === 0 ? first : pagesFor(offset + length);
		switch (name) {
			case 'read':
				return this.#read('pread', first, end);
			case 'direct_read':
				return this.#synced() && this.#read('dread', first, end);
			case 'write':
				return this.#write('pwrite', offset, first, end);
			case 'direct_write':
				return this.#synced() && this.#write('dwrite', offset, first, end);
			case 'mapread':
				return this.#load(first, end);
			case 'mapwrite':
				return this.#grow(offset + length) && this.#store(offset, first, end);
			case 'truncate':
				return this.#truncate(length);
			case 'fallocate':
				return operation.isSizeKept === true || this.#grow(offset + length);
			case 'zero_range':
				if (operation.isSizeKept !== true && !this.#grow(offset + length)) return false;
				return this.#zero(offset, length);
			case 'punch_hole':
				return this.#zero(offset, length);
			case 'remap':
				return this.#remap(first, end, operation.to! >>> pageShift);
			case 'msync':
				return this.#ask('msync', first, end - first, 0, wantsSuccess);
			case 'dontneed':
				return this.#ask('madvise', first, end - first, 0, wantsSuccess);
			case 'fsync':
				return this.#ask('fsync', 0, 0, 0, wantsSuccess);
			case 'map':
				return this.#ask('munmap', 0, this.pages, 0, wantsSuccess) && this.#map();
			case 'invalidate':
				return this.#synced() && this.#ask('fsync', 0, 0, 0, wantsSuccess) && this.#invalidate();
			case 'refill':
			case 'shrink':
				return this.#ask(name, offset, 0, 0, wantsSuccess);
		}
	}

	#map(): boolean {
		for (let i = 0; i < this.pages; i++) this.#shown[i] = i;
		return this.#ask('mmap', 0, this.pages, 0, wantsSuccess);
	}

	/** What only ptes know to be dirty is told to pages, as direct I/O and invalidation ask of programs. */
	#synced(): boolean {
		return this.#ask('msync', 0, this.pages, 0, wantsSuccess);
	}

	#invalidate(): boolean {
		return this.#ask('invalidate', 0, 0, 0, wantsSuccess);
	}

	#read(call: 'pread' | 'dread', first: number, end: number): boolean {
		for (let page = first; page < end; page++) {
			const wanted = page << pageShift < this.size ? this.#words[page]! : wantsEof;
			if (!this.#ask(call, page, 0, 0, wanted)) return false;
		}
		return true;
	}

	#load(first: number, end: number): boolean {
		for (let at = first; at < end; at++) {
			const page = this.#shown[at]!;
			const wanted = page << pageShift < this.size ? this.#words[page]! : wantsSigbus;
			if (!this.#ask('r', at, 0, 0, wanted)) return false;
		}
		return true;
	}

	/** A new value for a page, or what it has where the bytes begin behind its first word. */
	#valueFor(page: number, offset: number): number {
		return offset <= page << pageShift ? ++this.#value : this.#words[page]!;
	}

	#write(call: 'pwrite' | 'dwrite', offset: number, first: number, end: number): boolean {
		for (let page = first; page < end; page++) {
			const value = this.#valueFor(page, offset);
			if (!this.#ask(call, page, value, 0, wantsSuccess)) return false;
			this.#words[page] = value;
			// The kernel writes whole pages, and the file grows by whole pages.
			this.size = Math.max(this.size, (page + 1) << pageShift);
		}
		return true;
	}

	#store(offset: number, first: number, end: number): boolean {
		for (let at = first; at < end; at++) {
			const page = this.#shown[at]!;
			const isInside = page << pageShift < this.size;
			const value = page === at ? this.#valueFor(page, offset) : ++this.#value;
			if (!this.#ask('w', at, value, 0, isInside ? wantsSuccess : wantsSigbus)) return false;
			if (isInside) this.#words[page] = value;
		}
		return true;
	}

	#grow(bytes: number): boolean {
		return bytes <= this.size || this.#truncate(bytes);
	}

	#truncate(bytes: number): boolean {
		if (!this.#ask('trunc', bytes, 0, 0, wantsSuccess)) return false;
		this.#words.fill(0, pagesFor(bytes));
		this.size = bytes;
		return true;
	}

	/** Whole pages are punched out. Of the others the first word is cleared if it is among the bytes. */
	#zero(offset: number, length: number): boolean {
		const stop = Math.min(offset + length, this.size);
		if (stop <= offset) return true;
		const first = offset >>> pageShift;
		const whole = pagesFor(offset);
		const end = stop === this.size ? pagesFor(stop) : stop >>> pageShift;
		if (end > whole) {
			if (!this.#ask('punch', whole, end - whole, 0, wantsSuccess)) return false;
			this.#words.fill(0, whole, end);
		}
		const isEnd = end >= whole && pagesFor(stop) > Math.max(end, whole);
		if (first < whole && !this.#storeAgain(first, this.#words[first]!)) return false;
		return !isEnd || this.#storeAgain(pagesFor(stop) - 1, 0);
	}

	#storeAgain(page: number, value: number): boolean {
		if (!this.#ask('pwrite', page, value, 0, wantsSuccess)) return false;
		this.#words[page] = value;
		return true;
	}

	#remap(first: number, end: number, to: number): boolean {
		if (!this.#ask('remap', first, end - first, to, wantsSuccess)) return false;
		for (let at = first; at < end; at++) this.#shown[at] = to + at - first;
		return true;
	}
}

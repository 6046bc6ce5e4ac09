/*
 * workloads/load/image.ts - a program on disk, and a process that executes it.
 */
import { pageBytes, type LoadKernel } from '../../harness/measure/load.ts';
import type { address_space, mm_struct } from '../../harness/mm/include/structs.ts';
import { addressOf, hasFailed, type Self } from './program.ts';
import type { Group } from './sizes.ts';

/** How large a program is, in pages. */
export interface ImageSize {
	readonly text: number;
	/** Written by the process, which gets copies of the file's pages. */
	readonly data: number;
	/** The C library, which all programs share. */
	readonly library: number;
	/** Anonymous memory. */
	readonly heap: number;
}

export interface Image {
	/** Its text and then its data. */
	readonly file: address_space;
	readonly libraryFile: address_space;
	readonly size: ImageSize;
}

/** Text, data, library and heap, each in a vma of its own. */
export const imageVmas = 4;

export const imagePages = ({ text, data, library, heap }: ImageSize): number =>
	text + data + library + heap;

/** Pages of an image that a process has for itself. */
export const ownPages = ({ data, heap }: ImageSize): number => data + heap;

export function imageGroup(size: ImageSize, count: number): Group {
	const pages = imagePages(size);
	return { count, vmas: imageVmas, span: pages, ptes: pages };
}

/** Where the parts of an image lie, in pages from the first. */
function placesOf({ text, data, library }: ImageSize): Record<keyof ImageSize, number> {
	return { text: 0, data: text, library: text + data, heap: text + data + library };
}

/** What map() takes behind the process. */
export type MapArguments =
	Parameters<LoadKernel['map']> extends [unknown, ...infer Rest] ? Rest : never;

/** The maps of an image. */
export function mapsOf({ file, libraryFile, size }: Image): readonly MapArguments[] {
	const place = placesOf(size);
	const readOnly = { isShared: false, isReadOnly: true };
	const writable = { isShared: false };
	return [
		[file, 0, size.text, readOnly, addressOf(0)],
		[file, size.text, size.data, writable, addressOf(place.data)],
		[libraryFile, 0, size.library, readOnly, addressOf(place.library)],
		[0, 0, size.heap, writable, addressOf(place.heap)],
	];
}

/** Maps an image into an empty process; false when memory did not suffice. */
export function mapImage(kernel: LoadKernel, process: mm_struct, image: Image): boolean {
	const parts = mapsOf(image).map((each) => kernel.map(process, ...each));
	return !parts.some(hasFailed);
}

/** Another program in a process of the same parent; false when memory did not suffice. */
export function exec(kernel: LoadKernel, self: Self, image: Image): boolean {
	kernel.exit(self.process);
	self.process = kernel.process();
	return mapImage(kernel, self.process, image);
}

/** One access of a page of an image. */
export interface ImageAccess {
	readonly address: number;
	readonly isWrite: boolean;
}

/** `percent` of each part, evenly spread: text and library are read, data and heap written. */
export function* accessesOf(size: ImageSize, percent: number): Generator<ImageAccess> {
	const place = placesOf(size);
	for (const part of ['text', 'data', 'library', 'heap'] as const) {
		const used = usedOf(size[part], percent);
		const isWrite = part === 'data' || part === 'heap';
		for (let nth = 0; nth < used; nth++) {
			const page = place[part] + Math.floor((nth * size[part]) / used);
			yield { address: addressOf(0) + page * pageBytes, isWrite };
		}
	}
}

/** Makes these accesses. False when a signal came. */
export function useImage(
	kernel: LoadKernel,
	process: mm_struct,
	size: ImageSize,
	percent: number,
): boolean {
	for (const { address, isWrite } of accessesOf(size, percent)) {
		if (!kernel.touch(process, address, isWrite)) return false;
	}
	return true;
}

/** Rounded up, so that no part goes unused. */
const usedOf = (pages: number, percent: number): number => Math.ceil((pages * percent) / 100);

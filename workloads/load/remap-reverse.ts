/*
 * workloads/load/remap-reverse.ts - the program with which remap_file_pages() was measured before it was emulated.
 *
 * It maps a file, writes each page, then remaps page by page so that the file shows in reverse, and reads each page.
 */
import {
	smallestShape,
	type Load,
	type LoadKernel,
	type Parameters,
	type Shape,
	type Sizes,
} from '../../harness/measure/load.ts';
import { addressOf, hasFailed, touchAll } from './program.ts';
import { refuseSizes } from './refusals.ts';
import { sizesOf } from './sizes.ts';

type Given = Parameters<'pages'>;

function run(kernel: LoadKernel, { pages }: Given): void {
	// Extended from nothing, so that there is no disk to wait for.
	const file = kernel.file(0);
	kernel.truncate(file, pages);
	const process = kernel.process();
	const mapped = kernel.map(process, file, 0, pages, { isShared: true }, addressOf(0));
	if (!hasFailed(mapped) && touchAll(kernel, process, addressOf(0), pages, true)) {
		for (let page = 0; page < pages; page++)
			kernel.remap(process, addressOf(page), 1, pages - 1 - page);
		touchAll(kernel, process, addressOf(0), pages, false);
	}
	kernel.exit(process);
}

function sizes({ pages }: Given, shape: Shape = smallestShape): Sizes {
	return sizesOf(
		{
			files: [pages],
			anonymousPages: 0,
			// One that maps ranges anew has a vma for each page.
			groups: [{ count: 1, vmas: pages, span: pages, ptes: pages }],
			losesPages: false,
		},
		shape,
	);
}

export const remapReverse: Load<'pages'> = {
	name: 'remap-reverse',
	question: 'What does a map cost in which every page is remapped?',
	source: 'Kirill Shutemov, commit c8d78c1823f4 (2015), scaled from 4 GiB to 1 GiB',
	parameters: {
		pages: { text: 'pages of the file', small: 10_000, full: 262_144, least: 1, most: 521_216 },
	},
	scales: 'pages',
	refuse: (given) => refuseSizes('remap-reverse', sizes(given)),
	sizes,
	run,
};

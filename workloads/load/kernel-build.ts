/*
 * workloads/load/kernel-build.ts - a kernel build: make forks compilers and assemblers, so many at a time.
 *
 * Each unit is compiled by a process with large text that all compilers share and with an anonymous heap of its
 * own, which reads headers and its source; and then assembled by a smaller one, which writes the object file.
 */
import {
	smallestShape,
	type Load,
	type LoadKernel,
	type Parameters,
	type Shape,
	type Sizes,
} from '../../harness/measure/load.ts';
import type { address_space, mm_struct } from '../../harness/mm/include/structs.ts';
import {
	exec,
	imageGroup,
	mapImage,
	ownPages,
	useImage,
	type Image,
	type ImageSize,
} from './image.ts';
import { hasFailed, start, takeTurns, type Program, type Self } from './program.ts';
import { refuseSizes } from './refusals.ts';
import { sizesOf } from './sizes.ts';

export type KernelBuildName =
	'units' | 'jobs' | 'text' | 'library' | 'heap' | 'headers' | 'source' | 'used';
type Given = Parameters<KernelBuildName>;

interface Build {
	readonly make: mm_struct;
	readonly compiler: Image;
	readonly assembler: Image;
	readonly headers: address_space;
	readonly sources: address_space;
	readonly objects: address_space;
}

const dataPages = 8;
/** Parts into which a compiler's work is cut by time slices. */
export const compilerSlices = 4;

export const compilerSize = ({ text, library, heap }: Given): ImageSize => ({
	text,
	data: dataPages,
	library,
	heap,
});

/** An assembler has about a fifth of the compiler's text and heap. */
export const assemblerSize = (given: Given): ImageSize => ({
	text: Math.ceil(given.text / 5),
	data: dataPages,
	library: given.library,
	heap: Math.ceil(given.heap / 5),
});

/** One of the jobs of make: every so many units are its own. */
function* job(kernel: LoadKernel, self: Self, build: Build, given: Given, first: number): Program {
	for (let unit = first; unit < given.units; unit += given.jobs) {
		if (!forkAndExec(kernel, self, build.make, build.compiler)) return;
		yield* compile(kernel, self.process, build, given, unit);
		kernel.exit(self.process);
		if (!forkAndExec(kernel, self, build.make, build.assembler)) return;
		useImage(kernel, self.process, build.assembler.size, given.used);
		for (let page = 0; page < given.source; page++)
			kernel.write(build.objects, unit * given.source + page);
		kernel.exit(self.process);
		self.process = 0;
		yield;
	}
}

/** False when memory did not suffice. */
function forkAndExec(kernel: LoadKernel, self: Self, make: mm_struct, image: Image): boolean {
	const process = kernel.fork(make);
	self.process = hasFailed(process) ? 0 : process;
	return self.process !== 0 && exec(kernel, self, image);
}

/** Reads in portions and uses the more of its memory, the further it comes. */
function* compile(
	kernel: LoadKernel,
	process: mm_struct,
	build: Build,
	given: Given,
	unit: number,
): Program {
	for (let slice = 1; slice <= compilerSlices; slice++) {
		for (let page = slice - 1; page < given.headers; page += compilerSlices)
			kernel.read(build.headers, page);
		for (let page = slice - 1; page < given.source; page += compilerSlices)
			kernel.read(build.sources, unit * given.source + page);
		const percent = Math.ceil((given.used * slice) / compilerSlices);
		if (!useImage(kernel, process, build.compiler.size, percent)) return;
		yield;
	}
}

function run(kernel: LoadKernel, given: Given): void {
	const libraryFile = kernel.file(given.library);
	const image = (size: ImageSize): Image => ({
		file: kernel.file(size.text + size.data),
		libraryFile,
		size,
	});
	const make = kernel.process();
	const assembler = image(assemblerSize(given));
	const build: Build = {
		make,
		compiler: image(compilerSize(given)),
		assembler,
		headers: kernel.file(given.headers),
		sources: kernel.file(given.units * given.source),
		objects: kernel.file(given.units * given.source),
	};
	// make itself is about as large as an assembler.
	if (mapImage(kernel, make, assembler) && useImage(kernel, make, assembler.size, given.used)) {
		const jobs = Array.from({ length: Math.min(given.jobs, given.units) }, (_, first) =>
			start(0, (self) => job(kernel, self, build, given, first)),
		);
		takeTurns(kernel, jobs);
	}
	kernel.exit(make);
}

function sizes(given: Given, shape: Shape = smallestShape): Sizes {
	const [compiler, assembler] = [compilerSize(given), assemblerSize(given)];
	const jobs = Math.min(given.jobs, given.units);
	const files = [compiler, assembler].map(({ text, data }) => text + data);
	const read = [given.headers, given.units * given.source, given.units * given.source];
	return sizesOf(
		{
			files: [given.library, ...files, ...read],
			// A child begins with what make has, and goes on with what is its own.
			anonymousPages: jobs * ownPages(compiler) + ownPages(assembler),
			groups: [imageGroup(compiler, jobs), imageGroup(assembler, 1)],
			losesPages: false,
		},
		shape,
	);
}

export const kernelBuild: Load<KernelBuildName> = {
	name: 'kernel-build',
	question: 'What does a design cost where memory is plenty and processes are short?',
	source: 'like kernbench, with which Martin Bligh measured partial objrmap, 19 February 2003',
	parameters: {
		units: { text: 'files that are compiled', small: 36, full: 1200, least: 1, most: 100_000 },
		jobs: { text: 'compilers at one time (make -j)', small: 4, full: 32, least: 1, most: 1024 },
		text: { text: 'pages of text of the compiler', small: 150, full: 900, least: 1, most: 65_536 },
		library: { text: 'pages of the C library', small: 60, full: 300, least: 1, most: 65_536 },
		heap: {
			text: "pages of the compiler's memory",
			small: 200,
			full: 2000,
			least: 1,
			most: 262_144,
		},
		headers: {
			text: 'pages of headers that each reads',
			small: 40,
			full: 200,
			least: 1,
			most: 65_536,
		},
		source: { text: 'pages of one source', small: 4, full: 8, least: 1, most: 1024 },
		used: {
			text: 'percent of its memory that a program uses',
			small: 80,
			full: 60,
			least: 1,
			most: 100,
		},
	},
	scales: 'jobs',
	refuse: (given) => refuseSizes('kernel-build', sizes(given)),
	sizes,
	run,
};

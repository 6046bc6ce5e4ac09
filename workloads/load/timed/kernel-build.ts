/*
 * workloads/load/timed/kernel-build.ts - kernel-build.ts on several cpus: make forks a compiler for each unit, and an
 * assembler when that has ended, so many at a time.
 */
import type { Parameters } from '../../../harness/measure/load.ts';
import type { Script, Steps, TimedKernel } from '../../../harness/measure/timed/script.ts';
import type { address_space } from '../../../harness/mm/include/structs.ts';
import type { Image, ImageSize } from '../image.ts';
import {
	assemblerSize,
	compilerSize,
	compilerSlices,
	type KernelBuildName,
} from '../kernel-build.ts';
import { hasFailed, type Self } from '../program.ts';
import { exec, mapImage, startProcess, useImage } from './program.ts';

type Given = Parameters<KernelBuildName>;

interface Build {
	readonly compiler: Image;
	readonly assembler: Image;
	readonly headers: address_space;
	readonly sources: address_space;
	readonly objects: address_space;
}

/** Reads in portions and uses the more of its memory, the further it comes. */
function* compile(
	kernel: TimedKernel,
	self: Self,
	build: Build,
	given: Given,
	unit: number,
): Script {
	if (!(yield* exec(kernel, self, build.compiler))) return;
	for (let slice = 1; slice <= compilerSlices; slice++) {
		for (let page = slice - 1; page < given.headers; page += compilerSlices)
			yield* kernel.read(build.headers, page);
		for (let page = slice - 1; page < given.source; page += compilerSlices)
			yield* kernel.read(build.sources, unit * given.source + page);
		const percent = Math.ceil((given.used * slice) / compilerSlices);
		if (!(yield* useImage(kernel, self.process, build.compiler.size, percent))) return;
		yield* kernel.pause();
	}
}

function* assemble(
	kernel: TimedKernel,
	self: Self,
	build: Build,
	given: Given,
	unit: number,
): Script {
	if (!(yield* exec(kernel, self, build.assembler))) return;
	yield* useImage(kernel, self.process, build.assembler.size, given.used);
	for (let page = 0; page < given.source; page++)
		yield* kernel.write(build.objects, unit * given.source + page);
}

/** Forks what is to be done next as soon as one of its jobs has ended, assemblers first. */
function* makeUnits(kernel: TimedKernel, make: number, build: Build, given: Given): Steps<void> {
	/** By number of the task: the unit, and whether it is being compiled. */
	const doing: { readonly unit: number; readonly isCompiled: boolean }[] = [];
	let next = 0;
	function* begin(unit: number, isCompiled: boolean): Steps<boolean> {
		const process = yield* kernel.fork(make);
		if (hasFailed(process)) return false;
		doing.push({ unit, isCompiled });
		const program = isCompiled ? compile : assemble;
		const name = `${isCompiled ? 'cc' : 'as'} ${unit}`;
		yield* startProcess(kernel, name, process, (self) => program(kernel, self, build, given, unit));
		return true;
	}
	while (next < Math.min(given.jobs, given.units) && (yield* begin(next, true))) next++;
	for (;;) {
		const ended = yield* kernel.wait();
		if (ended < 0) return;
		const { unit, isCompiled } = doing[ended]!;
		if (isCompiled) yield* begin(unit, false);
		else if (next < given.units && (yield* begin(next, true))) next++;
	}
}

export function* kernelBuild(kernel: TimedKernel, given: Given): Script {
	const libraryFile = yield* kernel.file(given.library);
	function* image(size: ImageSize): Steps<Image> {
		return { file: yield* kernel.file(size.text + size.data), libraryFile, size };
	}
	const make = yield* kernel.process();
	const assembler = yield* image(assemblerSize(given));
	const build: Build = {
		compiler: yield* image(compilerSize(given)),
		assembler,
		headers: yield* kernel.file(given.headers),
		sources: yield* kernel.file(given.units * given.source),
		objects: yield* kernel.file(given.units * given.source),
	};
	// make itself is about as large as an assembler.
	const isReady =
		(yield* mapImage(kernel, make, assembler)) &&
		(yield* useImage(kernel, make, assembler.size, given.used));
	if (isReady) yield* makeUnits(kernel, make, build, given);
	yield* kernel.exit(make);
}

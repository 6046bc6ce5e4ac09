/*
 * harness/cell/flush-tasks.ts - what cpus have beside the kernel's memory: flush tasks and a buffer if the workload
 * asks for weak memory, or a TLB.
 */
import { declareWeak, trackedMax, weakWords } from '../engine/weak-memory.ts';
import { flushTask, flushTaskWords } from '../engine/weak-program.ts';
import { BadInput, tooManyFlushTasks } from '../messages/index.ts';
import { page_tree } from '../mm/include/fs.ts';
import { page_mapping } from '../mm/include/mm.ts';
import { fileMappings } from '../mm/layout.ts';
import { declareTlbs, tlbWords } from '../mm/tlb-steps.ts';
import { earlyFields } from '../mm/weak-fields.ts';
import type { FlushTask, PlacedProgram } from './placed.ts';
import type { Workload } from '../workload.ts';

/** At most so many tasks can be told apart by fingerprints and tokens. */
const tasksMax = 16;

/** Number of words that a workload's machine needs beyond the layout. */
export function companionWordsOf({ memory, cpus }: Workload): number {
	if (memory === 'tlb') return tlbWords(cpus.length);
	return memory === 'sc' ? 0 : weakWords(cpus.length);
}

/**
 * Gives each cpu a buffer in the last words of the image, which the caller has reserved, and adds
 * its flush tasks to `programs`. Returns the flush tasks by index in `programs`; none if memory is
 * sequentially consistent. TLBs lie there, too, and have no tasks.
 * @throws BadInput when there would be too many
 */
export function addFlushTasks(
	workload: Workload,
	image: Int32Array,
	programs: PlacedProgram[],
): Map<number, FlushTask> {
	const flushTasks = new Map<number, FlushTask>();
	const { memory, cpus, digest } = workload;
	if (memory === 'tlb') declareTlbs(image, image.length - tlbWords(cpus.length), cpus.length);
	if (memory === 'sc' || memory === 'tlb') return flushTasks;
	const tracked = memory === 'relaxed' ? trackedWords(workload, image) : new Map<number, string>();
	const words = flushTaskWords(memory, tracked.size);
	const tasks = programs.length + cpus.length * words.length;
	if (tracked.size > trackedMax || tasks > tasksMax) {
		throw new BadInput(tooManyFlushTasks(workload.name, tracked.size, cpus.length));
	}
	declareWeak(image, image.length - companionWordsOf(workload), cpus.length, [...tracked.keys()]);
	const names = [...tracked.values()];
	for (const cpu of cpus.keys()) {
		for (const word of words) {
			flushTasks.set(programs.length, { cpu, name: `CPU${cpu} ${names[word] ?? 'store buffer'}` });
			const name = `memory ${digest} ${cpu} ${word}`;
			programs.push({ name, start: () => flushTask(name, cpu, word) });
		}
	}
	return flushTasks;
}

/** Words that may be loaded early, each with its name as the workload writes it. */
function trackedWords({ files }: Workload, image: Int32Array): Map<number, string> {
	return new Map(
		files.flatMap((file, n) => {
			const mapping = fileMappings[n]!;
			const pages = Array.from({ length: file.pages }, (_, i) => ({
				page: image[mapping + page_tree.offset + i]!,
				name: `${file.name}[${i}]`,
			})).filter(({ page }) => page !== 0);
			return [
				...earlyFields.map((each) => [mapping + each.offset, `${file.name}.${each.name}`] as const),
				...pages.map(
					({ page, name }) => [page + page_mapping.offset, `${name}.${page_mapping.name}`] as const,
				),
			];
		}),
	);
}

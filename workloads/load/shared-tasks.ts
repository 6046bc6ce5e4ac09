/*
 * workloads/load/shared-tasks.ts - many tasks that all map the same memory and touch all of it.
 *
 * The memory that its reverse maps take can be calculated, see closed-form.ts; a run of a smaller one shows whether
 * the calculation is right.
 */
import {
	smallestShape,
	type Load,
	type LoadKernel,
	type Parameters,
	type Shape,
	type Sizes,
} from '../../harness/measure/load.ts';
import { tooManyTouches } from '../../harness/messages/load.ts';
import { addressOf, forkAll, hasFailed, takeTurns, touchAll, type Program } from './program.ts';
import { refuseSizes } from './refusals.ts';
import { sizesOf } from './sizes.ts';

export type SharedTasksName = 'tasks' | 'pages';
type Given = Parameters<SharedTasksName>;

/** A minute or so, when an access takes a quarter of a microsecond. */
const touchesMax = 2 ** 28;

/** As published: it is calculated and not run. */
export const publishedSharedTasks: Given = { tasks: 5000, pages: 524_288 };

/** Ends only after all others have touched everything, too. */
function* task(kernel: LoadKernel, process: number, pages: number): Program {
	touchAll(kernel, process, addressOf(0), pages, false);
	yield;
}

function run(kernel: LoadKernel, { tasks, pages }: Given): void {
	const file = kernel.file(0);
	kernel.truncate(file, pages);
	const parent = kernel.process();
	const mapped = kernel.map(parent, file, 0, pages, { isShared: true }, addressOf(0));
	const all = forkAll(kernel, parent, hasFailed(mapped) ? 0 : tasks, ({ process }) =>
		task(kernel, process, pages),
	);
	takeTurns(kernel, all);
	kernel.exit(parent);
}

function sizes({ tasks, pages }: Given, shape: Shape = smallestShape): Sizes {
	return sizesOf(
		{
			files: [pages],
			anonymousPages: 0,
			// The parent maps the file and touches nothing.
			groups: [
				{ count: tasks, vmas: 1, span: pages, ptes: pages },
				{ count: 1, vmas: 1, span: pages, ptes: 0 },
			],
			losesPages: false,
		},
		shape,
	);
}

function refuse(given: Given): string | null {
	const touches = given.tasks * given.pages;
	if (touches > touchesMax) return tooManyTouches('shared-tasks', touches, touchesMax);
	return refuseSizes('shared-tasks', sizes(given));
}

export const sharedTasks: Load<SharedTasksName> = {
	name: 'shared-tasks',
	question: 'How much memory do the reverse maps of memory take that all share?',
	source:
		'Martin Bligh, 5 April 2003, <74210000.1049602103@…>: 5,000 tasks and 2 GB are 10 GB of pte_chains',
	parameters: {
		tasks: { text: 'tasks', small: 40, full: 100, least: 1, most: 5000 },
		pages: { text: 'pages that they share', small: 1024, full: 65_536, least: 1, most: 524_288 },
	},
	scales: 'tasks',
	refuse,
	sizes,
	run,
};

/*
 * harness/audit/fsx/run-fsx.ts - fsx on one variant, in a thread of its own: a machine's size is that of its thread.
 */
import { Worker } from 'node:worker_threads';
import type { FsxOperation } from '../../../workloads/sequence/fsx-operations.ts';
import { threadModule } from '../../catalogue/source.ts';
import { BadInput, fsxEnded, fsxFailed, fsxSilent } from '../../messages/index.ts';
import type { FsxResult } from '../../result.ts';
import { geometryWith } from '../recorded/sequence-geometry.ts';
import { fsxPageBytes } from './fsx-file.ts';
import type { FsxJob, FsxSaid } from './fsx-job.ts';

export interface FsxPlan extends Omit<FsxJob, 'geometry' | 'pages'> {
	/** Milliseconds without a word after which the kernel is taken to go on for ever. */
	readonly patience: number;
}

export interface FsxWatcher {
	readonly onProgress: (operations: number, failed: number) => void;
}

/** Pages of the file of random operations: as many as a file of a litmus test has. */
const randomPages = 16;
/** Truncated pages that a kernel may forget before there is no room. */
const filesLeaked = 64;

/** @throws BadInput where the variant cannot be run, or does not come back */
export async function runFsx(plan: FsxPlan, { onProgress }: FsxWatcher): Promise<FsxResult> {
	const pages = 'operations' in plan.work ? pagesOf(plan.work.operations) : randomPages;
	const geometry = geometryWith({
		pages,
		filePages: pages,
		files: 1,
		allFilePages: filesLeaked * pages,
		processes: 1,
	});
	const { patience, ...rest } = plan;
	const { name } = plan.variant;
	const job: FsxJob = { geometry, pages, ...rest };
	const worker = new Worker(threadModule('harness/audit/fsx/fsx-worker.js'), { workerData: job });
	return await new Promise<FsxResult>((resolve, reject) => {
		let timer: NodeJS.Timeout | undefined;
		const end = (outcome: FsxResult | string): void => {
			clearTimeout(timer);
			void worker.terminate();
			if (typeof outcome === 'string') reject(new BadInput(outcome));
			else resolve(outcome);
		};
		const wait = (): void => {
			clearTimeout(timer);
			timer = setTimeout(() => end(fsxSilent(name, patience / 1000)), patience);
		};
		worker.on('message', (said: FsxSaid) => {
			if (said.kind === 'result') end(said.result);
			else if (said.kind === 'failed') end(fsxFailed(name, said.why));
			else {
				onProgress(said.operations, said.failed);
				wait();
			}
		});
		worker.on('error', (error) => end(fsxFailed(name, error.message)));
		worker.on('exit', () => end(fsxEnded(name)));
		wait();
	});
}

/** Of the largest file that operations make. */
function pagesOf(operations: readonly FsxOperation[]): number {
	const ends = operations.map(({ name, offset, length, to = 0 }) => {
		if (name === 'refill' || name === 'shrink') return 0;
		return name === 'truncate' ? length : Math.max(offset, to) + length;
	});
	return Math.max(1, ...ends.map((bytes) => Math.ceil(bytes / fsxPageBytes)));
}

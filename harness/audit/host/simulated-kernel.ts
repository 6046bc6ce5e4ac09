/*
 * harness/audit/host/simulated-kernel.ts - the thread of the simulated kernel that answers beside the running one.
 */
import { Worker } from 'node:worker_threads';
import type { Call } from '../../../workloads/sequence/random-sequence.ts';
import { threadModule } from '../../catalogue/source.ts';
import { BadInput, recordedEnded } from '../../messages/index.ts';
import type { HostAsked, HostJob, HostSaid } from './host-job.ts';

/** Asked one thing at a time. */
export class SimulatedKernel {
	readonly #worker: Worker;
	#ended: string | null = null;

	constructor(job: HostJob) {
		this.#worker = new Worker(threadModule('harness/audit/host/host-worker.js'), {
			workerData: job,
		});
		this.#worker.on('error', (error) => (this.#ended = error.message));
		this.#worker.on('exit', () => (this.#ended ??= recordedEnded()));
	}

	async ask(asked: HostAsked): Promise<Exclude<HostSaid, { readonly failed: string }>> {
		const said = await new Promise<HostSaid>((resolve) => {
			const failed = (): void => resolve({ failed: this.#ended ?? recordedEnded() });
			this.#worker.once('message', (message: HostSaid) => {
				this.#worker.removeListener('exit', failed);
				resolve(message);
			});
			this.#worker.once('exit', failed);
			if (this.#ended === null) this.#worker.postMessage(asked);
			else failed();
		});
		if ('failed' in said) throw new BadInput(`error: ${said.failed}`);
		return said;
	}

	async answersTo(calls: readonly Call[]): Promise<readonly string[]> {
		const said = await this.ask({ calls });
		return 'answers' in said ? said.answers : [];
	}

	async close(): Promise<void> {
		await this.#worker.terminate();
	}
}

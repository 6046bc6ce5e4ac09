/*
 * harness/messages/queue.ts - what is said of a run whose jobs lie in a queue.
 */
import { counted } from '../text/count.ts';

/** A password in an address stays where it was typed. */
const shown = (url: string): string => url.replace(/\/\/[^@/]*@/, '//');

export const queueSays = {
	notInstalled: (): string =>
		`error: a queue needs BullMQ and its client, which do not come with rmaplab: ` +
		`npm install bullmq@6.7.0 ioredis@5.11.1 beside it; --shard needs neither`,

	noAddress: (text: string): string =>
		`error: '${shown(text)}' is no address of a Redis; write redis://HOST:6379`,

	nobodyThere: (url: string): string =>
		`error: no Redis answers at ${shown(url)}; start one with redis-server, or name another --redis`,

	notWith: (option: string): string =>
		`error: ${option} does not go with a queue: a run ends when all its jobs are done`,

	serving: (url: string): string =>
		`jobs go to ${shown(url)}; on each machine: rmaplab work --redis ${shown(url)}`,

	working: (url: string, jobs: number): string =>
		`${counted(jobs, 'worker')} for ${shown(url)}; Ctrl-C ends them`,

	worked: (jobs: number): string => `${counted(jobs, 'job')} done`,

	jobLost: (why: string): string =>
		`error: a job has ended without a result: ${why}; begin the same command again`,

	otherCode: (): string =>
		'error: a worker has another version of rmaplab than this run; install the same one on all machines',
};

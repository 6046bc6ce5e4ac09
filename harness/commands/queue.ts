/*
 * harness/commands/queue.ts - the queue of jobs that several machines share: BullMQ on a Redis of the user's. Both are
 * optional, and loaded here only.
 */
import { connect } from 'node:net';
import type { ConnectionOptions } from 'bullmq';
import { sha256 } from '../catalogue/imports.ts';
import { codeDigests } from '../compare/identity.ts';
import type { Job, Said } from '../compare/job.ts';
import { BadInput, queueSays } from '../messages/index.ts';

/** Of all queues that a Redis may hold. */
export const queueName = 'rmaplab';

/** What lies in the queue. */
export interface Asked {
	/** Of the code of whoever asks: cells of other code are not what was asked for. */
	readonly code: string;
	readonly job: Job;
}

/** What comes back: all that the worker has said, and what it failed of. */
export interface Answered {
	readonly said: readonly Said[];
	readonly failed: Failed | null;
}

export interface Failed {
	/** HeapIsFull and BadInput are told of a variant; anything else ends the run. */
	readonly kind: 'HeapIsFull' | 'BadInput' | 'Error';
	readonly message: string;
}

export type BullMq = typeof import('bullmq');

/** Milliseconds until a Redis has to answer. */
const answersWithinMs = 3000;

/** @throws BadInput when it is not installed, or nobody answers there */
export async function openQueue(
	url: string,
): Promise<{ readonly bullMq: BullMq; readonly connection: ConnectionOptions }> {
	const at = redisOf(url);
	let bullMq: BullMq;
	try {
		// The client is a package of its own, which BullMQ would miss later and less clearly.
		[bullMq] = await Promise.all([import('bullmq'), import('ioredis')]);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
		throw new BadInput(queueSays.notInstalled());
	}
	await answers(at, url);
	// Whoever waits for a job does not give up while Redis is away.
	return { bullMq, connection: { ...at, maxRetriesPerRequest: null } };
}

interface Redis {
	readonly host: string;
	readonly port: number;
	readonly username?: string;
	readonly password?: string;
	readonly db?: number;
	readonly tls?: object;
}

/** @throws BadInput when it is no address of a Redis */
export function redisOf(text: string): Redis {
	const url = URL.canParse(text) ? new URL(text) : null;
	const isSecure = url?.protocol === 'rediss:';
	if (url === null || (url.protocol !== 'redis:' && !isSecure) || url.hostname === '') {
		throw new BadInput(queueSays.noAddress(text));
	}
	const db = /^\/?(\d*)$/.exec(url.pathname);
	if (db === null) throw new BadInput(queueSays.noAddress(text));
	return {
		host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
		port: url.port === '' ? 6379 : Number(url.port),
		...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
		...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
		...(db[1] === '' ? {} : { db: Number(db[1]) }),
		...(isSecure ? { tls: {} } : {}),
	};
}

/** Clients try again for ever, which is right once a run goes on, and wrong before it has begun. */
function answers({ host, port }: Redis, url: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const socket = connect({ host, port, timeout: answersWithinMs });
		const fail = (): void => {
			socket.destroy();
			reject(new BadInput(queueSays.nobodyThere(url)));
		};
		socket.once('error', fail);
		socket.once('timeout', fail);
		socket.once('connect', () => {
			socket.end();
			resolve();
		});
	});
}

/** Names our code, as workers and whoever asks them must have it alike. */
export const codeName = (): string => sha256(JSON.stringify(codeDigests()));

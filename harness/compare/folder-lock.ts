/*
 * harness/compare/folder-lock.ts - a folder that belongs to one process at a time, by a file that names its owner.
 *
 * The file is linked into place whole, so that nobody reads half an owner. An owner that was killed cannot
 * take its file along; whoever comes next sees that the process is gone, or that another one has its
 * number by now, and takes over.
 */
import {
	existsSync,
	linkSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { BadInput, folderInUse, folderLockDamaged, folderNotWritable } from '../messages/index.ts';

interface Owner {
	readonly pid: number;
	readonly host: string;
	/** When the process began, in the kernel's own words; null where it does not tell. */
	readonly started: string | null;
}

export const lockName = 'rmaplab.lock';

/**
 * Makes the folder where there is none, and takes it. Returns what gives it back.
 * @throws BadInput when another process has it, or it cannot be written
 */
export function lockFolder(folder: string): () => void {
	const path = join(folder, lockName);
	const { pid } = process;
	const own = JSON.stringify({ pid, host: hostname(), started: startOf(pid) } satisfies Owner);
	const mine = `${path}.${pid}`;
	try {
		makeFolder(folder);
		writeFileSync(mine, `${own}\n`);
		while (!linked(mine, path)) takeAway(path, folder);
	} catch (error) {
		if (error instanceof BadInput) throw error;
		throw new BadInput(folderNotWritable(folder, error));
	} finally {
		// Where the folder is a file, even looking for what is in it fails.
		if (existsSync(mine)) rmSync(mine, { force: true });
	}
	const release = (): void => {
		process.off('exit', release);
		if (read(path)?.trim() === own) rmSync(path, { force: true });
	};
	process.on('exit', release);
	return release;
}

/** Makes a folder and those above it. Node's own recursion goes round for ever where a folder is there and takes no others, as /proc does. */
export function makeFolder(folder: string): void {
	try {
		mkdirSync(folder);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		const above = dirname(folder);
		if (code === 'EEXIST' || code === 'EISDIR') return;
		if (code !== 'ENOENT' || above === folder || existsSync(above)) throw error;
		makeFolder(above);
		mkdirSync(folder);
	}
}

/** Whether it is ours now; false when somebody has it. */
function linked(mine: string, path: string): boolean {
	try {
		linkSync(mine, path);
		return true;
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'EEXIST') return false;
		if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error;
	}
	// A file system without links: the file is there before its text is, for a moment.
	try {
		writeFileSync(path, readFileSync(mine), { flag: 'wx' });
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/** Takes the file of an owner that is gone out of the way. */
function takeAway(path: string, folder: string): void {
	const text = read(path);
	if (text === null) return; // given back meanwhile
	const owner = ownerOf(text);
	if (owner === null) throw new BadInput(folderLockDamaged(folder, path));
	if (!isGone(owner)) {
		const isElsewhere = owner.host !== hostname();
		throw new BadInput(folderInUse(folder, owner.pid, isElsewhere ? { ...owner, path } : null));
	}
	const away = `${path}.${process.pid}.gone`;
	try {
		renameSync(path, away);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
		throw error;
	}
	// Somebody may have been quicker, and what was taken away is the file of a new owner.
	if (read(away) !== text && !linked(away, path))
		throw new Error(`two runs took over ${path} at once`);
	rmSync(away, { force: true });
}

function read(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}

function ownerOf(text: string): Owner | null {
	try {
		const owner = JSON.parse(text) as Partial<Owner> | null;
		const { pid, host, started } = owner ?? {};
		if (typeof pid !== 'number' || !Number.isInteger(pid) || typeof host !== 'string') return null;
		return { pid, host, started: typeof started === 'string' ? started : null };
	} catch {
		return null;
	}
}

/** Of a process on another machine nothing can be seen, so it counts as there. */
function isGone({ pid, host, started }: Owner): boolean {
	if (host !== hostname()) return false;
	try {
		process.kill(pid, 0);
	} catch (error) {
		// Of another user's process it is not said; that may have the number by now.
		if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
	}
	const now = startOf(pid);
	if (now === 'ended') return true;
	// Where the kernel does not tell, the number alone decides; our own can only be left from before.
	return now === null || started === null ? pid === process.pid : now !== started;
}

/** 'ended' for a process that nobody has waited for yet. */
function startOf(pid: number): string | null {
	try {
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
		// The second field is the program's name in brackets, and may hold anything.
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
			.replace(/^.*\) /s, '')
			.split(' ');
		return fields[0] === 'Z' || fields[0] === 'X' ? 'ended' : `${boot} ${fields[19]!}`;
	} catch {
		return null;
	}
}

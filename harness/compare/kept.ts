/*
 * harness/compare/kept.ts - what earlier runs of this very build have worked out, kept in the cache folder of whoever
 * runs it: cells and charts, as texts, each under a digest of all that it depends on.
 *
 * Nothing here may change what is said. A text is used only where its name and its own sum fit, from a folder that
 * nobody else can write to; anything else is as if nothing were kept, and so is a folder that cannot be written to.
 */
import {
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { sha256 } from '../catalogue/imports.ts';
import { buildDigest } from '../catalogue/source.ts';

/** Bytes of a text, and texts of one build; at most. */
const limits = { bytes: 8 * 2 ** 20, texts: 4000 } as const;

/** Builds whose texts are kept beside those of this one. */
const buildsMax = 3;

const format = 'rmaplab-kept/1';

/** Where the user's programs keep what they can do without; null where that is not known. */
function cacheFolder(): string | null {
	const told = process.env['XDG_CACHE_HOME'];
	if (told !== undefined && isAbsolute(told)) return told;
	const home = homedir();
	return isAbsolute(home) ? join(home, '.cache') : null;
}

/** Whether a folder is this user's, and nobody else can put anything there. */
function isSafe(folder: string): boolean {
	const { uid, mode, isDirectory } = statusOf(folder);
	return isDirectory && uid === process.getuid?.() && (mode & 0o022) === 0;
}

function statusOf(path: string): {
	readonly uid: number;
	readonly mode: number;
	readonly size: number;
	readonly isDirectory: boolean;
	readonly isFile: boolean;
} {
	// What a link leads to may be anybody's.
	const status = lstatSync(path);
	const { uid, mode, size } = status;
	return { uid, mode, size, isDirectory: status.isDirectory(), isFile: status.isFile() };
}

/** Texts by what they depend on. */
export class Kept {
	readonly #folder: string;
	/** How many more are taken in. */
	#room: number;

	private constructor(folder: string, room: number) {
		this.#folder = folder;
		this.#room = room;
	}

	/** Null where nothing can be kept. */
	static open(build: string | null = buildDigest()): Kept | null {
		const cache = cacheFolder();
		if (build === null || cache === null) return null;
		const all = join(cache, 'rmaplab');
		const folder = join(all, build.slice(0, 32));
		try {
			mkdirSync(folder, { recursive: true, mode: 0o700 });
			if (!isSafe(all) || !isSafe(folder)) return null;
			removeOldest(all, folder);
			return new Kept(folder, limits.texts - readdirSync(folder).length);
		} catch {
			return null;
		}
	}

	/** The text that was kept for this; null where there is none that can be trusted. */
	read(dependsOn: unknown): string | null {
		const key = keyOf(dependsOn);
		try {
			const path = join(this.#folder, key);
			const { isFile, size } = statusOf(path);
			if (!isFile || size > limits.bytes) return null;
			const whole = readFileSync(path, 'utf8');
			const end = whole.indexOf('\n');
			const text = whole.slice(end + 1);
			return whole.slice(0, end) === sumOf(key, text) ? text : null;
		} catch {
			return null;
		}
	}

	/** Keeps a text, where it can. */
	write(dependsOn: unknown, text: string): void {
		if (this.#room <= 0) return;
		const key = keyOf(dependsOn);
		const path = join(this.#folder, key);
		const made = `${path}.${process.pid}`;
		try {
			writeFileSync(made, `${sumOf(key, text)}\n${text}`, { flag: 'wx', mode: 0o600 });
			renameSync(made, path);
			this.#room--;
		} catch {
			// It is worked out again.
			this.#room = 0;
			rmSync(made, { force: true });
		}
	}
}

const keyOf = (dependsOn: unknown): string =>
	sha256(JSON.stringify([format, process.version, process.arch, dependsOn]));

const sumOf = (key: string, text: string): string => sha256(`${key}\n${text}`);

/** Removes what other builds have kept, but for the latest. */
function removeOldest(all: string, own: string): void {
	const others = readdirSync(all)
		.map((name) => join(all, name))
		.filter((each) => each !== own);
	if (others.length <= buildsMax) return;
	const changed = new Map(others.map((each) => [each, lstatSync(each).mtimeMs]));
	const oldest = others.toSorted((a, b) => changed.get(b)! - changed.get(a)!).slice(buildsMax);
	for (const each of oldest) rmSync(each, { recursive: true, force: true });
}

/*
 * harness/commands/fixture.ts - for tests: the built command line in a folder of its own. Needs dist/, which `npm test`
 * builds first.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';

export interface Ran {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** A command that goes on until it is told to end. */
export interface Started {
	readonly child: ChildProcess;
	/** All that it has printed so far. */
	readonly said: { stdout: string; stderr: string };
	/** Waits until a stream has a text that it did not have at the last call. */
	readonly until: (stream: 'stdout' | 'stderr', pattern: RegExp) => Promise<void>;
	/** Its exit status. */
	readonly ended: Promise<number | null>;
}

function startedWith(child: ChildProcess): Started {
	const said = { stdout: '', stderr: '' };
	const seen = { stdout: 0, stderr: 0 };
	for (const stream of ['stdout', 'stderr'] as const) {
		child[stream]!.setEncoding('utf8').on('data', (text: string) => (said[stream] += text));
	}
	const ended = new Promise<number | null>((done) => {
		child.once('close', (status) => done(status));
	});
	const until: Started['until'] = async (stream, pattern) => {
		for (;;) {
			const match = pattern.exec(said[stream].slice(seen[stream]));
			if (match !== null) {
				seen[stream] += match.index + match[0].length;
				return;
			}
			const isOver = await Promise.race([
				ended.then(() => true),
				new Promise<false>((go) => setTimeout(() => go(false), 50)),
			]);
			if (isOver) throw new Error(`it ended without ${pattern}: ${said.stdout}${said.stderr}`);
		}
	};
	return { child, said, until, ended };
}

/** Parts of a sample that its output does not have in that order; a line with dots stands for what is left out. */
export function wrongParts(shown: string, output: string): string[] {
	let rest = output;
	return shown.split(/^.*\.\.\.\n/m).filter((part) => {
		const at = rest.indexOf(part);
		rest = at < 0 ? rest : rest.slice(at + part.length);
		return at < 0;
	});
}

/** A new folder, which goes when the tests of a file are done, and the command line run there, without colours. */
export function commandLineIn(name: string): {
	readonly folder: string;
	readonly rmaplab: (...args: string[]) => Ran;
	/** The same with more in its environment; what is undefined is taken out of it. */
	readonly rmaplabWith: (
		environment: Readonly<Record<string, string | undefined>>,
		...args: string[]
	) => Ran;
	/** The same without waiting for its end. */
	readonly started: (
		environment: Readonly<Record<string, string | undefined>>,
		...args: string[]
	) => Started;
} {
	const folder = mkdtempSync(join(tmpdir(), `rmaplab-${name}-`));
	afterAll(() => rmSync(folder, { recursive: true }));
	const cli = join(packageRoot(), 'dist/harness/cli.js');
	const rmaplabWith: ReturnType<typeof commandLineIn>['rmaplabWith'] = (environment, ...args) =>
		spawnSync(process.execPath, [cli, ...args], {
			encoding: 'utf8',
			cwd: folder,
			env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...environment },
		});
	const children: ChildProcess[] = [];
	afterAll(() => {
		for (const each of children) each.kill('SIGKILL');
	});
	const started: ReturnType<typeof commandLineIn>['started'] = (environment, ...args) => {
		const child = spawn(process.execPath, [cli, ...args], {
			cwd: folder,
			env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...environment },
		});
		children.push(child);
		return startedWith(child);
	};
	return { folder, rmaplabWith, started, rmaplab: (...args) => rmaplabWith({}, ...args) };
}

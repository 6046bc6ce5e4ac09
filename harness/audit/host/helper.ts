/*
 * harness/audit/host/helper.ts - the program that makes calls on the running kernel: compiled when it is first needed.
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Call } from '../../../workloads/sequence/random-sequence.ts';
import { type Answer, answerText } from '../../../workloads/sequence/recording.ts';
import { packageRoot } from '../../catalogue/source.ts';
import { BadInput, helperEnded, noCompiler, noLinux, notCompiled } from '../../messages/index.ts';
import { callText } from '../recorded/call-text.ts';

const compilers = ['cc', 'gcc', 'clang', 'tcc'];
/** What the helper answers to a line, at most. */
const answerBytesMax = 200;

/** Whether there is somebody who compiles it. */
export const compiler = (): string | null =>
	compilers.find((name) => spawnSync(name, ['--version']).status === 0) ?? null;

function isWritable(folder: string): boolean {
	try {
		accessSync(folder, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

/** The running kernel, as a program that answers lines. */
export class LiveKernel {
	readonly #folder: string;
	readonly #helper: ChildProcessWithoutNullStreams;
	readonly #lines: Interface;
	readonly #waiting: { readonly resolve: (line: string) => void; readonly reject: () => void }[] =
		[];
	#hasEnded = false;

	/** @throws BadInput where there is no Linux, or nothing that compiles the helper */
	constructor() {
		if (process.platform !== 'linux') throw new BadInput(noLinux(process.platform));
		const name = compiler();
		if (name === null) throw new BadInput(noCompiler(compilers));
		this.#folder = mkdtempSync(join(tmpdir(), 'rmaplab-host-'));
		const program = join(this.#folder, 'helper');
		const source = join(packageRoot(), 'harness', 'audit', 'host', 'helper.c');
		const compiled = spawnSync(name, ['-O2', '-o', program, source], { encoding: 'utf8' });
		if (compiled.status !== 0) {
			this.close();
			throw new BadInput(notCompiled(name, compiled.stderr.split('\n')[0] ?? ''));
		}
		const memory = isWritable('/dev/shm') ? '/dev/shm' : this.#folder;
		this.#helper = spawn(program, [memory, this.#folder], { stdio: 'pipe' });
		this.#helper.on('exit', () => this.#end());
		this.#helper.stdin.on('error', () => this.#end());
		this.#lines = createInterface({ input: this.#helper.stdout });
		this.#lines.on('line', (line) => this.#waiting.shift()?.resolve(line));
	}

	/** What the kernel answers to each call, in the recording's words; nothing is mapped and files are empty before. */
	async answersTo(calls: readonly Call[]): Promise<string[]> {
		const lines = ['sequence', ...calls.map(callText)];
		const answers = lines.map(
			() =>
				new Promise<string>((resolve, reject) => {
					this.#waiting.push({
						resolve,
						reject: () => reject(new BadInput(helperEnded())),
					});
				}),
		);
		if (this.#hasEnded) this.#end();
		else this.#helper.stdin.write(`${lines.join('\n')}\n`);
		const said = await Promise.all(answers);
		return said.slice(1).map(textOf);
	}

	close(): void {
		this.#hasEnded = true;
		this.#helper?.kill();
		this.#lines?.close();
		rmSync(this.#folder, { recursive: true, force: true });
	}

	#end(): void {
		this.#hasEnded = true;
		for (const { reject } of this.#waiting.splice(0)) reject();
	}
}

const textOf = (line: string): string =>
	answerText(JSON.parse(line.slice(0, answerBytesMax)) as Answer) ?? line;

/*
 * harness/audit/import/files.ts - the files that a program names, by path, and where its descriptors stand in them.
 */
import type { ImportedFile, Program } from './program.ts';

/** A file that is unlinked goes on under this name, as strace -y has it. */
const gone = ' (deleted)';

export class Files {
	readonly #program: Program;
	readonly #byPath = new Map<string, ImportedFile>();
	/** By process and descriptor: the next byte; null is the end of the file. */
	readonly #positions = new Map<string, number>();

	/**
	 * Whether writes were recorded. Where they were not, a file that was made empty is not known to be so when it is
	 * mapped.
	 */
	readonly holdsWrites: boolean;

	constructor(program: Program, holdsWrites: boolean) {
		this.#program = program;
		this.holdsWrites = holdsWrites;
	}

	/** The file of a path; null for what is none: a pipe, a socket, a device, or one file too many. */
	at(path: string): ImportedFile | null {
		const known = this.#byPath.get(path);
		if (known !== undefined) return known;
		const isTmpfs = /^\/(?:dev\/shm|run)\/|^\/memfd:|^\/SYSV/.test(path);
		const isFile = path.startsWith('/') && (isTmpfs || !/^\/(?:dev|proc|sys)\//.test(path));
		if (!isFile) return null;
		const file = this.#program.newFile(isTmpfs ? 't' : 'd');
		if (file !== null) this.#byPath.set(path, file);
		return file;
	}

	/** Whether the path has been named before. */
	has(path: string): boolean {
		return this.#byPath.has(path);
	}

	unlink(path: string): void {
		const file = this.#byPath.get(path);
		if (file === undefined) return;
		this.#byPath.delete(path);
		this.#byPath.set(path + gone, file);
	}

	/** Where a descriptor stands, in bytes; null where nobody was seen to open or to move it. */
	position(task: number, descriptor: number): number | null {
		return this.#positions.get(`${task}:${descriptor}`) ?? null;
	}

	moveTo(task: number, descriptor: number, byte: number): void {
		this.#positions.set(`${task}:${descriptor}`, byte);
	}

	/** A child's descriptors stand where its parent's do. From then on they move apart here: they share no position. */
	fork(parent: number, child: number): void {
		for (const [name, byte] of this.#positions) {
			const [task, descriptor] = name.split(':');
			if (Number(task) === parent) this.moveTo(child, Number(descriptor), byte);
		}
	}
}

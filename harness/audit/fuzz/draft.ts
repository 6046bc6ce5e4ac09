/*
 * harness/audit/fuzz/draft.ts - a program while it is drawn or changed: calls as text, in lists.
 */
import { printCall } from '../../../workloads/litmus/print.ts';
import type { FileDeclaration, Program, Workload } from '../../workload.ts';

export type DraftFile = Pick<FileDeclaration, 'name' | 'pages' | 'cached' | 'readError'>;

export interface DraftBlock {
	readonly name: string;
	/** null: a kernel thread. */
	process: string | null;
	readonly calls: string[];
}

export interface Draft {
	memory: Workload['memory'];
	readonly files: DraftFile[];
	readonly processes: DraftBlock[];
	readonly cpus: DraftBlock[];
	readonly after: DraftBlock[];
}

const blockOf = ({ name, process, calls }: Program): DraftBlock => ({
	name,
	process,
	calls: calls.map(printCall),
});

/** May be changed at will; the workload stays as it is. */
export const draftOf = ({ memory, files, processes, cpus, after }: Workload): Draft => ({
	memory,
	files: files.map(({ name, pages, cached, readError }) => ({ name, pages, cached, readError })),
	processes: processes.map(blockOf),
	cpus: cpus.map(blockOf),
	after: after.map(blockOf),
});

const block = (head: string, { process, calls }: DraftBlock): string =>
	`${head}${process === null ? '' : ` in ${process}`} { ${calls.join('; ')} }`;

/** The litmus file; nobody has looked yet whether it can be read. */
export const textOf = (name: string, { memory, files, processes, cpus, after }: Draft): string =>
	[
		`scenario ${name}`,
		...(memory === 'sc' ? [] : [`memory ${memory}`]),
		...files.map(
			(file) =>
				`file ${file.name} ${file.pages} ${file.pages === 1 ? 'page' : 'pages'}` +
				`${file.cached ? ' cached' : ''}${file.readError ? ' read-error' : ''}`,
		),
		...processes.map(({ name: own, calls }) => `process ${own} { ${calls.join('; ')} }`),
		...cpus.map((each) => block(`cpu ${each.name}`, each)),
		...after.map((each) => block('after', each)),
		'',
	].join('\n');

/*
 * workloads/litmus/print.ts - writes a workload back as litmus text; the reader's inverse.
 */
import {
	pagesIn,
	type Call,
	type FileDeclaration,
	type MapPage,
	type MapRange,
	type Program,
	type Workload,
} from '../../harness/workload.ts';

const columnsMax = 96;

/**
 * The text of a workload. Reading it again gives the same workload, up to places, digest and the line
 * breaks of the question.
 * @example printLitmus(workload) // '# Why?\nscenario s\n\ncpu a { reclaim 1 }\n'
 */
export function printLitmus(workload: Workload): string {
	const head = [
		...commentLines(workload.question),
		`scenario ${workload.name}`,
		...(workload.serves.length === 0 ? [] : [`serves ${workload.serves.join(' ')}`]),
		...(workload.memory === 'sc'
			? []
			: [workload.memory === 'tlb' ? 'tlb' : `memory ${workload.memory}`]),
	];
	const programs = [
		...workload.processes.map((each) => printBlock(`process ${each.name}`, each)),
		...workload.cpus.map((each) => printBlock(`cpu ${each.name}${inProcess(each)}`, each)),
		...workload.after.map((each) => printBlock(`after${inProcess(each)}`, each)),
	];
	const questions = [
		...workload.never.map(({ text }) => `never ${text}`),
		...workload.counts.map((process) => `count unmapped-locked ${process}`),
		...workload.expects.map(({ text }) => `expect ${text}`),
	];
	const sections = [head, workload.files.map(printFile), programs, questions];
	return sections
		.filter((lines) => lines.length > 0)
		.map((lines) => `${lines.join('\n')}\n`)
		.join('\n');
}

function commentLines(question: string): string[] {
	const lines: string[] = [];
	for (const word of question.split(/\s+/).filter((each) => each !== '')) {
		const line = lines.at(-1);
		if (line === undefined || line.length + 1 + word.length > columnsMax) lines.push(`# ${word}`);
		else lines[lines.length - 1] = `${line} ${word}`;
	}
	return lines;
}

function printFile({ name, pages, cached, readError }: FileDeclaration): string {
	const flags = `${cached ? ' cached' : ''}${readError ? ' read-error' : ''}`;
	return `file ${name} ${pages} ${pages === 1 ? 'page' : 'pages'}${flags}`;
}

const inProcess = ({ process }: Program): string => (process === null ? '' : ` in ${process}`);

function printBlock(head: string, { calls }: Program): string {
	if (calls.length === 0) return `${head} { }`;
	const lines = calls.map(printCall);
	const short = `${head} { ${lines.join('; ')} }`;
	if (short.length <= columnsMax) return short;
	return `${head} {\n${lines.map((line) => `\t${line}\n`).join('')}}`;
}

const printRange = ({ map, first, last, beyond }: MapRange): string =>
	`${map}[${first === last ? first : `${first}..${last}`}]${beyond ? ' beyond' : ''}`;

const printPage = (map: string, page: number, beyond: true | undefined): string =>
	`${map}[${page}]${beyond ? ' beyond' : ''}`;

const printFixed = (fixed: Extract<Call, { call: 'map' }>['fixed']): string[] =>
	fixed === null ? [] : [`at ${printPage(fixed.map, fixed.page, fixed.beyond)}`];

/** Calls that give something a name. */
type Naming = Extract<Call, { readonly call: 'map' | 'move' | 'mremap' | 'pin' | 'fork' }>;

const isNaming = (call: Call): call is Naming =>
	['map', 'move', 'mremap', 'pin', 'fork'].includes(call.call);

function printNaming(call: Naming): string {
	switch (call.call) {
		case 'map': {
			const last = call.pgoff + call.pages - 1;
			const pages = last === call.pgoff ? `${last}` : `${call.pgoff}..${last}`;
			return [
				`map ${call.map}`,
				call.file === null ? `anon ${call.pages}` : `${call.file}[${pages}]`,
				call.shared ? 'shared' : 'private',
				...(['locked', 'populate'] as const).filter((flag) => call[flag]),
				...(call.openedReadonly ? ['opened-readonly'] : []),
				...(call.readonly && !(call.openedReadonly && call.shared) ? ['readonly'] : []),
				...printFixed(call.fixed),
			].join(' ');
		}
		case 'move':
			return `move ${printRange(call.range)} to ${call.to}`;
		case 'mremap':
			return [
				`mremap ${printPage(call.range.map, call.range.first, call.range.beyond)}`,
				`${pagesIn(call.range)} -> ${call.pages}`,
				...(call.mayMove ? ['maymove'] : []),
				...printFixed(call.fixed),
				`as ${call.to}`,
			].join(' ');
		case 'pin':
			return `pin ${printRange(call.range)} ${call.write ? 'write' : 'read'} as ${call.pin}`;
		case 'fork':
			return `fork ${call.child}`;
	}
}

/** One call as it stands inside a block. */
export function printCall(call: Call): string {
	if (isNaming(call)) return printNaming(call);
	switch (call.call) {
		case 'remap':
			return (
				`remap ${printRange(call.range)} -> ${call.file}[${call.pgoff}]` +
				(call.nonblock ? ' nonblock' : '')
			);
		case 'touch':
			return `touch ${printRange(call.range)} ${call.write ? 'write' : 'read'}`;
		case 'msync':
			return [
				`msync ${printRange(call.range)}`,
				...(call.wait === false ? ['async'] : call.wait && call.invalidate ? ['sync'] : []),
				...(call.invalidate ? ['invalidate'] : []),
			].join(' ');
		case 'load':
		case 'store':
		case 'unpin':
			return `${call.call} ${call.pin}`;
		case 'mprotect':
			return `mprotect ${printRange(call.range)} ${call.to}`;
		case 'unmap':
		case 'mlock':
		case 'munlock':
		case 'dontneed':
			return `${call.call} ${printRange(call.range)}`;
		case 'mincore':
			return `mincore ${printRange(call.range)}${printCopied('into', call.into)}`;
		case 'write':
			return `write ${call.file}[${call.page}]${printCopied('from', call.from)}`;
		case 'read':
		case 'direct-read':
		case 'direct-write':
			return `${call.call} ${call.file}[${call.page}]`;
		case 'truncate':
			return `truncate ${call.file} ${call.pages}${call.bytes === 0 ? '' : `+${call.bytes}`}`;
		case 'punch': {
			const pages = call.first === call.last ? `${call.first}` : `${call.first}..${call.last}`;
			return `punch ${call.file}[${pages}]`;
		}
		case 'fsync':
		case 'invalidate':
			return `${call.call} ${call.file}`;
		case 'reclaim':
		case 'refill':
		case 'shrink':
			return `${call.call} ${call.pages}`;
		case 'fail':
			return `fail ${call.kind} ${call.nth}`;
		case 'mlockall':
			return `mlockall${call.future ? (call.current ? '' : ' future') : ' current'}`;
		case 'munlockall':
		case 'exit':
		case 'swapoff':
			return call.call;
	}
}

const printCopied = (word: 'into' | 'from', copied: MapPage | undefined): string =>
	copied === undefined ? '' : ` ${word} ${copied.map}[${copied.page}]`;

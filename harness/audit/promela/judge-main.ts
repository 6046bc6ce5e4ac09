/*
 * harness/audit/promela/judge-main.ts - npm run judge: SPIN on the exported models, every state of each.
 *
 * Without arguments it is the run of record, which `--write` keeps in the repository; variants and litmus tests
 * may be anybody's own, since it is a broken kernel that the reduced search has to be held against. Of a part of the run of
 * record `--write` replaces the rows, and leaves the others.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { variants } from '../../../variants/index.ts';
import { bootVariant } from '../../cell/boot.ts';
import { badInputOf } from '../../catalogue/bad-input.ts';
import { loadVariants } from '../../catalogue/variants.ts';
import { readWorkloads, workloadNamesOfTheMail } from '../../catalogue/litmus.ts';
import {
	BadInput,
	judgedLine,
	judgedSummary,
	judgeHead,
	judgeNeeds,
	judgeUsage,
	judgeWritesOfRecord,
} from '../../messages/index.ts';
import { judgeCell } from './judge.ts';
import { runSpin, spinTools, type SpinTools } from './spin.ts';
import { mergedRows, printTable, readTable, type Row } from './table.ts';
import { packageRoot } from '../../catalogue/source.ts';

/** The kernel that the mail is about, and proposals that change it in as many ways as possible. */
const chosen = [
	'lock-page-convert',
	'pte-chains',
	'convert-v2a',
	'forced-unmap',
	'recheck-racy-b',
	'no-bug',
	'keep-mapping',
	'nonlinear-aware',
	'truncate-count',
	'truncate-count-two',
	'punch-extents',
	'mlock-unevictable',
	'fault-both',
	'unmap-restart',
	'virtual-scan',
	'prio-tree',
];

/** Cells that agree at least in the run of record. */
const leastOfRecord = 500;

interface Request {
	readonly variants: readonly string[];
	readonly workloads: readonly string[];
	readonly statesMax: number;
	readonly least: number;
	readonly writes: boolean;
}

const tablePath = join(packageRoot(), 'harness/audit/promela/judged.txt');

/** Cells of more states were left out of the table that is kept. */
const statesOfRecord = (): number =>
	Number(/of more than (\d+) states/.exec(readFileSync(tablePath, 'utf8'))?.[1]);

/** @throws BadInput */
function requestOf(args: string[]): Request {
	const number = (text: string): number => {
		if (!/^\d+$/.test(text)) throw new BadInput(judgeUsage());
		return Number(text);
	};
	let values;
	try {
		({ values } = parseArgs({
			args,
			options: {
				variants: { type: 'string' },
				workloads: { type: 'string' },
				states: { type: 'string', default: '1000000' },
				least: { type: 'string' },
				write: { type: 'boolean', default: false },
			},
		}));
	} catch {
		throw new BadInput(judgeUsage());
	}
	const isOfRecord = values.variants === undefined && values.workloads === undefined;
	const asked = values.variants?.split(',') ?? chosen;
	const tests = values.workloads?.split(',') ?? workloadNamesOfTheMail();
	const isPart =
		asked.every((each) => chosen.includes(each)) &&
		tests.every((each) => workloadNamesOfTheMail().includes(each));
	const states = number(values.states);
	const ofRecord = statesOfRecord();
	// The head of the table speaks of all its rows.
	if (values.write && !(isOfRecord || (isPart && states === ofRecord))) {
		throw new BadInput(judgeWritesOfRecord(ofRecord));
	}
	return {
		variants: asked,
		workloads: tests,
		statesMax: states,
		least: number(values.least ?? String(isOfRecord ? leastOfRecord : 1)),
		writes: values.write,
	};
}

const clock = (): number => performance.now();

async function judgeAll(request: Request, tools: SpinTools): Promise<Row[]> {
	const rows: Row[] = [];
	const known = Object.keys(variants);
	const workloads = readWorkloads(request.workloads, known);
	const kernels = await loadVariants(request.variants);
	for (const { variant } of kernels) {
		const booted = bootVariant(variant);
		for (const workload of workloads) {
			const judged = judgeCell(booted, workload, {
				statesMax: request.statesMax,
				ask: (model) => runSpin(model, { tools, clock, timeoutMs: 600_000 }),
			});
			rows.push({ variant: variant.name, workload: workload.name, judged });
			process.stdout.write(`${judgedLine(variant.name, workload.name, judged).join('\n')}\n`);
		}
	}
	return rows;
}

async function main(): Promise<number> {
	const request = requestOf(process.argv.slice(2));
	const tools = spinTools();
	if (tools === null) {
		process.stdout.write(`${judgeNeeds()}\n`);
		return 0;
	}
	const started = clock();
	const rows = await judgeAll(request, tools);
	const { statesMax, least } = request;
	const judged = rows.flatMap((row) => (row.judged.kind === 'judged' ? [row.judged] : []));
	const agreed = judged.filter(({ complaints }) => complaints.length === 0).length;
	const seconds = ((clock() - started) / 1000).toFixed(0);
	const tally = { cells: rows.length, judged: judged.length, agreed, least };
	process.stdout.write(`${judgedSummary(tally, tools, seconds)}\n`);
	if (request.writes) {
		const order = { variants: chosen, workloads: workloadNamesOfTheMail() };
		const all = mergedRows(readTable(readFileSync(tablePath, 'utf8')), rows, order);
		writeFileSync(tablePath, printTable(judgeHead(tools, statesMax), all));
	}
	return agreed < judged.length || agreed < least ? 1 : 0;
}

try {
	process.exitCode = await main();
} catch (error) {
	const bad = badInputOf(error);
	if (bad === null) throw error;
	process.stderr.write(`${bad.message}\n`);
	process.exitCode = 2;
}

/*
 * harness/measure/judge-main.ts - npm run judge: SPIN on the exported models, every state of each.
 *
 * `--write` keeps the table in the repository; without it the run is compared with nothing but SPIN.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { variants } from '../../variants/index.ts';
import { bootVariant } from '../cell.ts';
import { readWorkload, workloadNames } from '../commands/workloads.ts';
import {
	judgedLine,
	judgedSummary,
	judgeHead,
	judgeNeeds,
	judgeUsage,
	noSuchVariant,
} from '../messages.ts';
import { nearest } from '../nearest.ts';
import { judgeCell } from '../promela/judge.ts';
import { runSpin, spinTools } from '../promela/spin.ts';
import { printTable, type Row } from '../promela/table.ts';
import { packageRoot } from '../source.ts';

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
];

const { values } = parseArgs({
	options: {
		variants: { type: 'string', default: chosen.join() },
		states: { type: 'string', default: '150000' },
		least: { type: 'string', default: '150' },
		write: { type: 'boolean', default: false },
	},
});
const statesMax = Number(values.states);
const least = Number(values.least);
const names = values.variants.split(',');
const known = Object.keys(variants);
const unknown = names.find((name) => !known.includes(name));
if (
	unknown !== undefined ||
	![statesMax, least].every((each) => Number.isInteger(each) && each >= 0)
) {
	const why =
		unknown === undefined ? judgeUsage() : noSuchVariant(unknown, nearest(unknown, known));
	process.stderr.write(`${why}\n`);
	process.exit(2);
}
const tools = spinTools();
if (tools === null) {
	process.stdout.write(`${judgeNeeds()}\n`);
	process.exit(0);
}

const clock = (): number => performance.now();
const started = clock();
const rows: Row[] = [];
for (const variant of names) {
	const booted = bootVariant(variants[variant]!);
	for (const workload of workloadNames()) {
		const judged = judgeCell(booted, readWorkload(workload, known), {
			statesMax,
			ask: (model) => runSpin(model, { tools, clock, timeoutMs: 600_000 }),
		});
		rows.push({ variant, workload, judged });
		process.stdout.write(`${judgedLine(variant, workload, judged).join('\n')}\n`);
	}
}
const agreed = rows.filter(
	({ judged: each }) => each.kind === 'judged' && each.complaints.length === 0,
);
const judgedCount = rows.filter(({ judged }) => judged.kind === 'judged').length;
const seconds = ((clock() - started) / 1000).toFixed(0);
process.stdout.write(
	`${judgedSummary({ cells: rows.length, judged: judgedCount, agreed: agreed.length, least }, tools, seconds)}\n`,
);
if (values.write) {
	writeFileSync(
		join(packageRoot(), 'harness/promela/judged.txt'),
		printTable(judgeHead(tools, statesMax), rows),
	);
}
process.exitCode = agreed.length < judgedCount || agreed.length < least ? 1 : 0;

/*
 * harness/audit/bench/bench-explore-main.ts - npm run bench:explore: the searches against SPIN and against
 * what was aimed at, as ratios within one run.
 *
 * The two sides of a ratio take turns, so that a busy moment of the machine falls on both. `--write`
 * keeps the table in the repository, from where the README quotes it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { baseName as base, variants } from '../../../variants/index.ts';
import type { CalibrationRow } from '../calibrate/calibrate.ts';
import { runCell } from '../../cell/cell.ts';
import { bootVariant } from '../../cell/boot.ts';
import { verdictOnly } from '../../cell/options.ts';
import { readWorkload } from '../../catalogue/litmus.ts';
import { randomRuns } from '../../explore/random.ts';
import {
	benchHead,
	benchTable,
	benchUsage,
	judgeNeeds,
	type BenchRow,
} from '../../messages/index.ts';
import { modelOf, type Model } from '../promela/model.ts';
import { runSpin, spinTools, type SpinTools } from '../promela/spin.ts';
import { survey } from '../promela/survey.ts';
import { readTable } from '../promela/table.ts';
import type { Comparison, Explored } from '../../result.ts';
import { packageRoot } from '../../catalogue/source.ts';
import { namesOfTasks, stageOf } from '../../cell/stage.ts';
import { deviation, median } from '../../compare/median.ts';

const { values } = parseArgs({
	options: {
		rounds: { type: 'string', default: '5' },
		write: { type: 'boolean', default: false },
	},
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
	process.stderr.write(`${benchUsage()}\n`);
	process.exit(2);
}
const root = packageRoot();
const known = Object.keys(variants);
const clock = (): number => performance.now();

/** What SPIN takes about one, ten and a hundred seconds for. */
const ladder = [
	{ workload: 'trunc-vs-fault', seconds: 1, freshAim: 10 },
	{ workload: 'workloads/bench/and-a-locker.litmus', seconds: 10, freshAim: 60 },
	{ workload: 'workloads/bench/and-another-truncate.litmus', seconds: 100, freshAim: 250 },
] as const;
const warmAim = 200;
const verdictOptions = { ...verdictOnly, statesMax: 10_000_000 };

const rows: BenchRow[] = [];
const tell = (row: BenchRow): void => {
	rows.push(row);
	process.stdout.write(`${benchTable([row]).at(-1)!}\n`);
};

const tools = spinTools();
if (tools === null) process.stdout.write(`${judgeNeeds()}\n`);
else againstSpin(tools);
calibrated();
randomSchedules();
twoWorkers();
fourCpus();
wholeComparison();

const table = benchTable(rows);
process.stdout.write(`\n${table.join('\n')}\n`);
if (values.write) {
	writeFileSync(
		join(root, 'harness/audit/bench/bench-explore.txt'),
		`${[...benchHead(process.version, tools?.spinVersion ?? null), ...table].join('\n')}\n`,
	);
}

/** Equal counts, and complete verdicts in a fresh process and in a warm one, SPIN's best time each. */
function againstSpin(spin: SpinTools): void {
	const kept = readTable(readFileSync(join(root, 'harness/audit/promela/judged.txt'), 'utf8'));
	let equal = 0;
	for (const { workload, seconds, freshAim } of ladder) {
		const path = workload.includes('/') ? join(root, workload) : workload;
		const { model, states } = modelFor(path);
		const isLong = seconds > 1;
		const theirs: number[] = [];
		const fresh: number[] = [];
		const warm: number[] = [];
		const kernel = bootVariant(variants[base]!);
		const verdict = (): void => {
			runCell(kernel, readWorkload(path, known), verdictOptions);
		};
		verdict();
		const turns = seconds > 10 ? 1 : isLong ? Math.min(2, rounds) : rounds;
		for (let round = 0; round < turns; round++) {
			const best = spinMs(spin, model, states, seconds > 10);
			theirs.push(best.ms);
			equal += round === 0 && best.states === states ? 1 : 0;
			for (let i = 0; i < rounds; i++) {
				fresh.push(timed(() => node('dist/harness/audit/bench/verdict-main.js', base, path)));
				warm.push(timed(verdict));
			}
		}
		const name = path.replace(/^.*\//, '').replace('.litmus', '');
		const spinMedian = median(theirs);
		const detail = (ms: readonly number[]): string =>
			`SPIN ${(spinMedian / 1000).toFixed(1)} s on ${states} states, here ${spread(ms)} ms`;
		const ratio = (ms: readonly number[], aim: number): Pick<BenchRow, 'measured' | 'met'> => ({
			measured: `${(spinMedian / median(ms)).toFixed(1)}x`,
			met: spinMedian / median(ms) >= aim,
		});
		tell({
			what: `verdict, fresh process, ${name}`,
			...ratio(fresh, freshAim),
			aim: `>= ${freshAim}x`,
			detail: detail(fresh),
		});
		tell({
			what: `verdict, warm, ${name}`,
			...ratio(warm, warmAim),
			aim: `>= ${warmAim}x`,
			detail: detail(warm),
		});
	}
	tell({
		what: "unreduced states : SPIN's",
		measured: equal === ladder.length ? '1.000000' : 'differ',
		aim: 'exactly 1',
		met: equal === ladder.length,
		detail: `${equal} of ${ladder.length} models in this run, ${kept.length} in judged.txt`,
	});
}

function modelFor(path: string): { model: Model; states: number } {
	const workload = readWorkload(path, known);
	const stage = stageOf(bootVariant(variants[base]!), workload);
	const found = survey(stage.problem!, { statesMax: 100_000_000 });
	const names = { variant: base, workload: workload.name, tasks: namesOfTasks(stage) };
	return { model: modelOf(stage.problem!, found, names), states: found.states };
}

/** SPIN end to end with whichever compiler ends first; -O2 is worth its time on long runs only. */
function spinMs(
	spin: SpinTools,
	model: Model,
	states: number,
	isLong: boolean,
): { ms: number; states: number } {
	const run = (
		tools: SpinTools,
		compilerFlags: readonly string[],
	): { ms: number; states: number } => {
		const { spent, states: stored } = runSpin(model, {
			tools,
			compilerFlags,
			clock,
			timeoutMs: 3_600_000,
			statesExpected: states,
		});
		return { ms: spent.translateMs + spent.compileMs + spent.runMs, states: stored };
	};
	const first = run(spin, []);
	if (!isLong) return first;
	const second = run({ ...spin, compiler: 'cc' }, ['-O2']);
	return second.ms < first.ms ? second : first;
}

/** Executions of optimal DPOR against traces that others counted, and how many it began in vain. */
function calibrated(): void {
	const { stdout } = node('dist/harness/cli.js', 'calibrate', '--json');
	const all = (JSON.parse(stdout) as { rows: CalibrationRow[] }).rows;
	const optimal = all.filter(
		(row) => row.engine.includes('optimal') && row.counts === 'executions' && row.complete,
	);
	const sum = (of: (row: CalibrationRow) => number | null): number =>
		optimal.reduce((total, row) => total + (of(row) ?? 0), 0);
	const executions = sum((row) => row.executions);
	const blocked = sum((row) => row.blocked);
	const ratio = executions / sum((row) => row.expected);
	const share = blocked / (executions + blocked);
	tell({
		what: 'executions : traces (optimal DPOR)',
		measured: ratio.toFixed(2),
		aim: '1.00',
		met: ratio === 1,
		detail: `${executions} executions of ${optimal.length} programs`,
	});
	tell({
		what: 'blocked executions',
		measured: `${(100 * share).toFixed(1)} %`,
		aim: '<= 5 %',
		met: share <= 0.05,
		detail: `${blocked} blocked`,
	});
}

/** Nanoseconds per step of uniformly random schedules on warm automata. */
function randomSchedules(): void {
	const workload = readWorkload('trunc-vs-fault', known);
	const problem = stageOf(bootVariant(variants[base]!), workload).problem!;
	const each: number[] = [];
	for (let round = 0; round < rounds + 2; round++) {
		const options = { runs: 4000, seed: round };
		let steps = 0;
		randomRuns(problem, options, (ending) => {
			steps += ending.schedule().length;
		});
		// Once more: a rate, too, asks for the schedule only of what it has not seen before.
		const ms = timed(() => randomRuns(problem, options, () => {}));
		if (round >= 2) each.push((ms * 1e6) / steps);
	}
	tell({
		what: 'random schedules, ns per access',
		measured: median(each).toFixed(0),
		aim: '<= 15',
		met: median(each) <= 15,
		detail: `${spread(each)} ns a step, ends judged by nobody`,
	});
}

/** The same cells by one worker and by two; each search in them takes about half a second. */
function twoWorkers(): void {
	const args = ['--workload', 'no-bug-orphan', '--variant', ...known.slice(0, 8), '--runs', '1'];
	const [one, two]: [number[], number[]] = [[], []];
	for (let round = 0; round < Math.min(3, rounds); round++) {
		one.push(timed(() => compare(...args, '--states', '1000000', '--jobs', '1')));
		two.push(timed(() => compare(...args, '--states', '1000000', '--jobs', '2')));
	}
	const ratio = median(one) / median(two);
	tell({
		what: 'two workers : one, eight cells',
		measured: `${ratio.toFixed(2)}x`,
		aim: '>= 1.7x',
		met: ratio >= 1.7,
		detail: `${spread(one)} ms against ${spread(two)} ms, each cell in one worker`,
	});
}

/** The largest scenarios that were tried: four cpus, one and two pages to reclaim. */
function fourCpus(): void {
	for (const name of ['four-cpus', 'four-cpus-two-pages']) {
		let answer = '';
		const ms = timed(() => {
			const path = join(root, `workloads/bench/${name}.litmus`);
			answer = node('dist/harness/audit/bench/verdict-main.js', base, path).stdout;
		});
		const explored = JSON.parse(answer) as Explored;
		const isComplete = explored.kind === 'complete';
		const size = isComplete
			? `${explored.states} states stored, ${explored.transitions} transitions`
			: 'not complete within 10000000 states';
		tell({
			what: `complete verdict, ${name}`,
			measured: `${(ms / 1000).toFixed(0)} s`,
			aim: '<= 60 s',
			met: isComplete && ms <= 60_000,
			detail: `${size}, one run`,
		});
	}
}

/** Everything that `npm start` runs. */
function wholeComparison(): void {
	let comparison: Comparison | null = null;
	const ms = timed(() => {
		comparison = JSON.parse(compare('--json')) as Comparison;
	});
	const { cells } = comparison!;
	const complete = cells.filter(({ explored }) => explored.kind === 'complete').length;
	const share = complete / cells.length;
	tell({
		what: 'all variants x all litmus, two workers',
		measured: `${(ms / 1000).toFixed(0)} s`,
		aim: '<= 60 s',
		met: ms <= 60_000,
		detail: `${cells.length} cells`,
	});
	tell({
		what: 'cells that are complete',
		measured: `${(100 * share).toFixed(1)} %`,
		aim: '>= 95 %',
		met: share >= 0.95,
		detail: `${complete} of ${cells.length}`,
	});
}

function compare(...args: readonly string[]): string {
	const out = mkdtempSync(join(tmpdir(), 'rmaplab-bench-'));
	try {
		const options = ['--no-wall-clock', '--no-cache', '--out', out];
		return node('dist/harness/cli.js', 'compare', ...options, ...args).stdout;
	} finally {
		rmSync(out, { recursive: true });
	}
}

function node(...args: readonly string[]): { stdout: string } {
	const { status, stdout, stderr } = spawnSync(process.execPath, args, {
		cwd: root,
		encoding: 'utf8',
		maxBuffer: 2 ** 30,
	});
	if (status !== 0) throw new Error(`${args.join(' ')}: ${stderr}`);
	return { stdout };
}

function timed(run: () => unknown): number {
	const began = clock();
	run();
	return clock() - began;
}

/** Median and median absolute deviation. */
function spread(values: readonly number[]): string {
	const middle = median(values);
	const digits = middle < 100 ? 1 : 0;
	return `${middle.toFixed(digits)} ± ${deviation(values).toFixed(digits)}`;
}

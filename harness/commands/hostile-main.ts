/*
 * harness/commands/hostile-main.ts - npm run hostile: hostile inputs to every reader, and to the command line.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommands } from '../audit/hostile/run-commands.ts';
import { runHostile } from '../audit/hostile/run-hostile.ts';
import { rmaplabIn } from '../audit/hostile/command-line.ts';
import { hostileSaid, hostileUsage } from '../messages/index.ts';

const { values } = parseArgs({
	options: {
		count: { type: 'string', default: '20000' },
		commands: { type: 'string', default: '40' },
		jobs: { type: 'string', default: '1' },
		seed: { type: 'string', default: '2003' },
	},
});
const { count, commands, jobs, seed } = {
	count: Number(values.count),
	commands: Number(values.commands),
	jobs: Number(values.jobs),
	seed: Number(values.seed),
};
if (![count, commands, seed].every((each) => Number.isInteger(each) && each >= 0) || !(jobs >= 1)) {
	process.stderr.write(`${hostileUsage()}\n`);
	process.exit(2);
}

/** Milliseconds without an end after which an input is taken to hang. */
const patience = 20_000;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
/** Some readers take files, thousands a second: in memory where there is a place for that. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const folder = mkdtempSync(join(place, 'rmaplab-hostile-'));
try {
	makeResults();
	const begun = performance.now();
	const { counts, failures } = await runHostile({
		seed,
		count,
		folder,
		jobs,
		thread: new URL('hostile-worker.js', import.meta.url),
		patience,
		onFailure: (failure) => print(hostileSaid.failure(failure)),
		onPart: (done, failed) => process.stderr.write(`${hostileSaid.part(done, count, failed)}\n`),
	});
	const ran = runCommands({ seed, count: commands, folder });
	for (const [kind, each] of Object.entries(counts)) print(hostileSaid.kind(kind, each));
	print(hostileSaid.commands(commands, ran.counts));
	for (const failure of ran.failures) print(hostileSaid.failure(failure));
	const failed = failures.length + ran.failures.length;
	print(hostileSaid.sum(count + commands, failed, seed, (performance.now() - begun) / 1000));
	process.exitCode = failed === 0 ? 0 : 1;
} finally {
	rmSync(folder, { recursive: true, force: true });
}

/** Good results of which hostile ones are made: short ones, of which many are read in a second. */
function makeResults(): void {
	const out = join(folder, 'report');
	const compare = ['compare', '--variant', 'no-bug', '--workload', 'trunc-vs-fault', '--out', out];
	rmaplabIn(folder, compare);
	const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as object;
	const short = { ...results, oracles: [], discussions: [], executions: [], diagrams: [] };
	writeFileSync(join(folder, 'results.json'), JSON.stringify(short, null, '\t'));
	const perf = rmaplabIn(folder, ['perf', 'rmap-test', '--variant', 'no-bug', '--json']);
	writeFileSync(join(folder, 'perf.json'), perf.stdout);
}

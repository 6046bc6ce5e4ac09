/*
 * harness/commands/compare-commands.ts - the command that compares, as the command line has it.
 */
import { Command, Option } from '@commander-js/extra-typings';
import type { CompareFlags } from './compare-plan.ts';
import { exitStatus } from './exit-status.ts';
import { formatOption, styleOption } from './mail-commands.ts';
import { budget, jobs, memory, positive, redisUsual, shard, target } from './option-values.ts';

export function declareCompareCommand<Options extends Record<string, unknown>>(
	program: Command<[], Options>,
): void {
	withCompareOptions(
		program.command('compare').description('run variants on workloads; write rmaplab-report/'),
	)
		.addHelpText(
			'after',
			exitStatus('done, whatever was found', 'an expect line of a litmus file was not met'),
		)
		.action(async (options) => {
			if (options.watch) {
				const { runWatch } = await import('./watch.ts');
				process.exitCode = await runWatch(options);
				return;
			}
			if (options.shard !== undefined) {
				const { runShard } = await import('./shard.ts');
				const asked = process.argv.slice(process.argv.indexOf('compare') + 1);
				process.exitCode = await runShard(options, options.shard, asked);
				return;
			}
			const { runCompare } = await import('./compare.ts');
			process.exitCode = await runCompare(options);
		});
}

/** The same, whose jobs are done elsewhere. */
export function declareServeQueue<Options extends Record<string, unknown>>(
	program: Command<[], Options>,
): void {
	withCompareOptions(
		program
			.command('serve-queue')
			.description("compare by workers on other machines, see 'rmaplab work'"),
	)
		.option('--redis <url>', 'the Redis with the queue (default: here)')
		.addHelpText(
			'after',
			exitStatus('done, whatever was found', 'an expect line of a litmus file was not met'),
		)
		.action(async ({ redis = redisUsual, ...flags }) => {
			const { runServeQueue } = await import('./serve-queue.ts');
			process.exitCode = await runServeQueue(flags, redis);
		});
}

/**
 * Reads what was asked of a comparison as the command line does: a part of one keeps its words for whoever merges it.
 * @throws CommanderError
 */
export const compareFlagsOf = (words: readonly string[]): CompareFlags =>
	withCompareOptions(new Command('compare'))
		// These may stand behind the name of the command, too.
		.option('-q, --quiet')
		.option('--color')
		.option('--no-color')
		.option('--patience <time>')
		.exitOverride()
		.configureOutput({ writeErr: () => {}, writeOut: () => {} })
		.parse([...words], { from: 'user' })
		.opts();

const withCompareOptions = (command: Command) =>
	command
		.option(
			'-v, --variant <names-or-paths...>',
			"variants to run: names, files of your own, stacks of both as 'a+b' (default: all)",
		)
		.option(
			'-w, --workload <names-or-paths...>',
			'litmus files to run: names or paths, and .jsonl files of imported calls (default: all)',
		)
		.option('--against <name-or-path>', 'the variant that all are held against (default: the base)')
		.option(
			'--all',
			'every variant on every litmus test, those of kernel/ too (default: later designs only where asked)',
		)
		.option('--full', 'write mail-full.txt too: each variant with all its evidence')
		.addOption(styleOption())
		.addOption(formatOption())
		.option(
			'--operations',
			'show how many operations each variant takes on the litmus tests too: a column, and cost.svg',
		)
		.option(
			'-o, --out <folder>',
			'where reports go; what another run has left there goes to its before/',
			target,
			'rmaplab-report',
		)
		.option('--seed <n>', 'seed of the random schedules behind each rate', positive, 2003)
		.option(
			'--states <n>',
			'stored states at most before a search falls back to a bound',
			positive,
			45_000,
		)
		.option(
			'--budget <time>',
			'stop searching after 90s, 5m, ...; until then search deeper where a search was cut short',
			budget,
		)
		.option('--shard <i/n>', 'run part i of n, for rmaplab merge; n machines share a run', shard)
		.option('--memory <size>', 'memory for all workers together: 512M, 2G, ...', memory)
		.option(
			'--setup-steps <n>',
			'steps at most of what runs before a race; beyond, a cell has no verdict (default: 10 million)',
			positive,
		)
		.option('--runs <n>', 'random schedules behind each rate', positive, 200)
		.addOption(
			new Option('--sample-strategy <name>', 'how schedules are drawn where not even a bound fits')
				.choices(['uniform', 'walk', 'pct', 'swarm'] as const)
				.default('swarm' as const),
		)
		.option('-j, --jobs <n>', 'worker threads (default: one per core)', jobs)
		.option(
			'--audit-races',
			'report data races too: unlocked accesses of two cpus, one of them plain',
		)
		.option('--exact', 'audit: keep whole states, not 64-bit fingerprints (512 MB a worker)')
		.option('--no-cache', 'search again what an earlier run has searched, and keep nothing')
		.option('--no-perf', 'leave out what the proposals, or files of your own, cost under load')
		.option('--no-wall-clock', "leave out the harness's own timing")
		.option('--json', 'print results.json on stdout, as --format json does')
		.option('--watch', 'search again when a file is saved, say what has changed, write nothing');

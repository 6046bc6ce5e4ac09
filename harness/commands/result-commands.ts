/*
 * harness/commands/result-commands.ts - the commands that work on results of earlier runs, as the command line has them.
 */
import { type Command, Option } from '@commander-js/extra-typings';
import { exitStatus } from './exit-status.ts';
import { percentage, positive, target } from './option-values.ts';

const resultsOption = (): Option<'--results <file>', undefined, string> =>
	new Option('--results <file>', 'where what a token has no room for is looked up').default(
		'rmaplab-report/results.json',
	);

export function declareResultCommands(program: Command): void {
	program
		.command('diff')
		.description(
			'say what a later result has otherwise than an earlier one: findings, proofs, costs',
		)
		.argument(
			'<earlier>',
			"the folder of a report, its results.json, or what 'perf --json' printed",
		)
		.argument('<later>', 'the same, of the same litmus tests or loads')
		.option('--threshold <percent>', 'from how much more a cost is worse', percentage, 2)
		.option(
			'--gate',
			'exit with 1 when a finding is added, a proof lost, or a cost beyond the threshold',
		)
		.option('--json', 'as JSON')
		.addHelpText('after', exitStatus('done, whatever differs', 'with --gate: something is worse'))
		.action(async (earlier, later, options) => {
			const { runDiff } = await import('./diff.ts');
			process.exitCode = runDiff(earlier, later, options);
		});

	program
		.command('replay')
		.description('print the execution behind a token as a CPU0/CPU1 table')
		.argument('<token>')
		.option('--all', 'every write and lock, not only what meets another cpu')
		.option(
			'--against <variant>',
			'follow the same schedule on another variant, to where they part',
		)
		.option('--step', 'walk through it: Enter next, n next cpu, b back, q quit, ? help')
		.option('--workload <path>', 'the litmus file of your own that the token was made from')
		.option(
			'--variant <name-or-path>',
			'the variant that the token was made from, if it is your own',
		)
		.addOption(resultsOption())
		.option('--json', 'every operation as JSON')
		.addHelpText('after', exitStatus('the schedule was followed, whatever it shows'))
		.action(async (token, options) => {
			const { runReplay } = await import('./replay.ts');
			process.exitCode = await runReplay(token, options);
		});

	program
		.command('minimise')
		.description('write the smallest scenario that still shows what a token shows')
		.argument('<token>')
		.option(
			'--oracle <phrase>',
			'which finding, if the execution shows several (default: the first)',
		)
		.option('--workload <path>', 'the litmus file of your own that the token was made from')
		.option(
			'--variant <name-or-path>',
			'the variant that the token was made from, if it is your own',
		)
		.addOption(resultsOption())
		.option('--out <file>', 'where the scenario goes (default: NAME-min.litmus)', target)
		.option('--states <n>', 'stored states at most for each search', positive, 45_000)
		.option('--json', 'as JSON')
		.addHelpText('after', exitStatus('the scenario is written'))
		.action(async (token, options) => {
			const { runMinimise } = await import('./minimise.ts');
			process.exitCode = await runMinimise(token, options);
		});
}

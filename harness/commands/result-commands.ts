/*
 * harness/commands/result-commands.ts - the commands that work on results of earlier runs, as the command line has them.
 */
import { type Command, Option } from '@commander-js/extra-typings';
import { exitStatus } from './exit-status.ts';
import { formatOption, styleOption } from './mail-commands.ts';
import { percentage, positive, target } from './option-values.ts';

const resultsOption = (): Option<'--results <file>', undefined, string> =>
	new Option('--results <file>', 'where what a token has no room for is looked up').default(
		'rmaplab-report/results.json',
		'of rmaplab-report/',
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
	declareTokenCommands(program);
	declareReportCommands(program);
}

function declareTokenCommands(program: Command): void {
	program
		.command('replay')
		.description('print the execution behind a token as a CPU0/CPU1 table')
		.argument('<token>')
		.option('--all', 'every step, not only those by which cpus meet')
		.option(
			'--against <variant>',
			'follow the same schedule on another variant, to where they part',
		)
		.option(
			'--svg <file>',
			'also draw it: cpus, locks, switches, and what became of the page',
			target,
		)
		.option('--step', 'walk through it: Enter next, n next cpu, b back, q quit, ? help')
		.option(
			'-w, --workload <path>',
			'the litmus file of your own, or file of calls, that the token was made from',
		)
		.option(
			'-v, --variant <name-or-path>',
			'the variant that the token was made from, if it is your own',
		)
		.addOption(resultsOption())
		.option('--json', 'every operation as JSON')
		.addHelpText('after', exitStatus('the schedule was followed, whatever it shows'))
		.action(async (token, options) => {
			const { runReplay } = await import('./replay.ts');
			process.exitCode = await runReplay(token, options);
		});

	declareMinimise(program);
}

function declareMinimise(program: Command): void {
	program
		.command('minimise')
		.description('write the smallest scenario that still shows what a token shows')
		.argument('<token>')
		.option(
			'--oracle <phrase>',
			'which finding, if the execution shows several (default: the first)',
		)
		.option(
			'-w, --workload <path>',
			'the litmus file of your own, or file of calls, that the token was made from',
		)
		.option(
			'-v, --variant <name-or-path>',
			'the variant that the token was made from, if it is your own',
		)
		.addOption(resultsOption())
		.option('-o, --out <file>', 'where the scenario goes (default: NAME-min.litmus)', target)
		.option('--force', 'write over a file that is there')
		.option('--states <n>', 'stored states at most for each search', positive, 45_000)
		.option('--json', 'as JSON')
		.addHelpText('after', exitStatus('the scenario is written'))
		.action(async (token, options) => {
			const { runMinimise } = await import('./minimise.ts');
			process.exitCode = await runMinimise(token, options);
		});
}

function declareReportCommands(program: Command): void {
	program
		.command('report')
		.description('draw the reports of a comparison again, from its results.json alone')
		.argument('[results]', 'the folder of a report, or its results.json', 'rmaplab-report')
		.option('-o, --out <folder>', 'where reports go (default: where the results are)', target)
		.option('--full', 'draw mail-full.txt too')
		.addOption(styleOption())
		.addOption(formatOption())
		.option('--png', 'draw the charts as PNG too, with the Chromium of this machine')
		.option('--json', 'print results.json on stdout, as --format json does')
		.addHelpText('after', exitStatus('the reports are drawn'))
		.action(async (results, options) => {
			const { runReport } = await import('./report.ts');
			process.exitCode = await runReport(results, options);
		});

	program
		.command('open')
		.description('show report.html in a browser, or say where it is')
		.argument('[folder]', 'of a report', 'rmaplab-report')
		.addHelpText('after', exitStatus('it is there, and shown where something can show it'))
		.action(async (folder) => {
			const { runOpen } = await import('./open.ts');
			process.exitCode = await runOpen(folder);
		});
}

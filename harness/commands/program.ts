/*
 * harness/commands/program.ts - the command line: commands and their options. Actions import what they need
 * when they run, so that --version and --help stay quick.
 *
 * The help of each command names its exit statuses.
 */
import { Command, CommanderError, Option } from '@commander-js/extra-typings';
import { calibrationLimits } from '../audit/calibrate/limits.ts';
import { declareCompareCommand, declareServeQueue } from './compare-commands.ts';
import { exitStatus } from './exit-status.ts';
import { declareFuzzCommand } from './fuzz-commands.ts';
import { declareImportCommands } from './import-commands.ts';
import { declareMachineCommands } from './machine-commands.ts';
import { declareManyCommands } from './many-commands.ts';
import { budget, jobs, positive, target } from './option-values.ts';
import { declareMailCommands } from './mail-commands.ts';
import { declareOwnCommands } from './own-commands.ts';
import { declarePerfCommand } from './perf-commands.ts';
import { declareRecordedCommands } from './recorded-commands.ts';
import { declareResultCommands } from './result-commands.ts';
import { say } from './said.ts';
import { beQuiet, columnsOf, setColour } from '../terminal/look.ts';

const program = new Command('rmaplab')
	.description('Compares design proposals for a kernel memory manager under all interleavings.')
	.version('0.1.0')
	.showHelpAfterError('(see rmaplab --help)')
	.exitOverride()
	.configureHelp({
		showGlobalOptions: true,
		// Narrower than by default, so that 60 columns do.
		minWidthToWrap: 20,
		subcommandTerm: (command) => command.name(),
	})
	.configureOutput({
		getOutHelpWidth: () => columnsOf(process.stdout),
		getErrHelpWidth: () => columnsOf(process.stderr),
	})
	.option('-q, --quiet', 'print results and errors, and nothing else')
	.option('--color', 'in colour, whatever the environment says')
	.option('--no-color', 'without colour')
	.option(
		'--patience <time>',
		'how long a function of a variant of your own may compute without a step (default: 30s)',
		budget,
	)
	.hook('preAction', async (command) => {
		const { quiet, color } = command.opts();
		if (quiet === true) beQuiet();
		if (color !== undefined) setColour(color);
		const { watchUserCode } = await import('./watchdog.ts');
		watchUserCode(command.opts().patience);
	});

declareCompareCommand(program);
declarePerfCommand(program);

program
	.command('causes')
	.description('which findings of the base go together, who closes them, and since when Linux does')
	.option('-v, --variant <names-or-paths...>', 'variants that may close them (default: all)')
	.option(
		'-w, --workload <names-or-paths...>',
		'litmus files to run: names or paths (default: those that all proposals of the mail run on)',
	)
	.option('--states <n>', 'stored states at most before a search falls back', positive, 45_000)
	.option('-j, --jobs <n>', 'worker threads (default: one per core)', jobs)
	.option('--json', 'as JSON')
	.addHelpText('after', exitStatus('done'))
	.action(async (options) => {
		const { runCauses } = await import('./causes.ts');
		process.exitCode = await runCauses(options);
	});

program
	.command('combine')
	.description('which set of patches is enough, at what price, and what none of them closes')
	.argument('[names...]', "patches to combine (default: the mail's proposals)")
	.option('--up-to <n>', 'patches in a stack at most', positive, 3)
	.option(
		'-w, --workload <names-or-paths...>',
		'litmus files to run: names or paths (default: those that all proposals of the mail run on)',
	)
	.option('--states <n>', 'stored states at most before a search falls back', positive, 45_000)
	.option('-j, --jobs <n>', 'worker threads (default: one per core)', jobs)
	.option('-o, --out <folder>', 'write stacks.csv, stacks.svg and others there too', target)
	.option('--json', 'as JSON')
	.addHelpText('after', exitStatus('done'))
	.action(async (names, options) => {
		const { runCombine } = await import('./combine.ts');
		process.exitCode = await runCombine(names, options);
	});

program
	.command('list')
	.description(
		'list variants, workloads, loads, tests of other suites, oracles, kernel functions, what a variant can import; schemas',
	)
	.argument(
		'<what>',
		'variants | workloads | loads | external | oracles | kernel | fields | schema | external-schema',
	)
	.option('--brief', 'a line for each, cut where the terminal ends')
	.option('--json', 'as JSON')
	.addHelpText('after', exitStatus('done'))
	.action(async (what, options) => {
		const { runList } = await import('./list.ts');
		process.exitCode = await runList(what, options);
	});

program
	.command('claims')
	.description('answer a mail line by line: each claim confirmed or refuted, with the evidence')
	.option('--mail <file>', 'a claims file of your own (default: the shipped mails)')
	.option('-v, --variant <paths...>', 'variants of your own that it speaks of')
	.option('-w, --workload <paths...>', 'litmus files of your own that it speaks of')
	.addOption(
		new Option('--as <format>', 'how it is written')
			.choices(['text', 'mail', 'json'] as const)
			.default('text' as const),
	)
	.option('--json', 'the same as --as json')
	.option('--states <n>', 'stored states at most for each search', positive, 45_000)
	.option('-j, --jobs <n>', 'worker threads (default: one per core)', jobs)
	.addHelpText('after', exitStatus('done, whatever the verdicts are; --json has them for scripts'))
	.action(async (options) => {
		const { runClaims } = await import('./claims.ts');
		process.exitCode = await runClaims(options);
	});

program
	.command('refine')
	.description('say whether a variant shows programs only what another one shows')
	.argument('<variant>', 'a name, or a file of your own')
	.argument('<other>', 'a name, or a file of your own')
	.option('-w, --workload <names-or-paths...>', 'litmus files: names or paths (default: all)')
	.option('--states <n>', 'stored states at most for each search', positive, 45_000)
	.option('--json', 'as JSON')
	.addHelpText(
		'after',
		exitStatus(
			'the first shows programs nothing that the second does not',
			'it does, or a search was cut short and nobody knows',
		),
	)
	.action(async (variant, other, options) => {
		const { runRefine } = await import('./refine.ts');
		process.exitCode = await runRefine(variant, other, options);
	});

declareResultCommands(program);
declareRecordedCommands(program);
declareFuzzCommand(program);
declareImportCommands(program);
declareOwnCommands(program);
declareMachineCommands(program);
declareMailCommands(program);
declareServeQueue(program);
declareManyCommands(program);

program
	.command('calibrate')
	.description('run small programs with known counts through every complete search')
	.argument('[files...]', 'programs of your own in the step language (default: the shipped ones)')
	.option(
		'--states <n>',
		'stored states at most for each search, and schedules run one by one',
		positive,
		calibrationLimits.statesMax,
	)
	.option(
		'--executions <n>',
		'executions at most for each stateless search',
		positive,
		calibrationLimits.executionsMax,
	)
	.option('--steps <n>', 'steps of an execution at most', positive, calibrationLimits.stepsMax)
	.option(
		'--seconds <n>',
		'seconds at most for all searches of one count',
		positive,
		calibrationLimits.secondsMax,
	)
	.option('--json', 'as JSON')
	.addHelpText('after', exitStatus('no count differs', 'a count differs'))
	.action(async (files, options) => {
		const { runCalibrate } = await import('./calibrate.ts');
		process.exitCode = await runCalibrate(files, options);
	});

program
	.command('export')
	.description('write one variant on one workload as a model for another model checker')
	.usage('[options] promela VARIANT WORKLOAD')
	.argument('<format>', 'promela')
	.argument('<variant>', 'a name, or a file of your own')
	.argument('<workload>', 'a litmus name or path')
	.option('-o, --out <file>', 'where the model goes (default: standard output)', target)
	.option('--force', 'write over a file that is there')
	.option(
		'--states <n>',
		'states at most; all of them are walked to write the model',
		positive,
		1_000_000,
	)
	.addHelpText('after', exitStatus('the model is written'))
	.action(async (format, variant, workload, options) => {
		const { runExport } = await import('./export.ts');
		process.exitCode = await runExport(format, variant, workload, options);
	});

for (const each of program.commands) {
	each.showHelpAfterError(`(see rmaplab ${each.name()} --help)`);
}

// Ctrl-C is left to the system, which ends a command that is busy, too. Who has something to keep listens for it.
// A reader such as `head` may close the pipe early; that is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	if (error.code === 'EPIPE') process.exit(0);
	ends(error);
});
// Nobody is left to read what goes wrong; the run goes on and writes its reports.
process.stderr.on('error', () => {});
process.on('uncaughtException', (error) => void endsLate(error));

/** What a user's own timer or promise throws has nobody who waits for it either. */
async function endsLate(error: unknown): Promise<void> {
	const { endedBy } = await import('../catalogue/user-code.ts');
	const by = endedBy(error);
	if (by !== null) ends(by);
}

/** Says what ends the command, where nothing waits for it any more. */
function ends(error: unknown): void {
	process.exit(say(error));
}

async function run(): Promise<void> {
	try {
		if (process.argv.length <= 2) {
			const { printStart } = await import('./start.ts');
			printStart();
			return;
		}
		await program.parseAsync();
	} catch (error) {
		if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
		else process.exitCode = say(error);
	}
}

// Nobody waits for it at the top, see cli.ts.
// What a variant left behind, a timer or a worker, must not keep the process once all is written.
// A promise of its own that fails is heard of first.
void run().then(() =>
	process.stdout.write('', (error) => error ?? setImmediate(() => process.exit())),
);

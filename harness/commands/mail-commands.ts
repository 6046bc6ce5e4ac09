/*
 * harness/commands/mail-commands.ts - the command that writes a mail about one finding, as the command line has it.
 */
import { type Command, Option } from '@commander-js/extra-typings';
import { exitStatus } from './exit-status.ts';
import { jobs, positive, target } from './option-values.ts';

/** How the mail of a comparison is written. */
export const styleOption = (): Option<
	'--style <style>',
	undefined,
	undefined,
	undefined,
	false,
	'2003' | 'modern'
> =>
	new Option(
		'--style <style>',
		'mail.txt as a reply in prose, or as problem, solution, diagram and numbers (default: counts and lists)',
	).choices(['2003', 'modern'] as const);

/** What a comparison prints. */
export const formatOption = (): Option<
	'--format <format>',
	undefined,
	'text',
	undefined,
	false,
	'text' | 'mail' | 'json'
> =>
	new Option(
		'--format <format>',
		'what is printed on stdout: the tables, mail.txt, or results.json',
	)
		.choices(['text', 'mail', 'json'] as const)
		.default('text' as const);

export function declareMailCommands(program: Command): void {
	program
		.command('mail')
		.description('write a mail about one finding: what happens, how often, who closes it')
		.argument('<token>')
		.addOption(
			new Option('--style <style>', 'a reply in prose, or problem, diagram, numbers and diffstat')
				.choices(['2003', 'modern'] as const)
				.default('modern' as const),
		)
		.option(
			'--oracle <phrase>',
			'which finding, if the execution shows several (default: the one that the results have the token for, or the first)',
		)
		.option(
			'--among <names...>',
			'variants that may close it (default: all, or those of the results); what the results lack is searched',
		)
		.option('--workload <path>', 'the litmus file of your own that the token was made from')
		.option(
			'--variant <name-or-path>',
			'the variant that the token was made from, if it is your own',
		)
		.option(
			'--results <file>',
			'results of a run that has it, instead of a search',
			'rmaplab-report/results.json',
		)
		.option('--out <file>', 'where the mail goes (default: standard output)', target)
		.option('--states <n>', 'stored states at most for each search', positive, 45_000)
		.option('--jobs <n>', 'worker threads (default: one per core)', jobs)
		.addHelpText('after', exitStatus('the mail is written'))
		.action(async (token, options, command) => {
			const { runMail } = await import('./mail.ts');
			process.exitCode = await runMail(token, {
				...options,
				resultsAreAsked: command.getOptionValueSource('results') === 'cli',
			});
		});
}

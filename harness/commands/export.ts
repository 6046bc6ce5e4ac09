/*
 * harness/commands/export.ts - rmaplab export: one cell in the language of another model checker.
 */
import { variants } from '../../variants/index.ts';
import { bootVariant } from '../cell/boot.ts';
import { loadVariant } from '../catalogue/variant.ts';
import {
	BadInput,
	exportEndsBeforeRace,
	exportNotExpressible,
	exportTooLarge,
	noSuchFormat,
} from '../messages/index.ts';
import { writeNew } from '../terminal/write-new.ts';
import { nearest } from '../text/nearest.ts';
import { modelOf } from '../audit/promela/model.ts';
import { NotExpressible } from '../audit/promela/not-expressible.ts';
import { survey } from '../audit/promela/survey.ts';
import { namesOfTasks, stageOf } from '../cell/stage.ts';
import { readWorkload } from '../catalogue/litmus.ts';

export interface ExportFlags {
	readonly out?: string | undefined;
	readonly states: number;
	/** Also over a file that holds something else. */
	readonly force?: true | undefined;
}

const formats = ['promela'];

/** Writes the model to `--out`, else to standard output. */
export async function runExport(
	format: string,
	variantName: string,
	workloadName: string,
	flags: ExportFlags,
): Promise<number> {
	if (!formats.includes(format)) throw new BadInput(noSuchFormat(format, nearest(format, formats)));
	const { variant } = await loadVariant(variantName);
	const workload = readWorkload(workloadName, Object.keys(variants));
	const stage = stageOf(bootVariant(variant), workload);
	const { problem } = stage;
	if (problem === null) throw new BadInput(exportEndsBeforeRace(variant.name, workload.name));
	const surveyed = survey(problem, { statesMax: flags.states });
	if (!surveyed.complete) throw new BadInput(exportTooLarge(flags.states));
	const names = { variant: variant.name, workload: workload.name, tasks: namesOfTasks(stage) };
	let text: string;
	try {
		({ text } = modelOf(problem, surveyed, names));
	} catch (error) {
		if (!(error instanceof NotExpressible)) throw error;
		throw new BadInput(exportNotExpressible(error.message));
	}
	if (flags.out === undefined) process.stdout.write(text);
	else writeNew(flags.out, text, { force: flags.force === true });
	return 0;
}

/*
 * harness/commands/recorded.ts - rmaplab recorded: real kernels as judges of what single calls answer.
 */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { recordedText } from '../../reports/index.ts';
import { baseName } from '../../variants/index.ts';
import { sequencesOf } from '../../workloads/sequence/recording.ts';
import { causeNamed } from '../audit/recorded/causes.ts';
import { recordings } from '../audit/recorded/recordings.ts';
import { usualMachine } from '../audit/recorded/sequence-workload.ts';
import { type Recording, runRecorded, variantsOf } from '../audit/recorded/run-recorded.ts';
import { textIn } from '../catalogue/given-text.ts';
import { loadVariants } from '../catalogue/variants.ts';
import { type MachineName, machines } from '../measure/machines.ts';
import { BadInput, noSuchKernel, noSuchMachine, recordedSaid } from '../messages/index.ts';
import type { RecordedResult, RecordedRow } from '../result.ts';
import { interruptedStatus, onInterrupt } from '../terminal/interrupt.ts';
import { Progress } from '../terminal/progress.ts';
import { nearest } from '../text/nearest.ts';
import { withoutEnding } from '../text/sequence-file.ts';
import { straightModule } from './straight-module.ts';
import { note } from '../terminal/look.ts';

export interface RecordedFlags {
	readonly variant?: readonly string[] | undefined;
	readonly kernel?: string | undefined;
	readonly examples?: true | undefined;
	/** A machine of the cost model. */
	readonly cost?: string | true | undefined;
	readonly jobs?: number | undefined;
	readonly json?: true | undefined;
}

/** Stacks that stand for kernels, by how the names of their recordings begin. */
const kernels: Readonly<Record<string, string>> = {
	'linux-3.14': 'linux-3-14',
	'linux-6.18': 'linux-6-18',
};
const kernelNames = Object.values(kernels);
const bytesMax = 2 ** 26;

/**
 * Returns the exit status: 1 when a stack answers otherwise than the kernel that it stands for, or when a difference
 * is unexplained. @throws BadInput
 */
export async function runRecordedCommand(
	files: readonly string[],
	patience: number,
	flags: RecordedFlags,
): Promise<number> {
	checkKernel(flags);
	const machine = machineOf(flags);
	const given = (files.length === 0 ? recordings() : files).map((file) => recordingIn(file, flags));
	const loaded = await loadVariants(flags.variant ?? [baseName]);
	const variants = await Promise.all(
		loaded.map(async (each) => ({ name: each.variant.name, module: await straightModule(each) })),
	);
	const stop = new AbortController();
	onInterrupt(() => stop.abort());
	const progress = new Progress();
	const all = given.reduce((sum, each) => sum + variantsOf(each, { variants }).length, 0);
	let done = 0;
	const { rows, failures } = await runRecorded(
		{
			recordings: given,
			variants,
			examples: flags.examples === true,
			machine,
			workers: flags.jobs ?? availableParallelism(),
			patience,
		},
		{
			signal: stop.signal,
			onDone: () => {
				done++;
				progress.say(recordedSaid.progress(done, all));
			},
		},
	);
	progress.end();
	const named = new Set(rows.flatMap(({ causes }) => Object.keys(causes)));
	const result: RecordedResult = { rows, causes: [...named].map(causeNamed) };
	process.stdout.write(
		flags.json === true ? `${JSON.stringify(result, null, '\t')}\n` : `${recordedText(result)}\n`,
	);
	for (const failure of failures) process.stderr.write(`${failure}\n`);
	if (stop.signal.aborted) return interruptedStatus();
	if (failures.length > 0) return 2;
	return rows.some(isWrong) ? 1 : 0;
}

const isWrong = ({ variant, kernel, agree, results, unexplained }: RecordedRow): boolean =>
	unexplained > 0 || (variant === kernel && agree < results);

/** @throws BadInput for a name that no stack has */
function checkKernel({ kernel }: RecordedFlags): void {
	if (kernel === undefined || kernelNames.includes(kernel)) return;
	throw new BadInput(noSuchKernel(kernel, kernelNames));
}

/** @throws BadInput for a name that no machine has */
function machineOf({ cost }: RecordedFlags): MachineName | null {
	if (cost === undefined) return null;
	if (cost === true) return usualMachine;
	const names = Object.keys(machines) as MachineName[];
	const known = names.find((name) => name === cost);
	if (known === undefined) throw new BadInput(noSuchMachine(cost, nearest(cost, names), names));
	return known;
}

function recordingIn(path: string, { kernel }: RecordedFlags): Recording {
	const sequences = sequencesOf(textIn(path, bytesMax), path);
	const file = withoutEnding(basename(path));
	const known = Object.entries(kernels).find(([begins]) => file.startsWith(begins))?.[1];
	const assumed = kernelNames.at(-1)!;
	if (kernel === undefined && known === undefined) {
		note(recordedSaid.assumed(path, assumed));
	}
	return {
		file,
		kernel: kernel ?? known ?? assumed,
		sequences,
	};
}

/*
 * harness/commands/replay-sequence.ts - the calls behind a token of an imported or recorded workload: made once more, or made
 * fewer.
 */
import { Worker } from 'node:worker_threads';
import { answerOf } from '../../workloads/sequence/recording.ts';
import { callText } from '../audit/recorded/call-text.ts';
import { litmusThatShows } from '../audit/recorded/litmus-that-shows.ts';
import { readSequences } from '../audit/recorded/sequence-workload.ts';
import { placeOfCall } from '../audit/recorded/sequence-witness.ts';
import { threadModule } from '../catalogue/source.ts';
import { loadVariant, type LoadedVariant } from '../catalogue/variant.ts';
import { BadInput, sequenceSaid } from '../messages/index.ts';
import { refuseOther, variantOf } from '../replay/execution.ts';
import { columnsOf } from '../terminal/look.ts';
import { writeNew } from '../terminal/write-new.ts';
import type { ReadToken } from '../text/token.ts';
import { findingLines } from './finding-lines.ts';
import type { SequenceReplayJob, SequenceReplaySaid } from './sequence-replay-worker.ts';
import { straightModule } from './straight-module.ts';
import type { SequenceText } from '../result.ts';

export interface SequenceTokenFlags {
	/** The file with the calls. */
	readonly workload: string;
	readonly variant?: string | undefined;
	readonly json?: true | undefined;
}

export interface SequenceReplayFlags extends SequenceTokenFlags {
	readonly all?: true | undefined;
	readonly step?: true | undefined;
	readonly svg?: string | undefined;
	readonly against?: string | undefined;
}

export interface SequenceMinimiseFlags extends SequenceTokenFlags {
	readonly oracle?: string | undefined;
	readonly out?: string | undefined;
	readonly force?: true | undefined;
}

/** Calls before the last that are shown, unless all are asked for. */
const shownMax = 24;

interface Calls {
	readonly name: string;
	readonly loaded: LoadedVariant;
	/** Those of one sequence up to the one that the token names. */
	readonly calls: SequenceText['calls'];
	/** Its number, where there are several. */
	readonly sequence: number | null;
	readonly geometry: unknown;
}

async function callsOf(token: ReadToken, flags: SequenceTokenFlags): Promise<Calls> {
	const loaded = await variantOf(token, flags);
	const workload = readSequences(flags.workload);
	refuseOther(token, workload);
	const { of, geometry } = workload.sequences;
	const all = of.reduce((sum, { calls }) => sum + calls.length, 0);
	const steps = Math.max(1, Math.min(all, token.schedule[0]?.steps ?? all));
	const { sequence, call } = placeOfCall(of, steps);
	return {
		name: workload.name,
		loaded,
		calls: sequence.calls.slice(0, call),
		sequence: of.length === 1 ? null : sequence.number,
		geometry,
	};
}

async function inThread(
	{ calls, geometry }: Calls,
	variants: readonly LoadedVariant[],
	oracle: string | null,
): Promise<SequenceReplaySaid> {
	const straight = await Promise.all(
		variants.map(async (each) => ({
			name: each.variant.name,
			module: await straightModule(each),
		})),
	);
	const job: SequenceReplayJob = { geometry, calls, variants: straight, oracle };
	const worker = new Worker(threadModule('harness/commands/sequence-replay-worker.js'), {
		workerData: job,
	});
	return await new Promise<SequenceReplaySaid>((resolve, reject) => {
		worker.on('message', resolve);
		worker.on('error', reject);
		worker.on('exit', () => reject(new BadInput(sequenceSaid.threadEnded())));
	}).finally(() => worker.terminate());
}

/** Returns the exit status. @throws BadInput */
export async function runSequenceReplay(
	token: ReadToken,
	text: string,
	flags: SequenceReplayFlags,
): Promise<number> {
	if (flags.step) throw new BadInput(sequenceSaid.onlyPrinted('--step'));
	if (flags.svg !== undefined) throw new BadInput(sequenceSaid.onlyPrinted('--svg'));
	const made = await callsOf(token, flags);
	const other = flags.against === undefined ? [] : [await loadVariant(flags.against)];
	const { replayed } = await inThread(made, [made.loaded, ...other], null);
	const [own, beside] = replayed as readonly [(typeof replayed)[0], (typeof replayed)[0]?];
	const findings = own.findings.map(({ oracle, site, detail }) => ({ oracle, site, detail }));
	const calls = made.calls.map((call, i) => ({
		call: i + 1,
		text: callText(call),
		answer: own.answers[i]!,
		recorded: call.answer,
		...(beside === undefined ? {} : { against: beside.answers[i]! }),
	}));
	if (flags.json) {
		process.stdout.write(`${JSON.stringify({ token: text, calls, findings }, null, '\t')}\n`);
		return 0;
	}
	const shown = flags.all ? calls : calls.slice(-shownMax);
	const { variant } = made.loaded;
	const lines = [
		sequenceSaid.replayHead(variant.name, made.name, calls.length, made.sequence),
		'',
		...(shown.length < calls.length
			? [`        ${sequenceSaid.moreCalls(calls.length - shown.length)}`]
			: []),
		...shown.map((each) => lineOf(each, other[0]?.variant.name)),
		'',
		...findingLines(own.findings as Parameters<typeof findingLines>[0], columnsOf()),
		...(findings.length === 0 ? [` ${sequenceSaid.nothingFound()}`] : []),
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	return 0;
}

interface Line {
	readonly call: number;
	readonly text: string;
	readonly answer: string | null;
	readonly recorded: string;
	readonly against?: string | null;
}

/** A value is not told where the recording only says that the call worked. */
function lineOf(
	{ call, text, answer, recorded, against }: Line,
	other: string | undefined,
): string {
	const isRecorded = answer === recorded || recorded === 'ok';
	const said = answer ?? 'dead';
	const notes = [
		...(isRecorded && answer !== null ? [] : [sequenceSaid.otherwise(recorded)]),
		...(against === undefined || against === answer ? [] : [`${other} ${against ?? 'dead'}`]),
	];
	const line = `${String(call).padStart(6)}  ${text.padEnd(28)}  ${said.padEnd(10)}  ${notes.join('; ')}`;
	return line.trimEnd();
}

/** Returns the exit status. @throws BadInput */
export async function runSequenceMinimise(
	token: ReadToken,
	text: string,
	flags: SequenceMinimiseFlags,
): Promise<number> {
	const made = await callsOf(token, flags);
	const first = await inThread(made, [made.loaded], null);
	const found = first.replayed[0]!.findings.find(
		({ oracle }) => flags.oracle === undefined || oracle === flags.oracle,
	);
	if (found === undefined) throw new BadInput(sequenceSaid.nothingToShow(flags.oracle ?? null));
	const { fewest } = await inThread(made, [made.loaded], found.oracle);
	const calls = fewest ?? made.calls;
	const litmus = litmusThatShows(made.loaded.variant, calls, found.oracle, made.name);
	const stem = (flags.out ?? `${made.name}-min`).replace(/\.(?:jsonl|litmus)$/, '');
	const files = [
		{ path: `${stem}.jsonl`, text: recordingOf(calls) },
		...(litmus === null ? [] : [{ path: `${stem}.litmus`, text: litmus }]),
	];
	for (const each of files) writeNew(each.path, each.text, { force: flags.force === true });
	const paths = files.map(({ path }) => path);
	if (flags.json) {
		const { oracle, site } = found;
		const texts = calls.map(callText);
		const json = { token: text, oracle, site, files: paths, calls: texts, litmus };
		process.stdout.write(`${JSON.stringify(json, null, '\t')}\n`);
		return 0;
	}
	const lines = [
		sequenceSaid.fewest(found.oracle, calls.length, made.calls.length),
		sequenceSaid.written(paths),
		'',
		...calls.map((each) => `    ${callText(each)}`),
		'',
		...(litmus === null ? [sequenceSaid.noLitmusForm()] : litmus.trimEnd().split('\n')),
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	return 0;
}

/** With the answers that stand there, though these hold for the whole sequence only. */
const recordingOf = (calls: SequenceText['calls']): string =>
	[
		'{"sequence":0}',
		...calls.map((each) => JSON.stringify([callText(each), answerOf(each.answer)])),
		'',
	].join('\n');

/*
 * harness/audit/recorded/recorded-main.ts - npm run recorded: all recorded sequences on the variant that stands for
 * the kernel, or on those that are named.
 */
import { parseArgs } from 'node:util';
import { loadVariants } from '../../catalogue/variants.ts';
import { bootVariant } from '../../cell/boot.ts';
import { recordedDiffers, recordedHead, recordedLine } from '../../messages/index.ts';
import { readRecording, recordings } from './recordings.ts';
import { replaySequence } from './replay.ts';

const { positionals } = parseArgs({ allowPositionals: true });
process.stdout.write(`${recordedHead()}\n`);
for (const [recording, own] of Object.entries(recordings)) {
	const sequences = readRecording(recording);
	for (const { variant } of await loadVariants(positionals.length > 0 ? positionals : [own])) {
		const booted = bootVariant(variant);
		const replayed = sequences.map((sequence) => replaySequence(booted, sequence));
		const differ = replayed.flatMap(({ disagreements }) => disagreements);
		const sum = {
			sequences: sequences.length,
			alike: replayed.filter(({ disagreements }) => disagreements.length === 0).length,
			answers: replayed.reduce((total, { answers }) => total + answers, 0),
			differ: differ.length,
			ended: replayed.filter(({ ended }) => ended !== null).length,
		};
		process.stdout.write(`${recordedLine(recording, variant.name, sum)}\n`);
		for (const { sequence, index, call, simulated } of differ.slice(0, 3)) {
			const words = [`p${call.task}`, call.call, ...call.args].join(' ');
			process.stdout.write(`${recordedDiffers(sequence, index, words, call.answer, simulated)}\n`);
		}
		if (variant.name === own && differ.length > 0) process.exitCode = 1;
	}
}

/*
 * Real kernels as judges: what Linux 3.14 and 6.18 answered to random sequences of calls, the stacks that stand for
 * them answer, too. What older designs answer otherwise is history, and the mail's finding is among it.
 */
import { describe, expect, test } from 'vitest';
import { variants } from '../../../variants/index.ts';
import { bootVariant } from '../../cell/boot.ts';
import { load, store, type Task } from '../../engine/operation.ts';
import type { Kernel } from '../../mm/index.ts';
import { vm_flags, type mm_struct, type vm_area_struct } from '../../mm/mm_types.ts';
import { defineVariant, type Variant } from '../../variant.ts';
import { sequencesOf, type Sequence } from './recording.ts';
import { readRecording, recordings } from './recordings.ts';
import { replaySequence, type Replayed } from './replay.ts';

/** Of each recording; `npm run recorded` replays all. */
const sequencesReplayed = 60;

const firstOf = (recording: string): Sequence[] =>
	readRecording(recording).slice(0, sequencesReplayed);

function replayed(variant: Variant, sequences: readonly Sequence[]): Replayed[] {
	const booted = bootVariant(variant);
	return sequences.map((sequence) => replaySequence(booted, sequence));
}

const countOf = (all: readonly Replayed[]): { answers: number; differ: number } => ({
	answers: all.reduce((sum, { answers }) => sum + answers, 0),
	differ: all.reduce((sum, { disagreements }) => sum + disagreements.length, 0),
});

/** Kinds of disagreements and how many there are. */
function kindsOf(all: readonly Replayed[]): Record<string, number> {
	const kinds: Record<string, number> = {};
	for (const { disagreements } of all) {
		// What comes behind the first may follow from it.
		const [first] = disagreements;
		if (first === undefined) continue;
		const kind = `${first.call.call}: ${first.call.answer} / ${first.simulated}`;
		const words = kind.replaceAll(/\d+/g, 'N');
		kinds[words] = (kinds[words] ?? 0) + 1;
	}
	return kinds;
}

describe.each(Object.entries(recordings))('%s', (recording, name) => {
	test(`${name} answers alike`, () => {
		const all = replayed(variants[name]!, firstOf(recording));
		expect(all.flatMap(({ disagreements }) => disagreements)).toEqual([]);
		expect(countOf(all).answers).toBeGreaterThan(6_500);
	});
});

/*
 * By the first difference of a sequence. No holes were punched then; what mlock() said of pages beyond the end of
 * the file changed in 2003 and again later; remap_file_pages() refused to go there until there was fault().
 */
test('what a kernel of 2004 answers otherwise is history', () => {
	expect(kindsOf(replayed(variants['nonlinear-aware']!, firstOf('linux-3.14-tmpfs-1')))).toEqual({
		'punch: ok / EINVAL': 55,
		'remap: ok / EINVAL': 2,
		'mlock: ENOMEM / EFAULT': 1,
		'mlock: ENOMEM / error N': 1,
		'mlock: ENOMEM / ok': 1,
	});
});

/** linux-3-14 whose munlock() forgets to say so in the vma. */
function* mlock_fixup(
	this: Kernel,
	_mm: mm_struct,
	vma: vm_area_struct,
	_start: number,
	_end: number,
	newflags: number,
): Task<number> {
	yield* store(vm_flags, vma, (yield* load(vm_flags, vma)) | newflags);
	return 0;
}

test('a kernel that locks otherwise is found out', () => {
	const wrong = defineVariant({
		name: 'wrong',
		subject: '',
		from: '',
		date: '2026-01-01',
		base: variants['linux-3-14']!,
		replaces: { mlock_fixup },
		claims: {},
	});
	expect(countOf(replayed(wrong, firstOf('linux-3.14-tmpfs-1'))).differ).toBeGreaterThan(10);
});

test('what is not compared: numbers of processes, addresses of signals', () => {
	const [sequence] = sequencesOf(
		[
			'{"sequence":7}',
			'["p0 fork 1",{"ok":228}]',
			'["p1 r 3",{"sig":"SIGSEGV","code":"SEGV_MAPERR","at":3}]',
			'["p1 mlock 3 1",{"err":"ENOMEM"}]',
		].join('\n'),
	);
	expect(sequence!.calls.map(({ answer }) => answer)).toEqual(['ok', 'SIGSEGV', 'ENOMEM']);
	expect(replaySequence(bootVariant(variants['linux-6-18']!), sequence!)).toEqual({
		answers: 3,
		disagreements: [],
		ended: null,
	});
});

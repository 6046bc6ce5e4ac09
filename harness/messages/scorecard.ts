/*
 * harness/messages/scorecard.ts - what the scorecard says.
 */
import { grouped } from '../text/count.ts';

/** What became of a mutant, as harness/audit/scorecard/score.ts has it. */
type MutantScore =
	| {
			readonly kind: 'found';
			readonly oracle: string;
			readonly site: string;
			readonly workload: string;
			readonly states: number;
	  }
	| {
			readonly kind: 'missed';
			readonly reachedOn: readonly string[];
			readonly cut: readonly string[];
			readonly states: number;
	  }
	| { readonly kind: 'not reached'; readonly states: number }
	| { readonly kind: 'broken'; readonly message: string };

/** One mutant: what became of it, through which oracle on which litmus test, after how many states. */
export function scoreRow(id: string, score: MutantScore, milliseconds?: number): string {
	const states = score.kind === 'broken' ? '' : grouped(score.states);
	const time = milliseconds === undefined ? '' : `${milliseconds.toFixed(0).padStart(7)} ms`;
	return [id.padEnd(52), score.kind.padEnd(11), `${states.padStart(9)}${time}`, scoreDetail(score)]
		.join('  ')
		.trimEnd();
}

function scoreDetail(score: MutantScore): string {
	switch (score.kind) {
		case 'found':
			return `${score.oracle} on ${score.workload} (${score.site})`;
		case 'missed': {
			const cut = score.cut.length === 0 ? '' : `, ${score.cut.length} of them cut short`;
			const files = score.reachedOn.length === 1 ? 'file' : 'files';
			return `differs on ${score.reachedOn.length} litmus ${files}${cut}`;
		}
		case 'not reached':
			return '';
		case 'broken':
			return score.message;
	}
}

export function scoreSummary(kinds: readonly MutantScore['kind'][]): string {
	const count = (kind: MutantScore['kind']): number => kinds.filter((each) => each === kind).length;
	const broken = count('broken') === 0 ? '' : `, ${count('broken')} broken`;
	return (
		`${kinds.length} mutants: ${count('found')} found, ${count('missed')} missed, ` +
		`${count('not reached')} not reached${broken}`
	);
}

/** Of a mutant whose worker had to be ended. */
export function mutantAborted(): string {
	return 'The operation was aborted';
}

export function endlessCall(functionName: string, operations: number): string {
	return `${functionName}() has no end: ${grouped(operations)} operations`;
}

export function scorecardSeconds(seconds: string): string {
	return `${seconds} s`;
}

export function scorecardChange(before: string, after: string): string[] {
	return [`    - ${before}`, `    + ${after}`];
}

export function scorecardUsage(): string {
	return 'error: --only needs a part of a name that a mutant has, and --write the whole scorecard';
}

export function scorecardOutOfDate(): string {
	return 'harness/audit/scorecard/scorecard.txt says something else; npm run scorecard -- --write';
}

export function missedWithoutReason(id: string, kind: string): string {
	return `${id} is ${kind}, and harness/audit/scorecard/reasons.ts does not say why`;
}

export function reasonForFound(id: string, kind: string): string {
	return `harness/audit/scorecard/reasons.ts says why ${id} is not found, and it is ${kind}`;
}

export function reasonForUnknown(id: string): string {
	return `harness/audit/scorecard/reasons.ts speaks of ${id}, which is not in the scorecard`;
}

/** A paragraph in lines of at most 104 columns, all but the first behind `indent`. */
function filled(text: string, indent: string): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > 104) {
			lines.push(line);
			line = `${indent}${word}`;
		} else line = line === '' ? word : `${line} ${word}`;
	}
	return [...lines, line];
}

/** docs/scorecard.md. */
export function scorecardPage(
	kinds: readonly MutantScore['kind'][],
	reasons: readonly {
		readonly because: string;
		readonly kind: 'harmless' | 'gap' | 'unreached';
		readonly ids: readonly string[];
	}[],
): string {
	const bullets = (kind: 'harmless' | 'gap' | 'unreached'): string[] =>
		reasons
			.filter((each) => each.kind === kind)
			.flatMap(({ because, ids }) =>
				filled(`- ${because} ${ids.map((id) => `\`${id}\``).join(', ')}`, '  '),
			);
	return [
		'# Scorecard',
		'',
		'Who judges the judges? `npm run scorecard` breaks functions of the kernel and of three variants by',
		'rules: a lock left out or released at once, a trylock assumed to succeed or waited for, an early',
		'return not taken, two stores swapped, an update of a count, a flag or a list left out, a range one too long.',
		'Each mutant runs on the litmus tests that call the function, the cheapest first, until an oracle finds',
		'a violation that the unbroken kernel does not show there in any schedule. Two litmus tests are too large',
		'for a complete search and are left out. What a never line asks for counts only if no oracle finds anything, a data race only if nothing else does. A hash',
		'of the name selects a sample of all possible mutants, which takes two or three minutes on two cores. `-- --all`',
		'tries all 1,800, and `-- --only NAME --show` those with NAME in their names and prints what they change.',
		'',
		`**${scoreSummary(kinds)}.**`,
		'',
		'[scorecard.txt](../harness/audit/scorecard/scorecard.txt) lists the oracle that found each mutant, with the litmus',
		'test and the number of states. _Not reached_: no schedule of any litmus test reaches the code that the mutant',
		'changes. _Broken_: a call loops for ever. Why the others were not found:',
		'',
		'No harm done:',
		'',
		...bullets('harmless'),
		'',
		'Gaps in the oracles and in the model:',
		'',
		...bullets('gap'),
		'',
		'Not reached:',
		'',
		...bullets('unreached'),
		'',
	].join('\n');
}

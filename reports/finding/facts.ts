/*
 * reports/finding/facts.ts - what there is to say of one finding: the cell that shows it, who closes it, and the lines of
 * a mail that ask about it.
 */
import {
	cellFinder,
	type Closer,
	closersOf,
	type FreeOfIt,
	freeWithoutClosing,
	type ComparedCell,
	type Comparison,
	designOfOurs,
	type VariantResult,
	type Violation,
	type WorkloadResult,
} from '../../harness/result.ts';

/** Which finding a mail is about, and its execution. */
export interface MailedFinding {
	readonly variant: string;
	readonly workload: string;
	/** As its search or the replay of its token has it. */
	readonly violation: Violation;
	/** Other kinds of bugs that the same execution shows. */
	readonly also: readonly { readonly oracle: string; readonly detail: string }[];
	/** Lines of the diagram, with what is wrong underlined where a mail shows that. */
	readonly drawn: { readonly plain: readonly string[]; readonly underlined: readonly string[] };
}

/** Lines of a mail that a litmus test serves. */
export interface Asked {
	readonly subject: string;
	readonly name: string;
	readonly date: string;
	readonly lines: readonly string[];
}

export interface Facts extends MailedFinding {
	readonly comparison: Comparison;
	readonly about: VariantResult;
	readonly test: WorkloadResult;
	readonly cell: ComparedCell;
	/** The cell of what the variant stacks on; null where there is none. */
	readonly below: ComparedCell | null;
	readonly closers: readonly Closer[];
	/** Those that never show it and close nothing. */
	readonly free: readonly FreeOfIt[];
	/** Variants that ran the test, beside this one. */
	readonly others: number;
	readonly asked: Asked | null;
}

/** The finding must be of a cell of the comparison. */
export function factsOf(comparison: Comparison, finding: MailedFinding): Facts {
	const { variant, workload, violation } = finding;
	const find = cellFinder(comparison.cells);
	const cell = find(variant, workload)!;
	const about = comparison.variants.find(({ name }) => name === variant)!;
	const test = comparison.workloads.find(({ name }) => name === workload)!;
	const ran = comparison.variants.filter(({ name }) => find(name, workload) !== undefined);
	return {
		...finding,
		comparison,
		about,
		test,
		cell,
		below:
			variant === comparison.base ? null : (find(about.base ?? comparison.base, workload) ?? null),
		closers: closersOf(comparison, cell, violation),
		free: freeWithoutClosing(comparison, cell, violation),
		others: ran.length - 1,
		asked: askedOf(comparison, about, test, violation.oracle),
	};
}

/** More lines of a mail than this are not quoted. */
const quotedMax = 8;

/** Whether two lines begin alike: one of them may end where the other goes on. */
const isSameLine = (one: string, other: string): boolean =>
	Math.min(one.length, other.length) >= sameMin && (one.startsWith(other) || other.startsWith(one));

/** Fewer characters may be anybody's. */
const sameMin = 12;

/** The lines of a mail of these that a patch is made from, as it quotes them. Null where it quotes none. */
function quotedBy({ discussions }: Comparison, { quoted }: VariantResult): Asked | null {
	const [first] = quoted;
	if (first === undefined) return null;
	for (const { blocks } of discussions) {
		let mail = { subject: '', from: '' };
		for (const block of blocks) {
			if (block.is === 'mail') mail = block;
			if (block.is !== 'quote') continue;
			if (block.lines.some((line) => isSameLine(line.trim(), first.trim())))
				return { ...partsOf(mail), lines: quoted.slice(0, quotedMax) };
		}
	}
	return null;
}

/**
 * The lines above the first claim that rests on this variant and this test; else those that the patch is made from; else
 * those above the first claim that this kind of bug was looked for on this test for. Null where nobody asks.
 */
function askedOf(
	comparison: Comparison,
	variant: VariantResult,
	test: WorkloadResult,
	oracle: string,
): Asked | null {
	const { discussions, base } = comparison;
	const { name } = variant;
	const found: (Asked & { readonly rests: boolean; readonly isAbout: boolean })[] = [];
	for (const { blocks } of discussions) {
		let mail = { subject: '', from: '' };
		let lines: string[] = [];
		for (const block of blocks) {
			if (block.is === 'mail') {
				mail = block;
				lines = [];
			}
			if (block.is === 'quote') lines.push(...block.lines);
			if (block.is !== 'answer' || !test.serves.includes(block.answer.id)) continue;
			const evidence = block.answer.parts.flatMap((part) => part.evidence);
			const rests = evidence.some(({ text }) => text.startsWith(`${name} on ${test.name} `));
			const isAbout = evidence.some(
				({ text }) => text.includes(` on ${test.name} `) && text.includes(`"${oracle}"`),
			);
			const all = lastParagraph(lines);
			const quoted = all.length <= quotedMax ? all : ['[...]', ...all.slice(1 - quotedMax)];
			if (quoted.length > 0) found.push({ ...partsOf(mail), lines: quoted, rests, isAbout });
		}
	}
	const own = name === base ? null : quotedBy(comparison, variant);
	return found.find(({ rests }) => rests) ?? own ?? found.find(({ isAbout }) => isAbout) ?? null;
}

/** The last lines up to an empty one, so that what is quoted is whole where the mail is. */
function lastParagraph(lines: readonly string[]): string[] {
	const isText = (line: string): boolean => line.trim() !== '';
	const last = lines.findLastIndex(isText);
	const before = lines.slice(0, last + 1).findLastIndex((line) => !isText(line));
	return lines.slice(before + 1, last + 1);
}

/**
 * 'Hugh Dickins, 4 Apr 2003, <...>' in its parts; there may be several names, and a date may be missing. Of a design of
 * ours, who wrote the mail that it follows.
 */
export function partsOf({
	subject,
	from,
}: {
	readonly subject: string;
	readonly from: string;
}): Omit<Asked, 'lines'> {
	const source = from.replace(designOfOurs, '');
	const parts = source.split(', ').filter((each) => !/^<.*>$/.test(each));
	const isDate = /^.*?\b\d{4}\b/;
	const at = parts.findIndex((each) => isDate.test(each));
	const names = at < 0 ? parts : parts.slice(0, at);
	return {
		subject,
		name: [names.slice(0, -1).join(', '), ...names.slice(-1)].filter(Boolean).join(' and '),
		date: isDate.exec(parts[at] ?? '')?.[0] ?? '',
	};
}

/** What each file of a patch gets and loses. */
export function filesOf(patch: string): { file: string; insertions: number; deletions: number }[] {
	const files: { file: string; insertions: number; deletions: number }[] = [];
	let at: (typeof files)[number] | null = null;
	for (const line of patch.split('\n')) {
		const file = /^\+\+\+ (?:b\/)?(\S+)/.exec(line)?.[1];
		if (file !== undefined) {
			at = files.find((each) => each.file === file) ?? { file, insertions: 0, deletions: 0 };
			if (!files.includes(at)) files.push(at);
		} else if (at !== null && line.startsWith('+')) at.insertions++;
		else if (at !== null && line.startsWith('-') && !line.startsWith('--- ')) at.deletions++;
	}
	return files;
}

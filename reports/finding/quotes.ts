/*
 * reports/finding/quotes.ts - the lines of a mail that a mail of ours answers, whose they are, and whether a patch is what
 * that mail proposes.
 */
import {
	type Comparison,
	designOfOurs,
	type MailLines,
	mailLinesOf,
	type VariantResult,
	type WorkloadResult,
} from '../../harness/result.ts';

/** Lines of a mail that are quoted. */
export interface Asked {
	readonly subject: string;
	readonly name: string;
	readonly date: string;
	readonly lines: readonly string[];
}

/** The same with where they stand among all that the claims files quote. */
export interface Quote extends Asked {
	readonly at: number;
	/** Whether the patch was sent or proposed in that very mail. */
	readonly isOfMail: boolean;
}

/** More lines of a mail than this are not quoted. */
const quotedMax = 8;

/** Whether two lines begin alike: one of them may end where the other goes on. */
export const isSameLine = (one: string, other: string): boolean =>
	Math.min(one.length, other.length) >= sameMin && (one.startsWith(other) || other.startsWith(one));

/** Fewer characters may be anybody's. */
const sameMin = 12;

/** Whether what a patch says of its source is this mail, and not another one of the same author. */
const isFrom = ({ from }: VariantResult, { subject, from: mail }: MailLines): boolean =>
	!designOfOurs.test(from) && from.startsWith(mail.split(',')[0]!) && from.includes(`"${subject}"`);

/** Whether a sentence or a paragraph ends with this line. */
const isEnd = (line: string | undefined): boolean =>
	line === undefined || line.trim() === '' || /[.:?!]["')]*$/.test(line.trim());

/** The line at which the sentence begins that goes on in this one. */
function startOf(lines: readonly string[], at: number): number {
	let start = at;
	while (!isEnd(lines[start - 1])) start--;
	return start;
}

/** The line with whose end a sentence ends, from this one on. */
function endOf(lines: readonly string[], at: number): number {
	let end = at;
	while (!isEnd(lines[end]) && (lines[end + 1] ?? '').trim() !== '') end++;
	return end;
}

/**
 * The lines that a patch is made from, in whole sentences, as its mail has them. What no claims file quotes is taken from the patch, and is by
 * whom the patch is from, if that says who and when. Null where it quotes nothing, or nobody knows whom.
 */
export function quoteOf(discussions: readonly MailLines[], variant: VariantResult): Quote | null {
	const [first] = variant.quoted;
	if (first === undefined) return null;
	let before = 0;
	for (const mail of discussions) {
		const at = mail.lines.findIndex((line) => isSameLine(line.trim(), first.trim()));
		if (at >= 0) {
			const last = variant.quoted.at(-1)!;
			const end = mail.lines.findIndex(
				(line, i) => i >= at && i < at + quotedMax && isSameLine(line.trim(), last.trim()),
			);
			const from = startOf(mail.lines, at);
			const to = endOf(mail.lines, end < 0 ? at + variant.quoted.length - 1 : end);
			const lines = mail.lines.slice(from, Math.min(to + 1, from + quotedMax));
			return { ...partsOf(mail), lines, at: before + from, isOfMail: isFrom(variant, mail) };
		}
		before += mail.lines.length;
	}
	const whose = partsOf({ subject: '', from: variant.from });
	// What a commit says of itself has no author here.
	if (whose.name === '' || whose.date === '' || /^Linux\b/.test(whose.name)) return null;
	const isOfMail = !designOfOurs.test(variant.from);
	return { ...whose, lines: variant.quoted.slice(0, quotedMax), at: before, isOfMail };
}

/**
 * The lines above the first claim that rests on this variant and this test; else those that the patch is made from; else
 * those above the first claim that this kind of bug was looked for on this test for. Of what the kernel below shows as
 * well only the last, since a patch is made for something else. Null where nobody asks.
 */
export function askedOf(
	comparison: Comparison,
	variant: VariantResult,
	test: WorkloadResult,
	{ oracle, isInherited }: { readonly oracle: string; readonly isInherited: boolean },
): Asked | null {
	const { base } = comparison;
	const { name } = variant;
	const mails = mailLinesOf(comparison.discussions);
	const found: (Asked & { readonly rests: boolean; readonly isAbout: boolean })[] = [];
	for (const mail of mails) {
		for (const { answer, above } of mail.answers) {
			if (!test.serves.includes(answer.id)) continue;
			const evidence = answer.parts.flatMap((part) => part.evidence);
			const rests = evidence.some(({ text }) => text.startsWith(`${name} on ${test.name} `));
			const isAbout = evidence.some(
				({ text }) => text.includes(` on ${test.name} `) && text.includes(`"${oracle}"`),
			);
			const quoted = lastSentences(mail.lines, above);
			if (quoted.length > 0) found.push({ ...partsOf(mail), lines: quoted, rests, isAbout });
		}
	}
	const own = name === base ? null : quoteOf(mails, variant);
	const ofMail = own !== null && mails.some(({ subject }) => subject === own.subject) ? own : null;
	if (isInherited) return found.find(({ isAbout }) => isAbout) ?? null;
	return found.find(({ rests }) => rests) ?? ofMail ?? found.find(({ isAbout }) => isAbout) ?? null;
}

/** The last of so many lines up to an empty one, in whole sentences; of too many, the last sentences. */
function lastSentences(lines: readonly string[], above: number): string[] {
	const isText = (line: string): boolean => line.trim() !== '';
	const last = lines.slice(0, above).findLastIndex(isText);
	if (last < 0) return [];
	const before = lines.slice(0, last + 1).findLastIndex((line) => !isText(line));
	const all = lines.slice(before + 1, endOf(lines, last) + 1);
	if (all.length <= quotedMax) return all;
	const cut = all.slice(1 - quotedMax);
	const whole = cut.slice(cut.slice(0, -1).findIndex(isEnd) + 1);
	return ['[...]', ...whole];
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

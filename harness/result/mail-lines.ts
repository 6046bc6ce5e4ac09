/*
 * harness/result/mail-lines.ts - the mails of a discussion in their own lines. A claims file cuts lines where a claim
 * stands in the middle of one; whoever quotes them in a mail does not.
 */
import type { Answer, AnsweredDiscussion } from './answer.ts';

export interface MailLines {
	readonly subject: string;
	/** 'Hugh Dickins, 4 Apr 2003, <...>' */
	readonly from: string;
	/** As far as they are quoted, without their '> '. */
	readonly lines: readonly string[];
	/** With how many of the lines stand above each, the last of them whole. */
	readonly answers: readonly { readonly answer: Answer; readonly above: number }[];
}

/**
 * The mails that are quoted, in the order of the claims files.
 * @example mailLinesOf(comparison.discussions)[0]?.lines[0] // "I see you're going for locking the page around page_convert_anon,"
 */
export function mailLinesOf(discussions: readonly AnsweredDiscussion[]): MailLines[] {
	return discussions.flatMap(({ blocks }) => {
		const mails: { subject: string; from: string; lines: string[]; answers: Answered[] }[] = [];
		for (const block of blocks) {
			if (block.is === 'mail') {
				mails.push({ subject: block.subject, from: block.from, lines: [], answers: [] });
			}
			const mail = mails.at(-1);
			if (mail === undefined) continue;
			if (block.is === 'quote') {
				const [first, ...rest] = block.lines;
				if (block.goesOn && mail.lines.length > 0) {
					mail.lines.push(`${mail.lines.pop()!} ${first!}`, ...rest);
				} else mail.lines.push(...block.lines);
			}
			if (block.is === 'answer') {
				mail.answers.push({ answer: block.answer, above: mail.lines.length });
			}
		}
		return mails;
	});
}

type Answered = MailLines['answers'][number];

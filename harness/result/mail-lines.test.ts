/*
 * The mails that the claims files quote, in their own lines; and that what variants quote of them are such lines.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readings } from '../../variants/readings.ts';
import { variants } from '../../variants/index.ts';
import { shippedDiscussions } from '../catalogue/discussions.ts';
import { packageRoot, quotedLines } from '../catalogue/source.ts';
import { placeOfOurs } from '../catalogue/variant-source.ts';
import { answerAll } from '../compare/answer.ts';
import { mailLinesOf } from './mail-lines.ts';

const mails = mailLinesOf(answerAll(shippedDiscussions(), [], []));
const lines = mails.flatMap((mail) => mail.lines);

test('a line that a claim cuts is whole, and a claim stands below the whole line', () => {
	const [first] = mails;
	expect(first).toMatchObject({ subject: 'objrmap and vmtruncate' });
	expect(lines).toContain("page table after vmtruncate_list passed that way; but it won't");
	expect(lines).toContain('try_to_unmap with a force flag to attack even VM_LOCKED vmas.');
	const { above } = first!.answers.find(({ answer }) => answer.id === 'S7')!;
	expect(first!.lines[above - 1]).toMatch(/^try_to_unmap with a force flag/);
	// The mail is in lines of 60 to 66 characters, but for those that end a paragraph.
	for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(78);
});

const quotedBy = (name: string): string[] =>
	quotedLines(readFileSync(join(packageRoot(), `${placeOfOurs(name)}.ts`), 'utf8'));

test.each(Object.keys(variants))('%s quotes whole lines, in their order', (name) => {
	const quoted = quotedBy(name);
	const isKnown = quoted.some((line) => lines.some((each) => each.includes(line.trim())));
	if (!isKnown || quoted.length < 2) return;
	const at = lines.indexOf(quoted[0]!);
	expect(lines.slice(at, at + quoted.length)).toEqual(quoted);
});

test('who reads a passage otherwise quotes the same one as who takes it literally', () => {
	for (const { variant, literal } of readings) {
		expect(quotedBy(variant).slice(0, 2)).toEqual(quotedBy(literal).slice(0, 2));
	}
});

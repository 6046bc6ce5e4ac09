/*
 * reports/answers.ts - a discussion answered: its lines quoted, and under each what the search says. As a
 * mail of 72 columns in plain ASCII (tokens and commands are never broken), and as a list for a terminal.
 */
import * as messages from '../harness/messages/index.ts';
import type { Answer, AnsweredDiscussion, Comparison } from '../harness/result.ts';
import { isRun, raceLegend, raceNotes, raceTable } from './races.ts';
import type { Renderer } from './renderer.ts';
import { ascii, wrap } from './table.ts';

const mailWidth = 72;

/** What a reader needs to run the commands. */
interface Told {
	readonly named: messages.NamedFiles;
	readonly origin: string;
}

export function answersOf(discussions: readonly AnsweredDiscussion[]): Answer[] {
	return discussions.flatMap(({ blocks }) =>
		blocks.flatMap((block) => (block.is === 'answer' ? [block.answer] : [])),
	);
}

function indented(text: string, width: number, indent: string): string[] {
	return wrap(ascii(text), width - indent.length, '  ').map((line) => indent + line);
}

/** What was tested, what was seen, and how to see it again. */
function evidenceLines(
	part: Answer['parts'][number],
	{ named }: Told,
	width: number,
	indent: string,
): string[] {
	return part.evidence.flatMap((each) => [
		...indented(messages.evidencePhrase(each), width, indent),
		...(each.token === null ? [] : [`${indent}  ${messages.replayCommand(each.token, named)}`]),
	]);
}

function answerLines(answer: Answer, told: Told, width: number): string[] {
	return [
		...wrap(ascii(messages.answerHead(answer)), width, '  '),
		...answer.parts.flatMap((part) => [
			...(part.says === null ? [] : indented(messages.answerPart(part), width, '  ')),
			...evidenceLines(part, told, width, part.says === null ? '  ' : '    '),
		]),
		...(answer.because === null ? [] : indented(answer.because, width, '  ')),
		'',
	];
}

type Blocks = AnsweredDiscussion['blocks'];

/** Whether a claim has no verdict because the run left out tests that it rests on. */
const isUnasked = ({ verdict, parts }: Answer): boolean =>
	verdict === 'undecided' &&
	parts.some(({ evidence }) => evidence.some(({ explored }) => explored.kind === 'none'));

/** Of a run of a part: the claims that it answers, each below the lines of the mail that state it. */
function answeredOf(blocks: Blocks): Blocks {
	const kept = blocks.filter((block) => block.is !== 'answer' || !isUnasked(block.answer));
	if (kept.length === blocks.length) return blocks;
	return kept.filter(({ is }, i) => {
		if (is === 'quote') return kept[i + 1]?.is === 'answer';
		const rest = kept.slice(i + 1);
		const next = rest.findIndex((each) => each.is === 'mail');
		return is !== 'mail' || rest.slice(0, next < 0 ? undefined : next).some(isAnswer);
	});
}

const isAnswer = ({ is }: Blocks[number]): boolean => is === 'answer';

/** The whole discussion as a mail, ending with a newline. */
export function answersMail(discussions: readonly AnsweredDiscussion[], told: Told): string {
	const unasked = answersOf(discussions).filter(isUnasked);
	const lines = discussions.flatMap((discussion) => [
		...answeredOf(discussion.blocks).flatMap((block) => {
			switch (block.is) {
				case 'mail':
					return [
						`Subject: Re: ${ascii(block.subject.replace(/^Re: /, ''))}`,
						'',
						...wrap(`${ascii(block.from)} wrote:`, mailWidth),
						'',
					];
				case 'quote':
					return [...quoted(block.lines), ''];
				case 'answer':
					return answerLines(block.answer, told, mailWidth);
				case 'race':
					return [];
			}
		}),
		...racesLines(discussion, mailWidth),
	]);
	if (unasked.length > 0) {
		const ids = unasked.map(({ id }) => id);
		lines.push(...wrap(ascii(messages.claimsUnasked(ids)), mailWidth), '');
	}
	lines.push(...wrap(ascii(told.origin), mailWidth));
	return `${lines
		.join('\n')
		.trimEnd()
		.replaceAll(/\n{3,}/g, '\n\n')}\n`;
}

/** Lines of the mail keep their breaks; only one that would pass the width is broken again. */
function quoted(lines: readonly string[]): string[] {
	return lines.flatMap((line) =>
		line.trim() === ''
			? ['>']
			: line.length <= mailWidth - 2
				? [`> ${ascii(line)}`]
				: wrap(ascii(line), mailWidth - 2).map((part) => `> ${part}`),
	);
}

/** The table of races with its legend and notes; nothing when none of its cells was run. */
export function racesLines(discussion: AnsweredDiscussion, width: number): string[] {
	const races = discussion.blocks
		.flatMap((block) => (block.is === 'race' ? [block.race] : []))
		.filter(({ cells }) => cells.some(isRun));
	if (races.length === 0) return [];
	return [
		messages.racesHead(),
		'',
		...raceTable(races, width),
		'',
		...raceLegend(races, width),
		'',
		...raceNotes(races, width),
		'',
	];
}

/** The list for a terminal, one answer after the other, then a count of each verdict. */
export function answersText(
	discussions: readonly AnsweredDiscussion[],
	told: Told,
	width: number,
): string {
	const lines = discussions.flatMap((discussion) => {
		const answers = answersOf([discussion]);
		return [
			...answers.flatMap((each) => [
				...wrap(ascii(messages.answerHead(each)), width, '  '),
				...each.parts.flatMap((part) =>
					part.says === null ? [] : indented(messages.answerPart(part), width, '  '),
				),
				...indented(messages.exploredTogetherPhrase(each.explored), width, '  '),
				...(each.witness === null ? [] : [`  ${messages.replayCommand(each.witness, told.named)}`]),
			]),
			...(answers.length === 0 ? [] : ['', messages.answersTally(answers), '']),
			...racesLines(discussion, width),
		];
	});
	lines.push(...wrap(told.origin, width));
	return `${lines.join('\n').trimEnd()}\n`;
}

export const answers: Renderer = {
	says: 'answers.txt: the mail quoted line by line, each claim answered below it, 72 columns',
	render: (comparison: Comparison) => {
		const { discussions, tool, repository } = comparison;
		const told = { named: comparison, origin: messages.toolOrigin(tool, repository ?? null) };
		return Promise.resolve(
			discussions.length === 0
				? []
				: [{ file: 'answers.txt', text: answersMail(discussions, told) }],
		);
	},
};

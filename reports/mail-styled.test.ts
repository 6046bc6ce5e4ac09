/*
 * The mail of a comparison as a reply in prose and as a changelog: a list takes both, they survive being quoted twice, their
 * numbers are those of the results, and what somebody else wrote does no harm.
 */
import { describe, expect, test } from 'vitest';
import {
	type Comparison,
	type ComparedCell,
	type Diagram,
	topicOf,
	witnessesToDraw,
} from '../harness/result.ts';
import { largeComparison } from './fixture/large.ts';
import { compared, complete, violationOf } from './fixture/parts.ts';
import { smallComparison as small } from './fixture/small.ts';
import { mailStyles } from './finding/mail.ts';
import { mailText } from './mail.ts';
import { styledMail } from './mail-styled.ts';

const whole: Comparison = {
	...small,
	cells: compared(
		small.cells.map((cell) => ({ ...cell, explored: complete })),
		small.reference,
	),
};
const large = largeComparison();

/** With drawings of what its mail shows, of so many lines, the last step underlined. */
function drawn(comparison: Comparison, lines: number): Comparison {
	const diagrams = witnessesToDraw(comparison).map(
		({ variant, workload, violation: { oracle, site, token, detail } }): Diagram => ({
			variant,
			workload,
			oracle,
			site,
			token,
			detail,
			lines: [
				...Array.from({ length: lines }, (_, i) => `line ${i} of it `.padEnd(70, '.')),
				`${' '.repeat(40)}f[1].mapping = 0`,
				`${' '.repeat(40)}^^^^^^^^^^^^^^^^`,
			],
		}),
	);
	return { ...comparison, diagrams };
}

const own = (comparison: Comparison, name: string, patch?: string): Comparison => ({
	...comparison,
	variants: comparison.variants.map((each) =>
		each.name === name ? { ...each, file: `./${name}.ts`, patch: patch ?? each.patch } : each,
	),
});

const longPatch = `--- a/f.ts\n+++ b/f.ts\n@@ -1 +1 @@\n${'+\tyield* this.lock_page(page);\n'.repeat(140)}`;
const cases = [
	['small', small],
	['whole', drawn(whole, 12)],
	['large', large],
	['long diagrams', drawn(large, 500)],
	['own', drawn(own(large, 'no-bug', longPatch), 500)],
	['own of few', drawn(own(whole, 'forced-unmap'), 12)],
] as const;
const folded = (text: string): string => text.replaceAll(/\s+/g, ' ');
const withoutPatches = (text: string): string => text.replaceAll(/^-- 8<[^]*?^-- >8.*$/gm, '');

/** Without commands, diagrams, quotes, patches, tables, and what the loads cost. */
const proseOf = (mail: string): string =>
	withoutPatches(mail)
		.replace(/^What they cost[^]*$/m, '')
		.split('\n')
		.filter((line) => !/^(?:>| |Subject:|---|line )/.test(line) && !/ {2}[\d-]| {3}/.test(line))
		.join('\n');

/** What the cells say of each variant, counted here and not by what draws. */
function countsOf({ cells, variants }: Comparison): number[] {
	const lists = ['fixed', 'added', 'left', 'moved', 'open'] as const;
	const sum = (of: readonly ComparedCell[], each: (cell: ComparedCell) => number): number =>
		of.reduce((all, cell) => all + each(cell), 0);
	const oracles = new Set(cells.flatMap((each) => each.violations.map(({ oracle }) => oracle)));
	const complete = cells.filter(({ explored }) => explored.kind === 'complete').length;
	return variants.flatMap(({ name }) => {
		const mine = cells.filter(({ variant }) => variant === name);
		const byKind = [...oracles].map((oracle) =>
			sum(mine, ({ violations }) => violations.filter((each) => each.oracle === oracle).length),
		);
		// Of the kinds that are not named.
		const rest = byKind.toSorted((a, b) => b - a).slice(5);
		return [
			cells.length,
			complete,
			rest.reduce((all, each) => all + each, 0),
			mine.length,
			oracles.size,
			sum(mine, ({ violations }) => violations.length),
			...lists.map((list) => sum(mine, ({ against }) => against[list].length)),
			...[...oracles].flatMap((oracle) => [
				sum(mine, ({ violations }) => violations.filter((each) => each.oracle === oracle).length),
				sum(mine, ({ against }) => against.added.filter((each) => each.oracle === oracle).length),
			]),
		];
	});
}

describe.each(mailStyles)('style %s', (style) => {
	const width = style === '2003' ? 72 : 75;

	test.for(cases)(
		'%s: a list takes it, and 80 columns when it is quoted twice',
		([, comparison]) => {
			const text = styledMail(comparison, style);
			expect(text.length).toBeLessThanOrEqual(20_000);
			expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(300);
			expect(text.split('\n').length).toBeGreaterThan(15);
			expect(folded(text)).toContain('The commands are of rmaplab 0.1.0');
			for (const line of withoutPatches(text).split('\n')) {
				expect(line).toMatch(/^[ -~]*$/);
				expect(line, line).not.toMatch(/\s$/);
				if (/v1\.|npx rmaplab/.test(line)) continue;
				expect(`> > ${line}`.length, line).toBeLessThanOrEqual(80);
				if (!line.includes('  ')) expect(line.length, line).toBeLessThanOrEqual(width);
			}
		},
	);

	test.for(cases)('%s: no number in its prose that the results do not hold', ([, comparison]) => {
		const prose = proseOf(styledMail(comparison, style)).replaceAll(/(\d),(\d{3})/g, '$1$2');
		const held = JSON.stringify(comparison).match(/\d+/g)!;
		// The kernel that is simulated, and the version that has the commands.
		const known = new Set([...held, ...countsOf(comparison), 2, 5, 66, 0, 1, 300].map(Number));
		const rest = topicOf(comparison).variants.length;
		for (const each of prose.match(/\d+/g) ?? []) {
			if (Number(each) > rest) expect([...known], `${each} in ${prose}`).toContain(Number(each));
		}
	});

	test('its numbers change with the results', () => {
		const mine = own(whole, 'forced-unmap');
		const said = (comparison: Comparison): string => folded(styledMail(comparison, style));
		expect(said(mine)).toContain(
			'fixes 2 of the 3 findings of lock-page-convert, leaves 0 and adds 2',
		);
		const cells = mine.cells.map((cell) =>
			cell.variant === 'forced-unmap'
				? { ...cell, against: { ...cell.against, added: [], left: cell.against.added } }
				: cell,
		);
		expect(said({ ...mine, cells })).toContain(
			'fixes 2 of the 3 findings of lock-page-convert, leaves 2 and adds none',
		);
	});

	test('is plain text whatever others wrote', () => {
		const nasty = '<script>alert("1")</script>\u001b[31m\n.\nFrom \u202e=1+1\u0000\r';
		const mine = drawn(own(whole, 'forced-unmap'), 3);
		const text = styledMail(
			{
				...mine,
				variants: mine.variants.map((each) => ({
					...each,
					subject: nasty,
					from: nasty,
					quoted: [nasty],
				})),
				workloads: mine.workloads.map((each) => ({ ...each, question: nasty })),
				diagrams: mine.diagrams!.map((each) => ({ ...each, detail: nasty, site: nasty })),
			},
			style,
		);
		expect(withoutPatches(text)).toMatch(/^[\n -~]*$/);
		for (const line of withoutPatches(text).split('\n')) expect(line).not.toMatch(/^(?:\.|From )/);
	});

	test('reads as it did', async () => {
		for (const [name, comparison] of [cases[1], cases[3], cases[5]]) {
			const file = `golden/mail-${style}-${name.replaceAll(' ', '-')}.txt`;
			await expect(styledMail(comparison, style)).toMatchFileSnapshot(file);
		}
	});
});

test('each mail has the command that gives its numbers again', () => {
	const command =
		'npx rmaplab compare --variant forced-unmap nonlinear-aware --workload trunc-vs-fault ' +
		"remap-vs-reclaim './my own.litmus' --seed 2003 --states 45000 --runs 200";
	for (const text of [
		...mailStyles.map((style) => styledMail({ ...whole, command }, style)),
		mailText({ ...whole, command }),
		mailText({ ...large, command }),
	]) {
		const lines = text.split('\n');
		const at = lines.findIndex((line) => line.startsWith('  npx rmaplab compare --variant'));
		const end = lines.findIndex((line, i) => i >= at && !line.endsWith('\\'));
		const said = lines.slice(at, end + 1).map((line) => line.replace(/ \\$/, '').trim());
		expect(said.join(' ')).toBe(command);
		for (const line of lines.slice(at, end + 1)) expect(line.length).toBeLessThanOrEqual(72);
	}
	expect(mailText(whole)).not.toContain('rmaplab compare --variant');
});

test('only the modern one underlines what is wrong, and has a diffstat', () => {
	const mine = drawn(own(whole, 'forced-unmap'), 3);
	const [old, modern] = mailStyles.map((style) => styledMail(mine, style));
	expect(modern).toContain(`${' '.repeat(40)}^^^^^^^^^^^^^^^^\n`);
	expect(modern).toContain('---\nforced-unmap, on top of lock-page-convert:\n');
	expect(modern).toMatch(/^variant +fix +add/m);
	for (const text of [old, mailText(mine)]) expect(text).not.toContain('^^^');
	expect(withoutPatches(old!)).not.toMatch(/^---$/m);
});

test('the reply in prose quotes what it answers, and says who wrote it where that is known', () => {
	const quoted = ['try_to_unmap with a force flag', 'to attack even VM_LOCKED vmas.'];
	const withFrom = (from: string): string =>
		styledMail(
			{ ...whole, variants: whole.variants.map((each) => ({ ...each, from, quoted })) },
			'2003',
		);
	const text = withFrom('Hugh Dickins, 4 Apr 2003 14:34 UTC, "objrmap and vmtruncate"');
	expect(text).toContain(
		`On 4 Apr 2003, Hugh Dickins wrote:\n\n> ${quoted[0]}\n> ${quoted[1]}\n\nI ran this as `,
	);
	// Once, while the same one goes on.
	expect(text.match(/wrote:/g)).toHaveLength(1);
	expect(withFrom('Linux 2.6.7 (commit 66d25df0)')).not.toContain('wrote:');
});

describe('the lines that a reply in prose quotes', () => {
	const hugh = 'Hugh Dickins, 4 Apr 2003, <a@b>';
	const discussions: Comparison['discussions'] = [
		{
			path: '',
			blocks: [
				{ is: 'mail', subject: 'objrmap and vmtruncate', from: hugh },
				{ is: 'quote', lines: ['But truncate_inode_pages should check'] },
				{ is: 'quote', lines: ['page_mapped.', 'Worth adding checks'], goesOn: true },
				{ is: 'quote', lines: ['for? Or stop resetting page->mapping.'] },
			],
		},
	];
	const [reference, first, second] = small.variants as [
		(typeof small.variants)[number],
		(typeof small.variants)[number],
		(typeof small.variants)[number],
	];
	const reply = (one: Partial<typeof first>, other: Partial<typeof first>): string =>
		folded(
			styledMail(
				{
					...whole,
					discussions,
					variants: [reference, { ...first, ...one }, { ...second, ...other }],
				},
				'2003',
			),
		);
	const proposal = { from: 'Hugh Dickins, 4 Apr 2003 14:34 UTC, "objrmap and vmtruncate"' };
	const early = ['But truncate_inode_pages should check page_mapped.'];
	const late = ['Worth adding checks', 'for? Or stop resetting page->mapping.'];

	test('stand in the order of the mail, and whole', () => {
		const text = reply({ ...proposal, quoted: late }, { ...proposal, quoted: early });
		expect(text).toContain(`Hugh Dickins wrote: > ${early[0]} I ran this as ${second.name}`);
		expect(text).toContain(`> ${late[0]} > ${late[1]} I ran this as ${first.name}`);
		expect(text.indexOf(early[0]!)).toBeLessThan(text.indexOf(late[0]!));
		expect(text.match(/wrote:/g)).toHaveLength(1);
	});

	test('begin and end with a sentence', () => {
		const both = `> ${late[0]} > ${late[1]} I ran this as ${first.name}`;
		for (const line of late) {
			expect(reply({ ...proposal, quoted: [line] }, {})).toContain(both);
		}
		expect(reply({ ...proposal, quoted: early }, {})).not.toContain(late[0]);
	});

	test('are by whoever wrote them, and proposed by no other mail', () => {
		const from = 'Andrew Morton, 4 Apr 2003 18:54 UTC, "Re: objrmap and vmtruncate"';
		const text = reply({ from, quoted: early }, { ...proposal, from: 'Linux 2.6.6, 11 Apr 2004' });
		expect(text).toContain('On 4 Apr 2003, Hugh Dickins wrote:');
		expect(text).toContain(`About these lines I ran ${first.name} (`);
		expect(text).toContain('", Andrew Morton, 4 Apr 2003).');
		expect(text).toContain(`I ran ${second.name} (`);
		expect(text).not.toContain('I ran this');
		// Another mail of the same author on the same day.
		const tweaks = 'Hugh Dickins, 4 Apr 2003 16:41 UTC, "[PATCH] tweaks"';
		expect(reply({ from: tweaks, quoted: early }, {})).toContain('About these lines I ran');
		const ours =
			'a design of this project, after Hugh Dickins, 4 Apr 2003, "objrmap and vmtruncate"';
		expect(reply({ from: ours, quoted: early }, {})).toContain('", a design of this project).');
	});

	test('are nowhere where nobody knows who wrote them', () => {
		const commit = {
			from: 'Linux 2.6.6, 11 Apr 2004 (commit 4b518756)',
			quoted: ['did the reverse'],
		};
		const list = { from: '25 Jan 2005, 2.6.11-rc3, 49d9d30b', quoted: ['memory barriers for it'] };
		expect(reply(commit, list)).not.toMatch(/^> |wrote:/m);
	});

	test('are answered first by who takes them literally', () => {
		const reading = { literal: second.name, says: 'the pte is cleared instead' };
		const text = reply({ ...proposal, quoted: early, reading }, { ...proposal, quoted: early });
		expect(text.indexOf(`I ran this as ${second.name}`)).toBeGreaterThan(0);
		expect(text.indexOf(`I ran this as ${second.name}`)).toBeLessThan(
			text.indexOf(`I ran this as ${first.name}`),
		);
		expect(text).toContain(
			`That is if the pte is cleared instead; read literally, these lines are ${second.name}.`,
		);
		const alone = reply(
			{ ...proposal, quoted: early, reading: { ...reading, literal: 'another' } },
			{ ...proposal },
		);
		expect(alone).toContain('these lines are another, which this run does not have.');
	});
});

test('a mail of many says what it rests on, and the pages that the base loses', () => {
	const cells = large.cells.length;
	const complete = large.cells.filter(({ explored }) => explored.kind === 'complete').length;
	expect(complete).toBeLessThan(cells);
	const rests = `All this rests on ${cells} cells (variant and litmus test), ${complete} of them searched`;
	const done = {
		...large,
		cells: large.cells.map((cell) => ({ ...cell, explored: whole.cells[0]!.explored })),
	};
	for (const of of [mailText, (each: Comparison) => styledMail(each, '2003')]) {
		expect(folded(of(large))).toContain(rests);
		expect(folded(of(done))).toContain('(variant and litmus test), all searched completely.');
		expect(folded(of(large))).toMatch(/once all is quiet \(lock-page-convert: \d+\)\. /);
	}
});

test('findings are counted as findings, of kinds that have no room too', () => {
	expect(folded(styledMail(large, 'modern'))).toMatch(/ and \d+ of \d+ other kinds\./);
});

test('of one cpu nobody sees what another did, and a question that nobody asked is none', () => {
	const alone = (question: string): string =>
		folded(
			styledMail(
				{
					...drawn(whole, 3),
					workloads: whole.workloads.map((each) => ({ ...each, cpus: 1, question })),
				},
				'modern',
			),
		);
	const text = alone('Conversion counts ptes.');
	expect(text).toContain(
		'The test is about this: Conversion counts ptes. Shown are only the last writes',
	);
	expect(text).not.toContain('one cpu sees');
	expect(alone('Are they counted?')).toContain('The test asks: Are they counted? Shown');
	expect(alone('The same in a VM_LOCKED vma.')).not.toMatch(/The same|about this/);
	expect(alone('Write the question here: the first comment')).not.toContain('Write the question');
});

describe('the execution that a mail about few patches draws', () => {
	/** forced-unmap shows what the reference shows and nothing else. */
	const cells = compared(
		whole.cells.map((cell) =>
			cell.variant === 'forced-unmap'
				? {
						...cell,
						violations: whole.cells.find(
							(each) => each.variant === whole.reference && each.workload === cell.workload,
						)!.violations,
					}
				: cell,
		),
		whole.reference,
	);
	const alike = own({ ...whole, cells }, 'forced-unmap');

	test('is of one that adds something, if any does, and stands below its own head', () => {
		const other = whole.variants.find(
			({ name }) => name !== whole.reference && name !== 'forced-unmap',
		)!.name;
		const deadlock = violationOf('deadlock', 'f', 'v1.more', 9, 1, 1);
		const more = alike.cells.map((cell) =>
			cell.variant === other ? { ...cell, violations: [...cell.violations, deadlock] } : cell,
		);
		const both = own({ ...alike, cells: compared(more, whole.reference) }, other);
		const seen = witnessesToDraw(both);
		expect(seen.length).toBeGreaterThan(0);
		expect(seen.every(({ variant }) => variant === other)).toBe(true);
		expect(styledMail(drawn(both, 12), 'modern')).not.toContain('shows this as well');
		expect(styledMail(both, 'modern')).toMatch(
			new RegExp(
				`\\n---\\n${other}, on top of [^]*\\nThe plainest execution of what ${other} adds`,
			),
		);
	});

	test('is said to be of the reference as well where nothing is added', () => {
		for (const style of mailStyles) {
			expect(folded(styledMail(drawn(alike, 12), style))).toContain(
				`${whole.reference} shows this as well.`,
			);
		}
	});
});

/*
 * Mails about one finding: they survive being quoted twice, every number in their prose is in the results, and what
 * somebody else wrote does no harm.
 */
import { describe, expect, test } from 'vitest';
import { closersOf, type Comparison } from '../../harness/result.ts';
import { compared, violationOf } from '../fixture/parts.ts';
import { smallComparison as small } from '../fixture/small.ts';
import { findingMail, mailStyles } from './mail.ts';
import { askedOf } from './quotes.ts';
import { filesOf, type MailedFinding } from './facts.ts';

const bug = {
	...violationOf('kernel BUG', 'page_remove_rmap', 'v1.token', 1234, 3, 17),
	detail: 'remapper: page_remove_rmap: !page->mapping',
};

const drawn = ['CPU0 a', '----', '  f[1].mapping = 0', '  ^^^^^^^^^^^^^^^^'];

const reference = small.variants.find(({ name }) => name === small.reference)!;
const [workload] = small.workloads;
const explored = {
	kind: 'complete',
	engine: 'stored states',
	states: 54_321,
	transitions: 99_999,
	terminals: 7,
} as const;

/** The finding on the reference; of the other variants each shows these. */
function withCells(others: readonly (readonly string[])[]): Comparison {
	const names = small.variants.filter(({ name }) => name !== reference.name);
	const cell = { ...small.cells[0]!, workload: workload!.name, explored };
	const cells = [
		{
			...cell,
			variant: reference.name,
			violations: [bug, violationOf('deadlock', 'g', 't', 1, 1, 1)],
		},
		...others.map((shown, i) => ({
			...cell,
			variant: names[i]!.name,
			violations: shown.map((oracle) => violationOf(oracle, 'x', 't', 1, 1, 1)),
		})),
	];
	return { ...small, cells: compared(cells, small.reference) };
}

const finding: MailedFinding = {
	variant: reference.name,
	workload: workload!.name,
	violation: bug,
	also: [],
	drawn,
};

const whole = withCells([[], ['deadlock']]);

/** Without commands, diagrams, quotes, patches and tables. */
function proseOf(mail: string): string {
	return mail
		.replaceAll(/^-- 8<[^]*?^-- >8.*$/gm, '')
		.replaceAll(/^CPU0[^]*?\*\*\*[^]*?\*\*\*$/gm, '')
		.split('\n')
		.filter((line) => !/^(?:>| |Subject:|---)/.test(line) && !/ {2}\d| {3}/.test(line))
		.join('\n');
}

/** Every number that the results hold. */
const numbersIn = (value: unknown): string[] =>
	JSON.stringify(value)
		.match(/\d+/g)!
		.map((each) => String(Number(each)));

describe.each(mailStyles)('a mail of style %s', (style) => {
	const mail = findingMail(whole, finding, style);

	test('fits its columns, and 80 when it is quoted twice', () => {
		const width = style === '2003' ? 72 : 75;
		expect(mail.split('\n').length).toBeGreaterThan(15);
		for (const line of mail.split('\n')) {
			expect(line).toMatch(/^[ -~]*$/);
			expect(line, line).not.toMatch(/\s$/);
			expect(`> > ${line}`.length, line).toBeLessThanOrEqual(80);
			if (!line.includes('  ')) expect(line.length, line).toBeLessThanOrEqual(width);
		}
	});

	test('has no number in its prose that the results do not hold', () => {
		const known = new Set([
			...numbersIn(whole),
			...numbersIn(bug),
			// How many variants there are beside it, and the kernel that is simulated.
			String(whole.variants.length - 1),
			'2',
			'5',
			'66',
		]);
		const prose = proseOf(mail).replaceAll(/(\d),(\d{3})/g, '$1$2');
		const numbers = prose.match(/\d+/g) ?? [];
		expect(numbers).toContain('1234');
		expect(numbers).toContain('54321');
		expect(numbers).toContain('17');
		for (const each of numbers) expect([...known], each).toContain(String(Number(each)));
	});

	test('changes its numbers with the results', () => {
		const rate = { hits: 0, runs: 77 };
		const other = findingMail(
			whole,
			{ ...finding, violation: { ...bug, rate, steps: 4321, preemptions: 9, frequency: 'always' } },
			style,
		).replaceAll(/\s+/g, ' ');
		expect(other).toContain(
			'each of them ends so. None of 77 random schedules met it. A random scheduler chooses a cpu at each step,',
		);
		expect(other).toContain('takes 4,321 steps and 9 preemptions.');
	});

	test('has the command that gives its table again', () => {
		const command = 'npx rmaplab compare --all --seed 7 --states 45000 --runs 200';
		const text = findingMail({ ...whole, command }, finding, style).replaceAll(/ \\\n +/g, ' ');
		const first = small.variants.find(({ name }) => name !== reference.name);
		// No sentence of the prose names the second, since it still shows something; the table has a row of it.
		const second = style === 'modern' ? ` ${small.variants[2]!.name}` : '';
		expect(text).toContain(
			`  npx rmaplab compare --variant ${reference.name} ${first!.name}${second} --workload ${workload!.name} --seed 7 ` +
				`--states 45000 --runs 200\n`,
		);
	});

	test('tells of one cpu that nothing races', () => {
		const alone = {
			...whole,
			workloads: whole.workloads.map((each) => ({ ...each, cpus: 1 })),
		};
		const text = findingMail(alone, finding, style).replaceAll(/\s+/g, ' ');
		expect(text).toContain(
			'No race: one cpu. All schedules explored (complete, 54,321 states): it always ends so.',
		);
		expect(text).toContain('It takes 1,234 steps.');
		expect(text).not.toMatch(/random schedule|interleaving[s ].*is "kernel|one cpu sees/);
	});

	test('says what speaks against it', () => {
		const caveats = [
			{ oracles: [bug.oracle], says: 'This rests on a store that may be left out.' },
		];
		const told = (oracles: readonly string[]): string =>
			findingMail(
				{
					...whole,
					workloads: whole.workloads.map((each) => ({
						...each,
						caveats: [{ ...caveats[0]!, oracles }],
					})),
				},
				finding,
				style,
			).replaceAll(/\s+/g, ' ');
		expect(told([bug.oracle])).toContain('This rests on a store that may be left out.');
		expect(told(['deadlock'])).not.toContain('This rests on');
	});

	test('says what else the same execution shows', () => {
		const also = [
			{ oracle: 'spurious SIGBUS', detail: 'page 9 of process A raises SIGBUS next' },
			{ oracle: 'page leaked', detail: 'x' },
		];
		expect(findingMail(whole, { ...finding, also }, style).replaceAll(/\s+/g, ' ')).toContain(
			'The same execution shows "spurious SIGBUS" as well: page 9 of process A raises SIGBUS next; ' +
				'and "page leaked".',
		);
		expect(mail).not.toContain('The same execution');
	});

	test('says who closes it, or that nobody does', () => {
		const text = mail.replaceAll(/\s+/g, ' ');
		expect(text).toContain('no interleaving of this test shows anything wrong any more');
		const left = findingMail(withCells([['deadlock'], ['kernel BUG']]), finding, style);
		expect(left.replaceAll(/\s+/g, ' ')).toContain('what is left is deadlock.');
		const none = findingMail(withCells([['kernel BUG'], ['kernel BUG']]), finding, style);
		expect(none.replaceAll(/\s+/g, ' ')).toContain('is proved to be free of it.');
		const open = {
			...whole,
			cells: whole.cells.map((each) =>
				each.variant === reference.name
					? each
					: { ...each, explored: { kind: 'sampled', engine: '', executions: 9 } as const },
			),
		};
		expect(findingMail(open, finding, style).replaceAll(/\s+/g, ' ')).toContain(
			'is proved to be free',
		);
	});

	test('is plain text whatever others wrote', () => {
		const nasty = '<script>alert("1")</script>\u001b[31m\n.\nFrom \u202e=1+1\u0000\r';
		const bad: Comparison = {
			...whole,
			variants: whole.variants.map((each) => ({ ...each, subject: nasty, file: nasty })),
			workloads: whole.workloads.map((each) => ({ ...each, question: nasty })),
		};
		const text = findingMail(
			bad,
			{ ...finding, violation: { ...bug, detail: nasty, site: nasty } },
			style,
		);
		const own = text.replaceAll(/^-- 8<[^]*?^-- >8.*$/gm, '');
		expect(own).toMatch(/^[\n -~]*$/);
		for (const line of own.split('\n')) expect(line).not.toMatch(/^(?:\.|From )/);
	});
});

test('only the modern one underlines, counts in a table and has a diffstat', () => {
	const [old, modern] = mailStyles.map((style) => findingMail(whole, finding, style));
	expect(modern).toContain('  ^^^^^^^^^^^^^^^^\n');
	expect(modern).toMatch(/^variant +this +all +explored +states +operations$/m);
	expect(modern).toMatch(/^ \d+ files? changed, \d+ insertions?\(\+\), \d+ deletions?\(-\)$/m);
	expect(old).not.toMatch(/\^\^|insertion|operations$/m);
});

test('a claim that the test serves is quoted, from the beginning of its paragraph', () => {
	const answer = {
		id: 'S9',
		kind: 'claim',
		says: '',
		verdict: 'undecided',
		because: null,
	} as const;
	const evidence = (text: string) => ({
		says: null,
		verdict: 'undecided' as const,
		evidence: [{ text, holds: null, observed: null, explored, token: null }],
	});
	const rest = {
		parts: [evidence(`another on ${workload!.name} never "${bug.oracle}"`)],
		witness: null,
		explored: { kind: 'none', cells: 0, states: 0, transitions: 0, terminals: 0 },
	} as const;
	const asked: Comparison = {
		...whole,
		workloads: whole.workloads.map((each) => ({ ...each, serves: ['S9'] })),
		discussions: [
			{
				path: 'a.claims',
				blocks: [
					{
						is: 'mail',
						subject: 'objrmap and vmtruncate',
						from: 'Hugh Dickins, 4 Apr 2003, <a@b>',
					},
					{ is: 'quote', lines: ['Another thought.', '', 'The page is'] },
					{ is: 'quote', lines: ['mapped, or is it?'] },
					{ is: 'answer', answer: { ...answer, ...rest } },
				],
			},
		],
	};
	const text = findingMail(asked, finding, '2003');
	expect(text).toMatch(
		/^Subject: Re: objrmap and vmtruncate\n\nOn 4 Apr 2003, Hugh Dickins wrote:\n\n> The page is\n> mapped, or is it\?\n\n/,
	);
	// Of another kind of bug nobody asked there.
	const [head, ...lines] = asked.discussions[0]!.blocks;
	const elsewhere = {
		is: 'answer' as const,
		answer: {
			...answer,
			...rest,
			parts: [evidence(`another on ${workload!.name} never "deadlock"`)],
		},
	};
	const silent = {
		...asked,
		discussions: [{ path: '', blocks: [head!, ...lines.slice(0, -1), elsewhere] }],
	};
	expect(findingMail(silent, finding, '2003')).not.toContain('wrote:');
	// What a patch is made from is about what it changes, and not about what stays as it was.
	const made = {
		...small.variants.find(({ name }) => name !== reference.name)!,
		quoted: ['mapped, or is it?'],
	};
	const quotedFor = (isInherited: boolean) =>
		askedOf(silent, made, workload!, { oracle: bug.oracle, isInherited });
	expect(quotedFor(false)?.lines).toEqual(['The page is', 'mapped, or is it?']);
	expect(quotedFor(true)).toBeNull();
	const [mail, ...blocks] = asked.discussions[0]!.blocks;
	const wrote = (from: string): string =>
		findingMail(
			{
				...asked,
				discussions: [{ path: '', blocks: [{ ...mail!, from } as typeof mail & {}, ...blocks] }],
			},
			finding,
			'2003',
		).split('\n')[2]!;
	expect(wrote('Dave McCracken, Hugh Dickins, 2 Apr 2003')).toBe(
		'On 2 Apr 2003, Dave McCracken and Hugh Dickins wrote:',
	);
	expect(wrote('Andrew Morton, 4 Apr 2003 19:24 PST, <a@b>')).toBe(
		'On 4 Apr 2003, Andrew Morton wrote:',
	);
	expect(wrote('Andrew Morton')).toBe('Andrew Morton wrote:');
	expect(findingMail(asked, finding, 'modern')).not.toContain('> The page');
	expect(findingMail(whole, finding, '2003')).toMatch(/^Subject: mm: kernel BUG with /);
});

test('whoever shows something new, or was not searched to the end, closes nothing', () => {
	const names = (comparison: Comparison): string[] => {
		const cell = comparison.cells.find(({ variant }) => variant === reference.name)!;
		const flat = stacked(comparison, reference.name, reference.name);
		return closersOf(flat, cell, bug).map(({ variant }) => variant.name);
	};
	const [first, second] = small.variants.filter(({ name }) => name !== reference.name);
	expect(names(withCells([[], []]))).toHaveLength(2);
	expect(names(withCells([['deadlock'], []]))).toEqual([second!.name, first!.name]);
	expect(names(withCells([['lost dirty data'], []]))).toEqual([second!.name]);
	expect(names({ ...withCells([[], []]), control: first!.name }).at(-1)).toBe(first!.name);
});

test('a patch that was there before closes nothing by its absence', () => {
	const [first, second] = small.variants.filter(({ name }) => name !== reference.name);
	const all = withCells([['kernel BUG'], []]);
	const variants = all.variants.map((each) =>
		each.name === first!.name ? { ...each, base: second!.name } : each,
	);
	const cell = all.cells.find(({ variant }) => variant === first!.name)!;
	expect(closersOf({ ...all, variants }, cell, bug)).toEqual([]);
	expect(closersOf(all, cell, bug).map(({ variant }) => variant.name)).toEqual([second!.name]);
});

/** With what the two other variants stack on. */
const stacked = (all: Comparison, first: string, second: string): Comparison => ({
	...all,
	variants: all.variants.map((each, i) =>
		i === 0 ? each : { ...each, base: [first, second][i - 1]! },
	),
});

test('the layer that has the repair is named, and not one on top of it', () => {
	const [upper, lower] = small.variants.filter(({ name }) => name !== reference.name);
	const cell = whole.cells.find(({ variant }) => variant === reference.name)!;
	const closers = (shown: readonly (readonly string[])[]) =>
		closersOf(stacked(withCells(shown), lower!.name, reference.name), cell, bug).map(
			({ variant, onTopOfRepair }) => [variant.name, onTopOfRepair],
		);
	expect(closers([[], []])).toEqual([
		[lower!.name, null],
		[upper!.name, lower!.name],
	]);
	// What the lower one leaves, the upper one may mend: the finding is closed below all the same.
	expect(closers([[], ['deadlock']])[0]).toEqual([lower!.name, null]);
	expect(closers([[], ['kernel BUG']])).toEqual([[upper!.name, null]]);
	// The lower one shows something new, so that it is none by itself; the patch alone is not the repair either.
	const both = stacked(withCells([[], ['lost dirty data']]), lower!.name, reference.name);
	const text = findingMail(both, finding, 'modern').replaceAll(/\s+/g, ' ');
	expect(text).toContain(`on top of ${lower!.name}, which does not show it either) no`);
});

test('what is without the patch is no repair of what the patch adds', () => {
	const [first, second] = small.variants.filter(({ name }) => name !== reference.name);
	// The reference does not show what the first adds, and the second does not stand on the first.
	const swapped: Record<string, string> = {
		[first!.name]: reference.name,
		[reference.name]: first!.name,
	};
	const cells = withCells([[], []]).cells.map((each) => ({
		...each,
		variant: swapped[each.variant] ?? each.variant,
	}));
	const all = stacked(
		{ ...small, cells: compared(cells, small.reference) },
		reference.name,
		reference.name,
	);
	const of = (comparison: Comparison): string =>
		findingMail(comparison, { ...finding, variant: first!.name }, 'modern').replaceAll(/\s+/g, ' ');
	expect(of(all)).toContain(`${reference.name}, which it stacks on, does not show it`);
	expect(of(all)).not.toMatch(/With \S+ \("|closes it|that ran this litmus test/);
	// Not even a form of the same idea in its place.
	const forms = {
		...all,
		variants: all.variants.map((each) =>
			each.name === second!.name ? { ...each, idea: first!.idea } : each,
		),
	};
	expect(of(forms)).toBe(of(all));
	// One on top of it has it, and does not show it.
	expect(of(stacked(all, reference.name, first!.name))).toContain(`With ${second!.name} (`);
});

test('who shows something else in its place is named as that', () => {
	const text = (shown: readonly (readonly string[])[]): string =>
		findingMail(withCells(shown), finding, 'modern').replaceAll(/\s+/g, ' ');
	const [first, second] = small.variants.filter(({ name }) => name !== reference.name);
	expect(text([['lost dirty data'], ['kernel BUG']])).toContain(
		`closes it: ${first!.name} never shows it (complete), but shows another kind of bug that ` +
			`${reference.name} does not.`,
	);
	expect(text([['kernel BUG'], ['kernel BUG']])).not.toContain(second!.name);
});

test('the patch of one of your own that closes it goes with the mail', () => {
	const all = withCells([[], []]);
	const cell = all.cells.find(({ variant }) => variant === reference.name)!;
	const [closer] = closersOf(all, cell, bug);
	const mine = all.variants.map((each) =>
		each.name === closer!.variant.name ? { ...each, file: './mine.ts', patch: aPatch } : each,
	);
	for (const style of mailStyles) {
		const mail = findingMail({ ...all, variants: mine }, finding, style);
		expect(mail).toContain(`-- 8< --\nFrom: `);
		expect(mail).toContain(aPatch.trimEnd());
		// Nobody needs the file to run what is about the base.
		expect(mail).not.toContain('./mine.ts');
		expect(findingMail(all, finding, style)).not.toContain('-- 8< --');
	}
});

const aPatch = '--- a/harness/mm/memory.ts\n+++ b/harness/mm/memory.ts\n@@ -1 +1 @@\n-old\n+new\n';

test('what the base hides by ending earlier is uncovered and not added', () => {
	const first = small.variants.find(({ name }) => name !== reference.name);
	const all = withCells([['lost dirty data'], []]);
	const own = all.cells.find(({ variant }) => variant === first!.name)!;
	const [added] = own.violations;
	const textOf = (cell: typeof own): string =>
		findingMail(
			{ ...all, cells: all.cells.map((each) => (each === own ? cell : each)) },
			{ ...finding, variant: first!.name, violation: added! },
			'modern',
		).replaceAll(/\s+/g, ' ');
	expect(textOf(own)).toContain('does not show it: the patch adds it, and without');
	const from = { oracle: 'kernel BUG', site: 'f' };
	const moved = [{ ...added!, why: 'uncovered' as const, from }];
	const against = { ...own.against, added: [], moved };
	expect(textOf({ ...own, against })).toContain('ends earlier, in kernel BUG.');
});

test('a patch is counted file by file', () => {
	const patch =
		'--- a/x.ts\n+++ b/x.ts\n@@ -1 +1,2 @@\n-a\n+b\n+c\n--- a/y.ts\n+++ b/y.ts\n@@ @@\n-d\n';
	expect(filesOf(patch)).toEqual([
		{ file: 'x.ts', insertions: 2, deletions: 1 },
		{ file: 'y.ts', insertions: 0, deletions: 1 },
	]);
});

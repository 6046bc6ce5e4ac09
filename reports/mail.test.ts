/*
 * The short mail: about one's own patch, about a few, about many; that a list takes it, whatever there is to say.
 */
import { describe, expect, test } from 'vitest';
import {
	type Comparison,
	type Diagram,
	seenIn,
	topicOf,
	unclosedBy,
	witnessesToDraw,
} from '../harness/result.ts';
import { sectionsOf } from './changes.ts';
import { changeOf, differenceMatrix } from './difference.ts';
import { largeComparison } from './fixture/large.ts';
import { compared, complete, variantOf, violationOf, workloadOf } from './fixture/parts.ts';
import { smallComparison as small } from './fixture/small.ts';
import { mailText } from './mail.ts';
import { select } from './select.ts';
import { terminalText } from './text.ts';

const folded = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** All of it explored, so that something is added. */
const whole: Comparison = {
	...small,
	cells: compared(
		small.cells.map((cell) => ({ ...cell, explored: complete })),
		small.reference,
	),
};

const large = largeComparison();

/** The comparison with drawings of what its mail shows, all of them too long. */
function drawn(comparison: Comparison, lines: number): Comparison {
	const diagrams = witnessesToDraw(comparison).map(
		({ variant, workload, violation: { oracle, site, token, detail } }): Diagram => ({
			variant,
			workload,
			oracle,
			site,
			token,
			lines: Array.from({ length: lines }, (_, i) => `line ${i} of ${variant} `.padEnd(70, '.')),
			detail,
		}),
	);
	return { ...comparison, diagrams };
}

/** With `variant` a file of one's own. */
const own = (comparison: Comparison, name: string, patch?: string): Comparison => ({
	...comparison,
	variants: comparison.variants.map((each) =>
		each.name === name ? { ...each, file: `./${name}.ts`, patch: patch ?? each.patch } : each,
	),
});

const longPatch = `--- a/f.ts\n+++ b/f.ts\n@@ -1 +1 @@\n${'+\tyield* this.lock_page(page);\n'.repeat(140)}`;

describe('whatever there is to say', () => {
	const withLitmus: Comparison = {
		...own(whole, 'forced-unmap', longPatch),
		workloads: whole.workloads.map((each) => ({
			...each,
			file: `./${each.name}.litmus`,
			text: '# a line of a litmus test that somebody wrote, and it is long\n'.repeat(90),
		})),
	};

	test.for([
		['small', small],
		['whole', whole],
		['large', large],
		['diagrams', drawn(large, 500)],
		['own', drawn(own(large, 'no-bug', longPatch), 500)],
		['own litmus', drawn(withLitmus, 500)],
	] as const)('%s: a list takes it', ([, comparison]) => {
		const text = mailText(comparison);
		expect(text.length).toBeLessThanOrEqual(20_000);
		expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(300);
		for (const line of text.replaceAll(/^-- 8<[^]*?^-- >8.*$/gm, '').split('\n')) {
			expect(line).toMatch(/^[ -~]*$/);
			// What a reader copies, and what somebody else wrote, is not broken.
			if (!/v1\.|npx rmaplab replay/.test(line)) expect(line.length, line).toBeLessThanOrEqual(72);
		}
		expect(folded(text)).toContain('The commands are of rmaplab 0.1.0');
	});

	test('what does not fit gives way to where it is, the least needed first', () => {
		const many = drawn(withLitmus, 500);
		const text = mailText(many);
		expect(text).toContain('The patch is in patches/forced-unmap.patch:');
		expect(text).not.toContain('-- 8< --');
		expect(text).toContain('forced-unmap adds:');
		const few = mailText(drawn(own(whole, 'forced-unmap'), 10));
		expect(few).toContain('-- 8< --');
		expect(few).toContain('line 9 of forced-unmap');
	});

	test('of a long diagram the beginning and the end are shown', () => {
		const text = mailText(drawn(own(whole, 'forced-unmap'), 100));
		expect(text).toContain('line 0 of');
		expect(text).toContain('... 54 lines left out ...');
		expect(text).toContain('line 99 of');
	});
});

describe("a mail about one's own patch", () => {
	const mine = drawn(own(whole, 'forced-unmap'), 3);
	const text = mailText(mine);

	test('says first what the patch does, and what kind of bug it adds', () => {
		const [subject, , ...rest] = text.split('\n');
		expect(subject).toBe('Subject: Re: [PATCH] truncate: do as forced-unmap says');
		expect(folded(rest.join('\n'))).toMatch(
			/^forced-unmap fixes 2 of the 3 findings of lock-page-convert, leaves 0 and adds 2 \(kernel BUG 1, lost dirty data 1\); 1 only moved\./,
		);
		expect(folded(text)).toContain(
			'kernel BUG (page_remove_rmap), 1 litmus test: remap-vs-reclaim A BUG() of the kernel was reached. ' +
				'smallest witness on remap-vs-reclaim: 9 steps, 0 preemptions, seen in 17 of 500 random ' +
				'schedules; diagram 1 below',
		);
	});

	test('counts nothing where no cell has a verdict', () => {
		const stopped = {
			...mine,
			cells: mine.cells.map((cell) =>
				cell.variant === 'forced-unmap'
					? { ...cell, explored: { kind: 'stopped' as const, limit: 'it was ended' } }
					: cell,
			),
		};
		const said = folded(mailText(stopped));
		expect(said).toMatch(/forced-unmap has no verdict on any .*nobody knows\./);
		expect(said).not.toContain('adds none');
	});

	test('has diagrams of what is added, commands with its file, the patch with its tabs', () => {
		expect(text).toMatch(/^1\. forced-unmap: kernel BUG \(page_remove_rmap\)$/m);
		expect(text).toMatch(/^2\. forced-unmap: lost dirty data \(=shrink_list\)$/m);
		expect(text).not.toMatch(/^3\. /m);
		expect(text).toMatch(/^line 0 of forced-unmap/m);
		expect(text).toMatch(
			/^-- 8< --\nFrom: .*\nDate: .*\nSubject: .*\n\nOn top of: lock-page-convert$/m,
		);
		expect(text).toContain('\n+\treturn;\n-- >8 --\n');
		expect(folded(text)).toContain(
			'The commands read ./forced-unmap.ts, which goes with this mail.',
		);
		expect(folded(text)).toContain('1 other variant of this run is in report.txt.');
	});

	test('tells of the others only that they ran', () => {
		expect(text).not.toContain('nonlinear-aware fixes');
	});

	test('has the litmus test that came with it', () => {
		const workloads = mine.workloads.map((each, i) =>
			i > 0 ? each : { ...each, file: 'my own.litmus', text: 'scenario x\nfile f 1 page\n' },
		);
		expect(mailText({ ...mine, workloads })).toContain(
			'\nmy own.litmus:\n\n  scenario x\n  file f 1 page\n',
		);
	});

	test('shows what is left when nothing is added', () => {
		const cells = compared(
			whole.cells.map((cell) =>
				cell.variant === 'forced-unmap'
					? {
							...cell,
							violations: whole.cells.find(
								({ variant, workload }) =>
									variant === whole.reference && workload === cell.workload,
							)!.violations,
						}
					: cell,
			),
			whole.reference,
		);
		const alike = own({ ...whole, cells }, 'forced-unmap');
		const [only, ...others] = witnessesToDraw(alike);
		expect(others).toEqual([]);
		expect(only).toMatchObject({
			variant: 'forced-unmap',
			workload: 'locked-inside-eof',
			violation: { oracle: 'VM_LOCKED page unmapped' },
		});
		expect(folded(mailText(alike))).toContain('leaves 3 and adds none.');
	});

	test('says once that a rate is no probability, where it has one', () => {
		for (const { name } of whole.variants.filter((each) => each.name !== whole.reference)) {
			const text = folded(mailText(own(whole, name)));
			expect(text.match(/no probability of a real machine/g)?.length ?? 0).toBe(
				/ seen in \d/.test(text) ? 1 : 0,
			);
		}
	});

	test('speaks of VM_LOCKED vmas where a litmus test has one', () => {
		const mine = own(whole, 'forced-unmap');
		const lacks = mine.cells.map((cell) => ({ ...cell, unmappedLocked: null }));
		const without = {
			...mine,
			cells: lacks,
			workloads: mine.workloads.map((each) => ({ ...each, lockedPages: 0 })),
		};
		expect(mailText(mine)).toContain('VM_LOCKED: at worst');
		expect(mailText(without)).not.toContain('VM_LOCKED: at worst');
		const workloads = without.workloads.map((each) => ({ ...each, lockedPages: 1 }));
		expect(folded(mailText({ ...without, workloads }))).toContain('VM_LOCKED: at worst 0 pages');
	});

	test('does not hide that something was not explored', () => {
		expect(folded(mailText(own(small, 'forced-unmap')))).toContain(
			'Not all interleavings were explored of remap-vs-reclaim, swap-storm;',
		);
	});

	test('of a run of nothing but the reference is about that', () => {
		const alone = {
			...small,
			variants: small.variants.slice(0, 1),
			cells: small.cells.slice(0, 4),
		};
		expect(folded(mailText(alone))).toContain(
			'lock-page-convert shows 3 findings on 4 litmus tests.',
		);
		expect(mailText(alone)).not.toContain('lock-page-convert fixes');
	});
});

describe('what a mail is about', () => {
	const names = (comparison: Comparison): string[] =>
		topicOf(comparison).variants.map(({ name }) => name);

	test('own files, whatever else there is', () => {
		expect(names(own(large, 'no-bug'))).toEqual(['no-bug']);
		expect(topicOf(own(large, 'no-bug')).as).toBe('each');
	});

	test('a few, one after the other, and neither reference nor control', () => {
		expect(names(small)).toEqual(['forced-unmap', 'nonlinear-aware']);
		expect(names({ ...small, control: 'nonlinear-aware' })).toEqual(['forced-unmap']);
		const two = { ...small, variants: [small.variants[0]!, small.variants[2]!] };
		expect(names({ ...two, control: 'nonlinear-aware' })).toEqual(['nonlinear-aware']);
		expect(names({ ...small, reference: 'forced-unmap' })).toEqual(['nonlinear-aware']);
	});

	test('of many what the mail proposes', () => {
		expect(topicOf(large).as).toBe('table');
		const origins = large.variants.map((each, i) => ({
			...each,
			origin: i < 9 ? ('mail' as const) : ('linux' as const),
		}));
		const topic = names({ ...large, variants: origins });
		expect(topic).toEqual(large.variants.slice(1, 9).map(({ name }) => name));
	});
});

describe('a mail about many', () => {
	const forms = ['recheck-a', 'recheck-b', 'other-1', 'other-2', 'other-3'];
	const explored = { explored: complete };
	const bug = (token: string): ReturnType<typeof violationOf> =>
		violationOf('kernel BUG', 'f', token, 20, 1, 3);
	const order = { ...violationOf('lock order', 'A > B', 'v1.order', 0, 0, 0), detail: 'B under A' };
	const [base] = small.cells;
	const cells = [
		{ ...base!, ...explored, violations: [violationOf('deadlock', 'g', 'v1.base', 9, 0, 1)] },
		...forms.map((variant, i) => ({
			...base!,
			...explored,
			variant,
			violations: i < 2 ? [bug(`v1.${variant}`)] : i === 2 ? [order, bug('v1.other')] : [],
		})),
	].map((cell) => ({ ...cell, workload: 'trunc-vs-fault' }));
	const many: Comparison = {
		...small,
		variants: [
			small.variants[0]!,
			...forms.map((name) =>
				variantOf(name, { idea: name.startsWith('recheck') ? 'recheck-a' : name }),
			),
		],
		workloads: [workloadOf('trunc-vs-fault', 'Does it?', [])],
		cells: compared(cells, small.reference),
	};

	test('folds forms that add the same, in the table and in the list', () => {
		for (const text of [mailText(many), terminalText(many)]) {
			expect(text).toMatch(/recheck-a .*\n.*recheck-b .*\n {4}these 2 add, each: kernel BUG 1\n/);
			expect(text).toMatch(
				/^ {4}recheck-a 1, recheck-b 1; on trunc-vs-fault: 20 steps, 1 preemption$/m,
			);
			expect(text).toMatch(/^ {4}adds lock order 1, kernel BUG 1$/m);
		}
	});

	test('says of what no single schedule shows what it is, and draws something else', () => {
		expect(folded(mailText(many))).toContain(
			'lock order (A > B) other-1 1; on trunc-vs-fault: B under A; seen over all schedules together',
		);
		expect(mailText(many)).not.toMatch(/\b0 steps/);
		expect(witnessesToDraw(many).map(({ violation }) => violation.oracle)).toEqual(['kernel BUG']);
		expect(mailText(many)).toMatch(/^other-1 .* 20\/1$/m);
	});

	test('says which to take together where stacks were run', () => {
		const { together } = small;
		expect(together).toBeDefined();
		expect(folded(mailText({ ...many, together: together! }))).toMatch(
			/ Take \S+: fixes \d+ of the \d+ findings that lock-page-convert has on \d+ litmus tests?, adds none/,
		);
		const { together: _, ...none } = many;
		expect(mailText(none)).not.toContain('Take ');
	});

	test('lists what none of them closes', () => {
		const left = cells.map((cell) => ({
			...cell,
			violations: [...cell.violations, violationOf('list corruption', 'h', 'v1.left', 9, 2, 1)],
		}));
		const still: Comparison = { ...many, cells: compared(left, small.reference) };
		expect(unclosedBy(forms, still).map(({ violation }) => violation.oracle)).toEqual([
			'list corruption',
		]);
		expect(folded(mailText(still))).toContain(
			'nor by anybody else in this run (1 finding): list corruption (h), 1 litmus test: trunc-vs-fault v1.left',
		);
		expect(witnessesToDraw(still).at(-1)).toMatchObject({ variant: small.reference });
	});

	test('claims of nothing that few of them ran that none closes it', () => {
		const few = many.cells.filter(({ variant }) => !/other/.test(variant));
		expect(unclosedBy(forms, { ...many, cells: few })).toEqual([]);
	});

	test('each column has its letter, and each litmus test its name', () => {
		const [topic] = sectionsOf(select(large));
		const lines = differenceMatrix(select(large), topic!.ideas, 80);
		for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
		expect(lines[0]).toMatch(/^base ABCDE FGHIJ KLMNO PQRST UVWX {2}litmus$/);
		const text = folded(lines.join('\n'));
		for (const { name } of large.workloads) expect(text).toContain(name);
		const shown = topic!.ideas.flat().map(({ variant }) => variant.name);
		const rows = lines.filter((each) => /^\S {4}\S/.test(each));
		expect(rows.length).toBeGreaterThan(20);
		for (const line of rows) {
			const workload = line.slice(35).split(',')[0]!;
			const { cell } = select(large);
			const base = cell(large.reference, workload);
			const signs = shown.map((name) => changeOf(cell(name, workload), base)).join('');
			expect([workload, line.slice(5, 33).replaceAll(' ', '')]).toEqual([workload, signs]);
		}
	});

	test('counts what each adds by kind', () => {
		for (const each of sectionsOf(select(large)).flatMap(({ ideas }) => ideas.flat())) {
			const added = seenIn(large.cells, each.variant.name, (against) => against.added);
			expect(each.kinds.reduce((sum, { findings }) => sum + findings, 0)).toBe(added.length);
		}
	});
});

test('a patch by which a call fails that did not before is not told as a fix alone', () => {
	const why = 'call 1 of cpu faulter, remap, always fails (error 22)';
	const on = (variants: readonly string[]): Comparison => ({
		...whole,
		cells: whole.cells.map((cell) =>
			variants.includes(cell.variant) && cell.workload === 'trunc-vs-fault'
				? { ...cell, vacuous: [why] }
				: cell,
		),
	});
	const says = (comparison: Comparison): string => folded(mailText(comparison));
	expect(says(on(['forced-unmap']))).toContain(
		`Fixes may be none where less races than on ${small.reference}: forced-unmap on trunc-vs-fault: ${why}.`,
	);
	expect(says(on(['forced-unmap', small.reference]))).not.toContain('Fixes may be none');
	expect(says(on([]))).not.toContain('Fixes may be none');
});

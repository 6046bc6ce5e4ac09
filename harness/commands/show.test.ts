/*
 * rmaplab show on the built command line: where a thing is written, and what is known of it, is what the sources say.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { packageRoot } from '../catalogue/source.ts';
import { readWorkload, workloadNames } from '../catalogue/litmus.ts';
import { mutants } from '../check/mutants.ts';
import { commandLineIn } from './fixture.ts';
import { numbered } from './shown-claim.ts';

const { folder, rmaplab, rmaplabWith } = commandLineIn('show');

interface Facts {
	readonly is: string;
	readonly path: string | null;
	readonly line: number;
	readonly facts: Readonly<Record<string, string | readonly string[]>>;
	readonly text: string;
}

const shown = (...words: string[]): Facts =>
	JSON.parse(rmaplab('show', ...words, '--json').stdout) as Facts;

describe('show', () => {
	test('a kernel function: place, signature, tags, callers, callees, who replaces it', () => {
		const { is, path, line, facts, text } = shown('do_no_page');
		expect([is, path]).toEqual(['function', 'harness/mm/memory.ts']);
		const lines = readFileSync(join(packageRoot(), path!), 'utf8').split('\n');
		expect(lines.slice(line - 1, line - 1 + text.split('\n').length).join('\n')).toBe(text);
		expect(facts).toMatchObject({
			signature:
				'do_no_page(mm: mm_struct, vma: vm_area_struct, address: number, write: number, ' +
				'ptep: pte_addr): Task<number>',
			kernel: 'mm/memory.c:do_no_page',
			fidelity: 'followed',
			calledBy: ['handle_pte_fault', 'do_file_page'],
		});
		expect(facts['calls']).toContain('filemap_nopage');
		expect(facts['replacedBy']).toEqual(
			Object.values(variants).flatMap(({ name, replaces }) =>
				'do_no_page' in replaces ? [name] : [],
			),
		);
		// A call that forgets its caller is one, too.
		expect(shown('filemap_find_or_read').facts['calledBy']).toContain('filemap_nopage_at');
	});

	test('a function that only a variant has, and one that the kernel has elsewhere', () => {
		expect(shown('unmap_truncated')).toMatchObject({
			path: 'variants/mail/recheck-racy-c.ts',
			facts: { addedBy: ['recheck-racy-c'] },
		});
		const { stdout } = rmaplab('show', 'zap_pmd_range');
		expect(stdout).toContain('folded into unmap_page_range');
		expect(stdout).toContain('it has no function of its own here');
	});

	test('an oracle, whose phrase may be quoted or not, with the kernels that it caught', () => {
		const oracle = shown('orphan', 'page', 'mapped');
		expect(shown('orphan page mapped')).toEqual(oracle);
		const breaks = mutants['truncate-forgets-to-unmap']!.breaks;
		expect(oracle.facts['mutants']).toContain(`truncate-forgets-to-unmap: ${breaks}`);
	});

	test('several names, one answer below the other', () => {
		const names = ['recheck-racy-c', 'orphan', 'page', 'mapped', 'do_no_page'];
		const { stdout } = rmaplab('show', ...names);
		const one = (...words: string[]): string => rmaplab('show', ...words).stdout;
		expect(stdout).toBe(
			[one('recheck-racy-c'), one('orphan page mapped'), one('do_no_page')].join('\n'),
		);
		const json = JSON.parse(rmaplab('show', 'S4', 'E12', '--json').stdout) as Facts[];
		expect(json).toEqual([shown('S4'), shown('E12')]);
		const { status, stdout: none, stderr } = rmaplab('show', 'do_no_page', 'forcd-unmap', 'S4');
		expect([status, none]).toEqual([2, '']);
		expect(stderr).toContain("claim 'forcd-unmap' (did you mean 'forced-unmap'?)");
	});

	test('a litmus test with who asks it, a variant, and files of one\u2019s own', () => {
		const workload = shown('trunc-vs-fault');
		expect(workload.text).toContain('scenario trunc-vs-fault');
		expect(workload.facts['askedBy']).toContain(
			'E1 (a race of history) a fault found the page before truncation and maps it afterwards: ' +
				'an orphan page',
		);
		expect(shown('forced-unmap').facts).toMatchObject({
			instead: ['forced-unmap-noforce'],
			apart: 'trunc-remapped',
		});
		expect(rmaplab('init', 'mine').status).toBe(0);
		expect(shown('./mine.ts').facts['replaces']).toEqual(['truncate_complete_page']);
		expect(shown('mine.litmus').text).toBe(readFileSync(join(folder, 'mine.litmus'), 'utf8'));
		expect(shown('no-bug+forced-unmap').is).toBe('variant');
		const { stdout } = rmaplab('show', 'forced-unmap', './mine.ts', 'mine.litmus', '--json');
		expect((JSON.parse(stdout) as Facts[]).map(({ is }) => is)).toEqual([
			'variant',
			'variant',
			'workload',
		]);
	});

	test('a number of a claim or a race, with its tests, and what a run came to', () => {
		expect(shown('S4')).toMatchObject({
			is: 'claim',
			path: 'workloads/claims/objrmap-and-vmtruncate.claims',
			facts: { kind: 'proposal' },
		});
		expect(shown('S4').facts['tests']).toContain(
			'leave-vmtruncate on trunc-innocent always "spurious SIGBUS"',
		);
		const race = shown('E12');
		expect([race.is, race.facts['cameOut']]).toEqual(['race', undefined]);
		expect(race.facts['servedBy']).toEqual(['convert-vs-zap']);
		expect(shown('K-R1').facts['servedBy']).toEqual(['trunc-vs-fault']);
		const some = ['--variant', 'nonlinear-aware', '--workload', 'trunc-vs-fault', '--out', 'out'];
		expect(rmaplab('compare', ...some, '--no-wall-clock').status).toBe(0);
		const { stdout } = rmaplab('show', 'E1', '--results', 'out/results.json', '--json');
		expect((JSON.parse(stdout) as Facts).facts['cameOut']).toEqual([
			'found in 1 of 2 variants (out/results.json)',
			'found in lock-page-convert',
			'absent from nonlinear-aware',
		]);
		const claim = rmaplab('show', 'R6', '--results', 'out/results.json').stdout;
		expect(claim).toContain('refuted (out/results.json)');
	});

	test('what a variant imports: of which struct it is, and who uses it', () => {
		const field = shown('page_mapping');
		expect([field.is, field.facts['of']]).toEqual(['field', 'struct page, mapping']);
		expect(field.facts['usedBy']).toContain('page_add_rmap_obj');
		expect(shown('PTL')).toMatchObject({
			is: 'lock',
			facts: { of: 'spin lock, struct mm_struct, page_table_lock' },
		});
		expect(shown('VM_SHARED').is).toBe('number');
		expect(rmaplab('show', 'page_maping').stderr).toContain("(did you mean 'page_mapping'?)");
	});

	test('each number that a litmus test serves is explained', () => {
		const known = numbered();
		for (const name of workloadNames()) {
			const { serves } = readWorkload(name, null);
			const unknown = serves.filter((id) => id !== 'control' && !known.has(id));
			expect([name, unknown]).toEqual([name, []]);
		}
		expect(shown('trunc-vs-fault').facts['serves']).toContainEqual(expect.stringMatching(/^S14 /));
		expect(shown('trunc-vs-fault').facts['serves']).toContainEqual(expect.stringMatching(/^K-R1 /));
	});

	test.each([
		['do_no_pge', 'do_no_page'],
		['orphan page maped', 'orphan page mapped'],
		['trunc-vs-fualt', 'trunc-vs-fault'],
		['forcd-unmap', 'forced-unmap'],
	])('%s is taken for %s', (typed, meant) => {
		const { status, stdout, stderr } = rmaplab('show', typed);
		expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
		expect(stderr).toContain(`'${typed}' (did you mean '${meant}'?)`);
	});

	test.each(['toString', '__proto__'])('%s is nothing', (name) => {
		expect(rmaplab('show', name).status).toBe(2);
	});

	test('what is no source fits into 60 columns', () => {
		writeFileSync(join(folder, 'a.litmus'), 'scenario a\n');
		for (const name of ['do_no_page', 'orphan page mapped', 'trunc-vs-fault', 'known-good']) {
			const { stdout } = rmaplabWith({ COLUMNS: '60' }, 'show', name);
			const facts = stdout.split('\n\n')[0]!.split('\n');
			expect(facts.filter((line) => line.length > 60)).toEqual([]);
		}
	});
});

/*
 * Stacks that are none, merges that are wrong, and what an earlier version or other sources left in a folder: one
 * line that says what and where, exit 2, and nothing is overwritten. Uses dist/, which `npm test` builds first.
 */
import { spawnSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ran {
	readonly status: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

function rmaplab(line: string): Ran {
	const cli = join(packageRoot(), 'dist/harness/cli.js');
	return spawnSync(process.execPath, [cli, ...line.split(' ')], {
		encoding: 'utf8',
		cwd: folder,
		env: { ...process.env, NO_COLOR: '1' },
	});
}

/** The one line that a command says before it exits with 2. */
function refused(line: string): string {
	const { status, stdout, stderr } = rmaplab(line);
	expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
	return stderr.trimEnd();
}

/** A file of a user's own: truncate_complete_page() with a line before and one behind all others. */
function write(name: string, first: string, last: string): void {
	writeFileSync(
		join(folder, `${name}.ts`),
		`import { defineVariant, load, page_mapping, ClearPageMappedToDisk, ClearPageUptodate, PagePrivate } from 'rmaplab';
import type { address_space, Kernel, page, Task } from 'rmaplab';

function* truncate_complete_page(this: Kernel, mapping: address_space, page: page): Task {${first}
	if ((yield* load(page_mapping, page)) !== mapping) return;

	if (yield* PagePrivate(page)) yield* this.do_invalidatepage(page, 0);

	yield* this.clear_page_dirty(page);
	yield* ClearPageUptodate(page);
	yield* ClearPageMappedToDisk(page);
	yield* this.remove_from_page_cache(page);
	yield* this.page_cache_release(page); // pagecache ref${last}
}

export default defineVariant({
	name: '${name}', subject: 'subject of ${name}', from: 'you', date: '2003-04-05',
	replaces: { truncate_complete_page }, claims: {},
});
`,
	);
}

const dickens = 'lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa';

describe('what is no stack', () => {
	const twice = 'error: no-bug+forced-unmap+no-bug: no-bug comes twice; name each patch once';

	test.each([
		'compare --variant no-bug+forced-unmap+no-bug --workload quiet',
		'compare --against no-bug+forced-unmap+no-bug --workload quiet',
		'causes --variant no-bug+forced-unmap+no-bug',
		'check no-bug+forced-unmap+no-bug',
		'patch no-bug+forced-unmap+no-bug',
		'stack no-bug forced-unmap no-bug --out new.ts',
		'refine no-bug no-bug+forced-unmap+no-bug',
		'export promela no-bug+forced-unmap+no-bug quiet --out new.ts',
		`replay ${dickens} --against no-bug+forced-unmap+no-bug`,
		`replay ${dickens} --variant no-bug+forced-unmap+no-bug`,
	])('%s', (line) => {
		expect(refused(line)).toBe(twice);
		expect(existsSync(join(folder, 'new.ts'))).toBe(false);
		expect(existsSync(join(folder, 'rmaplab-report'))).toBe(false);
	});

	test('files that stack on each other', () => {
		for (const [name, below] of [
			['one', 'other'],
			['other', 'one'],
		]) {
			writeFileSync(
				join(folder, `${name}.ts`),
				`import { defineVariant } from 'rmaplab';
import below from './${below}.ts';

export default defineVariant({
	name: '${name}', subject: 's', from: 'you', date: '2003-04-05', base: below, replaces: {}, claims: {},
});
`,
			);
		}
		expect(refused('compare --variant ./one.ts+no-bug --workload quiet')).toBe(
			`${folder}/other.ts:5:70: error: does not load: Cannot access 'below' before initialization; ` +
				"one.ts imports other.ts imports one.ts: let one of them do without the other, in 'base' too",
		);
	});

	test('a token of one', () => {
		expect(refused(`replay ${dickens.replace(/^[^:]*/, 'no-bug+no-bug')}`)).toBe(
			'error: no-bug+no-bug: no-bug comes twice; name each patch once',
		);
	});

	test('alternatives', () => {
		const said =
			'error: no-bug-trylock+no-bug-chainlock: no-bug-trylock and no-bug-chainlock are alternatives ' +
			'(the page lock, or the chain lock instead of it, 4 Apr 2003 21:43 UTC); take one of them';
		const stacked = 'no-bug-trylock+no-bug-chainlock';
		expect(refused(`compare --variant ${stacked} --workload quiet`)).toBe(said);
		expect(refused('stack no-bug-trylock no-bug-chainlock --out new.ts')).toBe(said);
		expect(existsSync(join(folder, 'new.ts'))).toBe(false);
	});
});

describe('a merge that is wrong', () => {
	write('names', '\n\tconst it = page;', '');
	write('again', '', '\n\tconst it = mapping;');
	write('assigns', '', '\n\tit = mapping;');
	write('strange', '\n\tyield* this.zap_pag(page);', '');
	write('nameless', '\n\tyield* nothing_such(page);', '');
	write('plain', '', '\n\tyield* load(page_mapping, page);');

	test.each([
		['names', 'again', /^error: \S+: the merged truncate_complete_page\(\) does not parse: .*'it'/],
		[
			'strange',
			'plain',
			/^error: \S+: the merged truncate_complete_page\(\) calls zap_pag\(\), which no patch or kernel has \(did you mean 'zap_pte'\?\)$/,
		],
		['names', 'assigns', /\/assigns\.ts:\d+:2: error: it is neither imported nor declared$/],
		[
			'nameless',
			'plain',
			/\/nameless\.ts:\d+:9: error: nothing_such is neither imported nor declared$/,
		],
	])('%s and %s', (one, other, says) => {
		const stack = `./${one}.ts+./${other}.ts`;
		expect(refused(`compare --jobs 1 --variant ${stack} --workload trunc-remapped`)).toMatch(says);
		expect(existsSync(join(folder, 'rmaplab-report/results.json'))).toBe(false);
	});

	// What nobody sees before is met in the search, and the rest of the run goes on.
	test('names and throws, of which the search comes to no verdict', () => {
		write('throws', '', '\n\tyield* load(page_mapping, (null as never as { page: number }).page);');
		const stack = './names.ts+./throws.ts';
		const run = `compare --jobs 1 --variant ${stack} --workload trunc-remapped --out thrown`;
		const { status, stdout, stderr } = rmaplab(run);
		expect(stderr).toMatch(
			/\/throws\.ts:\d+:\d+ \(names\+throws\): error: truncate_complete_page\(\) throws TypeError: /,
		);
		expect(stdout).toMatch(/ on trunc-remapped: no verdict:/);
		expect(status).toBe(2);
		expect(existsSync(join(folder, 'thrown', 'results.json'))).toBe(true);
	});

	test('is written by nobody', () => {
		for (const patches of ['./names.ts ./again.ts', './strange.ts ./plain.ts']) {
			refused(`stack ${patches} --out new.ts`);
			expect(existsSync(join(folder, 'new.ts'))).toBe(false);
		}
	});
});

describe('results of another format', () => {
	const token = 'lock-page-..:trunc-vs-..@13cc11:=0123456789ab';
	const text = `{ "format": "rmaplab-result/1", "cells": [{ "token": "${token}" }] }`;

	test.each(['replay', 'minimise'])('%s', (command) => {
		writeFileSync(join(folder, 'old.json'), text);
		expect(refused(`${command} ${token} --results old.json`)).toBe(
			'old.json:1:1: error: its format is rmaplab-result/1, and this version reads rmaplab-result/2; ' +
				"run 'rmaplab compare' anew, or name other results with --results",
		);
		expect(readFileSync(join(folder, 'old.json'), 'utf8')).toBe(text);
		expect(readdirSync(folder).filter((name) => name.endsWith('.litmus'))).toEqual([]);
	});
});

describe('a journal', () => {
	const journal = join(folder, 'rmaplab-report/journal.jsonl');
	const run = (variant: string): string =>
		`compare --jobs 1 --no-wall-clock --workload quiet --budget 1ms --variant ${variant}`;

	/** The journal of a run that the clock stopped before its first cell; another adds one. */
	function begun(variant: string): string {
		rmSync(join(folder, 'rmaplab-report'), { recursive: true, force: true });
		expect(rmaplab(run(variant)).status).toBe(0);
		return `${readFileSync(journal, 'utf8')}{"sum":"${'0'.repeat(64)}","cell":{}}\n`;
	}

	/** What is in the folder, file by file. */
	const there = (): string[] =>
		readdirSync(join(folder, 'rmaplab-report'), { recursive: true, encoding: 'utf8' })
			.map((name) => join(folder, 'rmaplab-report', name))
			.filter((path) => statSync(path).isFile())
			.map((path) => `${path} ${readFileSync(path, 'latin1')}`);

	const kept =
		'error: rmaplab-report/journal.jsonl keeps 1 cell of an interrupted run that is not this one: ';
	const advice = '. Delete it to begin anew, or name another folder with --out';

	test('of other sources of ours is refused and stays as it is', () => {
		const text = begun('no-bug+forced-unmap');
		writeFileSync(journal, text.replace(/("the simulated kernel":")[^"]*/, '$1of another day'));
		const before = there();
		expect(refused(run('no-bug+forced-unmap'))).toBe(
			`${kept}the simulated kernel of rmaplab changed${advice}`,
		);
		expect(there()).toEqual(before);
	});

	test('or reports have no place where the folder is a file', () => {
		const plain = join(folder, 'plain.ts');
		const before = readFileSync(plain, 'utf8');
		expect(refused('compare --variant no-bug --workload quiet --out plain.ts')).toBe(
			'error: the folder plain.ts cannot be written: it is a file, or below one; --out names another folder',
		);
		expect(readFileSync(plain, 'utf8')).toBe(before);
	});

	test('of other sources of a patch in a stack is, too', () => {
		const stack = './plain.ts+forced-unmap';
		writeFileSync(journal, begun(stack));
		const before = there();
		write('plain', '', '\n\tyield* load(page_mapping, page + 0);');
		expect(refused(run(stack))).toBe(
			`${kept}the variant plain+forced-unmap has changed: plain: plain.ts${advice}`,
		);
		expect(there()).toEqual(before);
	});

	test('that is none, or a folder, is', () => {
		const said =
			'rmaplab-report/journal.jsonl:1:1: error: no journal of rmaplab; ' +
			'move it away, or name another folder with --out';
		begun('no-bug');
		writeFileSync(journal, 'no journal\n');
		expect(refused(run('no-bug'))).toBe(said);
		expect(readFileSync(journal, 'utf8')).toBe('no journal\n');
		rmSync(journal);
		mkdirSync(journal);
		expect(refused(run('no-bug'))).toBe(said);
	});
});

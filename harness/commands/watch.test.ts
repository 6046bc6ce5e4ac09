/*
 * rmaplab compare --watch on the built command line: what a save changes is printed, mistakes are survived, only what a
 * save may have changed is searched, and Ctrl-C leaves nothing. A save is answered within three seconds, or at least
 * faster than the first search, where a machine has other work.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLineIn } from './fixture.ts';

const { folder, rmaplab, started } = commandLineIn('watch');
const path = (name: string): string => join(folder, name);
const temporary = path('temporary');
mkdirSync(temporary);

rmaplab('init', 'mine', '--from', 'do_no_page');
const kernel = readFileSync(path('mine.ts'), 'utf8');
/** Looks at page->mapping before it maps, and forgets on its way out what it has. */
const rechecks = kernel
	.replace('\tPTL,\n', '\tpage_mapping,\n\tPTL,\n')
	.replace(
		'\t\tyield* add(mm_rss',
		'\t\tif ((yield* load(page_mapping, new_page)) === 0) {\n\t\t\tyield* unlock(PTL, mm);\n' +
			'\t\t\treturn VM_FAULT_MINOR;\n\t\t}\n\t\tyield* add(mm_rss',
	);

test('each save is searched, and what it fixes and adds is printed', async () => {
	const before = readdirSync(folder).toSorted();
	const asked = ['--variant', './mine.ts', '--workload', './mine.litmus', '--jobs', '1', '--watch'];
	const began = performance.now();
	const { child, said, until, ended } = started({ TMPDIR: temporary }, 'compare', ...asked);
	const stands = /^mine against lock-page-convert: (.*) \(\d+\.\d s\)$/m;
	await until('stderr', /^searching 2 cells on 1 litmus test$/m);
	await until('stderr', /^waiting for mine\.ts, mine\.litmus to be saved; Ctrl-C ends$/m);
	expect(stands.exec(said.stdout)?.[1]).toMatch(/^fixes 0, adds 0, leaves \d+$/);

	const firstMs = performance.now() - began;

	// The base is not searched again.
	const saved = performance.now();
	writeFileSync(path('mine.ts'), rechecks);
	await until('stderr', /^searching 1 cell on 1 litmus test$/m);
	await until('stdout', /^ {2}added {4}mine: page leaked/m);
	expect(performance.now() - saved).toBeLessThan(Math.max(3000, firstMs));
	await until('stdout', /^ {2}removed {2}mine: orphan page mapped/m);
	await until('stdout', /^mine against lock-page-convert: fixes 1, adds 2, leaves \d+ \(/m);
	await until('stderr', /^waiting/m);

	// A mistake is told with its place, and what was found before stays to compare with.
	writeFileSync(path('mine.ts'), `${rechecks}}\n`);
	await until('stderr', /mine\.ts:\d+:1: error: does not load/);
	await until('stderr', /^waiting/m);
	writeFileSync(path('mine.ts'), rechecks.replace('this.filemap_nopage(', 'this.filemap_nopag('));
	await until('stderr', /did you mean 'filemap_nopage'\?/);
	await until('stderr', /^waiting/m);

	// Some editors put a new file in the place of the old one.
	writeFileSync(path('mine.ts~'), kernel);
	renameSync(path('mine.ts~'), path('mine.ts'));
	await until('stdout', /^ {2}removed {2}mine: page leaked/m);
	await until('stdout', /^mine against lock-page-convert: fixes 0, adds 0, leaves \d+ \(/m);
	await until('stderr', /^waiting/m);

	// Nothing is searched where nothing has changed.
	writeFileSync(path('mine.ts'), kernel);
	await until('stderr', /^saved: no function has changed$/m);
	await until('stdout', /^no finding has changed$/m);
	await until('stderr', /^waiting/m);

	child.kill('SIGINT');
	expect(await ended).toBe(130);
	expect(readdirSync(folder).toSorted()).toEqual(before);
	expect(readdirSync(temporary)).toEqual([]);
}, 120_000);

test('Ctrl-C in the midst of a search ends it with 130, and leaves nothing', async () => {
	const before = readdirSync(folder).toSorted();
	const asked = ['--variant', './mine.ts', '--watch'];
	const { child, until, ended } = started({ TMPDIR: temporary }, 'compare', ...asked);
	await until('stderr', /^searching \d+ cells/m);
	child.kill('SIGINT');
	expect(await ended).toBe(130);
	expect(readdirSync(folder).toSorted()).toEqual(before);
	expect(readdirSync(temporary)).toEqual([]);
}, 60_000);

test.each([
	[['--variant', 'forced-unmap'], 'name one of your own with --variant or --workload'],
	[['--variant', './none.ts'], 'none.ts:1:1: error: cannot be read'],
	[['--variant', './mine.ts', '--json'], 'leave one out'],
])('%j is refused', (args, message) => {
	const { status, stdout, stderr } = rmaplab('compare', ...args, '--watch');
	expect([status, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
	expect(stderr).toContain(message);
});

/*
 * A user's variant that goes wrong, through each command that runs one: exit 2 and one line, in good time.
 * Uses dist/, which `npm test` builds first.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { baseName, variants } from '../../variants/index.ts';
import { readWorkload } from '../catalogue/litmus.ts';
import { packageRoot } from '../catalogue/source.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-watchdog-'));
afterAll(() => rmSync(folder, { recursive: true }));

const workload = readWorkload('trunc-remapped', Object.keys(variants));

/** A variant whose vmtruncate_vma() does `body` on line 5; `after` stands at the end of the file. */
function write(name: string, body: string, after = ''): string {
	const path = join(folder, `${name}.ts`);
	const text = `import { defineVariant } from 'rmaplab';
import type { Kernel, Task, vm_area_struct } from 'rmaplab';

function* vmtruncate_vma(this: Kernel, vma: vm_area_struct): any {
	${body}
}

export default defineVariant({
	name: '${name}', subject: 's', from: 'you', date: '2003-04-05',
	replaces: { vmtruncate_vma }, claims: {},
});
${after}`;
	writeFileSync(path, text);
	return path;
}

function rmaplab(...args: string[]): {
	status: number | null;
	stdout: string;
	stderr: string;
	seconds: number;
} {
	const began = performance.now();
	const { status, stdout, stderr } = spawnSync(
		process.execPath,
		[join(packageRoot(), 'dist/harness/cli.js'), ...args],
		{ encoding: 'utf8', cwd: folder, timeout: 50_000 },
	);
	return { status, stdout, stderr, seconds: (performance.now() - began) / 1000 };
}

describe('commands that hold variants against each other say what they can of the others', () => {
	const path = write('boom-beside', `throw new Error('boom');`);

	test.each([
		['combine', [path, 'vmtruncate-twice', '--workload', workload.name], 'vmtruncate-twice'],
		[
			'causes',
			['--variant', path, 'vmtruncate-twice', '--workload', workload.name],
			'access beyond EOF succeeds',
		],
	] as const)('%s', (command, args, said) => {
		const { status, stdout, stderr } = rmaplab(command, ...args);
		expect(stdout).toContain(said);
		expect(stdout).not.toContain('boom-beside');
		expect(stderr).toMatch(/boom-beside.* no verdict, for the reason below/);
		expect(stderr).toMatch(/boom-beside\.ts:5:8: error: vmtruncate_vma\(\) throws/);
		expect(status).toBe(2);
	});
});

describe('exit 2 and one line', () => {
	const token = (name: string): string =>
		`${name}:trunc-remapped@${workload.digest.slice(0, 6)}:A6k`;
	const commands: [string, (path: string, name: string) => string[]][] = [
		['check', (path) => ['check', path]],
		['compare', (path) => ['compare', '--variant', path, '--workload', workload.name]],
		['replay', (path, name) => ['replay', token(name), '--variant', path]],
		['replay --step', (path, name) => ['replay', token(name), '--variant', path, '--step']],
		['replay --against', (path) => ['replay', token(baseName), '--against', path]],
		['minimise', (path, name) => ['minimise', token(name), '--variant', path]],
		['refine', (path) => ['refine', path, baseName, '--workload', workload.name]],
		['export', (path) => ['export', 'promela', path, workload.name]],
	];

	/** All but compare, which says more of the others; see compare/failures.test.ts. */
	const expectOneLine = (args: (path: string, name: string) => string[], stderr: string): void => {
		const isCompare = args('', '')[0] === 'compare';
		// The tests before have left reports in the folder.
		const lines = stderr
			.split('\n')
			.filter((line) => !line.startsWith('what another run had left'));
		expect(lines.length).toBe(isCompare ? 4 : 2);
	};

	test.each(commands)('%s, of a function that throws', (_, args) => {
		const path = write('boom', `throw new Error('boom');`);
		const { status, stderr } = rmaplab(...args(path, 'boom'));
		expect(stderr).toMatch(/^[^\n]*boom\.ts:5:8: error: vmtruncate_vma\(\) throws [^\n]*$/m);
		expectOneLine(args, stderr);
		expect(status).toBe(2);
	});

	test.each(commands)('%s, of a function that computes for ever', (_, args) => {
		const path = write('hang', 'for (;;);');
		const { status, stderr, seconds } = rmaplab(...args(path, 'hang'), '--patience', '1s');
		expect(stderr).toMatch(
			/^[^\n]*hang\.ts:4:1: error: vmtruncate_vma\(\) has neither [^\n]*--patience$/m,
		);
		expectOneLine(args, stderr);
		expect(status).toBe(2);
		expect(seconds).toBeGreaterThan(1);
	});

	test.each([
		['for (;;);', 'it is not loaded after 1 s'],
		['await new Promise((_) => setTimeout(() => {}, 60_000));', 'it is not loaded after 1 s'],
		['await new Promise(() => {});', 'or waits for ever, while it is loaded'],
		['process.exit(0);', 'it ends the process'],
	])('check, of a file that does %s', (after, says) => {
		const path = write('top', '', `${after}\n`);
		const { status, stderr } = rmaplab('check', path, '--patience', '1s');
		expect(stderr).toContain(`top.ts:1:1: error: `);
		expect(stderr).toContain(says);
		expect(status).toBe(2);
	});

	test.each(commands.slice(0, 2))('%s, of a function that ends the process', (_, args) => {
		const path = write('exits', 'process.exit(0);');
		const { status, stderr } = rmaplab(...args(path, 'exits'));
		expect(stderr).toMatch(/^[^\n]*exits\.ts:4:1: error: vmtruncate_vma\(\) ends the process/m);
		expect(status).toBe(2);
	});
});

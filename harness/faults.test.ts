/*
 * harness/faults.test.ts - tests that the command line, in a process of its own, answers input that is no file, disks
 * and pipes that fail, and names that JavaScript knows, with one line and its exit status. Uses dist/, which
 * `npm test` builds first.
 */
import { spawnSync } from 'node:child_process';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const cli = resolve('dist/harness/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'rmaplab-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a line of the shell in the folder, where $R is the command. A hang ends as status null. */
function shell(line: string): { readonly status: number | null; readonly said: string } {
	const R = `${process.execPath} ${cli}`;
	const options = { cwd: folder, env: { ...process.env, R }, timeout: 20_000 };
	const { status, stdout, stderr } = spawnSync('bash', ['-c', `exec 2>&1; ${line}`], {
		...options,
		killSignal: 'SIGKILL',
		encoding: 'utf8',
	});
	return { status, said: `${stdout}${stderr}` };
}

/** One line for the user, without a stack of ours. */
function expectRefused(line: string, says: string): void {
	const { status, said } = shell(line);
	expect({ line, status, said }).toMatchObject({ status: 2, said: expect.stringContaining(says) });
	expect(said).not.toMatch(/internal fault|\n {4}at /);
}

const isUnix = process.platform === 'linux';

describe.runIf(isUnix)('what is no file, or far too large, is refused before it is read', () => {
	const readers = {
		litmus: '$R check',
		ts: '$R check',
		steps: '$R calibrate',
		claims: '$R claims --mail',
	};
	test.each(Object.entries(readers))('%s', (ending, command) => {
		const at = (name: string): string => join(folder, `${name}.${ending}`);
		shell(`mkfifo ${at('pipe')}`);
		symlinkSync('/dev/zero', at('zero'));
		mkdirSync(at('folder'));
		writeFileSync(at('huge'), '');
		truncateSync(at('huge'), 2 ** 30);
		expectRefused(`${command} pipe.${ending} < /dev/null`, 'this is a pipe, no file');
		expectRefused(`${command} zero.${ending}`, 'this is a device, no file');
		expectRefused(`${command} folder.${ending}`, 'this is a folder, no file');
		expectRefused(`${command} huge.${ending}`, '1,073,741,824 bytes');
		expectRefused(`${command} none.${ending}`, 'cannot be read');
	});

	test('nor does a variant import one', () => {
		const own = `import { x } from './pipe.ts';\nexport default x;\n`;
		writeFileSync(join(folder, 'imports.ts'), own);
		shell('test -p pipe.ts || mkfifo pipe.ts');
		expectRefused('$R check imports.ts', 'this is a pipe, no file');
	});
});

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'])(
	'%s is no name of a list, a variant or a workload',
	(name) => {
		for (const line of [`list ${name}`, `patch ${name}`, `check ${name}`]) {
			expectRefused(`$R ${line}`, `'${name}'`);
		}
	},
);

const small = 'compare --variant forced-unmap --workload trunc-remapped --no-wall-clock';

describe.runIf(isUnix)('output that cannot be written is said so in one line', () => {
	test('a folder that takes no others, on which Node itself goes round for ever', () => {
		expectRefused(`$R ${small} --out /proc/x`, 'cannot be written');
		expectRefused(`$R ${small} --out /proc/x/y/z`, 'cannot be written');
	});

	// It was taken for the folder that one is in.
	test('no name at all', () => {
		expectRefused(`$R ${small} --out ''`, `argument '' is invalid. write a path`);
		expectRefused(`$R stack forced-unmap --out ' '`, 'write a path');
	});

	test('a file, and a folder below one', () => {
		expectRefused(`touch file; $R ${small} --out file`, 'cannot be written');
		expectRefused(`touch file; $R ${small} --out file/below`, 'cannot be written');
	});

	test('a standard output that is full, and one that nobody reads', () => {
		expectRefused('$R list variants > /dev/full', 'ENOSPC');
		expect(shell('$R list variants > /dev/full 2> /dev/full').status).toBe(2);
		expect(shell('$R list variants | head -1; exit ${PIPESTATUS[0]}').status).toBe(0);
	});

	test('a folder for temporary files that is not there', () => {
		writeFileSync(join(folder, 'any.ts'), 'export default 1;\n');
		expectRefused('TMPDIR=/nonexistent $R check any.ts', '/nonexistent');
	});

	// Nobody reads the progress any more, and the reports are written all the same.
	test('a standard error that is closed ends no run', () => {
		const { status } = shell(`exec 2> >(exec true); $R ${small} --out deaf > /dev/null`);
		expect(status).toBe(0);
		expect(existsSync(join(folder, 'deaf/results.json'))).toBe(true);
	});
});

// Such a file is loaded in this process, and kept it alive for ever after all was written.
test.each([
	['timer', 'setInterval(() => {}, 1000);'],
	[
		'worker',
		`new (await import('node:worker_threads')).Worker('setInterval(() => 0, 9)', { eval: true });`,
	],
])('a variant that leaves a %s behind does not keep the process', (name, code) => {
	const own = `import { defineVariant } from 'rmaplab';
${code}
export function* vmtruncate_vma() {}
export default defineVariant({ name: '${name}', subject: 's', from: 'you', date: '2003-04-05',
	replaces: { vmtruncate_vma }, claims: {} });
`;
	writeFileSync(join(folder, `${name}.js`), own);
	const { status, said } = shell(`$R patch ./${name}.js`);
	expect({ status, said }).toMatchObject({
		status: 0,
		said: expect.stringContaining('vmtruncate_vma'),
	});
});

/** Whether this machine lets us have a disk of our own to fill. */
const mounts =
	isUnix &&
	spawnSync('bash', ['-c', 'd=$(mktemp -d); mount -t tmpfs -o size=4k t $d && umount $d'])
		.status === 0;
if (!mounts) console.warn('faults.test.ts: no tmpfs can be mounted here, so no disk is filled');

describe.runIf(mounts)('a full disk', () => {
	test.each([
		// Room for the lock alone, for a part of the journal, and for a part of the reports.
		['4k', 2],
		['8k', 2],
		['16k', 2],
		['48k', 2],
	])('of %s ends a run in one line, and it goes on when there is room', (size, expected) => {
		const disk = join(folder, `disk-${size}`);
		mkdirSync(disk);
		expect(shell(`mount -t tmpfs -o size=${size} tmpfs ${disk}`).status).toBe(0);
		try {
			const { status, said } = shell(`$R ${small} --out ${disk}/o`);
			expect({ status, said }).toMatchObject({ status: expected });
			expect(said).not.toMatch(/internal fault|\n {4}at /);
			shell(`mount -o remount,size=8m ${disk}`);
			expect(shell(`$R ${small} --out ${disk}/o`).status).toBe(0);
			expect(existsSync(`${disk}/o/results.json`)).toBe(true);
			expect(existsSync(`${disk}/o/rmaplab.lock`)).toBe(false);
		} finally {
			shell(`umount -l ${disk}`);
		}
	});
});

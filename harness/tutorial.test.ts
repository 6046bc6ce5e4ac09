/*
 * docs/tutorial.md is a way that leads somewhere: in an empty folder its commands are run and its edits made, in the order
 * of the page, and each command prints what the page shows of it. Uses dist/, which `npm test` builds first.
 */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from './catalogue/source.ts';
import { wrongParts } from './commands/fixture.ts';

const page = readFileSync(join(packageRoot(), 'docs/tutorial.md'), 'utf8');

const away = mkdtempSync(join(tmpdir(), 'rmaplab-tutorial-'));
afterAll(() => rmSync(away, { recursive: true }));
const [folder, bin] = [join(away, 'empty'), join(away, 'bin')];
for (const each of [folder, bin]) mkdirSync(each);
// As npm link has it on the path.
const linked = join(bin, 'rmaplab');
writeFileSync(
	linked,
	`#!/bin/sh\nexec '${process.execPath}' '${join(packageRoot(), 'dist/harness/cli.js')}' "$@"\n`,
);
chmodSync(linked, 0o755);

/** Its blocks, in order. */
const blocks = [...page.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
	kind,
	text,
}));
const aCommand = /^\$ (rmaplab (?:.*\\\n)*.*)\n([^]*)$/;

/** What a day changes, and blanks at the ends of lines, which an editor takes away. */
const masked = (text: string): string =>
	text.replaceAll(/\d{4}-\d\d-\d\d/g, 'DAY').replaceAll(/[ \t]+$/gm, '');

const shell = (command: string, input?: string): SpawnSyncReturns<string> =>
	spawnSync('sh', ['-c', command], {
		encoding: 'utf8',
		cwd: folder,
		input,
		env: {
			...process.env,
			PATH: `${bin}:${process.env['PATH']}`,
			NO_COLOR: '1',
			FORCE_COLOR: undefined,
			COLUMNS: undefined,
			// A repository above the folder of temporary files is none of it.
			GIT_CEILING_DIRECTORIES: away,
		},
	});

describe('the tutorial', () => {
	test('has at most eight commands and nothing that is not run', () => {
		const commands = blocks.filter(({ kind }) => kind === '');
		expect(blocks.filter(({ kind }) => !['', 'diff'].includes(kind))).toEqual([]);
		for (const { text } of commands) expect(text).toMatch(aCommand);
		expect(commands.length).toBeLessThanOrEqual(8);
		const named = commands.map(({ text }) => text.split(' ')[2]);
		for (const each of ['init', 'check', 'compare', 'replay', 'perf', 'mail']) {
			expect(named).toContain(each);
		}
	});

	test('does and prints what it says', { timeout: 600_000 }, () => {
		for (const { kind, text } of blocks) {
			if (kind === 'diff') {
				const { status, stderr } = shell('git apply -p0', text);
				expect([text, status, stderr]).toEqual([text, 0, '']);
				continue;
			}
			const [, command = '', shown = ''] = aCommand.exec(text)!;
			const { status, stdout, stderr } = shell(command);
			expect([command, status, stderr]).toEqual([command, 0, expect.not.stringMatching(/error/)]);
			expect([command, wrongParts(masked(shown), masked(stdout))]).toEqual([command, []]);
		}
	});
});

/*
 * rmaplab completion on the built command line: the script of bash is asked in a real bash, those of zsh and fish are read
 * by theirs where there is one.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { commandLineIn } from './fixture.ts';

const { folder, rmaplab } = commandLineIn('completion');
const scripts = ['bash', 'zsh', 'fish'] as const;
for (const shell of scripts) {
	writeFileSync(join(folder, `script.${shell}`), rmaplab('completion', shell).stdout);
}
writeFileSync(join(folder, 'mine.ts'), '');

const isThere = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;
for (const shell of scripts) {
	if (!isThere(shell))
		console.warn(`completion.test.ts: no ${shell} here, so its script is not read`);
}

/** What bash offers for the last of the words. */
function offered(...words: string[]): string[] {
	const line = `. ./script.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rmaplab; printf '%s\\n' "\${COMPREPLY[@]}"`;
	const { status, stdout, stderr } = spawnSync('bash', ['-c', line, 'bash', 'rmaplab', ...words], {
		encoding: 'utf8',
		cwd: folder,
	});
	expect([status, stderr]).toEqual([0, '']);
	return stdout.split('\n').filter((word) => word !== '');
}

describe.runIf(isThere('bash'))('bash completes', () => {
	const known = Object.keys(variants);
	const beginning = (start: string): string[] => known.filter((each) => each.startsWith(start));

	test.each([
		['commands', ['com'], ['compare', 'combine', 'completion']],
		[
			'options of a command and those of all',
			['compare', '--a'],
			['--against', '--all', '--audit-races'],
		],
		['options of all', ['list', '--qu'], ['--quiet']],
		['options before a command', ['--pat'], ['--patience']],
		['a command behind an option with a value', ['--patience', '5m', 'ope'], ['open']],
		['choices', ['compare', '--sample-strategy', 's'], ['swarm']],
		['choices of an argument', ['completion', 'b'], ['bash']],
		['litmus tests', ['compare', '--workload', 'trunc-rem'], ['trunc-remapped']],
		['loads', ['perf', '--load', 'rmap-t'], ['rmap-test']],
		['kinds of lists', ['list', 'or'], ['oracles']],
		['functions', ['init', 'mine', '--from', 'do_no_page_e'], ['do_no_page_early_cow']],
		['arguments by position', ['export', 'promela', 'no-bug', 'trunc-vs-f'], ['trunc-vs-fault']],
		['an argument behind an option without value', ['list', '--json', 'or'], ['oracles']],
		[
			'an argument behind an option that had its value',
			['stack', '--out', 'x.ts', 'no-bug-t'],
			['no-bug-trylock'],
		],
		['files of one\u2019s own', ['patch', 'mi'], ['mine.ts']],
		['nothing for a number', ['compare', '--seed', ''], []],
	])('%s', (_, words, wanted) => {
		const found = offered(...words);
		expect(found.filter((each) => wanted.includes(each)).toSorted()).toEqual(wanted.toSorted());
		expect(found.every((each) => each.startsWith(words.at(-1)!))).toBe(true);
		if (wanted.length === 0) expect(found).toEqual([]);
	});

	test('variants, one after the other, and one above another', () => {
		const forced = beginning('forced-');
		expect(offered('compare', '--variant', 'forced-')).toEqual(forced);
		expect(offered('compare', '--variant', 'no-bug', 'known-good', 'forced-')).toEqual(forced);
		expect(offered('compare', '--variant', 'no-bug+forced-')).toEqual(
			forced.map((name) => `no-bug+${name}`),
		);
		expect(offered('compare', '--against', 'no-bug', 'forced-')).toEqual([]);
	});
});

test.each(scripts.filter(isThere))('%s reads its script', (shell) => {
	const { status, stderr } = spawnSync(shell, ['-n', join(folder, `script.${shell}`)], {
		encoding: 'utf8',
	});
	expect([status, stderr]).toEqual([0, '']);
});

test('zsh and fish are told the same commands, options and names', () => {
	for (const shell of ['zsh', 'fish'] as const) {
		const text = rmaplab('completion', shell).stdout;
		for (const each of ['compare', 'sample-strategy', 'forced-unmap', 'trunc-vs-fault', 'swarm']) {
			expect(text).toContain(each);
		}
	}
});

test('another shell is refused', () => {
	const { status, stderr } = rmaplab('completion', 'tcsh');
	expect(status).toBe(2);
	expect(stderr).toContain('Allowed choices are bash, zsh, fish');
});

/*
 * rmaplab completion on the built command line: the scripts of bash, zsh and fish are asked in a real one of each, where
 * there is one.
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

/** Runs a shell in the folder. @returns its lines */
function linesOf(shell: string, ...args: string[]): string[] {
	const { status, stdout, stderr } = spawnSync(shell, args, {
		encoding: 'utf8',
		cwd: folder,
		timeout: 50_000,
		env: { ...process.env, HOME: folder, TERM: 'xterm' },
	});
	expect([status, stderr]).toEqual([0, '']);
	return stdout.split('\n').filter((word) => word !== '');
}

/** What zsh would add to its list is printed, in a zsh that believes to be asked by somebody at a terminal. */
const zshAsked = `PROMPT=
autoload -U compinit && compinit -u -D
. ./script.zsh
bindkey '^I' complete-word
ended() { print -r -- '>>>'; exit }
comppostfuncs=(ended)
compadd() {
	if [[ "\${@[1,(i)(-|--)]}" == *-[OAD]\\ * ]]; then builtin compadd "$@"; return; fi
	local -a hits before
	builtin compadd -O hits "$@"
	zparseopts -E p:=before
	local each
	for each in $hits; do print -r -- "= \${before[2]}$each"; done
}
print -r -- ready
`;
const zshAsks = `setopt extendedglob
zmodload zsh/zpty || exit 3
zpty z zsh -f -i
zpty -w z '. ./asked.zsh'
zpty -r -m z line '*ready*'
zpty -w -n z "$1"$'\\t'
while zpty -r z line; do
	[[ $line == *'>>>'* ]] && break
	[[ $line == *'= '* ]] && print -r -- "\${\${line##*= }%%[[:space:]]#}"
done
`;
writeFileSync(join(folder, 'asked.zsh'), zshAsked);
writeFileSync(join(folder, 'asks.zsh'), zshAsks);

/** What a shell offers for the last of the words. */
const offeredBy: Readonly<
	Record<(typeof scripts)[number], (words: readonly string[]) => string[]>
> = {
	bash: (words) => {
		const line = `. ./script.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rmaplab; printf '%s\\n' "\${COMPREPLY[@]}"`;
		return linesOf('bash', '-c', line, 'bash', 'rmaplab', ...words);
	},
	zsh: (words) => linesOf('zsh', '-f', 'asks.zsh', ['rmaplab', ...words].join(' ')),
	fish: (words) => {
		const line = `source ./script.fish; complete -C '${['rmaplab', ...words].join(' ')}'`;
		return linesOf('fish', '--no-config', '-c', line).map((each) => each.split('\t')[0]!);
	},
};

for (const shell of scripts)
	describe.runIf(isThere(shell))(`${shell} completes`, () => {
		const known = Object.keys(variants);
		const beginning = (start: string): string[] => known.filter((each) => each.startsWith(start));
		const offered = (...words: string[]): string[] => [...new Set(offeredBy[shell](words))];

		test.each([
			['commands', ['com'], ['compare', 'combine', 'completion']],
			['all commands', ['hel'], ['help']],
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
			['and not those of another', ['export', 'promela', 'trunc-vs-f'], []],
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
			const forced = beginning('forced-').toSorted();
			expect(forced.length).toBeGreaterThan(2);
			for (const words of [
				['compare', '--variant', 'forced-'],
				['compare', '-v', 'forced-'],
				['compare', '--variant', 'no-bug', 'known-good', 'forced-'],
			]) {
				expect(offered(...words).toSorted(), words.join(' ')).toEqual(forced);
			}
			expect(offered('compare', '--variant', 'no-bug+forced-').toSorted()).toEqual(
				forced.map((name) => `no-bug+${name}`),
			);
			expect(offered('compare', '--against', 'no-bug', 'forced-')).toEqual([]);
		});
	});

for (const shell of scripts)
	test.runIf(isThere(shell))(`${shell} reads its script`, () => {
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

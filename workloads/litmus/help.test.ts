/*
 * `rmaplab help check` has every call that the reader knows, as the reader takes it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { litmusHelp } from '../../harness/messages/litmus-help.ts';
import { parseLitmus } from './index.ts';

const calls = litmusHelp.slice(litmusHelp.indexOf('\nCalls'), litmusHelp.indexOf('\nConditions'));

/** The calls of the screen, each with its first alternative and without what may be left out. */
const shortest = calls
	.split('\n')
	.slice(2)
	.flatMap((line) => line.trim().split(/ {2,}| (?=truncate f 2\+)/))
	.map((call) => call.replaceAll(/ \[.*\](?= as |$)/g, '').replaceAll(/\|\w+/g, ''))
	.filter((call) => call !== '' && !call.startsWith('the second'));

const word = (call: string): string => call.split(' ')[0]!;

test('every call of the README is there', () => {
	const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
	const table = readme
		.slice(readme.indexOf('\n## Calls'))
		.split('\n')
		.filter((line) => line.startsWith('| `'));
	const words = table.flatMap((line) =>
		[...line.split(' | ')[0]!.matchAll(/`([\w-]+)/g)].map(([, first]) => first!),
	);
	expect(words.length).toBeGreaterThan(30);
	expect(words.filter((each) => !shortest.map(word).includes(each))).toEqual([]);
});

test.each([...new Set(shortest)].filter((call) => !/^(load|store|unpin|map) /.test(call)))(
	"the reader takes '%s'",
	(call) => {
		const text = `scenario s\nfile f 8 pages\nprocess A { map m f[0..7] shared; map k f[0..7] shared }\ncpu a in A { ${call} }\n`;
		const read = parseLitmus(text, 's.litmus');
		expect('error' in read ? read.error.message : '').toBe('');
	},
);

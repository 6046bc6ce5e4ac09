/*
 * The grammar of claims files: every mistake with its place, and the mail comes out as it went in.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { oracles } from '../../harness/check/index.ts';
import { claimsOf } from '../../harness/discussion.ts';
import { packageRoot } from '../../harness/catalogue/source.ts';
import { variants } from '../../variants/index.ts';
import { listLitmusFiles, litmusNameOf } from '../litmus/load.ts';
import { caveats, caveatsOf } from './caveats.ts';
import { parseClaims } from './index.ts';

const known = {
	variants: Object.keys(variants),
	workloads: listLitmusFiles().map(litmusNameOf),
	oracles: Object.keys(oracles),
};

const small = { variants: ['base'], workloads: ['race'], oracles: ['kernel BUG'] };

describe('a mistake is told with its place and what was meant', () => {
	test.each([
		['', 1, 'the file makes no claim'],
		['claim S1 "x"', 1, "S1 has no 'if' line to decide it"],
		['claim S1 "x"\nif bse on race never', 2, "no variant 'bse', did you mean 'base'?"],
		['claim S1 "x"\nif base on rase never', 2, "no litmus 'rase', did you mean 'race'?"],
		['claim S1 "x"\nif base on race nevr', 2, "unknown outcome 'nevr' (did you mean 'never'?)"],
		['claim S1 "x"\nif base on race never "kernel BUD"', 2, "did you mean 'kernel BUG'?"],
		['claim S1 "x"\nif base on race never at "y"', 2, "'at' needs an oracle's phrase before it"],
		['claim S1 "x"\nif base on race fewer lock than base', 2, "did you mean 'locks'?"],
		['claim S1 "x"\nif base on race never\nclaim S1 "y"', 3, "'S1' is there twice"],
		['claim S1 "x"\nif base on race never\nhalf "y"', 3, "'half' must stand before"],
		['claim S1 "x"\nhalf "y"\nif base on race never', 1, 'S1 has only one half'],
		['> quoted\nclam S1 "x"', 2, "did you mean 'claim'?"],
		['race E1 "x"\nhad base', 1, "race E1 has no 'on' line"],
		['claim S1 "x" y', 1, "expected the end of the line, found 'y'"],
	])('%j', (text, line, message) => {
		const read = parseClaims(text, 'm.claims', small);
		if (!('error' in read)) throw new Error('it was read');
		expect(read.error.message).toContain(message);
		expect(read.error.place.line).toBe(line);
	});
});

test('a race may be exempt everywhere', () => {
	const read = parseClaims('race E1 "x"\n\texempt all "no such thing"', 'm.claims', small);
	if ('error' in read) throw new Error(read.error.message);
	const [block] = read.discussion.blocks;
	expect(block?.is === 'race' && block.race.exempt).toEqual([
		{ variants: ['base'], why: 'no such thing' },
	]);
	const two = { ...small, variants: ['base', 'mine', 'other'] };
	const rest = 'race E1 "x"\non race shows\nhad mine\nexempt others "no such thing"';
	const others = parseClaims(rest, 'm.claims', two);
	if ('error' in others) throw new Error(others.error.message);
	const [race] = others.discussion.blocks;
	expect(race?.is === 'race' && race.race.exempt[0]?.variants).toEqual(['base', 'other']);
});

test('the mail comes out as it went in, in order with the claims', () => {
	const text = '> one\n>\n> > two\nclaim S1 "a"\n\t"b"\n\tif base on race never\n> three';
	const read = parseClaims(text, 'm.claims', small);
	if ('error' in read) throw new Error(read.error.message);
	const { blocks } = read.discussion;
	expect(blocks.map((each) => each.is)).toEqual(['quote', 'claim', 'quote']);
	expect(blocks[0]).toEqual({ is: 'quote', lines: ['one', '', '> two'] });
	const cut = parseClaims(text.replace('> three', '>+ three\n> four'), 'm.claims', small);
	if ('error' in cut) throw new Error(cut.error.message);
	expect(cut.discussion.blocks[2]).toEqual({ is: 'quote', lines: ['three', 'four'], goesOn: true });
	expect(claimsOf(read.discussion)[0]?.says).toBe('a b');
});

const folder = join(packageRoot(), 'workloads', 'claims');

test.each(readdirSync(folder).filter((file) => file.endsWith('.claims')))('%s is read', (file) => {
	const read = parseClaims(readFileSync(join(folder, file), 'utf8'), file, known);
	expect('error' in read ? read.error.message : 'read').toBe('read');
});

test('what speaks against a finding is of litmus tests and oracles that there are', () => {
	for (const { workload, oracles: names } of caveats) {
		expect(known.workloads).toContain(workload);
		for (const name of names) expect(known.oracles).toContain(name);
	}
	expect(caveatsOf('convert-vs-zap')[0]?.oracles).toContain('stale rmap entry');
	expect(caveatsOf('quiet')).toEqual([]);
});

/*
 * README.md and docs/ say what is: each token replays to the finding that it stands under, tables are those that
 * were written, and each link leads somewhere.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { parseLitmusBuffer } from '../workloads/litmus/index.ts';
import { variants } from '../variants/index.ts';
import { bootVariant } from './cell/boot.ts';
import { endOf } from './cell/judge.ts';
import { sequentialOf } from './cell/problem.ts';
import { placeWorkload } from './cell/place.ts';
import { parseToken, shortDigest } from './text/token.ts';
import { replay } from './replay/trace.ts';
import { packageRoot } from './catalogue/source.ts';

const root = packageRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const findings = [
	...read('docs/findings.md').matchAll(
		/^- \*\*([^*]+)\*\*(?:(?!^- )[\s\S])*?`([^`\s]+@[0-9a-f]{6}:[0-9A-Za-z]+)`/gm,
	),
];

test('there are findings', () => {
	expect(findings.length).toBeGreaterThan(12);
});

test.each(findings.map(([, oracle, token]) => [oracle!, token!]))('%s: %s', (oracle, text) => {
	const token = parseToken(text)!;
	const path = join(root, 'workloads/litmus', `${token.workload}.litmus`);
	const parsed = parseLitmusBuffer(readFileSync(path), path);
	if ('error' in parsed) throw new Error(parsed.error.message);
	expect(shortDigest(parsed.workload.digest)).toBe(token.digest);
	const { start } = bootVariant(variants[token.variant]!);
	const placed = placeWorkload(start, parsed.workload);
	const sequential = sequentialOf(placed);
	const result = replay({ ...sequential, after: placed.after }, start, token.schedule);
	expect(result.leftAt).toBeNull();
	if (oracle === 'livelock') return; // the schedule leads to the circle and does not go round it
	expect(endOf(placed, sequential.machine, result).map((each) => each.oracle)).toContain(oracle);
});

test('the table of the bench is the one that was written', () => {
	const rowsOf = (text: string): string[] =>
		text
			.split('\n')
			.filter((line) => / (met|MISSED) +\|/.test(line))
			.map((line) => line.replaceAll(/ +/g, ' '));
	const kept = read('harness/audit/bench/bench-explore.txt');
	expect(rowsOf(kept).length).toBeGreaterThan(10);
	expect(rowsOf(read('docs/performance.md'))).toEqual(rowsOf(kept));
});

/** Links to files of this repository, each with what is wrong with it. */
function brokenLinks(path: string, text: string): string[] {
	const prose = text.replaceAll(/^```[^]*?^```/gm, '');
	return [...prose.matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].flatMap(([, link]) => {
		const [file, anchor] = link!.split('#') as [string, string?];
		const target = file === '' ? path : join(dirname(path), file);
		if (!existsSync(join(root, target))) return [`${path}: ${link}: no such file`];
		if (anchor === undefined) return [];
		const isThere = anchorsOf(read(target)).includes(anchor);
		return isThere ? [] : [`${path}: ${link}: no such heading`];
	});
}

/** As GitHub and others make them of headings. */
const anchorsOf = (text: string): string[] =>
	[...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
		heading!
			.toLowerCase()
			.replaceAll(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);

describe('documentation', () => {
	const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
		cwd: root,
		encoding: 'utf8',
	})
		.trim()
		.split('\n');

	test('README fits on a few screens, and leads to each page of docs/', () => {
		const readme = read('README.md');
		expect(readme.split('\n').length).toBeLessThanOrEqual(200);
		for (const page of pages.filter((each) => each.startsWith('docs/'))) {
			expect(readme).toContain(`](${page})`);
		}
	});

	test.each(pages)('%s: each link leads somewhere', (page) => {
		expect(brokenLinks(page, read(page))).toEqual([]);
	});

	test('a link that leads nowhere is told', () => {
		const text = '[a](docs/nothing.md) [b](README.md#nowhere) [c](https://kernel.org)';
		expect(brokenLinks('README.md', text)).toEqual([
			'README.md: docs/nothing.md: no such file',
			'README.md: README.md#nowhere: no such heading',
		]);
	});
});

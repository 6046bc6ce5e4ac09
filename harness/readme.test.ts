/*
 * README.md and docs/ say what is: each token is one that the tool prints and takes, and replays to the finding that
 * it stands under, samples and tables are what was printed, and each link leads somewhere. Uses dist/, which
 * `npm test` builds first.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from './catalogue/source.ts';
import { wrongParts } from './commands/fixture.ts';
import { givenToken } from './commands/given-token.ts';
import { loadExecution, runExecution } from './replay/execution.ts';
import { fitToken } from './text/token.ts';

const root = packageRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
	cwd: root,
	encoding: 'utf8',
})
	.trim()
	.split('\n');

const aToken = /[\w+.-]+:[\w.-]+@[0-9a-f]{6}(?:\.[0-9a-f]{6})?:(?:-|=?[A-P0-9a-z]+)(?![\w=-])/g;

/** What a page says that a token shows; some only say that it is one. */
const findings = new Map(
	[...read('docs/findings.md').matchAll(/^- \*\*([^*]+)\*\*((?:(?!^- )[\s\S])*)/gm)].flatMap(
		([, oracle = '', text = '']) => [...text.matchAll(aToken)].map(([token]) => [token, oracle]),
	),
);

const samplesFolder = mkdtempSync(join(tmpdir(), 'rmaplab-samples-'));
afterAll(() => rmSync(samplesFolder, { recursive: true }));

/** What `$ npx rmaplab replay ...` and others print in a page: the command, and what is shown of its output. */
const samples = pages.flatMap((page) =>
	[...read(page).matchAll(/^```\n\$ npx rmaplab ((?:.*\\\n)*.*)\n([^]*?)^```$/gm)].map(
		([, command = '', shown = '']) => ({
			page,
			command: command.replaceAll(/\\\n\s*/g, ''),
			shown,
		}),
	),
);

// The claims file that a page shows is the one that its command reads.
for (const [, text = ''] of pages.flatMap((page) => [
	...read(page).matchAll(/^```claims\n([^]*?)^```$/gm),
])) {
	writeFileSync(join(samplesFolder, 'reply.claims'), text, { flag: 'wx' });
}

const outputOf = (command: string): string => {
	const cli = join(root, 'dist/harness/cli.js');
	const { stdout, stderr } = spawnSync(process.execPath, [cli, ...command.split(' ')], {
		encoding: 'utf8',
		cwd: samplesFolder,
	});
	return `${stdout}${stderr}`;
};

test.each(samples)('$page: $command', ({ command, shown }) => {
	expect(wrongParts(shown, outputOf(command))).toEqual([]);
	// What is printed to be run next works where the sample was run.
	for (const [, next = ''] of shown.matchAll(/^npx rmaplab (.*)$/gm)) {
		expect(outputOf(next)).toMatch(/\*\*\*\n$/);
	}
});

test('there are samples, and one that says something else is seen', () => {
	expect(samples.length).toBeGreaterThan(3);
	expect(wrongParts('a\n... and so on ...\nc\n', 'a\nb\nc\n')).toEqual([]);
	expect(wrongParts('a\nc\n', 'a\nb\nc\n')).toEqual(['a\nc\n']);
	expect(wrongParts('c\n...\na\n', 'a\nb\nc\n')).toEqual(['a\n']);
});

describe('tokens', () => {
	const all = pages.flatMap((page) =>
		[...new Set(read(page).match(aToken))]
			// Of the litmus test that a sample writes, or of a file that a page makes; they are followed there.
			.filter((token) => !token.includes('-min@') && !token.startsWith('look-again:'))
			// Of calls: compare-sequences.test.ts follows it.
			.filter((token) => !token.includes(':linux-3.14-tmpfs-1@'))
			.map((token) => [page, token] as const),
	);

	test('are there', () => {
		expect(findings.size).toBeGreaterThan(25);
		expect(all.length).toBeGreaterThan(findings.size);
	});

	test.each(all)('%s: %s', async (_, text) => {
		// As a user gives it; what has changed since is refused.
		const token = await givenToken(text, { results: 'none' });
		const execution = await loadExecution(token, {});
		const { workload, booted } = execution;
		const [digest, variantDigest] = [workload.digest, booted.variant.digest!];
		expect(fitToken({ ...token, digest, variantDigest }).text).toBe(text);
		const { result, findings: shown } = runExecution(execution, token.schedule);
		expect(result.leftAt).toBeNull();
		const oracle = findings.get(text);
		// The schedule leads to the circle and does not go round it.
		if (oracle !== undefined && oracle !== 'livelock') {
			expect(shown.map((each) => each.oracle)).toContain(oracle);
		}
	});
});

test('the table of the bench is the one that was written', () => {
	const rowsOf = (text: string): string[] =>
		text
			.split('\n')
			.filter((line) => / (met|MISSED) +\|/.test(line))
			.map((line) => line.replaceAll(/ +/g, ' '));
	const kept = read('harness/audit/bench/bench-explore.txt');
	expect(rowsOf(kept).length).toBeGreaterThan(10);
	// Behind it are those of npm run bench, which keeps no file.
	const [searches] = read('docs/performance.md').split('npm run bench`');
	expect(rowsOf(searches!)).toEqual(rowsOf(kept));
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
	test('README fits on a few screens, and leads to the index, which leads to each page of docs/', () => {
		const readme = read('README.md');
		expect(readme.split('\n').length).toBeLessThanOrEqual(200);
		expect(readme).toContain('](docs/README.md)');
		const index = read('docs/README.md');
		for (const page of pages.filter((each) => dirname(each) === 'docs')) {
			if (page !== 'docs/README.md') expect(index).toContain(`](${page.slice('docs/'.length)})`);
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

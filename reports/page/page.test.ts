/*
 * The report page: what comes from input is never markup, each link leads somewhere, and nothing is loaded.
 */
import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { Comparison } from '../../harness/result.ts';
import { largeComparison } from '../fixture/large.ts';
import { smallComparison } from '../fixture/small.ts';
import { anchor, cellAnchor } from './anchor.ts';
import { between, escape, htm } from './html.ts';
import { pageText } from './index.ts';
import { script } from './script/index.ts';

/** The same comparison with another name for one thing in it. */
const renamed = (comparison: Comparison, from: string, to: string): Comparison =>
	JSON.parse(
		JSON.stringify(comparison).replaceAll(JSON.stringify(from), () => JSON.stringify(to)),
	) as Comparison;

const nasty = `<script>alert(1)</script>"'&\u0000\u001b[31m\u202e=1+1`;

const pages = {
	small: await pageText(smallComparison),
	large: await pageText(largeComparison()),
	nasty: await pageText(
		renamed(renamed(smallComparison, 'forced-unmap', nasty), 'trunc-vs-fault', `${nasty} b:c/d`),
	),
	empty: await pageText({ ...smallComparison, variants: [], workloads: [], cells: [] }),
};

const each = Object.entries(pages);

describe('templates', () => {
	test('escape what is markup, and show what nobody would see', () => {
		expect(escape(nasty)).toBe(
			String.raw`&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\u{0}\u{1b}[31m\u{202e}=1+1`,
		);
		expect(escape('a\tb\nc \u00e9 \u2192')).toBe('a\tb\nc \u00e9 \u2192');
		expect(escape('\ud800\u200b\u2028\ufeff')).toBe(String.raw`\u{d800}\u{200b}\u{2028}\u{feff}`);
	});

	test('escape each part once, join lists, and leave out what is null', () => {
		const inner = htm`<b title="${'"'}">${'<'}</b>`;
		expect(htm`${inner}, ${[1, null, '&']}`.html).toBe('<b title="&quot;">&lt;</b>, 1&amp;');
		expect(htm`${between(['a', 'b', 'c'], htm`<br>`)}`.html).toBe('a<br>b<br>c');
	});

	test('lose the lines of the source, and none of input', () => {
		expect(
			htm`<p>
			${'a\n\tb'}</p>`.html,
		).toBe('<p>a\n\tb</p>');
	});
});

describe('fragments', () => {
	test('have no blanks and no separators of others in them', () => {
		expect(cellAnchor('keep-mapping+a', 'trunc-vs-fault')).toBe('keep-mapping+a:trunc-vs-fault');
		expect(cellAnchor('a:b', 'c')).not.toBe(cellAnchor('a', 'b:c'));
		expect(cellAnchor('a~3a~b', 'c')).not.toBe(cellAnchor('a:b', 'c'));
		expect(anchor('claim', nasty)).toMatch(/^claim\/[\w.+:@~-]+$/);
	});
});

describe('the page', () => {
	test.for(each)('%s: loads nothing, and its policy names its style and its script', ([, text]) => {
		const hashes = [...text.matchAll(/<(style|script)>([^]*?)<\/\1>/g)].map(
			([, , inner]) => `sha256-${createHash('sha256').update(inner!).digest('base64')}`,
		);
		expect(hashes).toHaveLength(2);
		const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text)!;
		for (const hash of hashes) expect(policy).toContain(hash);
		expect(policy).toMatch(/^default-src &#39;none&#39;; /);
		expect(policy).not.toContain('unsafe');
		// A style attribute would be refused by it, and so would handlers.
		expect(text).not.toMatch(/<[^>]* (?:style|on\w+|src)=/);
		expect(text).not.toMatch(/url\(|@import|<(?:link|img|iframe|base)\b/);
	});

	test.for(each)(
		'%s: each id is there once, and each link in the page leads to one',
		([, text]) => {
			const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
			expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
			const targets = [...text.matchAll(/ href="#([^"]*)"/g)].map(([, to]) => to!);
			expect(targets.filter((to) => !ids.includes(to))).toEqual([]);
		},
	);

	test('names with markup and controls in them are text', () => {
		expect(pages.nasty).not.toContain('<script>alert');
		expect(pages.nasty.split('<script>')).toHaveLength(2);
		expect(Array.from(pages.nasty).filter((char) => char < ' ' && !'\n\t'.includes(char))).toEqual(
			[],
		);
		expect(pages.nasty).not.toContain('\u202e');
		expect(pages.nasty).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
	});

	test('a page of the size of a real run has less than a megabyte', () => {
		expect(pages.large.length).toBeLessThan(1_000_000);
	});

	test(
		'where pictures do not fit any more, the command that draws one stands there',
		{ timeout: 30_000 },
		async () => {
			const executions = Array.from({ length: 300 }, (_, i) => ({
				...smallComparison.executions![0]!,
				token: `v1.base.${i}`,
			}));
			const text = await pageText({ ...smallComparison, executions });
			expect(text.length).toBeLessThan(1_000_000);
			const pictures = text.match(/<svg [^>]*role="img"/g)!.length;
			const commands = text.match(/--svg race\.svg/g)!.length;
			expect(pictures).toBeGreaterThan(20);
			expect(pictures + commands).toBe(300);
		},
	);

	test('an execution of an earlier version has the command too', async () => {
		const { picture: _, ...earlier } = smallComparison.executions![0]!;
		const text = await pageText({ ...smallComparison, executions: [earlier] });
		expect(text).toContain('npx rmaplab replay v1.base.1 --svg race.svg');
	});

	test('the script is whole in itself', () => {
		expect(script).not.toMatch(/import|__vi|<\/script|innerHTML|eval/);
		expect(() => new Script(script)).not.toThrow();
	});

	// A variant that did not run the litmus test on which the reference loses a page loses none less.
	test('pages lost are told against what was lost on the same litmus tests', () => {
		const few: Comparison = {
			...smallComparison,
			cells: smallComparison.cells.filter(
				({ variant, workload }) =>
					variant === smallComparison.base || workload === 'trunc-vs-fault',
			),
		};
		return expect(pageText(few)).resolves.toMatch(
			/<b>forced-unmap<\/b> fixes \d of \d on 1 litmus, [^<]*price: no locked page lost inside EOF \(as before\)/,
		);
	});

	test('the kinds that the best stack closes add up, and so do those that remain', () => {
		const { together } = smallComparison;
		const sum = (text: string): number =>
			[...text.matchAll(/(\d+) [a-zA-Z]/g)].reduce((all, [, number]) => all + Number(number), 0);
		const [, closes] = /by kind of bug: ([^<.]*)/.exec(pages.small)!;
		const [, rest] = /findings remain: ([^<.]*)/.exec(pages.small)!;
		expect([sum(closes!), sum(rest!)]).toEqual([3, 1]);
		expect(together!.findings).toBe(sum(closes!) + sum(rest!));
	});

	test('the same where it ran it', () => {
		expect(pages.small).toMatch(
			/<b>forced-unmap<\/b> fixes [^<]*price: no locked page lost inside EOF \(before: 1\)/,
		);
	});
});

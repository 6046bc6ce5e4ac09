/*
 * The report page: what comes from input is never markup, each link leads somewhere, and nothing is loaded.
 */
import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import * as messages from '../../harness/messages/index.ts';
import type { Comparison } from '../../harness/result.ts';
import { largeComparison } from '../fixture/large.ts';
import { smallComparison } from '../fixture/small.ts';
import { Looks } from '../timeline/inline.ts';
import { Album, type Packed } from '../timeline/packed.ts';
import { briefPicture } from '../timeline/picture.ts';
import { timelineOfTold } from '../timeline/told.ts';
import { anchor, cellAnchor } from './anchor.ts';
import { between, escape, htm } from './html.ts';
import { pageText } from './index.ts';
import { script } from './script/index.ts';
import { recommended } from './races.ts';
import { questionOf, viewOf } from './view.ts';

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

/** Values of an attribute, in quotes or without. */
const valuesOf = (text: string, name: string): string[] =>
	[...text.matchAll(new RegExp(`<[^>]* ${name}=(?:"([^"]*)"|([^\\s">]+))`, 'g'))].map(
		([, quoted, bare]) => quoted ?? bare!,
	);

/** The pictures that the script draws, as it reads them. */
function albumOf(text: string): {
	readonly texts: readonly string[];
	readonly pictures: readonly Packed[];
} {
	const data = /<script type="application\/json" id=pictures>([^<]*)</.exec(text);
	return data === null
		? { texts: [], pictures: [] }
		: (JSON.parse(data[1]!) as ReturnType<typeof albumOf>);
}

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
			const ids = valuesOf(text, 'id');
			expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
			const targets = valuesOf(text, 'href').flatMap((to) => (to[0] === '#' ? [to.slice(1)] : []));
			expect(targets.length).toBeGreaterThan(10);
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
		expect(pages.nasty).toContain(`&lt;script>alert(1)&lt;/script>"'&amp;`);
		// In a value the quote that would end it is none.
		expect(pages.nasty).toMatch(/title="[^"]*alert|aria-label="[^"]*&quot;[^"]*"/);
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
			const drawn = text.match(/<svg [^>]*role="?img\b/g)!.length;
			const { pictures } = albumOf(text);
			const commands = text.match(/has no room for its picture/g)!.length;
			expect(pictures.length).toBeGreaterThan(20);
			expect(drawn + pictures.length + commands).toBe(300);
		},
	);

	test('what the answer links to is drawn without scripts, and all others from numbers', async () => {
		const executions = ['v1.base.1', 'v1.base.2', 'v1.base.3'].map((token) => ({
			...smallComparison.executions![0]!,
			token,
		}));
		const text = await pageText({ ...smallComparison, executions });
		const runs = text.split('<details class=run>').slice(1);
		expect(runs.map((run) => /<svg [^>]*role="?img\b/.test(run))).toEqual([true, false, true]);
		expect(runs.map((run) => run.includes('data-picture=0'))).toEqual([false, true, false]);
	});

	test('the numbers of a picture are those of its texts', async () => {
		const timeline = timelineOfTold(smallComparison.executions![0]!)!;
		const album = new Album();
		album.add(briefPicture(timeline), new Looks());
		album.add(
			briefPicture({
				...timeline,
				columns: [{ head: '</script>&' }, ...timeline.columns.slice(1)],
			}),
			new Looks(),
		);
		const { texts, pictures } = JSON.parse(album.json()) as ReturnType<typeof albumOf>;
		expect(album.json()).not.toMatch(/[<&]/);
		const [, , paths, groups] = pictures[1]!;
		expect(texts).toContain('</script>&');
		for (const [look] of paths) expect(texts[look]).toMatch(/^t\d+$/);
		for (const [look, , x, ...items] of groups) {
			expect(texts[look!]).toMatch(/^t\d+$/);
			const size = x === -1 ? 3 : 2;
			expect(items.length % size).toBe(0);
			for (let i = size - 1; i < items.length; i += size)
				expect(texts).toHaveProperty(`${items[i]}`);
		}
	});

	test('the first race is told where the answer is, and each locked page with whose doing it is', () => {
		const answer = pages.small.slice(
			pages.small.indexOf('<section id=answer'),
			pages.small.indexOf('<section id=proposals'),
		);
		expect(answer).toContain('<b>CPU1 faulter</b> finds f[5] in the page cache of f');
		expect(answer).toContain('takes f[5] out of &lt;it>');
		expect(answer).toContain(
			'In the end: <b>orphan page mapped: page 9 of process A maps f[5]</b>',
		);
		expect(answer).toContain('zap_one_pte(), from vmtruncate_list()');
		expect(answer).toContain('pages 8 and 9 of process A, which are to show f[3]');
		for (const says of Object.values(messages.lossDoing)) expect(answer).toContain(says());
	});

	test('a run about one patch says first what that fixes and adds, and how it goes', async () => {
		const names = new Set(['lock-page-convert', 'forced-unmap']);
		const { together: _, causes: __, ...rest } = smallComparison;
		const about: Comparison = {
			...rest,
			executions: [{ ...rest.executions![0]!, site: 'install_page', token: 'v1.base.2' }],
			variants: rest.variants.filter(({ name }) => names.has(name)),
			cells: rest.cells.filter(({ variant }) => names.has(variant)),
		};
		const text = await pageText(about);
		expect(text).toContain('>forced-unmap</a> fixes 2 findings and adds none.');
		expect(text).toContain('<b>2</b> of 3 findings fixed, on 4 litmus tests');
		const { takes, fixed, fixedRace } = messages.patchHeads;
		for (const head of [takes, fixed, fixedRace]) expect(text).toContain(`>${head}</h`);
		expect(text).toContain('<b>orphan page mapped</b> 1 on');
	});

	test('each answer stands in one line, with a way to where more is said', () => {
		const short = /<dl class=short>(.*?)<\/dl>/s.exec(pages.small)![1]!;
		const ways = [...short.matchAll(/<a href=#(\w+)>/g)].map(([, id]) => id!);
		expect(ways).toEqual(['takes', 'remains', 'forced']);
		for (const id of ways) expect(pages.small).toContain(`<h3 id=${id}>`);
		expect(short).toMatch(/locked pages? more go(?:es)?\b.*: up to \d/);
	});

	test('pages that are lost stand below a head: what the reference does not lose comes first', () => {
		const heads = [...pages.small.matchAll(/scope=rowgroup>([^<]*)/g)].map(([, head]) => head);
		const { others, unasked, asked } = messages.lossGroups;
		const all = [others, unasked, asked].map((says) => says(smallComparison.reference));
		expect(heads).toEqual(all.filter((each) => heads.includes(each)));
		expect(heads.length).toBeGreaterThan(0);
	});

	test('a token is a link where its execution is told, and text elsewhere', () => {
		expect(pages.small).toContain(
			'<a class=step href=#execution/v1.base.1><code>v1.base.1</code></a>',
		);
		expect(pages.small).toMatch(/(?<!<a class=step[^>]*>)<code>v1\.f\.2<\/code>/);
	});

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
			/<b>forced-unmap<\/b> fixes \d of \d on 1 test, [^<]*price: no locked page lost inside EOF \(as before\)/,
		);
	});

	test('the kinds that the best stack closes add up, and so do those that remain', () => {
		const { together } = smallComparison;
		const sum = (text: string): number =>
			[...text.matchAll(/[a-zA-Z] (\d+)/g)].reduce((all, [, number]) => all + Number(number), 0);
		const [, closes] = /by kind of bug: ([^<.]*)/.exec(pages.small)!;
		const [, rest] = /remain\.<\/b> By kind of bug: ([^<.]*)/.exec(pages.small)!;
		expect([sum(closes!), sum(rest!)]).toEqual([3, 1]);
		expect(together!.findings).toBe(sum(closes!) + sum(rest!));
		// The groups of what remains are the same findings: their kinds add up to them too.
		const groups = [...pages.small.matchAll(/<li><b>(\d+) findings?:<\/b> ([^<]*)/g)];
		expect(groups.map(([, findings]) => Number(findings))).toEqual([1]);
		for (const [, findings, says] of groups) expect(sum(says!)).toBe(Number(findings));
	});

	test('what is taken is said in a sentence, and on which kernel a race runs', async () => {
		expect(pages.small).toMatch(
			/>nonlinear-aware<\/a>: vmas that were remapped get a list of their own\. From /,
		);
		const told = await pageText(
			renamed(smallComparison, 'forced-unmap:trunc-vs-fault@0a1b2c:A9', 'v1.base.1'),
		);
		expect(told).toMatch(/<dt><a href=#told>How race E1 goes<\/a><dd>a fault maps/);
		expect(told).toMatch(/Here it runs on <a [^>]*>lock-page-convert<\/a>, <a /);
		const [plain] = smallComparison.variants;
		expect(messages.patchChanges({ ...plain!, replaces: 'a b c d e f g h'.split(' ') })).toBe(
			'It replaces a, b, c, d, e, f and 2 other functions.',
		);
	});

	test('each race of history is told of what is recommended, or why it is not', async () => {
		const told = (text: string): string =>
			/(Of the races that kernels really had[\s\S]*?)<\/p>/
				.exec(text)![1]!
				.replaceAll(/<[^>]*>/g, '');
		// Without the first stack one patch alone is recommended, which no race was judged on.
		const { together } = smallComparison;
		const one = { ...together!, stacks: together!.stacks.slice(1) };
		const alone: Comparison = { ...smallComparison, together: one };
		expect(told(await pageText(alone))).toMatch(
			/still has none\. Not judged, and why: E1 \(it did not run their litmus tests\)\.$/,
		);
		const name = recommended(viewOf(alone))!;
		expect(told(await pageText(renamed(alone, 'forced-unmap', name)))).toMatch(
			/E1 \(does not apply: it has no such page\)\.$/,
		);
	});

	test('what is fixed, moved, left and open is all; what is uncovered comes on top', () => {
		const { topic, others } = viewOf(smallComparison);
		const closed = [...topic, ...others].flat().filter(({ open }) => open === 0);
		expect(closed.length).toBeGreaterThan(0);
		for (const { before, fixed, moved, uncovered, left } of closed)
			expect(fixed + moved - uncovered + left).toBe(before);
		const does = { before: 9, litmus: 1, fixed: 2, added: 0, left: 3, open: 0 };
		expect(messages.proposalDoes({ ...does, moved: 6, uncovered: 2 }, '', 'price')).toBe(
			'fixes 2 of 9 on 1 test, adds none, leaves 3, moves 4, uncovers 2 more; price.',
		);
	});

	test('of a patch that was tested it is told what it adds, or else what it moves and uncovers', () => {
		const says = (added: number, moved: number, uncovered: number): string =>
			messages.testedAdds('p', { added, moved, uncovered });
		expect(says(1, 5, 2)).toBe('p adds 1 finding');
		expect(says(0, 5, 2)).toBe(
			'p adds none, moves 3 to another place, uncovers 2 in schedules in which the kernel without it dies first',
		);
		expect(says(0, 3, 0)).toBe('p adds none, moves 3 to another place');
	});

	test('a question that is the same as that of another test names that one', () => {
		const named = (name: string) => ({ ...smallComparison.workloads[0]!, name });
		const workloads = ['trunc-vs-fault', 'trunc-vs-write-fault', 'trunc-exit'].map(named);
		const view = viewOf({ ...smallComparison, workloads });
		const asked = (name: string): string =>
			questionOf(view, { name, question: 'The same with a store.' });
		expect(asked('trunc-vs-write-fault')).toBe('The same as trunc-vs-fault with a store.');
		expect(asked('trunc-exit')).toBe('The same with a store.');
	});

	test('a sign of a fix says how many are still shown, and what closes a cause whether it is in a stack', async () => {
		const cells = smallComparison.cells.map((each) =>
			each.against.fixed.length > 0 && each.variant !== smallComparison.reference
				? { ...each, against: { ...each.against, added: [], open: [], left: each.against.fixed } }
				: each,
		);
		const [cause] = smallComparison.causes!;
		const causes = [{ ...cause!, closedBy: ['forced-unmap', 'elsewhere'] }];
		const text = await pageText({ ...smallComparison, cells, causes });
		expect(text).toMatch(/<td class=fx><a href=[^>]*>\+[1-9]</);
		expect(text).toContain('>fixes some; ');
		expect(text).toContain('elsewhere (later, in no stack)');
		expect(text).not.toMatch(/forced-unmap<\/a> \(later, in no stack\)/);
	});

	test('the same where it ran it', () => {
		expect(pages.small).toMatch(
			/<b>forced-unmap<\/b> fixes [^<]*price: no locked page lost inside EOF \(before: 1\)/,
		);
	});
});

test('points of the chart say which stack they are', () => {
	const { together } = smallComparison;
	const titles = [...pages.small.matchAll(/<path [^>]*><title>([^:<]*):/g)].map(([, name]) => name);
	const named = together!.stacks.map(({ patches }) => patches.join('+'));
	expect(titles).toEqual(expect.arrayContaining(named));
});

/*
 * Pictures of races: no text lies over another or outside in any font, what is folded is counted, and names of somebody
 * else do no harm.
 */
import { describe, expect, test } from 'vitest';
import { timelineWith, witness } from '../fixture/timeline.ts';
import { geometryOf } from './geometry.ts';
import { timelinePicture, timelineSvg } from './picture.ts';
import { rowsOf } from './rows.ts';
import { type Box, boxOf } from './shapes.ts';
import { broken, escaped, widthOf } from './text.ts';

const command = 'npx rmaplab replay mine:own@0a1b2c.3d4e5f:A1bA2';

const meet = (a: Box, b: Box): boolean =>
	a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const longName = `a${'_very_long_name'.repeat(12)}`;

describe.each([
	['one cpu', timelineWith(1, 20)],
	['two cpus', timelineWith(2, 60)],
	['four cpus', timelineWith(4, 90)],
	['six cpus', timelineWith(6, 200)],
	['long names', timelineWith(2, 30, longName)],
	['nothing happens', timelineWith(2, 0)],
])('%s', (_, timeline) => {
	const picture = timelinePicture(timeline, { command });

	test('no text is cut off or lies over another', () => {
		const boxes = picture.shapes.flatMap((shape) =>
			shape.is === 'text' ? [{ ...boxOf(shape), text: shape.text }] : [],
		);
		expect(boxes.length).toBeGreaterThan(4);
		for (const [i, box] of boxes.entries()) {
			expect(box.left, box.text).toBeGreaterThanOrEqual(0);
			expect(box.top, box.text).toBeGreaterThanOrEqual(0);
			expect(box.right, box.text).toBeLessThanOrEqual(picture.width);
			expect(box.bottom, box.text).toBeLessThanOrEqual(picture.height);
			for (const other of boxes.slice(i + 1)) {
				expect(meet(box, other), `${box.text} | ${other.text}`).toBe(false);
			}
		}
	});

	test('each step has its row or is counted in one', () => {
		const rows = rowsOf(timeline).filter(({ kind }) => kind !== 'switch');
		const counted = rows.map(({ first, last }) => last - first + 1);
		expect(counted.reduce((sum, each) => sum + each, 0)).toBe(timeline.steps.length);
	});

	test('a track fills all rows, and a text has room in its box', () => {
		const { tracks, rows } = geometryOf(timeline);
		for (const { segments } of tracks) {
			expect(segments.map(({ first }) => first)).toEqual([
				...(segments.length === 0 ? [] : [0]),
				...segments.slice(0, -1).map(({ last }) => last + 1),
			]);
			if (rows.length > 0) expect(segments.at(-1)!.last).toBe(rows.length - 1);
		}
	});
});

test('what is folded is said to be shared or not', () => {
	const says = rowsOf(timelineWith(2, 60))
		.filter(({ kind }) => kind === 'fold')
		.flatMap((row) => row.says);
	expect(says.length).toBeGreaterThan(2);
	for (const each of says) {
		expect(each).toMatch(
			/^\.\.\. \d+ steps? that touch(?:es)? nothing shared \.\.\.$|^\.\.\. \d+ steps?, (?:\d+ of them )?on shared words \.\.\.$/,
		);
	}
});

test('the step that is wrong has a frame of its own, and the end says what is', () => {
	const svg = timelineSvg(witness, { command });
	expect(svg.match(/stroke="#a40000" stroke-width="2"/g)).toHaveLength(1);
	expect(svg).toContain('After step 6: *** orphan page mapped: page 9 of process A');
	expect(svg).toContain('waits for PL(f[1]) held by CPU0 since step 2');
});

describe('what somebody else wrote', () => {
	const nasty = '<script>alert("1")</script>&\'\u0000\u001b[31m\u202e\ud800=1+1';
	const svg = timelineSvg(timelineWith(2, 30, nasty), { command: `${command} ${nasty}` });

	test('is text and nothing else', () => {
		expect(svg).not.toContain('<script');
		expect(svg).toContain(
			'&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;??[31m??=1+1',
		);
		// oxlint-disable-next-line no-control-regex
		expect(svg).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f\u202e]|\p{Surrogate}/u);
		expect(svg).not.toMatch(/\bon\w+=|href|url\((?!#)/);
	});

	test('leaves a file that is well formed', () => {
		const open: string[] = [];
		for (const [, close, name, rest] of svg.matchAll(/<(\/?)([a-z]+)((?:\s[^<>]*)?)>/g)) {
			if (close === '/') expect(open.pop()).toBe(name);
			else if (!rest!.endsWith('/')) open.push(name!);
		}
		expect(open).toEqual([]);
		expect(svg.replaceAll(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!(?:lt|gt|amp|quot|#39);)/);
	});
});

test('several in one page have ids of their own', () => {
	const svg = timelineSvg(witness, { command, id: 'finding-3' });
	const ids = [...svg.matchAll(/\bid="([^"]*)"/g)].map(([, id]) => id);
	expect(ids).toEqual(['finding-3-title', 'finding-3-desc', 'finding-3-arrow']);
	expect(svg).toContain('aria-labelledby="finding-3-title finding-3-desc"');
	expect(svg).toContain('url(#finding-3-arrow)');
});

test('a text is broken so that each line fits, and loses nothing but blanks', () => {
	const text = 'remove_from_page_cache() variants/mail/recheck-racy-c.ts:76 f[1] rw acc dirty';
	for (const width of [40, 90, 200]) {
		const lines = broken(text, width, 11);
		for (const line of lines) expect(widthOf(line, 11)).toBeLessThanOrEqual(width);
		expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
	}
	expect(escaped('a<b & "c"')).toBe('a&lt;b &amp; &quot;c&quot;');
});

/*
 * Two variants on one schedule: where they part, how each ends, in text and as JSON.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { bootVariant } from '../cell/boot.ts';
import { partingLines, partingRecord, partOn, type Parting } from './against.ts';
import { parseToken } from '../text/token.ts';
import { loadExecution } from '../replay/execution.ts';

async function parting(token: string, against: string): Promise<Parting> {
	return partOn(await loadExecution(parseToken(token)!, {}), bootVariant(variants[against]!));
}

const dickens = 'lock-page-convert:trunc-vs-fault@13cc11:B1aA3tBa';
const circle = 'convert-v1:convert-vs-fault@94f5c5:AgBcAmBlA1BaA2';

test('a terminal shows what is shared, where they part, and how each ends', async () => {
	const lines = partingLines(await parting(dickens, 'recheck-racy-b'), 80);
	expect(lines.filter((line) => line.length > 80)).toEqual([]);
	await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/against.txt');
});

test('a livelock on one side is called so, and stops where its circle closes', async () => {
	const { sides, at } = await parting(circle, 'lock-page-convert');
	expect(sides.map(({ findings }) => findings.map(({ oracle }) => oracle))).toEqual([
		['livelock'],
		[],
	]);
	expect(sides.map(({ ending }) => ending)).toEqual(['circle', 'end']);
	expect(sides[0].events.length).toBeLessThan(500);
	expect(at).toBeLessThan(sides[0].events.length);
});

test('JSON has the step at which they part, counted as the text counts it', async () => {
	const parted = await parting(dickens, 'recheck-racy-b');
	const record = partingRecord(parted) as {
		divergesAtStep: number;
		sides: { steps: number; step: { task: number; stack: string[] }; ending: string }[];
	};
	expect(partingLines(parted, 80)[0]).toContain(`step ${record.divergesAtStep}`);
	expect(record.sides.map(({ ending }) => ending)).toEqual(['end', 'end']);
	expect(record.sides.map(({ step }) => step.stack.at(-1))).toEqual([
		'pte_offset_map',
		'do_no_page',
	]);
});

test('two that do not part say so, and how both end', async () => {
	const lines = partingLines(await parting(dickens, 'convert-v3-tweak'), 80);
	expect(lines[0]).toContain('take the same');
	expect(lines.filter((line) => line.includes('kernel BUG'))).toHaveLength(2);
});

test('one that dies before the race is said to', async () => {
	for (const [token, against] of [
		['objrmap-1:trunc-remapped@9be4f3:-', 'lock-page-convert'],
		['lock-page-convert:trunc-remapped@9be4f3:A6k', 'objrmap-1'],
	] as const) {
		const parted = await parting(token, against);
		const lines = partingLines(parted, 80);
		const at = lines.indexOf('objrmap-1, before the race:');
		expect(lines[at + 1]).toContain('type confusion of page->pte');
		expect(lines.filter((line) => line.startsWith('lock-page-convert, after'))).toHaveLength(1);
	}
});

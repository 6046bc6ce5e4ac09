/*
 * The report page in a browser: nothing is said on its console, nothing is requested, and one comes from a cell to its
 * findings and to the execution by mouse and by keyboard; without scripts everything is there too. Needs Chromium as
 * Debian has it and is skipped aloud where it is missing.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { smallComparison } from '../fixture/small.ts';
import { pageText } from './index.ts';

const executablePath = '/usr/bin/chromium';
const flags: readonly string[] = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

const isThere = existsSync(executablePath);
if (!isThere) console.warn(`${executablePath} is missing: the page is not tried in a browser`);

describe.skipIf(!isThere)('in a browser', () => {
	const folder = mkdtempSync(join(tmpdir(), 'rmaplab-page-'));
	const path = join(folder, 'report.html');
	const url = pathToFileURL(path).href;
	let browser: Browser;

	beforeAll(async () => {
		const [first] = smallComparison.executions!;
		// The second one is not linked from the answer: the script draws its picture.
		const executions = [first!, { ...first!, token: 'v1.base.2' }];
		writeFileSync(path, await pageText({ ...smallComparison, executions }));
		browser = await chromium.launch({ executablePath, args: [...flags] });
	});

	afterAll(async () => {
		await browser?.close();
		rmSync(folder, { recursive: true, force: true });
	});

	interface Opened {
		readonly page: Page;
		/** Console messages, errors, and requests for anything but the page. */
		readonly heard: string[];
	}

	async function open(
		options: Parameters<Browser['newContext']>[0] = {},
		hash = '',
	): Promise<Opened> {
		const page = await (await browser.newContext(options)).newPage();
		const heard: string[] = [];
		page.on('console', (message) => heard.push(message.text()));
		page.on('pageerror', (error) => heard.push(error.message));
		page.on('request', (request) => {
			if (request.url().split('#')[0] !== url) heard.push(request.url());
		});
		await page.goto(url + hash);
		return { page, heard };
	}

	/** What axe-core takes for serious or worse. */
	async function complaints(page: Page): Promise<string[]> {
		await page.evaluate(axe.source);
		const { violations } = await page.evaluate(() =>
			(globalThis as unknown as { readonly axe: typeof axe }).axe.run(),
		);
		return violations
			.filter(({ impact }) => impact === 'serious' || impact === 'critical')
			.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
	}

	const cell = '.matrix td a[href="#lock-page-convert:trunc-vs-fault"]';
	const run = '.run:has([id="execution/v1.base.1"])';

	test('from a cell to its findings and to the execution by mouse', async () => {
		const { page, heard } = await open();
		await page.locator(cell).first().click();
		const pane = page.locator('#pane');
		expect(await pane.textContent()).toContain('lock-page-convert on trunc-vs-fault');
		expect(await pane.textContent()).toContain('orphan page mapped');
		expect(page.url()).toContain('#lock-page-convert:trunc-vs-fault');
		await pane.locator('a.step').first().click();
		await expect.poll(() => page.locator(run).getAttribute('open')).not.toBeNull();
		const output = page.locator(`${run} output`);
		expect(await output.textContent()).toContain('before the race');
		await page.locator(`${run} button`, { hasText: 'next' }).click();
		expect(await output.textContent()).toContain('step 2, CPU1 faulter: f.page_tree[5] is f[5]');
		await page.locator(`${run} button`, { hasText: 'last' }).click();
		expect(await output.textContent()).toContain('step 8, CPU1 faulter: BUG()');
		const now = page.locator(`${run} .race .n .now`);
		expect(await now.allTextContents()).toEqual(['8']);
		const shown = page.locator(`${run} .state b:visible`);
		expect(await shown.allTextContents()).toEqual(['none', 'f[5] rw', '0', 'free']);
		expect(heard).toEqual([]);
	});

	test('from the answer to a race in one click', async () => {
		const { page } = await open();
		await page.locator('#answer a[href^="#execution/"]').first().click();
		await expect.poll(() => page.locator(run).getAttribute('open')).not.toBeNull();
	});

	test('a link that promises a picture leads on to it, and the title stays above', async () => {
		const { page } = await open({ viewport: { width: 1400, height: 700 } });
		await page.evaluate(() =>
			globalThis.document.querySelector('#answer .step')?.classList.add('see'),
		);
		await page.locator('#answer .see').click();
		await expect.poll(() => page.locator(`${run} .race:focus`).count()).toBe(1);
		const top = (selector: string): Promise<number> =>
			page.locator(`${run} ${selector}`).evaluate((each) => each.getBoundingClientRect().top);
		expect(await top('> summary')).toBeGreaterThanOrEqual(0);
		expect(await top('> summary')).toBeLessThan(await top('.stage'));
		await expect.poll(() => top('.stage')).toBeLessThan(80);
	});

	test('a number in the picture leads to its step', async () => {
		const { page } = await open({}, '#execution/v1.base.1');
		await page.locator(`${run} .race .n text`, { hasText: '4' }).click();
		expect(await page.locator(`${run} output`).textContent()).toContain('step 4, CPU0 truncator');
	});

	test('the same by keyboard alone', async () => {
		const { page, heard } = await open();
		await page.locator('.matrix td a').first().focus();
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('ArrowLeft');
		await page.keyboard.press('Enter');
		const focused = (selector: string): Promise<boolean> =>
			page.evaluate((each) => globalThis.document.activeElement?.matches(each) ?? false, selector);
		expect(await focused('#pane')).toBe(true);
		for (let i = 0; i < 20 && !(await focused('#pane a.step')); i++) {
			await page.keyboard.press('Tab');
		}
		await page.keyboard.press('Enter');
		await expect.poll(() => page.locator(run).getAttribute('open')).not.toBeNull();
		await page.locator(`${run} > summary`).focus();
		await page.keyboard.press('Tab');
		for (let i = 0; i < 6 && !(await focused(`${run} button`)); i++) {
			await page.keyboard.press('Tab');
		}
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('ArrowRight');
		expect(await page.locator(`${run} output`).textContent()).toContain('step 4');
		await page.keyboard.press('End');
		await page.keyboard.press('Home');
		expect(await page.locator(`${run} output`).textContent()).toContain('before the race');
		expect(heard).toEqual([]);
	});

	/** Whether the middle of a thing is in the window, and in the boxes that scroll around it. */
	const isSeen = (page: Page, selector: string): Promise<boolean> =>
		page
			.locator(selector)
			.first()
			.evaluate((each) => {
				const { left, top, width, height } = each.getBoundingClientRect();
				const at = globalThis.document.elementFromPoint(left + width / 2, top + height / 2);
				return at !== null && (each.contains(at) || at.contains(each));
			});

	test.for(['v1.base.1', 'v1.base.2'])(
		'behind a link the keys step, and picture and steps are both seen, %s',
		async (token) => {
			const { page, heard } = await open({ viewport: { width: 1400, height: 600 } });
			const own = `.run:has([id="execution/${token}"])`;
			await page.evaluate((to) => (globalThis.location.hash = to), `#execution/${token}`);
			await expect.poll(() => page.locator(`${own} .race:focus`).count()).toBe(1);
			expect(await isSeen(page, `${own} > summary b`)).toBe(true);
			// As that of a long race, the picture is higher than its box.
			await page.locator(`${own} .race`).evaluate((each) => {
				Object.assign((each as unknown as HTMLElement).style, { minHeight: 0, maxHeight: '8rem' });
			});
			for (const [key, at] of [
				['ArrowRight', '2'],
				['ArrowDown', '4'],
				['End', '8'],
				['ArrowLeft', '7'],
			] as const) {
				await page.keyboard.press(key);
				expect(await page.locator(`${own} .steps .now td`).first().textContent()).toBe(at);
				expect(await isSeen(page, `${own} .steps .now`), key).toBe(true);
				expect(await isSeen(page, `${own} .race .n .now`), key).toBe(true);
				expect(await isSeen(page, `${own} .state`), key).toBe(true);
				expect(await isSeen(page, `${own} .race .heads text`), key).toBe(true);
				expect(await page.locator(`${own} .race .band`).count()).toBe(1);
				if (key === 'End') expect(await isSeen(page, `${own} .steps .end`), key).toBe(true);
			}
			expect(await page.locator(`${own} .heads`).textContent()).toBe(
				'CPU0 truncatorCPU1 faulterf[5] mapping',
			);
			// Other keys of the browser are its own.
			await page.keyboard.press('Shift+ArrowRight');
			expect(await page.locator(`${own} .steps .now td`).first().textContent()).toBe('7');
			expect(heard).toEqual([]);
		},
	);

	test('the keys step from the head of what was opened', async () => {
		const { page } = await open();
		await page.locator(`${run} > summary`).click();
		await page.keyboard.press('ArrowDown');
		expect(await page.locator(`${run} output`).textContent()).toContain('step 2');
	});

	test('on a telephone each step says whose it is', async () => {
		const { page } = await open({ viewport: { width: 400, height: 800 } }, '#execution/v1.base.1');
		const says = await page
			.locator(`${run} .told .steps [data-of]:not(:empty)`)
			.evaluateAll((all) =>
				all.map((each) => globalThis.getComputedStyle(each, '::before').content),
			);
		const [truncator, faulter] = ['"CPU0 truncator: "', '"CPU1 faulter: "'];
		expect(says).toEqual([faulter, truncator, faulter, faulter]);
	});

	test('each cell with a finding leads to a picture, or says why not', async () => {
		const { page, heard } = await open();
		const links = page.locator('.matrix td a');
		let findings = 0;
		for (let i = 0; i < (await links.count()); i++) {
			await links.nth(i).evaluate((each) => (each as unknown as { click(): void }).click());
			for (const item of await page.locator('#pane li:has(b):not(.fx)').all()) {
				findings += 1;
				const leads = item.locator('a.step, a.as, .kind');
				expect(await leads.count(), await item.innerText()).toBeGreaterThan(0);
				for (const lead of await item.locator('a.step, a.kind').all()) {
					const to = (await lead.getAttribute('href'))!.slice(1);
					expect(await page.locator(`.run [id="${to}"]`).count()).toBe(1);
				}
			}
		}
		expect(findings).toBeGreaterThan(4);
		expect(heard).toEqual([]);
	});

	test('a picture is drawn from numbers when it is looked at, with a key, and is as large as one that stands there', async () => {
		const { page, heard } = await open({}, '#execution/v1.base.2');
		const boxes = page.locator('.race:has(svg)');
		await expect.poll(() => boxes.count()).toBe(2);
		const sizes = await boxes
			.locator('svg[role=img]')
			.evaluateAll((all) =>
				all.map((each) => [
					each.getAttribute('viewBox'),
					each.querySelectorAll('text').length,
					[...each.querySelectorAll('path')].map((path) => path.getAttribute('d')).join(),
					[...each.querySelectorAll('text')].map((text) => text.textContent).join(),
				]),
			);
		expect(sizes[1]).toEqual(sizes[0]);
		expect(await page.locator('.race + .key').count()).toBe(2);
		expect(heard).toEqual([]);
	});

	test('a picture of another litmus test is said to be that', async () => {
		const { page } = await open();
		const kinds = page.locator('#pane a.kind');
		await page.locator('.matrix td a[href="#forced-unmap:trunc-vs-fault"]').first().click();
		const other =
			'no picture of it; orphan page mapped at another place (do_no_page): lock-page-convert on trunc-vs-fault';
		expect(await kinds.allTextContents()).toEqual([other]);
		const show = (on: string): Promise<void> =>
			page.evaluate((detail) => {
				const pane = globalThis.document.getElementById('pane')!;
				pane.innerHTML =
					'<li><b>orphan page mapped</b> do_no_page; <b>orphan page mapped</b> elsewhere</li>';
				pane.dispatchEvent(new CustomEvent('shown', { detail }));
			}, on);
		await show('trunc-vs-fault');
		expect(await kinds.allTextContents()).toEqual([
			'picture of orphan page mapped on this test, with lock-page-convert',
			other,
		]);
		await show('fork-vs-trunc');
		expect(await kinds.allTextContents()).toEqual([
			'no picture of this test; orphan page mapped on another one: lock-page-convert on trunc-vs-fault',
			other,
		]);
	});

	test('a button behind a token copies it', async () => {
		const { page } = await open({ permissions: ['clipboard-read', 'clipboard-write'] });
		const token = page.locator('.run code', { hasText: /^v1\.base\.1$/ }).first();
		await page.locator(`${run} summary`).first().click();
		await token.locator('xpath=following-sibling::button').first().click();
		await expect
			.poll(() => page.evaluate(() => globalThis.navigator.clipboard.readText()))
			.toBe('v1.base.1');
	});

	test('Escape closes the pane and gives the cell back', async () => {
		const { page } = await open();
		await page.locator(cell).first().click();
		await page.keyboard.press('Escape');
		expect(await page.locator('#pane').isVisible()).toBe(false);
		expect(await page.evaluate(() => globalThis.document.activeElement?.textContent)).toBe('o');
	});

	test('a mailed link shows the cell, or opens what holds its place', async () => {
		const hash = '#forced-unmap:remap-vs-reclaim';
		const one = await open({}, hash);
		expect(await one.page.locator('#pane').textContent()).toContain('page_remove_rmap');
		// The arrow keys go on from the cell that the link names.
		const focused = (): Promise<string | undefined> =>
			one.page.evaluate(() => globalThis.document.activeElement?.getAttribute('href') ?? '');
		expect(await focused()).toBe(hash);
		await one.page.keyboard.press('ArrowLeft');
		expect(await focused()).toMatch(/^#forced-unmap:(?!remap-vs-reclaim)/);
		// What its row and its column are stands beside it, and no other cell has a frame.
		const small = await open({ viewport: { width: 1000, height: 500 } }, hash);
		expect(await isSeen(small.page, '.low thead th:nth-of-type(2) a')).toBe(true);
		expect(await isSeen(small.page, '.low [aria-current]')).toBe(true);
		expect(
			await small.page
				.locator('.matrix td a')
				.evaluateAll(
					(all) =>
						all.filter((each) => globalThis.getComputedStyle(each).outlineStyle !== 'none').length,
				),
		).toBe(1);
		const other = await open({}, '#execution/v1.base.1');
		await expect.poll(() => other.page.locator(run).getAttribute('open')).not.toBeNull();
	});

	test('filters leave what has the oracle', async () => {
		const { page } = await open();
		await page.locator('#by-oracle').selectOption('kernel BUG');
		const rows = page.locator('.matrix tbody tr:visible th');
		expect(await rows.allTextContents()).toEqual(['lock-page-convert', 'forced-unmap']);
		expect(await page.locator('.filters output').textContent()).toBe('1 cells of 1 variants match');
		await page.locator('.filters button').click();
		await expect.poll(() => page.locator('.matrix tbody tr:visible').count()).toBe(3);
	});

	test.for(['light', 'dark'] as const)('axe finds nothing serious, %s', async (colorScheme) => {
		const { page, heard } = await open({ colorScheme });
		// What is folded is not looked at.
		await page.evaluate(() => {
			for (const each of globalThis.document.querySelectorAll('details')) each.open = true;
		});
		await page.locator(cell).first().click();
		expect(await complaints(page)).toEqual([]);
		expect(heard).toEqual([]);
	});

	test('nothing is wider than a telephone but what scrolls by itself', async () => {
		const { page } = await open({ viewport: { width: 400, height: 800 } });
		expect(await page.evaluate(() => globalThis.document.documentElement.scrollWidth)).toBe(400);
	});

	test('without scripts a link leads to the findings, and the steps are there', async () => {
		const { page, heard } = await open({ javaScriptEnabled: false });
		await page.locator(cell).first().click();
		const block = page.locator('[id="lock-page-convert:trunc-vs-fault"]');
		expect(await block.textContent()).toContain('orphan page mapped');
		expect(await page.locator('#pane').isVisible()).toBe(false);
		expect(await page.locator('.filters').isVisible()).toBe(false);
		await page.locator('a.step').first().click();
		expect(await page.locator(`${run} .told .steps`).isVisible()).toBe(true);
		expect(await page.locator(`${run} .race svg`).isVisible()).toBe(true);
		expect(await page.locator(`${run} .controls`).isVisible()).toBe(false);
		expect(await page.locator(`${run} .state b:visible`).count()).toBe(8);
		expect(heard).toEqual([]);
	});
});

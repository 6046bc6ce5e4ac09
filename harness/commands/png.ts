/*
 * harness/commands/png.ts - charts as PNG, for where an SVG is not shown: drawn by the Chromium of this machine, from
 * the same SVG.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RenderedFile } from '../../reports/index.ts';
import { BadInput, pngSays } from '../messages/index.ts';
import { chromium, chromiumNames, fontFamilies } from './installed.ts';

export interface PngFile {
	readonly file: string;
	readonly text: Uint8Array;
}

/** For screens with twice as many dots, and for print. */
const scale = 2;
const timeout = 60_000;

/** Where what draws is. @throws BadInput when there is none, or no font: words would be missing from the picture */
export function drawerOfPng(): string {
	const path = chromium();
	if (path === null) throw new BadInput(pngSays.noChromium(chromiumNames));
	if (fontFamilies() === 0) throw new BadInput(pngSays.noFonts());
	return path;
}

/** 'cost.png' for each 'cost.svg'. @throws BadInput when one cannot be drawn */
export function pngFiles(files: readonly RenderedFile[], drawer: string): PngFile[] {
	const folder = mkdtempSync(join(tmpdir(), 'rmaplab-png-'));
	try {
		return files
			.filter(({ file }) => file.endsWith('.svg'))
			.map(({ file, text }) => ({
				file: file.replace(/\.svg$/, '.png'),
				text: drawn(text, { file, folder, drawer }),
			}));
	} finally {
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	}
}

function drawn(
	svg: string,
	at: { readonly file: string; readonly folder: string; readonly drawer: string },
): Uint8Array {
	const [from, to] = [join(at.folder, 'chart.svg'), join(at.folder, 'chart.png')];
	writeFileSync(from, svg);
	rmSync(to, { force: true });
	const [, width, height] = /<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? [];
	const { error, stderr } = spawnSync(
		at.drawer,
		[
			'--headless',
			'--disable-gpu',
			'--hide-scrollbars',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			// Its sandbox refuses to run as root.
			...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
			// Of its own, so that a browser that the user has open is left alone.
			`--user-data-dir=${join(at.folder, 'profile')}`,
			`--force-device-scale-factor=${scale}`,
			`--window-size=${Math.ceil(Number(width))},${Math.ceil(Number(height))}`,
			`--screenshot=${to}`,
			pathToFileURL(from).href,
		],
		{ encoding: 'utf8', timeout },
	);
	try {
		return readFileSync(to);
	} catch {
		const why = error?.message ?? stderr.trim().split('\n').at(-1) ?? '';
		throw new BadInput(pngSays.notDrawn(at.file, at.drawer, why));
	}
}

/*
 * harness/commands/installed.ts - programs and fonts of this machine that some one thing uses.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the first of these lies that PATH has. */
export function program(...names: string[]): string | null {
	const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
	const folders = (process.env['PATH'] ?? '').split(delimiter).filter((each) => each !== '');
	const paths = names.flatMap((name) =>
		folders.flatMap((folder) => endings.map((ending) => join(folder, `${name}${ending}`))),
	);
	return paths.find(isProgram) ?? null;
}

function isProgram(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}

export const chromiumNames: readonly string[] = ['chromium', 'chromium-browser', 'google-chrome'];

export const chromium = (): string | null => program(...chromiumNames);

const fontLister = 'fc-list';

/** How many families fontconfig knows; null where nobody can be asked, as on systems that come with some. */
export function fontFamilies(): number | null {
	if (process.platform === 'darwin' || process.platform === 'win32') return null;
	const { status, stdout } = spawnSync(fontLister, [':', 'family'], {
		encoding: 'utf8',
		timeout: 5000,
	});
	if (status !== 0) return null;
	return new Set(stdout.split('\n').filter((line) => line !== '')).size;
}

/*
 * harness/commands/open.ts - rmaplab open: shows the page of a report in the browser of the system, or says where it is.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BadInput, noOpener, noPage } from '../messages/index.ts';
import { note } from '../terminal/look.ts';

/** The program that opens a file as the user would, with what comes before the path. */
function openerOf(platform: NodeJS.Platform): readonly [program: string, ...first: string[]] {
	if (platform === 'darwin') return ['open'];
	// To `start` the first argument in quotes is a title.
	return platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
}

/** Returns the exit status: 0 also where nothing can open it, since its path is printed. */
export async function runOpen(folder: string): Promise<number> {
	const page = resolve(folder, 'report.html');
	if (!existsSync(page)) throw new BadInput(noPage(page, existsSync(join(folder, 'results.json'))));
	process.stdout.write(`${page}\n`);
	const [program, ...first] = openerOf(process.platform);
	if (!(await isStarted(program, [...first, page]))) note(noOpener(program));
	return 0;
}

/** How long an opener is listened to: it fails at once, or goes on by itself. */
const patienceMs = 1000;

/** The program outlives us; what it prints is nobody's. */
function isStarted(program: string, args: readonly string[]): Promise<boolean> {
	return new Promise((done) => {
		const child = spawn(program, args, { detached: true, stdio: 'ignore' });
		const timer = setTimeout(() => done(true), patienceMs);
		const ends = (isGood: boolean): void => {
			clearTimeout(timer);
			done(isGood);
		};
		child.once('error', () => ends(false));
		child.once('exit', (status) => ends(status === 0));
		child.unref();
	});
}

/*
 * A signal that comes while somebody else takes over is not lost. Uses dist/, which `npm test` builds first.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { packageRoot } from '../catalogue/source.ts';

const url = pathToFileURL(join(packageRoot(), 'dist/harness/terminal/interrupt.js')).href;

const saidBy = (code: string): string =>
	spawnSync(
		process.execPath,
		[
			'--input-type=module',
			'--eval',
			`import { interruptedStatus, onInterrupt } from '${url}';
const say = (word) => () => process.stdout.write(word + ' ' + interruptedStatus() + ';');
setTimeout(() => {}, 300);
${code}`,
		],
		{ encoding: 'utf8', timeout: 20_000 },
	).stdout;

test('whoever came last hears of a signal', () => {
	expect(saidBy("onInterrupt(say('a')); process.kill(process.pid, 'SIGINT');")).toBe('a 130;');
	const twice =
		"onInterrupt(say('a')); onInterrupt(say('b')); process.kill(process.pid, 'SIGTERM');";
	expect(saidBy(twice)).toBe('b 143;');
});

test('also of one that came to the process before, and was not heard yet', () => {
	const between =
		"onInterrupt(say('a')); process.kill(process.pid, 'SIGINT'); onInterrupt(say('b'));";
	expect(saidBy(between)).toBe('b 130;');
});

/*
 * harness/commands/check.ts - rmaplab check: says what is wrong with litmus files.
 */
import { variants } from '../../variants/index.ts';
import { BadInput } from '../messages.ts';
import { readWorkload } from './workloads.ts';

export async function runCheck(files: readonly string[]): Promise<number> {
	let status = 0;
	for (const file of files) {
		try {
			const { name, cpus } = readWorkload(file, Object.keys(variants));
			process.stdout.write(`${file}: ${name}, ${cpus.length} cpus\n`);
		} catch (error) {
			if (!(error instanceof BadInput)) throw error;
			process.stderr.write(`${error.message}\n`);
			status = 2;
		}
	}
	return status;
}

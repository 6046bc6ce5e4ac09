/*
 * harness/commands/check.ts - rmaplab check: says what is wrong with litmus files and with variants.
 */
import { variants } from '../../variants/index.ts';
import { bootVariant, problemOf } from '../cell.ts';
import { distrust, placeTwice } from '../distrust.ts';
import { strategies } from '../explore/strategies.ts';
import { loadVariant } from '../load-variant.ts';
import { BadInput, checkedVariant } from '../messages.ts';
import { readWorkload, workloadNames } from './workloads.ts';

/** Returns the exit status: 2 when something is wrong with one of the files. */
export async function runCheck(files: readonly string[]): Promise<number> {
	let status = 0;
	for (const file of files) {
		try {
			process.stdout.write(
				`${/\.[jt]s$/.test(file) ? await checkVariant(file) : checkWorkload(file)}\n`,
			);
		} catch (error) {
			if (!(error instanceof BadInput)) throw error;
			process.stderr.write(`${error.message}\n`);
			status = 2;
		}
	}
	return status;
}

function checkWorkload(file: string): string {
	const { name, cpus } = readWorkload(file, Object.keys(variants));
	return `${file}: ${name}, ${cpus.length} cpus`;
}

/** Random schedules of each litmus, which meet about half of what a search of all discovers. */
const runs = 30;

/** Runs a variant on every litmus, and every call again that comes up. */
async function checkVariant(file: string): Promise<string> {
	const { variant } = await loadVariant(file);
	const booted = bootVariant(variant);
	for (const name of workloadNames()) {
		const workload = readWorkload(name, Object.keys(variants));
		distrust(booted, () => {
			const placed = placeTwice(booted, workload);
			if (placed.death !== null) return;
			strategies.swarm(problemOf(booted, placed), { runs, seed: 2003 }, () => {});
		});
	}
	const functions = Object.keys({ ...variant.replaces, ...variant.adds }).length;
	return checkedVariant(file, variant.name, functions, booted.nodes.size);
}

/*
 * harness/commands/init.ts - rmaplab init: a variant and a litmus test of one's own to start from.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { wrap } from '../../reports/table.ts';
import { workloadNames } from '../catalogue/litmus.ts';
import { newVariantText, usualFunction } from '../catalogue/new-variant.ts';
import { packageRoot } from '../catalogue/source.ts';
import { refuseName } from '../catalogue/user-file.ts';
import {
	alreadyThere,
	BadInput,
	initSummary,
	litmusNameIsOurs,
	typesFromPackage,
} from '../messages/index.ts';
import { startingLitmus } from './starting-litmus.ts';
import { columnsOf, isQuiet } from '../terminal/look.ts';
import { writeNew } from '../terminal/write-new.ts';

export interface InitFlags {
	/** A kernel function. */
	readonly from?: string | undefined;
	readonly force?: true | undefined;
}

/** Writes NAME.ts and NAME.litmus into the current folder. @throws BadInput when one is there, or the name is taken */
export function runInit(name: string, { from, force }: InitFlags): number {
	const [variant, workload] = [`${name}.ts`, `${name}.litmus`];
	refuseName(variant, name);
	if (workloadNames().includes(name)) throw new BadInput(litmusNameIsOurs(name));
	const functionName = from ?? usualFunction;
	const today = new Date().toISOString().slice(0, 10);
	const source = newVariantText(name, functionName, today);
	const litmus = startingLitmus(name, functionName);
	const texts: readonly (readonly [path: string, text: string])[] = [
		[variant, source],
		[workload, litmus.text],
	];
	const there = texts.find(([path]) => existsSync(path));
	if (force !== true && there !== undefined) throw new BadInput(alreadyThere(there[0]));
	for (const [path, text] of texts) writeNew(path, text, { force: force === true });
	const { says, next } = initSummary(variant, functionName, workload, litmus);
	const lines = isQuiet()
		? [variant, workload]
		: [...says, ...explained(), '', ...next.map((command) => `  ${command}`)];
	process.stdout.write(`${lines.join('\n')}\n`);
	return 0;
}

/** How an editor finds the types, where it would not. */
function explained(): string[] {
	try {
		createRequire(join(resolve('.'), 'any.js')).resolve('rmaplab');
		return [];
	} catch {
		const { says: why, command } = typesFromPackage(packageRoot());
		return ['', ...wrap(why, columnsOf()), '', `  ${command}`];
	}
}

/*
 * harness/commands/straight-module.ts - the straight form of a variant of one's own, or of a stack, for the thread that
 * runs its loads.
 *
 * It goes there as text: the address of a module that holds it, and those of the user's own files that it imports
 * hold theirs. Nothing is written to disk.
 */
import { pathToFileURL } from 'node:url';
import { isPath, type LoadedVariant } from '../catalogue/variant.ts';
import { packageRoot } from '../catalogue/source.ts';
import { linkedModules } from '../catalogue/user-modules.ts';
import { derived } from '../measure/straight/derive.ts';
import { withParts } from '../measure/straight/parts.ts';
import { sourceUrlOf } from '../measure/straight/places.ts';
import type { PerfVariant } from './perf-job.ts';

const distUrl = (): string => `${pathToFileURL(packageRoot()).href}/dist/`;

/** Modules of ours that have a straight form, and where it is. */
function straightOf(url: string): string {
	const dist = distUrl();
	if (!url.startsWith(dist)) return url;
	// What was put together has the same paths below a folder of its own.
	return `${dist}straight/${url.slice(dist.length).replace(/^quick\//, '')}`;
}

/**
 * What a thread imports to have the variant: null for one of ours, which it finds by name.
 * @throws BadInput when a function has no straight form
 */
export async function straightModule(variant: LoadedVariant): Promise<string | null> {
	const isStack = variant.where.includes('+');
	if (!isStack && !isPath(variant.where)) return null;
	const modules = await linkedModules(isStack ? 'stack.ts' : variant.path, variant.text);
	const made = new Map(modules.map((each) => [each.url, each]));
	const addresses = new Map<string, string>();
	/** Of the straight form of what an import leads to; files that import each other were refused before. */
	const addressOf = (target: string): string => {
		const file = made.get(target);
		if (file === undefined) return straightOf(target);
		const known = addresses.get(target);
		if (known !== undefined) return known;
		const operations = `${distUrl()}harness/measure/straight/operations.js`;
		const straight = derived(file.code, file.path, addressOf, operations);
		const parts = withParts(straight, `${distUrl()}harness/measure/straight/link.js`);
		// A stack is no file.
		const isFile = !isStack || file !== modules[0];
		const text = isFile ? `${parts}\n${sourceUrlOf(pathToFileURL(file.path).href)}\n` : parts;
		const address = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
		addresses.set(target, address);
		return address;
	};
	return addressOf(modules[0]!.url);
}

/**
 * A variant as threads that run loads are told of it.
 * @throws BadInput when a function has no straight form
 */
export async function perfVariant(loaded: LoadedVariant): Promise<PerfVariant> {
	const { name, userCode } = loaded.variant;
	const own = userCode === undefined ? [] : [...userCode.functions.values()];
	return { name, module: await straightModule(loaded), own };
}

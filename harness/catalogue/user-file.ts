/*
 * harness/catalogue/user-file.ts - loads a variant of a user's own from a TypeScript or JavaScript file.
 */
import { basename } from 'node:path';
import { variants } from '../../variants/index.ts';
import { begins, ends, numberOf, userCodeComes } from '../engine/running.ts';
import {
	BadInput,
	baseIsCircular,
	filesAreCircular,
	noDefaultVariant,
	notAVariantName,
	taskIsForgotten,
	variantDoesNotLoad,
	variantLacks,
	variantNameIsOurs,
	variantPartIsNoFunction,
	variantTextUnfit,
} from '../messages/index.ts';
import { isOurs, learnFrom } from './function-text.ts';
import { readGiven } from './given-file.ts';
import { filesOf, type LoadedVariant } from './loaded.ts';
import { placeOfThrown, userCodeOf } from './user-code.ts';
import {
	circleOf,
	madeModules,
	type MadeModule,
	tasksOfRmaplab,
	withModules,
} from './user-modules.ts';
import { placeOfOurs } from './variant-source.ts';
import type { Variant } from '../variant.ts';

/** What no file name, table or command line minds. */
const goodName = /^[A-Za-z0-9][\w+-]{0,63}$/;

/** The file that is being loaded, if any: one at a time, so that it is known whose code runs. */
let loading: Promise<unknown> = Promise.resolve();

export async function loadFile(path: string, given: string): Promise<LoadedVariant> {
	const bytes = readGiven(path);
	const text = bytes.toString('utf8');
	const load = (): Promise<Variant> => importFile(path, text);
	const mine = loading.then(load, load);
	loading = mine;
	const variant = await mine;
	const files = filesOf(variant, path, bytes.toString('latin1'));
	return { variant, where: path, given, path, text, files };
}

/** @throws BadInput when no variant of his own is in it */
async function importFile(path: string, text: string): Promise<Variant> {
	let made: readonly MadeModule[] = [];
	try {
		made = await madeModules(path, text);
		return await withModules(made, async () => {
			userCodeComes();
			begins(numberOf({ place: `${path}:1:1`, name: null }));
			const variant = variantIn(path, (await import(made[0]!.url)) as { default?: Variant });
			await learnTexts(variant, made);
			await refuseForgotten(made);
			return { ...variant, userCode: userCodeOf(variant, made) };
		});
	} catch (error) {
		if (error instanceof BadInput) throw error;
		const place = placeOfThrown(error, made) ?? `${path}:1:1`;
		// What a file takes from one that takes from it is not there yet when it is loaded.
		const circle = error instanceof ReferenceError ? circleOf(made) : null;
		throw new BadInput(
			circle === null
				? variantDoesNotLoad(place, error)
				: filesAreCircular(
						place,
						error as Error,
						circle.map((each) => basename(each)),
					),
		);
	} finally {
		ends();
	}
}

/** @throws BadInput when a call is made that nothing runs */
async function refuseForgotten(made: readonly MadeModule[]): Promise<void> {
	const { forgottenTask } = await import('./forgotten-tasks.ts');
	const found = forgottenTask(made, await tasksOfRmaplab());
	if (found === null) return;
	const { path, line, column, within, called } = found;
	throw new BadInput(taskIsForgotten(`${path}:${line}:${column}`, within, called));
}

function variantIn(path: string, loaded: { readonly default?: Variant }): Variant {
	if (loaded.default?.functions === undefined) throw new BadInput(noDefaultVariant(path));
	const variant = loaded.default;
	const part = partLeftOut(variant);
	if (part !== null) throw new BadInput(variantLacks(path, part));
	const unfit = (['subject', 'from'] as const).find((each) => !isLine(variant[each]));
	if (unfit !== undefined) throw new BadInput(variantTextUnfit(path, unfit));
	refuseNoFunctions(path, variant);
	refuseName(path, variant.name);
	const below = new Set<Variant>();
	for (let each: Variant | undefined = variant; each !== undefined; each = each.base) {
		if (below.has(each)) throw new BadInput(baseIsCircular(each.name, path));
		below.add(each);
	}
	return variant;
}

/** Whether it fits into one line of a mail: no control character or other break, and something in it. */
const isLine = (text: string): boolean =>
	text.trim() !== '' && text.length <= 1000 && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);

/** @throws BadInput when what is to stand for a kernel function is none */
function refuseNoFunctions(path: string, { functions }: Variant): void {
	const bad = Object.entries(functions).find(([, each]) => typeof each !== 'function');
	if (bad !== undefined) throw new BadInput(variantPartIsNoFunction(path, bad[0]));
}

/** @throws BadInput when a variant of a user's own cannot be called so */
export function refuseName(path: string, name: unknown): void {
	if (typeof name !== 'string' || !goodName.test(name)) {
		throw new BadInput(notAVariantName(path, name));
	}
	if (Object.hasOwn(variants, name)) {
		throw new BadInput(variantNameIsOurs(path, name, `${placeOfOurs(name)}.ts`));
	}
}

/** Notes where the functions of a variant and of those of the user's own below it are written. */
async function learnTexts(variant: Variant, made: readonly MadeModule[]): Promise<void> {
	const defaults = new Map(
		await Promise.all(
			made.map(
				async ({ url, path, text }): Promise<[unknown, Pick<MadeModule, 'path' | 'text'>]> => {
					const loaded = (await import(url)) as { default?: unknown };
					return [loaded.default, { path, text }];
				},
			),
		),
	);
	for (let each: Variant | undefined = variant; each !== undefined; each = each.base) {
		if (isOurs(each)) return;
		const { path, text } = defaults.get(each) ?? made[0]!;
		learnFrom(each, path, text);
	}
}

/** What a file that no compiler has seen may not say of its variant; null where all is said. */
function partLeftOut(variant: Partial<Record<keyof Variant, unknown>>): string | null {
	const isText = (part: keyof Variant): boolean => typeof variant[part] === 'string';
	const isRecord = (part: keyof Variant): boolean =>
		typeof variant[part] === 'object' && variant[part] !== null;
	return (
		(['subject', 'from', 'date'] as const).find((part) => !isText(part)) ??
		(['replaces', 'claims'] as const).find((part) => !isRecord(part)) ??
		null
	);
}

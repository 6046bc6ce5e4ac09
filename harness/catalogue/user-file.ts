/*
 * harness/catalogue/user-file.ts - loads a variant of a user's own from a TypeScript or JavaScript file.
 */
import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { variants } from '../../variants/index.ts';
import { begins, ends, numberOf, userCodeComes } from '../engine/running.ts';
import {
	BadInput,
	baseIsCircular,
	fieldOfOtherStruct,
	filesAreCircular,
	nameNotImported,
	nameUnknown,
	noDefaultVariant,
	noSuchImport,
	noSuchName,
	noSuchPackage,
	noSuchPart,
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
import { nearest } from '../text/nearest.ts';
import { filesOf, type LoadedVariant } from './loaded.ts';
import { lineAndColumn, placeOfThrown, userCodeOf } from './user-code.ts';
import {
	circleOf,
	exportsOfRmaplab,
	madeModules,
	type MadeModule,
	tasksOfRmaplab,
	withModules,
} from './user-modules.ts';
import { placeOfOurs } from './variant-source.ts';
import type { Variant } from '../variant.ts';

/** What defineVariant() takes and what it gives. */
const knownParts: readonly string[] = [
	'name',
	'subject',
	'from',
	'date',
	'version',
	'base',
	'replaces',
	'adds',
	'claims',
	'refines',
	'functions',
	'digest',
	'userCode',
];

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
		await refuseWrongNames(made);
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
		const unfound = unfoundImport(error, made);
		if (unfound !== null) throw new BadInput(unfound);
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

/** What to say of an import that leads nowhere, at its place in the user's file; null of anything else. */
function unfoundImport(error: unknown, made: readonly MadeModule[]): string | null {
	const { code, message } = error as NodeJS.ErrnoException;
	if (code !== 'ERR_MODULE_NOT_FOUND') return null;
	const [, kind, sought, from] =
		/^Cannot find (package|module) '([^']+)' imported from (.+)$/m.exec(message) ?? [];
	const importer = made.find(({ url }) => fileURLToPath(url) === from);
	if (sought === undefined || importer === undefined) return null;
	const { path, text } = importer;
	const isPackage = kind === 'package';
	const written = [...text.matchAll(/(['"])([^'"\n]+)\1/g)].find(([, , target = '']) =>
		isPackage
			? target === sought || target.startsWith(`${sought}/`)
			: resolve(dirname(path), target) === sought,
	);
	const place = `${path}:${lineAndColumn(text, written?.index ?? 0)}`;
	return isPackage
		? noSuchPackage(place, sought, nearest(sought, ['rmaplab']))
		: noSuchImport(place, sought);
}

/** @throws BadInput when a name is not in rmaplab or not imported, or a field is of another struct than its object */
async function refuseWrongNames(made: readonly MadeModule[]): Promise<void> {
	const exported = await exportsOfRmaplab();
	const { wrongName } = await import('./wrong-names.ts');
	const name = wrongName(made, new Set(Object.keys(exported)));
	if (name !== null) {
		const place = `${name.path}:${name.line}:${name.column}`;
		const says = { used: nameNotImported, imported: noSuchName, unknown: nameUnknown }[name.is];
		throw new BadInput(says(place, name.name, name.nearest));
	}
	const { wrongStruct } = await import('./wrong-structs.ts');
	const taken = wrongStruct(made, exported);
	if (taken === null) return;
	const { path, line, column, within, field, struct, object } = taken;
	throw new BadInput(
		fieldOfOtherStruct(`${path}:${line}:${column}`, within, field, struct, object),
	);
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
	refuseMisspeltParts(path, variant);
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

/** @throws BadInput when a part has no name that a variant knows, and nearly one that it does */
function refuseMisspeltParts(path: string, variant: Variant): void {
	for (const part of Object.keys(variant)) {
		const meant = knownParts.includes(part) ? null : nearest(part, knownParts);
		if (meant !== null) throw new BadInput(noSuchPart(path, part, meant));
	}
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

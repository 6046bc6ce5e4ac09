/*
 * harness/catalogue/new-variant.ts - the text of a variant that has a function of the kernel as it is, to be edited.
 */
import {
	BadInput,
	functionTextUnknown,
	newVariantHead,
	newVariantSays,
	noSuchFunction,
} from '../messages/index.ts';
import { baseFunctions } from '../mm/index.ts';
import { nearest } from '../text/nearest.ts';
import { variants } from '../../variants/index.ts';
import { putTogether, takenApart } from './function-parts.ts';
import { moduleAt } from './module-text.ts';
import { neededBy } from './self-contained.ts';
import { kernelSource } from './source.ts';

/** Without a word what truncation does to a page, which most proposals of the mail change. */
export const usualFunction = 'truncate_complete_page';

/**
 * @param date of the proposal, ISO
 * @throws BadInput when the kernel has no such function
 */
export function newVariantText(name: string, functionName: string, date: string): string {
	refuseUnknown(functionName, `${name}.ts`);
	const source = kernelSource().get(functionName);
	const parts = source === undefined ? null : takenApart(source.text);
	const module = source === undefined ? null : moduleAt(source.path);
	if (parts === null || module === null) {
		throw new BadInput(functionTextUnknown(`${name}.ts:1:1`, functionName));
	}
	const text = putTogether(parts);
	const { imports, declarations } = neededBy(
		[{ text, modules: [module] }],
		new Set([functionName]),
		[{ name: 'defineVariant', isType: false }],
	);
	const head = newVariantHead(`${name}.ts`, functionName, `${name}.litmus`);
	const comment = head.map((line) => (line === '' ? ' *' : ` * ${line}`));
	const { subject, subjectOf, from, claims, aClaim } = newVariantSays;
	const definition = [
		'export default defineVariant({',
		`\tname: '${name}',`,
		`\t// ${subject()}`,
		`\tsubject: '${subjectOf(functionName)}',`,
		`\t// ${from()}`,
		`\tfrom: 'you',`,
		`\tdate: '${date}',`,
		`\treplaces: { ${functionName} },`,
		`\t// ${claims()}`,
		'\tclaims: {',
		`\t\t// ${aClaim()}`,
		'\t},',
		'});',
	];
	return `${[
		['/*', ...comment, ' */', imports].join('\n'),
		...(declarations === '' ? [] : [declarations]),
		text,
		definition.join('\n'),
	].join('\n\n')}\n`;
}

function refuseUnknown(functionName: string, file: string): void {
	if (Object.hasOwn(baseFunctions, functionName)) return;
	const variant = Object.hasOwn(variants, functionName) ? { name: functionName, file } : null;
	const meant = nearest(functionName, Object.keys(baseFunctions));
	throw new BadInput(noSuchFunction(functionName, meant, variant));
}

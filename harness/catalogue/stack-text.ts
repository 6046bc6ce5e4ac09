/*
 * harness/catalogue/stack-text.ts - a stack as one file that a person can read, merge by hand and load: typed, with
 * nothing to import but `rmaplab`, and with a head that says where each part comes from.
 */
import { basename } from 'node:path';
import {
	BadInput,
	functionTextUnknown,
	patchedKernelSaid,
	patchesHead,
	piecesHead,
} from '../messages/index.ts';
import { baseFunctions } from '../mm/index.ts';
import type { Variant } from '../variant.ts';
import { columns, putTogether, takenApart } from './function-parts.ts';
import { textOfFunction } from './function-text.ts';
import { patchedKernel } from './merge-function.ts';
import { selfNamed, textOf } from './merged-function.ts';
import { neededBy, type PlacedText } from './self-contained.ts';
import { kernelSource, quotedLines } from './source.ts';
import type { Piece, Stack } from './stack.ts';

/** What the patches say of themselves, as one patch would. */
export function headOf(patches: readonly Variant[]): Pick<Variant, 'subject' | 'from' | 'date'> {
	const each = (part: 'subject' | 'from'): string =>
		[...new Set(patches.map((patch) => patch[part]))].join('; ');
	return {
		subject: each('subject'),
		from: each('from'),
		date: patches
			.map(({ date }) => date)
			.toSorted()
			.at(-1)!,
	};
}

/** Patches of a stack without the base kernel, which changes nothing. */
export const saying = ({ patches }: Stack): readonly Variant[] => {
	const some = patches.filter(({ functions }) => Object.keys(functions).length > 0);
	return some.length === 0 ? patches : some;
};

/** Names that it replaces and that it adds, in the order of the kernel's files. */
export function namesOf({ pieces }: Stack): {
	readonly replaces: string[];
	readonly adds: string[];
} {
	const order = [...kernelSource().keys()];
	const names = [...pieces.keys()];
	return {
		replaces: names
			.filter((name) => Object.hasOwn(baseFunctions, name))
			.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)),
		adds: names.filter((name) => !Object.hasOwn(baseFunctions, name)),
	};
}

/**
 * @param path where the text will be, or what it is called
 * @throws BadInput when the text of a function is not known
 */
export function stackText(stack: Stack, path: string, name: string): string {
	const { replaces, adds } = namesOf(stack);
	const names = [...replaces, ...adds];
	const texts = names.map((each) => placedText(each, stack.pieces.get(each)!, stack));
	const { imports, declarations } = neededBy(texts, new Set([...names, patchedKernel]), [
		{ name: 'defineVariant', isType: false },
		{ name: 'PatchedBy', isType: true },
		{ name: 'Variant', isType: true },
	]);
	const patch = names.length === 0 ? '{}' : `{\n${names.map((each) => `\t${each},\n`).join('')}}`;
	return `${[
		`${comment(stack, path)}\n${imports}`,
		`/** ${patchedKernelSaid()} */\ntype ${patchedKernel} = PatchedBy<typeof patch>;`,
		...(declarations === '' ? [] : [declarations]),
		...texts.map(({ text }) => text),
		`const patch = ${patch};`,
		definition(stack, name, replaces, adds),
		'export default variant;',
	].join('\n\n')}\n`;
}

function placedText(name: string, piece: Piece, { elements }: Stack): PlacedText {
	if (piece.kind === 'merged') return textOf(piece);
	const found = textOfFunction(piece.function);
	const parts = found === null ? null : takenApart(found.source.text);
	if (parts === null) throw new BadInput(functionTextUnknown(`${elements.at(-1)!.path}:1:1`, name));
	return { text: putTogether(selfNamed(parts)), modules: [found!.module] };
}

/** The head of the file. Lines of the mail keep their '> ', so that reports quote them. */
function comment(stack: Stack, path: string): string {
	const { pieces } = stack;
	const patches = saying(stack);
	const quoted = [...new Set(stack.elements.flatMap(({ text }) => [...quotedLines(text), '']))];
	const parts = [...pieces].map(([name, { by, kind }]) =>
		kind === 'whole' ? `${name}: ${by.at(-1)}` : `${name}: ${by.join(' + ')}, merged`,
	);
	return [
		'/*',
		` * ${basename(path)} - ${patches.map(({ name }) => name).join(' + ')}`,
		' *',
		...quoted.filter((line) => line !== '').map((line) => ` * > ${line}`),
		' *',
		` * ${patchesHead()}`,
		...patches.map(({ name, subject, from }) => ` *   ${name}: ${subject} (${from})`),
		` * ${piecesHead()}`,
		...parts.map((line) => ` *   ${line}`),
		' */',
	].join('\n');
}

const quotedString = (text: string): string => `'${text.replaceAll(/[\\']/g, String.raw`\$&`)}'`;

function definition(stack: Stack, name: string, replaces: string[], adds: string[]): string {
	const { subject, from, date } = headOf(saying(stack));
	return [
		'const variant: Variant = defineVariant({',
		`\tname: ${quotedString(name)},`,
		`\tsubject: ${quotedString(subject)},`,
		`\tfrom: ${quotedString(from)},`,
		`\tdate: ${quotedString(date)},`,
		listing('replaces', replaces),
		...(adds.length === 0 ? [] : [listing('adds', adds)]),
		'\tclaims: {},',
		'});',
	].join('\n');
}

function listing(part: string, names: readonly string[]): string {
	if (names.length === 0) return `\t${part}: {},`;
	const line = `\t${part}: { ${names.join(', ')} },`;
	if (line.length <= columns) return line;
	return `\t${part}: {\n${names.map((name) => `\t\t${name},\n`).join('')}\t},`;
}

/*
 * harness/commands/patch.ts - rmaplab patch: a variant as a unified diff.
 */
import { loadVariant, variantFunctions } from '../load-variant.ts';
import { patchOf } from '../patch.ts';
import { kernelSource } from '../source.ts';

export async function runPatch(where: string): Promise<number> {
	const loaded = await loadVariant(where);
	const { variant } = loaded;
	const { text, functions, insertions, deletions } = patchOf(
		kernelSource(),
		variantFunctions(loaded),
		Object.keys(variant.replaces),
		Object.keys(variant.adds ?? {}),
	);
	process.stdout.write(
		`${variant.subject}\n\nFrom: ${variant.from}\n---\n` +
			` ${functions} functions, ${insertions} insertions(+), ${deletions} deletions(-)\n\n${text}`,
	);
	return 0;
}

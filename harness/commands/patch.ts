/*
 * harness/commands/patch.ts - rmaplab patch: a variant as a unified diff.
 */
import { loadVariant } from '../catalogue/variant.ts';
import { variantPatch } from '../catalogue/variant-patch.ts';

export async function runPatch(where: string): Promise<number> {
	const loaded = await loadVariant(where);
	const { variant } = loaded;
	const { text, functions, insertions, deletions } = variantPatch(loaded);
	process.stdout.write(
		`${variant.subject}\n\nFrom: ${variant.from}\n` +
			(variant.base === undefined ? '' : `On top of: ${variant.base.name}\n`) +
			`---\n` +
			` ${functions} functions, ${insertions} insertions(+), ${deletions} deletions(-)\n\n${text}`,
	);
	return 0;
}

/*
 * harness/commands/patch.ts - rmaplab patch: a variant as a unified diff.
 */
import { baseName } from '../../variants/index.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { variantPatch } from '../catalogue/variant-patch.ts';
import { mailedPatch } from '../messages/index.ts';

export async function runPatch(where: string): Promise<number> {
	process.stdout.write(await mailOf(where));
	return 0;
}

/** As it would be sent. */
export async function mailOf(where: string): Promise<string> {
	const loaded = await loadVariant(where);
	const { subject, from, date, base } = loaded.variant;
	const { text, ...diffstat } = variantPatch(loaded);
	const variant = { subject, from, date, base: base?.name ?? null, patch: text, diffstat };
	return mailedPatch(variant, baseName);
}

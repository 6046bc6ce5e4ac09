/*
 * harness/commands/patch.ts - rmaplab patch: a variant as a unified diff.
 */
import { baseName } from '../../variants/index.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { variantPatch } from '../catalogue/variant-patch.ts';
import { patchHead } from '../messages/index.ts';

export async function runPatch(where: string): Promise<number> {
	process.stdout.write(await mailOf(where));
	return 0;
}

/** As it would be sent. */
export async function mailOf(where: string): Promise<string> {
	const loaded = await loadVariant(where);
	const { subject, from, date, base } = loaded.variant;
	const { text, functions, insertions, deletions } = variantPatch(loaded);
	const head = patchHead({ subject, from, date, base: base?.name ?? null }, baseName);
	const stat = ` ${functions} functions, ${insertions} insertions(+), ${deletions} deletions(-)`;
	return [...head, '---', stat, '', text].join('\n');
}

/*
 * harness/commands/patch.ts - rmaplab patch: a variant as a unified diff.
 */
import { baseName } from '../../variants/index.ts';
import { loadVariant } from '../catalogue/variant.ts';
import { variantPatch } from '../catalogue/variant-patch.ts';
import { mailedPatch } from '../messages/index.ts';

export async function runPatch(
	where: string,
	flags: { readonly json?: true | undefined },
): Promise<number> {
	const text = flags.json
		? `${JSON.stringify(await patchOf(where), null, '\t')}\n`
		: await mailOf(where);
	process.stdout.write(text);
	return 0;
}

/** As it would be sent. */
export const mailOf = async (where: string): Promise<string> =>
	mailedPatch(await patchOf(where), baseName);

/** With what is said of it where it is sent; `base` is null of one that stacks on the kernel. */
async function patchOf(
	where: string,
): Promise<Parameters<typeof mailedPatch>[0] & { name: string }> {
	const loaded = await loadVariant(where);
	const { name, subject, from, date, base } = loaded.variant;
	const { text, ...diffstat } = variantPatch(loaded);
	return { name, subject, from, date, base: base?.name ?? null, diffstat, patch: text };
}

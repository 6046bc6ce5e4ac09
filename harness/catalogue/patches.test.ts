/*
 * Patches, pinned: a changed one is a variant that was rebased. Look at the difference, then
 * `npx vitest run --update`.
 */
import { expect, test } from 'vitest';
import { variants } from '../../variants/index.ts';
import { loadVariant } from './variant.ts';
import { variantPatch } from './variant-patch.ts';

test.each(Object.keys(variants))('patch of %s', async (name) => {
	const loaded = await loadVariant(name);
	const { text } = variantPatch(loaded);
	await expect(text).toMatchFileSnapshot(`golden/patches/${name}.patch`);
});

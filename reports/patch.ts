/*
 * reports/patch.ts - each variant as the unified diff that it is.
 */
import type { Renderer } from './renderer.ts';

export const patch: Renderer = {
	says: 'patches/NAME.patch: each variant as a diff against what it stacks on',
	render: (comparison) =>
		Promise.resolve(
			comparison.variants
				.filter((variant) => variant.patch !== '')
				.map((variant) => ({ file: `patches/${variant.name}.patch`, text: variant.patch })),
		),
};

/*
 * reports/patch.ts - each variant as the unified diff that it is, with a head as mailers write it.
 */
import * as messages from '../harness/messages/index.ts';
import type { Renderer } from './renderer.ts';

export const patch: Renderer = {
	says: 'patches/NAME.patch: each variant as a diff against what it stacks on',
	render: ({ variants, base }) =>
		Promise.resolve(
			variants
				.filter((variant) => variant.patch !== '')
				.map((variant) => ({
					file: `patches/${variant.name}.patch`,
					text: messages.mailedPatch(variant, base),
				})),
		),
};

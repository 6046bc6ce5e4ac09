/*
 * harness/index.ts - what a variant's author imports: `import { defineVariant, load, ... } from 'rmaplab'`.
 */
export {
	defineVariant,
	stack,
	type PatchedBy,
	type Variant,
	type VariantDefinition,
} from './variant.ts';
export * from './engine/operation.ts';
export { at, field, type Bit, type Field, type Lock } from './engine/struct.ts';
export * from './mm/mm_types.ts';
export type { Kernel } from './mm/index.ts';

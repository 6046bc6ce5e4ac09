/*
 * harness/catalogue/exported.ts - what a variant can import from 'rmaplab': fields, locks, bits, lists, operations and
 * numbers, with what each is of.
 */
import { exportsOfRmaplab, isTask } from './user-modules.ts';
import type { AnyLock, Bit, Field, ListField } from '../engine/struct.ts';

export interface Exported {
	readonly name: string;
	readonly is: 'field' | 'list' | 'lock' | 'bit' | 'operation' | 'function' | 'number';
	/** 'struct page, mapping' of a field; the value of a number; '' where the name says it. */
	readonly of: string;
}

const placeOf = ({ struct, name }: Pick<Field, 'struct' | 'name'>): string =>
	`struct ${struct.name}, ${name}`;

/** Null of what is nothing that a kernel function uses. */
function described(value: unknown): Omit<Exported, 'name'> | null {
	if (typeof value === 'number') return { is: 'number', of: String(value) };
	if (typeof value === 'function') return { is: isTask(value) ? 'operation' : 'function', of: '' };
	if (typeof value !== 'object' || value === null) return null;
	if ('head' in value) return { is: 'list', of: placeOf((value as ListField).head) };
	if ('kind' in value && 'field' in value) {
		const { kind, field } = value as AnyLock;
		return { is: 'lock', of: `${kind} lock, ${placeOf(field)}` };
	}
	if ('bit' in value && 'field' in value) return { is: 'bit', of: placeOf((value as Bit).field) };
	return 'struct' in value ? { is: 'field', of: placeOf(value as Field) } : null;
}

const order: readonly Exported['is'][] = [
	'field',
	'list',
	'lock',
	'bit',
	'operation',
	'function',
	'number',
];

/** In the order of kinds, those of one kind by what they are of and by name. */
export async function exportedNames(): Promise<Exported[]> {
	const all = await exportsOfRmaplab();
	const key = ({ is, of, name }: Exported): string =>
		`${order.indexOf(is)} ${is === 'number' ? '' : of} ${name}`;
	return Object.entries(all)
		.flatMap(([name, value]): Exported[] => {
			const found = described(value);
			return found === null ? [] : [{ name, ...found }];
		})
		.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

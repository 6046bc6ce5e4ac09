/*
 * workloads/load/given.ts - the parameters that a load is run with.
 */
import type { Load, Parameters } from '../../harness/measure/load.ts';
import { BadInput } from '../../harness/messages/error.ts';
import { noSuchParameter, parameterOutOfRange } from '../../harness/messages/load.ts';
import { nearest } from '../../harness/text/nearest.ts';

/** The parameters of a size, some of them changed. */
export function parametersOf<Name extends string>(
	load: Load<Name>,
	size: 'small' | 'full',
	changed: Partial<Parameters<Name>> = {},
): Parameters<Name> {
	const names = Object.keys(load.parameters) as Name[];
	const values = names.map((name) => [name, load.parameters[name][size]] as const);
	return { ...(Object.fromEntries(values) as Parameters<Name>), ...changed };
}

/** The same parameters; throws BadInput for what is no number in its range, and for what cannot be run together. */
export function checkGiven<Name extends string>(
	load: Load<Name>,
	given: Parameters<Name>,
): Parameters<Name> {
	const names = Object.keys(load.parameters) as Name[];
	for (const name of Object.keys(given)) {
		if (!Object.hasOwn(load.parameters, name))
			throw new BadInput(noSuchParameter(load.name, name, nearest(name, names)));
	}
	for (const name of names) {
		const { least, most } = load.parameters[name];
		const value = given[name];
		if (!Number.isInteger(value) || value < least || value > most)
			throw new BadInput(parameterOutOfRange(load.name, name, String(value), least, most));
	}
	const refused = load.refuse?.(given) ?? null;
	if (refused !== null) throw new BadInput(refused);
	return given;
}

/*
 * harness/check/lock-edges.ts - the lock-order edges that a search saw, held against the table.
 */
import type { NameOf } from '../engine/layout.ts';
import type { Finding } from './oracle.ts';

/** One allowed nesting: `inner` may be waited for while `outer` is held. */
export interface LockOrderRule {
	readonly outer: string;
	readonly inner: string;
}

/**
 * Findings for edges that the table forbids: those whose reverse follows from it, and nestings of a
 * lock inside another of its own kind, which the table never allows unless it lists them. An edge about
 * which the table says nothing is no finding.
 * @param edges by 'PTL>CL': the two objects of its first occurrence
 */
export function lockOrderFindings(
	edges: ReadonlyMap<string, readonly [number, number]>,
	rules: readonly LockOrderRule[],
	nameOf: NameOf,
): Finding[] {
	const inside = closure(rules);
	return [...edges].flatMap(([edge, objects]): Finding[] => {
		const [outer, inner] = edge.split('>') as [string, string];
		if (inside.has(edge) || !inside.has(`${inner}>${outer}`)) return [];
		return [
			{
				oracle: 'lock order',
				site: `${outer} > ${inner}`,
				detail: `${inner} is waited for while ${outer} is held (${objects.map(nameOf).join(' > ')}); the order is ${inner} > ${outer}`,
			},
		];
	});
}

function closure(rules: readonly LockOrderRule[]): Set<string> {
	const edges = new Set(rules.map(({ outer, inner }) => `${outer}>${inner}`));
	for (let grew = true; grew;) {
		grew = false;
		for (const { outer, inner } of rules) {
			for (const edge of edges) {
				if (!edge.startsWith(`${inner}>`)) continue;
				const longer = `${outer}>${edge.slice(inner.length + 1)}`;
				if (!edges.has(longer)) {
					edges.add(longer);
					grew = true;
				}
			}
		}
	}
	return edges;
}

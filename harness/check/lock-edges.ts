/*
 * harness/check/lock-edges.ts - the lock-order edges that a search saw, held against the table.
 */
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
 * @param edges 'PTL>CL' with the objects of its first occurrence
 */
export function lockOrderFindings(
	edges: readonly (readonly [string, string])[],
	rules: readonly LockOrderRule[],
): Finding[] {
	const inside = closure(rules);
	return edges.flatMap(([edge, objects]) => {
		const [outer, inner] = edge.split('>') as [string, string];
		if (inside.has(edge) || !inside.has(`${inner}>${outer}`)) return [];
		return [
			{
				oracle: 'lock order',
				site: `${outer} > ${inner}`,
				detail: `${inner} is waited for while ${outer} is held (${objects}); the order is ${inner} > ${outer}`,
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

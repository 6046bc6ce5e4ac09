/*
 * harness/measure/straight/straight-tree.ts - where the straight form of each module lies, and what it imports.
 *
 *   dist/harness/mm/rmap.js           dist/straight/harness/mm/rmap.js
 *   dist/variants/mail/no-bug.js      dist/straight/variants/mail/no-bug.js
 *   dist/harness/engine/operation.js  dist/harness/measure/straight/operations.js
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { derived } from './derive.ts';
import { withParts } from './parts.ts';

/** What is derived, from the folder of the built modules on. */
const isDerived = (path: string): boolean =>
	/^harness\/mm\/|^harness\/(?:index|variant)\.js$|^variants\//.test(path);

/** Functions of the kernel's headers are inline, and a lookup in a tree is one step: entering them is no call. */
const isInline = (path: string): boolean => /^harness\/mm\/(?:include\/|prio_tree\.js$)/.test(path);

/** What stands in for what. */
const insteadOf: Readonly<Record<string, string>> = {
	'harness/engine/operation.js': 'harness/measure/straight/operations.js',
	'harness/engine/struct.js': 'harness/measure/straight/struct.js',
};

/** Modules of kernel functions, relative to the folder of the built ones. */
function sources(built: string): string[] {
	return readdirSync(built, { recursive: true, encoding: 'utf8' }).filter(
		(path) => path.endsWith('.js') && isDerived(path),
	);
}

/** Of what a module at `path` imports: where its straight form finds it. */
function relinker(built: string, path: string): (specifier: string) => string | null {
	const from = dirname(join(built, 'straight', path));
	return (specifier) => {
		if (!specifier.startsWith('.')) return null;
		const target = relative(built, resolve(built, dirname(path), specifier));
		if (isDerived(target)) return null;
		return relative(from, join(built, insteadOf[target] ?? target));
	};
}

/** Lines are where they were, so the source map of the module serves its straight form, too. */
const withMapOf = (code: string, original: string): string =>
	code.replace(/^\/\/# sourceMappingURL=.*$/m, `//# sourceMappingURL=${original}.map`);

/** Writes the straight form of every module of kernel functions below `built`; how many they are. */
export function writeStraightTree(built: string): number {
	const folder = join(built, 'straight');
	rmSync(folder, { recursive: true, force: true });
	const paths = sources(built);
	for (const path of paths) {
		const code = readFileSync(join(built, path), 'utf8');
		const to = join(folder, path);
		mkdirSync(dirname(to), { recursive: true });
		const counter = relative(dirname(to), join(built, insteadOf['harness/engine/operation.js']!));
		const inline = derived(code, path, relinker(built, path), isInline(path) ? null : counter);
		const linker = relative(dirname(to), join(built, 'harness/measure/straight/link.js'));
		const straight = withParts(inline, linker);
		writeFileSync(to, withMapOf(straight, relative(dirname(to), join(built, path))));
	}
	return paths.length;
}

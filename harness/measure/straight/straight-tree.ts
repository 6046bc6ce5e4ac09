/*
 * harness/measure/straight/straight-tree.ts - where the straight form of each module lies, and what it imports.
 *
 *   dist/harness/mm/rmap.js           dist/straight/harness/mm/rmap.js
 *   dist/variants/mail/no-bug.js      dist/straight/variants/mail/no-bug.js
 *   dist/harness/engine/operation.js  dist/harness/measure/straight/operations.js
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { derived } from './derive.ts';
import { withParts } from './parts.ts';

/**
 * What is derived, from the folder of the built modules on. Oracles have no kernel functions; here they are bound to the
 * straight build's map of memory.
 */
const isDerived = (path: string): boolean =>
	/^harness\/(?:mm\/|check\/|(?:index|variant)\.js$)|^variants\//.test(path);

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

/**
 * Writes the straight form of every module of kernel functions below `built`; how many they are. A run that goes on
 * meanwhile finds each module, the earlier one or this one: all are written beside, and then each is moved into place.
 */
export function writeStraightTree(built: string): number {
	const folder = join(built, 'straight');
	const beside = join(built, 'straight.new');
	rmSync(beside, { recursive: true, force: true });
	const paths = sources(built);
	for (const path of paths) {
		const code = readFileSync(join(built, path), 'utf8');
		const to = join(folder, path);
		const counter = relative(dirname(to), join(built, insteadOf['harness/engine/operation.js']!));
		const inline = derived(code, path, relinker(built, path), isInline(path) ? null : counter);
		const linker = relative(dirname(to), join(built, 'harness/measure/straight/link.js'));
		const straight = withParts(inline, linker);
		mkdirSync(dirname(join(beside, path)), { recursive: true });
		writeFileSync(
			join(beside, path),
			withMapOf(straight, relative(dirname(to), join(built, path))),
		);
	}
	for (const path of paths) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		renameSync(join(beside, path), join(folder, path));
	}
	rmSync(beside, { recursive: true });
	const made = new Set(paths);
	for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
		if (path.endsWith('.js') && !made.has(path)) rmSync(join(folder, path));
	}
	return paths.length;
}

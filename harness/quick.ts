/*
 * harness/quick.ts - runs what the build has put together in dist/quick, see rolldown.config.ts.
 *
 * Those modules are scripts and not modules of Node, since a script can be given the compiled code that the build has
 * kept of it, see code-main.ts. Without that code, or where another Node runs, they are compiled as all others are.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

// Most searches take a second or less, in which V8 compiles on other threads for as long as the search itself runs; on
// two cores those take a second worker's place. It is to wait a little longer, until it is seen what is worth it: by
// default after some 132,000 bytes of bytecode that a function has run. Compiled code is kept for these very flags.
setFlagsFromString('--interrupt-budget=300000');

/** Where they lie: beside the folder of this module, once that is built. */
const folder = fileURLToPath(new URL('../quick/', import.meta.url));

export const isPutTogether = (): boolean => existsSync(join(folder, 'program.cjs'));

/** Behind the name of a script: its compiled code. */
const codeEnding = '.code';

type Exports = Record<string, unknown>;

/** What scripts call `require`; they import what is no script of ours by its `load`. */
interface Require {
	(name: string): unknown;
	load?: (name: string) => Promise<unknown>;
}

/** By path. */
const loaded = new Map<string, { readonly script: Script; exports: Exports }>();

const packages = createRequire(join(folder, 'program.cjs'));

/**
 * What one of them exports, which is run when it is first asked for. @param path from dist/quick, without its ending
 * @example moduleOf('harness/index')
 */
export const moduleOf = (path: string): Exports => exportsOf(join(folder, `${path}.cjs`));

function exportsOf(path: string): Exports {
	const known = loaded.get(path);
	if (known !== undefined) return known.exports;
	const text = readFileSync(path, 'utf8');
	const cachedData = codeOf(path);
	const script = new Script(
		`(function (exports, require, module, __filename, __dirname) {${text}\n})`,
		{ filename: path, ...(cachedData === null ? {} : { cachedData }) },
	);
	const module = { script, exports: {} as Exports };
	// Before it is run: two that need each other find what there is by then.
	loaded.set(path, module);
	const run = script.runInThisContext() as (...these: unknown[]) => void;
	run(module.exports, requireFrom(dirname(path)), module, path, dirname(path));
	return module.exports;
}

function codeOf(path: string): Buffer | null {
	try {
		return readFileSync(`${path}${codeEnding}`);
	} catch {
		return null;
	}
}

function requireFrom(from: string): Require {
	const require: Require = (name) => {
		if (name.startsWith('.')) return exportsOf(join(from, name));
		return name.startsWith('node:') ? packages(name) : whenUsed(name);
	};
	require.load = (name) => import(name);
	return require;
}

/** A package, which is loaded when something of it is used: most runs use none of most. */
function whenUsed(name: string): unknown {
	let exports: object | null = null;
	return new Proxy(
		{},
		{ get: (_, key): unknown => Reflect.get((exports ??= packages(name) as object), key) },
	);
}

/** The compiled code of all that was run in this thread, by the path where it is to be. @public for code-main.ts */
export const codeOfAll = (): Map<string, Buffer> =>
	new Map(
		[...loaded].map(([path, { script }]) => [`${path}${codeEnding}`, script.createCachedData()]),
	);

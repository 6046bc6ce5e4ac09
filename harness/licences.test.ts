/*
 * harness/licences.test.ts - reads the licences of all that a user installs, and what else comes with it.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Locked {
	readonly version?: string;
	readonly dev?: boolean;
	readonly hasInstallScript?: boolean;
	readonly resolved?: string;
	readonly integrity?: string;
}

interface Manifest {
	readonly license?: string;
	readonly version: string;
	readonly scripts?: Readonly<Record<string, string>>;
}

/** Licences whose code may be part of a program under GPL-2.0-only. Apache-2.0, MPL-1.1 and GPL-3.0 are not. */
const goesWithGpl2 = new Set([
	'0BSD',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'GPL-2.0-only',
	'GPL-2.0-or-later',
	'ISC',
	'MIT',
	'Unlicense',
]);

const registry = 'https://registry.npmjs.org/';

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

const manifestOf = (place: string): Manifest => json(`${place}/package.json`) as Manifest;

const lock = json('package-lock.json') as {
	readonly packages: Readonly<Record<string, Locked>>;
};
/** What `npm ls --omit=dev --all` lists, where it is installed. */
const shipped = Object.entries(lock.packages).filter(
	([place, { dev }]) => place !== '' && dev !== true,
);

/** Of an expression such as `(MIT OR Apache-2.0)` one part must do, and all parts of one with AND. */
const isAllowed = (licence: string): boolean =>
	licence
		.replaceAll(/[()]/g, '')
		.split(' OR ')
		.some((either) => either.split(' AND ').every((each) => goesWithGpl2.has(each.trim())));

test('each shipped dependency has a licence that goes with GPL-2.0-only', () => {
	expect(shipped.length).toBeGreaterThan(20);
	const refused = shipped
		.map(([place]) => [place, manifestOf(place).license ?? 'none'] as const)
		.filter(([, licence]) => !isAllowed(licence));
	expect(refused).toEqual([]);
	// The rule itself: these were shipped once, or are what one would reach for.
	for (const bad of ['Apache-2.0', 'MPL-2.0', 'none', 'MIT AND Apache-2.0']) {
		expect(isAllowed(bad), bad).toBe(false);
	}
	expect(isAllowed('(MIT OR Apache-2.0)')).toBe(true);
});

test('no shipped dependency runs a script when it is installed, and each is what was locked', () => {
	for (const [place, { version, hasInstallScript, resolved, integrity }] of shipped) {
		const manifest = manifestOf(place);
		expect(hasInstallScript, place).toBeUndefined();
		expect(manifest.version, place).toBe(version);
		for (const script of ['preinstall', 'install', 'postinstall']) {
			expect(manifest.scripts?.[script], `${place}: ${script}`).toBeUndefined();
		}
		expect(integrity, place).toMatch(/^sha512-/);
		// A lock file need not name the registry, and may name no other.
		expect(resolved ?? registry, place).toSatisfy((place: string) => place.startsWith(registry));
	}
});

test('no source map ships, since most sources do not', () => {
	const { files } = json('package.json') as { readonly files: readonly string[] };
	expect(files).toContain('!dist/**/*.map');
});

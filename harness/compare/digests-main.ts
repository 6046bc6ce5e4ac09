/*
 * harness/compare/digests-main.ts - npm run build: notes what the modules in dist/quick were made of, and what they are.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../catalogue/imports.ts';
import { buildFile, packageRoot, togetherRoot } from '../catalogue/source.ts';
import { writeCodeDigests } from './identity.ts';

/**
 * Every module that runs, the sources in which a told step stands at a line, and the packages that are used, which
 * package.json names by their exact versions.
 */
function digestOfBuild(): string {
	const modules = digestsIn(togetherRoot(), '.cjs');
	const sources = ['harness/mm', 'variants'].flatMap((each) =>
		digestsIn(join(packageRoot(), each), '.ts'),
	);
	const packages = sha256(readFileSync(join(packageRoot(), 'package.json')));
	return sha256([...modules, ...sources, packages].join('\n'));
}

const digestsIn = (folder: string, ending: string): string[] =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith(ending))
		.toSorted()
		.map((path) => `${path.replaceAll('\\', '/')} ${sha256(readFileSync(join(folder, path)))}`);

writeCodeDigests();
writeFileSync(buildFile(), `${digestOfBuild()}\n`);

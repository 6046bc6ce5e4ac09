/*
 * harness/compare/digests-main.ts - npm run build: notes what the modules in dist/quick were made of, and what they are.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../catalogue/imports.ts';
import { buildFile, packageRoot, togetherRoot } from '../catalogue/source.ts';
import { writeCodeDigests } from './identity.ts';

/** Every module that runs, and the packages that they use, which package.json names by their exact versions. */
function digestOfBuild(): string {
	const folder = togetherRoot();
	const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.js'))
		.toSorted()
		.map((path) => `${path.replaceAll('\\', '/')} ${sha256(readFileSync(join(folder, path)))}`);
	const packages = sha256(readFileSync(join(packageRoot(), 'package.json')));
	return sha256([...modules, packages].join('\n'));
}

writeCodeDigests();
writeFileSync(buildFile(), `${digestOfBuild()}\n`);

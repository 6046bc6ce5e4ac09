/*
 * The modules of the command line and of its workers, put together in few files: Node finds and links each module by
 * itself, which for all of ours takes longer than many a search. dist/ keeps them one by one as well, for who imports
 * `rmaplab`, for the straight build and for the digests of variants.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig, type RolldownOptions } from 'rolldown';

const modulesIn = (folder: string): string[] =>
	readdirSync(join('dist', folder), { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.js'))
		.map((path) => `${folder}/${path.replaceAll('\\', '/').slice(0, -'.js'.length)}`);

/** What a variant of a user's own may import keeps its place; workers lie beside who starts them. */
const places = ['harness/index', ...modulesIn('variants')];
const beside = ['commands/program', 'commands/watchdog-worker', 'compare/worker'];

/**
 * The script of the page is the text of functions, in which nothing may be written otherwise: what is put together has
 * that text, as the module says it where it stands by itself.
 */
const scriptOfPage = {
	name: 'the script of the page as a text',
	load: {
		filter: { id: /[\\/]dist[\\/]reports[\\/]page[\\/]script[\\/]index\.js$/ },
		handler: async (path: string): Promise<string> => {
			const { script } = (await import(pathToFileURL(path).href)) as { script: string };
			return `export const script = ${JSON.stringify(script)};\n`;
		},
	},
};

const config: RolldownOptions = defineConfig({
	input: Object.fromEntries([
		...places.map((each) => [each, `dist/${each}.js`]),
		...beside.map((each) => [each.slice(each.indexOf('/') + 1), `dist/harness/${each}.js`]),
	]),
	platform: 'node',
	logLevel: 'warn',
	external: (id, _importer, isResolved) => !isResolved && /^[^./]/.test(id),
	plugins: [scriptOfPage],
	output: {
		dir: 'dist/quick',
		// Digests of variants name their functions.
		keepNames: true,
		cleanDir: true,
		entryFileNames: '[name].js',
		chunkFileNames: '[name]-[hash].js',
		codeSplitting: {
			groups: [
				// All that --version and --help need besides the program itself.
				{
					name: 'messages',
					test: /[\\/]dist[\\/]harness[\\/](?:messages|text|engine[\\/]fault\.js)/,
					priority: 2,
				},
				{ name: 'variants', test: /[\\/]dist[\\/]variants[\\/]/, priority: 1 },
			],
		},
	},
});

export default config;

/*
 * The modules of the command line and of its workers, put together in few scripts: Node finds, links and compiles each
 * module by itself, which for all of ours takes longer than many a search. Who imports a script, or starts a thread
 * with it, does so by a module of its name beside it. dist/ keeps all modules one by one as well, for who imports
 * `rmaplab`, for the straight build and for the digests of variants.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineConfig, type Plugin, type RolldownOptions } from 'rolldown';

const modulesIn = (folder: string): string[] =>
	readdirSync(join('dist', folder), { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.js'))
		.map((path) => `${folder}/${path.replaceAll('\\', '/').slice(0, -'.js'.length)}`);

/** What a variant of a user's own may import keeps its place; workers lie beside who starts them. */
const places = ['harness/index', ...modulesIn('variants')];
const beside = [
	'commands/program',
	'commands/code-main',
	'commands/watchdog-worker',
	'compare/worker',
];

/**
 * The script of the page is the text of functions, in which nothing may be written otherwise: what is put together has
 * that text, as the module says it where it stands by itself.
 */
const scriptOfPage: Plugin = {
	name: 'the script of the page as a text',
	load: {
		filter: { id: /[\\/]dist[\\/]reports[\\/]page[\\/]script[\\/]index\.js$/ },
		handler: async (path: string): Promise<string> => {
			const { script } = (await import(pathToFileURL(path).href)) as { script: string };
			return `export const script = ${JSON.stringify(script)};\n`;
		},
	},
};

/** In a script there is no `import`: harness/quick.ts hands it one. */
const importsByHand: Plugin = {
	name: 'import as a function',
	renderChunk: (code) => code.replaceAll(/(?<=[\s([,]|=>)import\(/g, 'require.load('),
};

/** Beside each script that may be asked for by name: a module that has what it exports. */
const modulesBeside: Plugin = {
	name: 'modules beside the scripts',
	generateBundle(_options, bundle) {
		for (const chunk of Object.values(bundle)) {
			if (chunk.type !== 'chunk' || !chunk.isEntry) continue;
			const up = '../'.repeat(chunk.name.split('/').length);
			const names = chunk.exports.filter((name) => name !== 'default');
			this.emitFile({
				type: 'asset',
				fileName: `${chunk.name}.js`,
				source: [
					`import { moduleOf } from '${up}harness/quick.js';\n`,
					`const script = moduleOf('${chunk.name}');\n`,
					names.length > 0 ? `export const { ${names.join(', ')} } = script;\n` : '',
					chunk.exports.includes('default') ? 'export default script.default;\n' : '',
				].join(''),
			});
		}
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
	plugins: [scriptOfPage, importsByHand, modulesBeside],
	output: {
		dir: 'dist/quick',
		format: 'cjs',
		exports: 'named',
		// Digests of variants name their functions.
		keepNames: true,
		cleanDir: true,
		entryFileNames: '[name].cjs',
		chunkFileNames: '[name]-[hash].cjs',
		codeSplitting: {
			groups: [
				// All that --version and --help need besides the program itself.
				{
					name: 'messages',
					test: /[\\/]dist[\\/]harness[\\/](?:messages|text|engine[\\/](?:fault|function-name)\.js)/,
					priority: 2,
				},
				// What a search runs: what one script takes from another it looks up each time.
				{
					name: 'search',
					test: /[\\/]dist[\\/](?:variants|harness[\\/](?:cell|check|engine|explore|mm))[\\/]/,
					priority: 1,
				},
			],
		},
	},
});

export default config;

import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
	test: {
		include: ['{harness,variants,workloads,reports}/**/*.test.ts'],
		coverage: { include: ['{harness,variants,workloads,reports}/**/*.ts'] },
		// What an earlier run has kept would hide what this one no longer finds.
		env: { RMAPLAB_NO_CACHE: '1' },
		// Explorations inside a test may take seconds, and a shared machine may be several times slower than at its best.
		testTimeout: 150_000,
		hookTimeout: 60_000,
		// Vitest leaves one core to itself, which on two cores means one test file at a time.
		maxWorkers: '100%',
	},
});

export default config;

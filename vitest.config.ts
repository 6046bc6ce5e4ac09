import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
	test: {
		include: ['{harness,variants,workloads,reports}/**/*.test.ts'],
		coverage: { include: ['{harness,variants,workloads,reports}/**/*.ts'] },
		// Explorations inside a test may take seconds on a loaded two-core machine.
		testTimeout: 60_000,
	},
});

export default config;

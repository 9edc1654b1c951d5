import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: { '@paycenter/sdk': fileURLToPath(new URL('sdk/src/index.ts', import.meta.url)) },
  },
  test: {
    environment: 'node',
    include: ['{src,sdk,demo,simulators,test}/**/*.test.ts'],
    globalSetup: 'test/global-setup.ts',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: {
      provider: 'v8',
      include: ['src/{domain,flows,delivery,store,http}/**/*.ts', 'sdk/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.test-support.ts'],
      reporter: [['text', { skipFull: true, maxCols: 100 }], 'text-summary'],
      // Where money is decided, hardly a line may go unproven.
      thresholds: { 'src/domain/**': { lines: 95 }, 'src/flows/**': { lines: 95 } },
    },
  },
});

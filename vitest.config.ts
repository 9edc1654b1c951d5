import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Crash tests mostly wait: begun first, they are done when the rest is. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification) => moduleId.includes('/test/crash/');
    return [...sorted.filter(waits), ...sorted.filter((file) => !waits(file))];
  }
}

export default defineConfig({
  resolve: {
    alias: { '@paycenter/sdk': fileURLToPath(new URL('sdk/src/index.ts', import.meta.url)) },
  },
  test: {
    environment: 'node',
    include: ['{src,sdk,demo,simulators,test}/**/*.test.ts'],
    globalSetup: 'test/global-setup.ts',
    // Twice the cores that are counted on: many tests wait, for a clock or for a process to start.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Nothing is measured by these: they end what hangs, on however busy a machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
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

import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/mark-children.ts'],
    pool: 'forks',
    // Tests wait for processes a third of their time. The default leaves one core free: of two, that is half.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    sequence: { sequencer: LongestFirst },
    globals: false,
    isolate: true,
    // Bounds for what hangs. A busy machine is three times slower than an idle one.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    // CI shares its machine: a bound that was missed is tried again, and told as flaky; what fails three times fails.
    retry: process.env.CI ? 2 : 0,
    passWithNoTests: false,
    unstubEnvs: true,
  },
});

import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';

/** Of tests and of faults. */
export const everyRun = {
  globalSetup: ['test/support/global-setup.ts'],
  setupFiles: ['test/support/mark-children.ts'],
  pool: 'forks',
  // Tests wait for processes a third of their time. The default leaves one core free: of two, that is half.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  sequence: { sequencer: LongestFirst },
  globals: false,
  // Bounds for what hangs. A busy machine is three times slower than an idle one.
  testTimeout: 60_000,
  hookTimeout: 60_000,
  teardownTimeout: 20_000,
  // CI shares its machine: a bound that was missed is tried again, and told as flaky; what fails three times fails.
  retry: process.env.CI ? 2 : 0,
  passWithNoTests: false,
  unstubEnvs: true,
} satisfies ViteUserConfig['test'];

/** Folders whose files leave their process as they found it: one process for many saves loading the product for each. */
const together = ['config', 'core', 'server', 'store'].map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    ...everyRun,
    projects: [
      { test: { name: 'apart', include: ['test/**/*.test.ts'], exclude: together } },
      { test: { name: 'together', include: together, isolate: false } },
    ],
  },
});

import { defineConfig, mergeConfig } from 'vitest/config';
import tests from './vitest.config.ts';

/** Faults that take longer than a test may: `npm run test:fault`. */
export default mergeConfig(
  { ...tests, test: { ...tests.test, include: [] } },
  defineConfig({
    test: { include: ['test/fault/**/*.fault.ts'], testTimeout: 120_000, hookTimeout: 60_000 },
  }),
);

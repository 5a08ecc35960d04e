import { defineConfig } from 'vitest/config';
import { everyRun } from './vitest.config.ts';

/** Faults that take longer than a test may: `npm run test:fault`. */
export default defineConfig({
  test: { ...everyRun, include: ['test/fault/**/*.fault.ts'], testTimeout: 120_000 },
});

import { checkRuns, passesCheck } from './run-check.ts';
import { type Counts, runVitest } from './run-vitest.ts';

/** The checks (without arguments only), then the tests. The last line counts both. */
const args = process.argv.slice(2);
const checks = args.length === 0 ? await Promise.all(checkRuns.map(passesCheck)) : [];
const tests = await runVitest(args);
const total: Counts = {
  passed: tests.passed + checks.filter((passed) => passed).length,
  failed: tests.failed + checks.filter((passed) => !passed).length,
  skipped: tests.skipped,
};
console.info(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

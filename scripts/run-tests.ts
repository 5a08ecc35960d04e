import { findingLines } from './finding.ts';
import { checkRuns, runCheck } from './run-check.ts';
import { runVitest } from './run-vitest.ts';

/** The checks (without arguments only), then the tests. What was not in order comes once more at the end; the last line counts. */
const args = process.argv.slice(2);
const checks = args.length === 0 ? await Promise.all(checkRuns.map(runCheck)) : [];
const wrong = checks.filter((finding) => finding !== null);
const { counts, findings } = await runVitest(args);
const passed = counts.passed + checks.length - wrong.length;
const failed = counts.failed + wrong.length;
const toShow = [...wrong, ...findings];
if (toShow.length > 0) console.info(['Not in order:', ...toShow.flatMap(findingLines)].join('\n'));
console.info(`${passed} passed, ${failed} failed, ${counts.skipped} skipped`);
process.exitCode = failed > 0 ? 1 : 0;

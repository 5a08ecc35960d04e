import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What vitest's JSON reporter writes, as far as it is counted. A file that cannot be loaded has no tests. */
const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

/** Runs the tests on this terminal. A failure outside of a test (a file that does not load, leftovers) counts as one. */
export async function runVitest(args: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'planeguard-report-'));
  try {
    const report = join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const vitest = spawn('vitest', ['run', ...reporters, ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    await once(vitest, 'exit');
    return countsIn(readFileSync(report, 'utf8'), vitest.exitCode === 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function countsIn(report: string, isSuccess: boolean): Counts {
  const seen = reportSchema.parse(JSON.parse(report));
  const unloaded = seen.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const failed = seen.numFailedTests + unloaded.length;
  return {
    passed: seen.numPassedTests,
    failed: isSuccess ? failed : Math.max(failed, 1),
    skipped: seen.numPendingTests + seen.numTodoTests,
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from './finding.ts';
import { type Counts, countsIn, findingsIn, parseReport } from './test-report.ts';

export interface TestRun {
  counts: Counts;
  findings: Finding[];
}

/** Runs the tests on this terminal. A failure outside of a test (a file that does not load, leftovers) counts as one. */
export async function runVitest(args: readonly string[]): Promise<TestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'planeguard-report-'));
  try {
    const report = join(folder, 'report.json');
    const leftovers = join(folder, 'leftovers');
    const shown = args.some((arg) => arg.startsWith('--reporter')) ? [] : ['--reporter=default'];
    const line = ['run', ...shown, '--reporter=json', `--outputFile.json=${report}`, ...args];
    const env = { ...process.env, TEST_LEFTOVERS: leftovers };
    const vitest = spawn('vitest', line, { stdio: ['ignore', 'inherit', 'inherit'], env });
    await once(vitest, 'exit');
    const outside = existsSync(leftovers) ? readFileSync(leftovers, 'utf8') : '';
    return judge(readFileSync(report, 'utf8'), vitest.exitCode === 0, outside);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param outside what failed outside of all tests. */
export function judge(json: string, isSuccess: boolean, outside: string): TestRun {
  const report = parseReport(json);
  const counts = countsIn(report);
  const findings = findingsIn(report, process.cwd());
  if (isSuccess || counts.failed > 0) return { counts, findings };
  const finding: Finding = { kind: 'failed', name: 'outside of all tests', text: outside };
  return { counts: { ...counts, failed: 1 }, findings: [...findings, finding] };
}

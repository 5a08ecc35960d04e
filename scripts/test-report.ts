import { relative } from 'node:path';
import { z } from 'zod';
import type { Finding } from './finding.ts';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What vitest's JSON reporter writes, as far as it is read. A file that cannot be loaded has no tests. */
const reportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          ancestorTitles: z.array(z.string()),
          title: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).default([]),
        }),
      ),
    }),
  ),
});
export type TestReport = z.infer<typeof reportSchema>;

export const parseReport = (json: string): TestReport => reportSchema.parse(JSON.parse(json));

export function countsIn(report: TestReport): Counts {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.testResults.filter(isUnloaded).length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Every test that failed, every one that passed only when it was tried again, every file that does not load. */
export function findingsIn(report: TestReport, root: string): Finding[] {
  return report.testResults.flatMap((file) => {
    const path = relative(root, file.name);
    if (isUnloaded(file)) return [{ kind: 'failed' as const, name: path, text: file.message }];
    return file.assertionResults.flatMap(({ status, ancestorTitles, title, failureMessages }) => {
      const [text] = failureMessages;
      if (status !== 'failed' && text === undefined) return [];
      const name = [path, ...ancestorTitles, title].join(' > ');
      return [
        { kind: status === 'failed' ? ('failed' as const) : ('flaky' as const), name, text: text ?? '' },
      ];
    });
  });
}

const isUnloaded = ({ status, assertionResults }: TestReport['testResults'][number]): boolean =>
  status === 'failed' && assertionResults.length === 0;

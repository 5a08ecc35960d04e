import { expect, it } from 'vitest';
import { countsIn } from '../../scripts/run-vitest.ts';

function report(counts: { failed?: number; skipped?: number; unloaded?: number }): string {
  return JSON.stringify({
    numPassedTests: 5,
    numFailedTests: counts.failed ?? 0,
    numPendingTests: counts.skipped ?? 0,
    numTodoTests: 1,
    testResults: [
      { status: 'passed', assertionResults: [{}] },
      ...Array.from({ length: counts.unloaded ?? 0 }, () => ({ status: 'failed', assertionResults: [] })),
    ],
  });
}

it('counts what vitest reports, tests to do as skipped', () => {
  expect(countsIn(report({ failed: 2, skipped: 3 }), false)).toEqual({ passed: 5, failed: 2, skipped: 4 });
});

it('counts a file that does not load as a failure', () => {
  expect(countsIn(report({ failed: 1, unloaded: 2 }), false)).toMatchObject({ failed: 3 });
});

it('counts a failure outside of all tests, such as leftovers', () => {
  expect(countsIn(report({}), false)).toMatchObject({ passed: 5, failed: 1 });
});

import { expect, it } from 'vitest';
import { findingLines } from '../../scripts/finding.ts';
import { judge } from '../../scripts/run-vitest.ts';

const test = (title: string, status: string, ...failureMessages: string[]) => ({
  ancestorTitles: ['a group'],
  title,
  status,
  failureMessages,
});

const file = (name: string, status: string, assertionResults: object[], message = '') => ({
  name: `${process.cwd()}/test/${name}`,
  status,
  message,
  assertionResults,
});

const report = (counts: { failed?: number; skipped?: number }, ...testResults: object[]): string =>
  JSON.stringify({
    numPassedTests: 5,
    numFailedTests: counts.failed ?? 0,
    numPendingTests: counts.skipped ?? 0,
    numTodoTests: 1,
    testResults,
  });

it('counts what vitest reports, tests to do as skipped', () => {
  const { counts } = judge(report({ failed: 2, skipped: 3 }), false, '');
  expect(counts).toEqual({ passed: 5, failed: 2, skipped: 4 });
});

it('counts and names a file that does not load', () => {
  const run = judge(report({ failed: 1 }, file('a.test.ts', 'failed', [], 'No such module')), false, '');
  expect(run.counts).toMatchObject({ failed: 2 });
  expect(run.findings).toEqual([{ kind: 'failed', name: 'test/a.test.ts', text: 'No such module' }]);
});

it('counts and names a failure outside of all tests, such as leftovers', () => {
  const run = judge(report({}), false, 'left behind: sleep 600');
  expect(run.counts).toMatchObject({ passed: 5, failed: 1 });
  expect(run.findings).toMatchObject([{ name: 'outside of all tests', text: 'left behind: sleep 600' }]);
});

it('names what failed, and what passed only when it was tried again', () => {
  const tests = [
    test('passes', 'passed'),
    test('fails', 'failed', 'one\n    at run (/x/node_modules/vitest/run.js:1:1)', 'two'),
    test('wavers', 'passed', 'late'),
  ];
  const { findings } = judge(report({ failed: 1 }, file('a.test.ts', 'failed', tests)), false, '');
  expect(findings.flatMap(findingLines)).toEqual([
    'FAIL test/a.test.ts > a group > fails',
    '     one',
    'flaky: test/a.test.ts > a group > wavers',
    '     late',
  ]);
});

it('shows the first ten lines of what was said, without colours', () => {
  const text = `\u001B[31mred\u001B[0m\n\n${'more\n'.repeat(20)}`;
  const lines = findingLines({ kind: 'failed', name: 'check: types', text });
  expect(lines.slice(0, 2)).toEqual(['FAIL check: types', '     red']);
  expect(lines).toHaveLength(11);
});

import { expect, it } from 'vitest';
import { doctorProblems } from '../../src/core/doctor/doctor-problem.ts';
import { workerHealths } from '../../src/core/health.ts';
import { readDocument, tableRows } from '../support/markdown.ts';

const operations = readDocument('docs/operations.md');
const code = (word: string): string => `\`${word}\``;

it('operations has every problem that doctor finds, why it matters, and what mends it', () => {
  const rows = tableRows(operations, 'doctor');
  const known = Object.entries(doctorProblems).map(([name, { level, why }]) => [code(name), level, why]);
  expect(rows.map((row) => row.slice(0, 3))).toEqual(known);
  expect(rows.filter((row) => (row[3] ?? '').length < 5)).toEqual([]);
});

it('operations has every health of a worker, and what to do then', () => {
  const rows = tableRows(operations, 'worker health');
  expect(rows.map(([name]) => name)).toEqual(workerHealths.map(code));
  expect(rows.filter((row) => row.some((cell) => cell === ''))).toEqual([]);
});

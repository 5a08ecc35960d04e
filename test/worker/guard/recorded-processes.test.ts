import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sessionLayout } from '../../../src/config/state-layout.ts';
import { readRecorded, writeRecorded } from '../../../src/worker/guard/recorded-processes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const processes = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ bootId: 'b', pid: index + 1, startTime: `${index}` }));

it('reads what was written, and nothing where there is nothing, or something else', () => {
  const layout = sessionLayout(temporaryFolder());
  expect(readRecorded(layout)).toEqual([]);
  writeRecorded(layout, processes(3));
  expect(readRecorded(layout)).toEqual(processes(3));
  writeRecorded(layout, []);
  expect(readRecorded(layout)).toEqual([]);
  writeFileSync(layout.processes, 'v1 b\n5 x\nnonsense\n-1 2\n7');
  expect(readRecorded(layout)).toEqual([{ bootId: 'b', pid: 5, startTime: 'x' }]);
});

it('is nothing, and harms nobody, where an agent has put a folder in its place', () => {
  const layout = sessionLayout(temporaryFolder());
  mkdirSync(layout.processes);
  expect(() => writeRecorded(layout, processes(1))).not.toThrow();
  expect(readRecorded(layout)).toEqual([]);
});

it('is bounded, and writes nothing where the session is gone', () => {
  const layout = sessionLayout(temporaryFolder());
  writeRecorded(layout, processes(5_000));
  expect(readRecorded(layout)).toHaveLength(2_000);
  expect(() => writeRecorded(sessionLayout(join(layout.directory, 'gone')), [])).not.toThrow();
});

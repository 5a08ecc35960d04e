import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { forgetDeadProcess, liveProcess, recordThisProcess } from '../../../src/cli/daemon/process-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('the record of a process counts where it was written, by whatever name, and not in a copy', () => {
  const folder = temporaryFolder();
  const [first, copy, link] = ['first', 'copy', 'link'].map((name) => join(folder, name, 'worker.json'));
  mkdirSync(join(folder, 'first'));
  recordThisProcess(first ?? '');
  cpSync(join(folder, 'first'), join(folder, 'copy'), { recursive: true });
  symlinkSync(join(folder, 'first'), join(folder, 'link'));
  forgetDeadProcess(copy ?? '');
  expect([first, link, copy].map((path) => liveProcess(path ?? '')?.pid)).toEqual([
    process.pid,
    process.pid,
    undefined,
  ]);
});

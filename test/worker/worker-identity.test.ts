import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workerIdentity } from '../../src/worker/worker-identity.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('an id is made once per state directory', () => {
  const path = join(temporaryFolder(), 'worker.id');
  const id = workerIdentity(path);
  expect(id).toMatch(/^w[0-9a-f]{16}$/);
  expect(workerIdentity(path)).toBe(id);
  expect(readFileSync(path, 'utf8')).toBe(`${id}\n`);
  expect(workerIdentity(join(temporaryFolder(), 'worker.id'))).not.toBe(id);
});

test.each(['', '\n', 'w1', 'W0123456789', 'w0123456789 w0123456789', '../../etc', 'w01234567\0'])(
  'a file that holds %j is refused in a sentence, and left as it is',
  (content) => {
    const path = join(temporaryFolder(), 'worker.id');
    writeFileSync(path, content);
    expect(() => workerIdentity(path)).toThrow(`${path} does not hold a worker's id. Restore it`);
    expect(readFileSync(path, 'utf8')).toBe(content);
  },
);

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSecret } from '../../src/edge/read-secret.ts';
import { testEnvironment } from '../support/git-repository.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const read = (source: { file?: string; command?: string[] }, directory = temporaryFolder()) =>
  readSecret(
    'github.token',
    { file: null, command: null, ...source },
    { directory, environment: testEnvironment() },
  );

it('is each line of a file beside the configuration that is not empty', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'secret'), 'one\n\n  two \n');
  expect(await read({ file: 'secret' }, folder)).toEqual(['one', 'two']);
});

it('is what a program prints', async () => {
  expect(await read({ command: ['sh', '-c', 'echo one; echo two'] })).toEqual(['one', 'two']);
});

it.each([
  [{}, 'github.tokenFile is not set'],
  [{ file: '/nowhere' }, 'the file of github.tokenFile, /nowhere, cannot be read (ENOENT)'],
  [{ command: ['no-such-program'] }, 'the program of github.tokenCommand, no-such-program, is not there'],
  [{ command: ['sh', '-c', 'echo quiet >&2; exit 3'] }, 'the program of github.tokenCommand, sh, failed (3)'],
  [{ command: ['true'] }, 'the program of github.tokenCommand, true, printed no secret'],
])('that there is none is said without what was printed: %j', async (source, why) => {
  await expect(read(source)).rejects.toMatchObject({
    code: 'misconfigured',
    message: `There is no secret: ${why}.`,
  });
});

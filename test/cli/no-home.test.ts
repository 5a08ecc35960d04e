import { chmodSync } from 'node:fs';
import { getuid } from 'node:process';
import { expect, test } from 'vitest';
import { CliPerson } from '../support/cli.ts';

/** No user of any system that tests run on. */
const unknownUid = 64_987;

test.runIf(getuid?.() === 0).each([
  [['service', 'status'], 78, /No service manager of this user answers/],
  [['service', 'uninstall'], 78, /No service manager of this user answers/],
  [
    ['run', '--repo', '~/nowhere', '--agent', 'codex', '--prompt', 'x'],
    2,
    /There is no repository "~\/nowhere"/,
  ],
])(
  'a user whom the system does not know, without a home, is told by %j what is wrong',
  async (line, exit, told) => {
    const person = new CliPerson();
    chmodSync(person.folder, 0o755);
    delete person.env.HOME;
    const ran = await person.planeguardAs(unknownUid, ...line);
    expect([ran.exit, ran.stderr.trim().split('\n').length], ran.stderr).toEqual([exit, 1]);
    expect(ran.stderr).toMatch(told);
  },
);
